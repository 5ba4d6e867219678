"""`nachklang rights record`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, shown

if TYPE_CHECKING:
    from nachklang.archive import Recorded

_EPILOG = """\b
Example:
  nachklang --archive my-archive rights record agreement-7.toml
"""


@click.command(epilog=_EPILOG)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write what was recorded as JSON.")
def record(file: Path, *, as_json: bool) -> None:
    """Record the mandates, prohibitions and circumstances of FILE for every item that they cover.

    All of FILE is recorded, or nothing. What stands already is not recorded again. Every item is reviewed at
    once: where one lost an act that it had, a case is opened.
    """
    from nachklang.archive import record_rights  # noqa: PLC0415  (`--help` does without)

    with open_archive(sign=True) as archive:
        done = record_rights(archive, file)
    if as_json:
        emit_json(done)
    else:
        _print(done)


def _print(done: "Recorded") -> None:
    console = results()
    for one in done.new:
        covered = plural(done.covered[one.id], "item")
        console.print(f"recorded  {one.id}  {one.statement.kind}, covers {covered}", markup=False)
    for one in done.known:
        console.print(f"known  {one.id}  {one.statement.kind}, stands already", markup=False)
    for case in done.review.opened:
        console.print(shown(f"lost  {case.item_id}  {', '.join(sorted(case.acts))}"), markup=False)
    for case in done.review.closed:
        console.print(shown(f"returned  {case.item_id}  {', '.join(sorted(case.acts))}"), markup=False)
