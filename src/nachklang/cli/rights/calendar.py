"""`nachklang rights calendar`."""

from datetime import MAXYEAR, date

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, emit_line
from nachklang.cli.rights.asking import asked, limited, turn_lines, uses

_EPILOG = """\b
Example:
  nachklang --archive my-archive rights calendar --in DE --year 2034 --act stream
"""


@click.command(epilog=_EPILOG)
@asked
@click.option("--year", type=click.IntRange(1, MAXYEAR), required=True, help="Which year.")
@limited
@click.option("--json", "as_json", is_flag=True, help="Write counts and names as JSON.")
def calendar(
    year: int,
    limit: int,
    *,
    as_json: bool,
    **wanted: tuple[str, ...],
) -> None:
    """Say what becomes permitted in a year, and what no longer is, by all that is recorded today."""
    from nachklang.archive import permissions_of  # noqa: PLC0415  (what `--help` does without)

    with open_archive() as archive:
        asked_for = uses(archive.settings, **wanted)
        with permissions_of(archive, asked_for) as many:
            turned, named = many.calendar(date(year, 1, 1), date(year, 12, 31), limit)
    if as_json:
        emit_json({"year": year, "turns": turned, "items": named})
        return
    for line in turn_lines(turned, named):
        emit_line(line)
