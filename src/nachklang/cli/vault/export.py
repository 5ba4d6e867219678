"""`nachklang vault export`."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, shown, size
from nachklang.cli.progress import byte_bar

if TYPE_CHECKING:
    from nachklang.archive import ExportOutcome

_EPILOG = """\b
Example:
  nachklang --archive my-archive vault export 1b4e28ba --to /media/disk/bags
  nachklang --archive my-archive vault export --all --to /media/disk/bags

\b
Run it again after it was cut off: bags that are there are read again, and left. The exit status is 11 where
an object or a bag that is there is damaged.
"""


@click.command(epilog=_EPILOG)
@click.argument("objects", metavar="OBJECT...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Export the whole collection.")
@click.option(
    "--to",
    "target",
    metavar="FOLDER",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder in which the bags are made.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
def export(objects: tuple[str, ...], target: Path, *, every: bool, as_json: bool) -> int:
    """Write objects as bags, with METS and PREMIS beside their files.

    OBJECT is the id of an item or its object, or the beginning of one. Each bag (RFC 8493) holds the newest
    version's files, every byte compared with its record while it is copied. Another archive takes it in with
    `deposit accept`.
    """
    from nachklang.archive import export_objects  # noqa: PLC0415  (`--help` does without)

    if bool(objects) == every:
        raise click.UsageError("name the objects to export, or give --all")
    with open_archive() as archive, byte_bar("Exporting", None) as bar:
        items = archive.registry.items() if every else [archive.find_item(one) for one in objects]
        advance = bar.advance
        outcomes = list(
            export_objects(archive, items, target, on_bytes=lambda count: advance(bar.task_ids[0], count))
        )
    if as_json:
        emit_json({"folder": str(target), "objects": outcomes})
    else:
        _print(outcomes)
    return _status(outcomes)


def _status(outcomes: Sequence["ExportOutcome"]) -> int:
    refused = [one.code for one in outcomes if one.status == "refused"]
    if not refused:
        return statuses.OK
    if set(refused) != {"not-permitted"}:
        return statuses.FIXITY
    return statuses.PARTLY_DONE if len(refused) < len(outcomes) else statuses.NOT_PERMITTED


def _print(outcomes: Sequence["ExportOutcome"]) -> None:
    console = results()
    for one in outcomes:
        if one.status == "refused":
            console.print(shown(f"refused  {one.object_id}: {one.code}: {one.reason}"), markup=False)
    counts = Counter(one.status for one in outcomes)
    written = sum(one.size for one in outcomes if one.status == "exported")
    parts = [f"{plural(counts['exported'], 'object')} exported ({size(written)})"]
    words = {"held": "there already", "refused": "refused"}
    parts += [f"{counts[status]} {text}" for status, text in words.items() if counts[status]]
    console.print(", ".join(parts), markup=False)
