"""`nachklang rights diff`."""

from datetime import datetime
from pathlib import Path

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, emit_line
from nachklang.cli.rights.asking import asked, day_of, limited, turn_lines, uses

_EPILOG = """\b
Example:
  nachklang --archive my-archive rights diff --in DE --from 2026-12-31 --to 2027-01-01
  nachklang --archive my-archive rights diff --in DE --law-before law-of-last-year
"""


@click.command(epilog=_EPILOG)
@asked
@click.option("--from", "then", type=click.DateTime(["%Y-%m-%d"]), help="The day before.  [default: today]")
@click.option("--to", "now", type=click.DateTime(["%Y-%m-%d"]), help="The day after.  [default: today]")
@click.option(
    "--law-before",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of law files by which it was decided before.  [default: the law on file]",
)
@limited
@click.option("--json", "as_json", is_flag=True, help="Write counts and names as JSON.")
def diff(
    then: datetime | None,
    now: datetime | None,
    law_before: Path | None,
    limit: int,
    *,
    as_json: bool,
    **wanted: tuple[str, ...],
) -> None:
    """Say which items gain or lose which acts between two days, or between two versions of the law."""
    from nachklang.archive import law_in, permissions_of  # noqa: PLC0415  (what `--help` does without)

    if then is None and now is None and law_before is None:
        raise click.UsageError("nothing to compare: give --from, --to or --law-before")
    law = None if law_before is None else law_in(law_before)
    with open_archive() as archive:
        asked_for = uses(archive.settings, **wanted)
        with permissions_of(archive, asked_for, before=law) as many:
            turned, named = many.changes(day_of(then), day_of(now), limit)
    if as_json:
        emit_json({"from": day_of(then), "to": day_of(now), "turns": turned, "items": named})
        return
    for line in turn_lines(turned, named):
        emit_line(line)
