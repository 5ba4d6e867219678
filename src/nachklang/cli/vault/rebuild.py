"""`nachklang vault rebuild`."""

from typing import TYPE_CHECKING

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, shown
from nachklang.cli.progress import byte_bar

if TYPE_CHECKING:
    from nachklang.archive import Rebuilt

_EPILOG = """\b
Example:
  mv my-archive/registry.db /somewhere/else
  nachklang init my-archive
  nachklang --archive my-archive vault rebuild

\b
The exit status is 3 where a store was away or an object was never accepted, 11 where one is damaged or lost,
or a copy of the log is not as it was signed.
"""


@click.command(epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write what was found as JSON.")
def rebuild(*, as_json: bool) -> int:
    """Make a lost registry anew from what the vault, its stores and the log hold.

    Objects and parts of the log that the archive's own folder has lost, too, come back from the stores first;
    so do the receipts by which earlier keys of the log named their successors.
    Every copy is read. The registry has to be empty: `nachklang init` makes an empty one. The history of
    audits is not in the stores, and begins anew.
    """
    from nachklang.archive import rebuild_registry  # noqa: PLC0415  (`--help` does without)

    with open_archive(sign=True) as archive, byte_bar("Reading", None) as bar:
        done = rebuild_registry(archive, on_bytes=lambda count: bar.advance(bar.task_ids[0], count))
    if as_json:
        emit_json(done)
    else:
        _print(done)
    if done.damaged or done.missing or done.log_faults:
        return statuses.FIXITY
    return statuses.PARTLY_DONE if done.away or done.unknown else statuses.OK


def _print(done: "Rebuilt") -> None:
    console = results()
    for name, why in done.away.items():
        console.print(shown(f"not read  {name}: {why}"), markup=False)
    for object_id, why in done.damaged.items():
        console.print(shown(f"damaged   {object_id}: {why}"), markup=False)
    for what in done.log_faults:
        console.print(shown(f"log       {what}"), markup=False)
    for object_id in done.missing:
        console.print(f"lost      {object_id}: the log says that it was accepted, and no place has it")
    for object_id in done.unknown:
        console.print(f"unknown   {object_id}: never accepted; deposit its file again, and it is taken up")
    held = (plural(done.items, "item"), plural(done.refusals, "refusal"), plural(done.removals, "removal"))
    parts = [
        ", ".join(held),
        f"{plural(done.entries, 'entry', 'entries')} of the log",
        f"{plural(done.objects_restored, 'object')} brought back from stores",
    ]
    console.print("; ".join(parts), markup=False)
