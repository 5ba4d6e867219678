"""`nachklang snapshot`."""

from typing import Any

import click

from nachklang.catalogue import SnapshotInfo
from nachklang.cli.context import read_catalogue
from nachklang.cli.output import emit_json, emit_json_line, plural, results, shown, size

_LIST_EPILOG = """\b
Example:
  nachklang --archive my-archive snapshot list
"""
_DIFF_EPILOG = """\b
Example:
  nachklang --archive my-archive snapshot diff 3 4
  nachklang --archive my-archive snapshot diff 3 4 --rows recording > recordings.jsonl
"""
_GC_EPILOG = """\b
Example:
  nachklang --archive my-archive snapshot gc --keep 3
"""


@click.group()
def snapshot() -> None:
    """Look after the dated states of the catalogue."""


@snapshot.command("list", epilog=_LIST_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the list as JSON.")
def list_(*, as_json: bool) -> None:
    """List the snapshots, oldest first, with what they hold of each source."""
    found = read_catalogue().snapshots()
    if as_json:
        emit_json(found)
        return
    console = results()
    for info in found:
        console.print(shown(_line(info)), markup=False)
    if not found:
        console.print("There is no snapshot yet.")


def _line(info: SnapshotInfo) -> str:
    sources = ", ".join(f"{part.source} {part.snapshot}".strip() for part in info.parts)
    counted = plural(info.rows["recording"], "recording")
    return f"{info.number:>5}  {info.made_at:%Y-%m-%d %H:%M} UTC  {counted:>24}  {sources}"


@snapshot.command(epilog=_DIFF_EPILOG)
@click.argument("old", type=click.IntRange(min=1))
@click.argument("new", type=click.IntRange(min=1))
@click.option("--rows", "table", metavar="TABLE", help="List the rows of one table, a JSON object a line.")
@click.option("--json", "as_json", is_flag=True, help="Write the counts as JSON.")
def diff(old: int, new: int, table: str | None, *, as_json: bool) -> None:
    """Tell what was added, changed, removed and merged between the snapshots OLD and NEW."""
    with read_catalogue().diff(old, new) as found:
        if table is not None:
            for batch in found.rows(table):
                for row in batch.to_pylist():
                    emit_json_line(row)
            return
        summary = found.summary()
    if as_json:
        emit_json(summary)
    else:
        _print(summary)


def _print(summary: dict[str, Any]) -> None:
    console = results()
    for name, one in summary.items():
        counts = f"{one.added} added, {one.changed} changed, {one.removed} removed, {one.merged} merged"
        columns = ", ".join(f"{column} {count}" for column, count in one.columns.items())
        console.print(f"{name:<20} {counts}{f' ({columns})' if columns else ''}", markup=False)
    if not summary:
        console.print("Nothing differs.")


@snapshot.command(epilog=_GC_EPILOG)
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="How many of the newest stay.",
)
@click.option("--json", "as_json", is_flag=True, help="Write what went as JSON.")
def gc(keep: int, *, as_json: bool) -> None:
    """Remove old snapshots, and indexes that none of those left reads.

    Whoever still reads an old snapshot has to open the newest one then.
    """
    gone = read_catalogue().collect(keep=keep)
    if as_json:
        emit_json(gone)
    else:
        click.echo(f"{plural(len(gone.snapshots), 'snapshot')} removed, {size(gone.bytes)} free again")
