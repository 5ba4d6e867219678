"""`nachklang rights decide`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, emit_line, plural
from nachklang.cli.rights.asking import asked, day_of, uses
from nachklang.model.acts import Layer

if TYPE_CHECKING:
    from nachklang.catalogue.permissions import Answered

_EPILOG = """\b
Example:
  nachklang --archive my-archive rights decide --act stream --act download --in DE --on 2026-11-22
  nachklang --archive my-archive rights decide --act stream --in DE --out may-be-heard.parquet
"""


@click.command(epilog=_EPILOG)
@asked
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="On which day.  [default: today]")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write every item with its answers: Parquet, or CSV where the name ends with .csv.",
)
@click.option("--json", "as_json", is_flag=True, help="Write the counts as JSON.")
def decide(
    day: datetime | None,
    out: Path | None,
    *,
    as_json: bool,
    **wanted: tuple[str, ...],
) -> None:
    """Decide acts for all items at once, and count the answers.

    Where no class of actor is named, each act is decided for the archive itself, as its site decides it; else
    for the classes that are named, and for no other. `rights explain` says of one item why.
    """
    from nachklang.archive import permissions_of  # noqa: PLC0415  (what `--help` does without)

    on = day_of(day)
    with open_archive() as archive:
        asked_for = uses(archive.settings, **wanted)
        with permissions_of(archive, asked_for) as many:
            answers = many.answers(on)
            if out is not None:
                many.write(on, out)
    if as_json:
        emit_json({"on": on, "answers": answers})
        return
    for line in _lines(answers):
        emit_line(line)


_LAYERS = f"(grounds: {', '.join(Layer)})"


def _lines(answers: "Sequence[Answered]") -> Iterator[str]:
    use = None
    for one in answers:
        if use != (use := (one.act, one.territory, one.actor)):
            yield f"{one.act} in {one.territory} by {one.actor} {_LAYERS}"
        why = f"yes: {', '.join(one.bases)}" if one.permitted else f"no: {one.why_not}"
        yield f"  {plural(one.items, 'item'):>16}  {why}"
    if not answers:
        yield "There is no item yet."
