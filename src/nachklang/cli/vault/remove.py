"""`nachklang vault remove`."""

from typing import TYPE_CHECKING

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, results, shown
from nachklang.errors import NotFoundError

if TYPE_CHECKING:
    from nachklang.archive import Archive
    from nachklang.registry import Removal

_EPILOG = """\b
Example:
  nachklang --archive my-archive vault remove 3f2a81c4 --because "court order 12 O 345/26 of 2026-11-20"

\b
The exit status is 3 until every store has confirmed; `vault status` shows which have not.
"""


@click.command(epilog=_EPILOG)
@click.argument("item", metavar="OBJECT")
@click.option("--because", "notice", required=True, help="The notice or order that asks for it; it is kept.")
@click.option("--json", "as_json", is_flag=True, help="Write the removal as JSON.")
def remove(item: str, notice: str, *, as_json: bool) -> int:
    """Remove the bytes of OBJECT from every store, because the law asks for it.

    OBJECT is an item's id, the beginning of one, or its object's id. A stub stays with the reason, the
    digest and the events; the log says it. A store that is away removes it when it is back, before anything
    else. This cannot be taken back, and an object under a legal hold cannot be removed.
    """
    if not notice.strip():
        raise click.BadParameter("say which notice or order asks for it", param_hint="--because")
    with open_archive(sign=True) as archive:
        removal = _removed(archive, item, notice)
        pending = [name for name in archive.preservation().policy.places if name not in removal.confirmed]
    if as_json:
        emit_json({"removal": removal, "pending": pending})
    else:
        _print(removal, pending)
    return statuses.PARTLY_DONE if pending else statuses.OK


def _removed(archive: "Archive", item: str, notice: str) -> "Removal":
    """Order a removal, or go on with the one that was ordered before."""
    from nachklang.archive import remove_object, resume_removal  # noqa: PLC0415  (`--help` does without)

    object_id = f"urn:uuid:{item.removeprefix('urn:uuid:')}"
    if archive.registry.removals.of(object_id) is not None:
        return resume_removal(archive, object_id)
    try:
        found = archive.find_item(item)
    except NotFoundError:
        planned = [one for one in archive.registry.plans() if one.object_id == object_id]
        if not planned:
            raise
        found = planned[0]
    return remove_object(archive, found, notice)


def _print(removal: "Removal", pending: list[str]) -> None:
    console = results()
    for name, at in removal.confirmed.items():
        console.print(shown(f"removed  {name}  {at.isoformat(timespec='seconds')}"), markup=False)
    for name in pending:
        console.print(
            shown(f"pending  {name}: not confirmed yet; `nachklang vault replicate` goes on"), markup=False
        )
