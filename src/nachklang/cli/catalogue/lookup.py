"""`nachklang catalogue lookup`."""

import click

from nachklang.cli import statuses
from nachklang.cli.context import read_catalogue
from nachklang.cli.output import emit_json, emit_line, plural, shown
from nachklang.model.dates import Duration
from nachklang.model.identifiers import ISRC

_EPILOG = """\b
Example:
  nachklang --archive my-archive catalogue lookup DE-ABC-26-00001
"""


@click.command(epilog=_EPILOG)
@click.argument("isrc")
@click.option("--json", "as_json", is_flag=True, help="Write the answer as JSON.")
def lookup(isrc: str, *, as_json: bool) -> int:
    """Tell which recordings bear the code ISRC, who says so, and where they contradict each other.

    A code is evidence and never a key: several recordings may bear it. Ends with status 1 where none does.
    """
    found = read_catalogue().codes().look_up(ISRC.parse(isrc))
    if as_json:
        emit_json(found)
        return statuses.OK if found.bearers else statuses.FAILURE
    for one in found.bearers:
        length = "" if one.duration_ms is None else f" ({Duration(one.duration_ms)})"
        words = f"{one.title} — {one.artist}{length}  [{one.id}]  {one.source} {one.source_id}"
        emit_line(shown(words))
    for conflict in found.conflicts:
        emit_line(shown(f"differ in {conflict.kind}: {' | '.join(conflict.values)}"))
    if not found.allocated:
        emit_line(f"No agency is known to give out codes that begin with {found.isrc.prefix[:2]}.")
    emit_line(f"{plural(found.recordings, 'recording')} with {found.isrc}")
    return statuses.OK if found.bearers else statuses.FAILURE
