"""`nachklang search`."""

import click

from nachklang.cli.context import read_catalogue
from nachklang.cli.output import emit_json, emit_line, shown

_EPILOG = """\b
Example:
  nachklang --archive my-archive search maple rag
"""


@click.command(epilog=_EPILOG)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most."
)
@click.option("--json", "as_json", is_flag=True, help="Write the hits as JSON.")
def search(words: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Find artists, releases and recordings by words or identifiers."""
    hits = read_catalogue().required().search(" ".join(words), limit=limit)
    if as_json:
        emit_json(hits)
        return
    if hits and hits[0].near:
        emit_line("Nothing has all of these words. What has others, one letter away:")
    for hit in hits:
        subtitle = f" — {hit.subtitle}" if hit.subtitle else ""
        emit_line(shown(f"{hit.kind:<10} {hit.title}{subtitle}  [{hit.id}]"))
    if not hits:
        emit_line("Nothing found.")
