"""`nachklang vault replicate`."""

from typing import TYPE_CHECKING

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, shown
from nachklang.cli.progress import byte_bar

if TYPE_CHECKING:
    from nachklang.preservation.replication import Replicated

_EPILOG = """\b
Example:
  nachklang --archive my-archive vault replicate
  nachklang --archive my-archive vault replicate --now

\b
Let a timer run it every hour. The exit status is 3 while something still waits.
"""


@click.command(epilog=_EPILOG)
@click.option("--now", "at_once", is_flag=True, help="Ask stores that were away at once, and not when due.")
@click.option("--json", "as_json", is_flag=True, help="Write what was done as JSON.")
def replicate(*, at_once: bool, as_json: bool) -> int:
    """Bring every store what it lacks, removals first.

    Each copy is read again before it counts. A store that is away is asked again after a minute, then
    after twice the time, up to six hours. Deposits that waited for these copies are accepted.
    """
    from nachklang.archive import replicate_copies  # noqa: PLC0415  (`--help` does without)

    with open_archive(sign=True) as archive, byte_bar("Copying", None) as bar:
        done = replicate_copies(
            archive, at_once=at_once, on_bytes=lambda count: bar.advance(bar.task_ids[0], count)
        )
        waits = sum(one.count for one in archive.registry.tasks.waiting())
    if as_json:
        emit_json({"done": done, "waiting": waits})
    else:
        _print(done, waits)
    return statuses.PARTLY_DONE if waits or done.away or done.log_faults else statuses.OK


def _print(done: "Replicated", waits: int) -> None:
    console = results()
    for name, why in done.away.items():
        console.print(shown(f"away     {name}: {why}"), markup=False)
    for name, object_id, why in done.failed:
        console.print(shown(f"failed   {name}, {object_id}: {why}"), markup=False)
    for what in done.log_faults:
        console.print(shown(f"log      {what}"), markup=False)
    parts = [f"{plural(done.copied, 'copy', 'copies')} written and verified"]
    parts += [f"{plural(done.removed, 'removal')} confirmed"] if done.removed else []
    parts += [f"{plural(done.accepted, 'file')} accepted"] if done.accepted else []
    parts += [f"{plural(waits, 'task')} waiting"] if waits else ["nothing waits"]
    console.print(", ".join(parts), markup=False)
