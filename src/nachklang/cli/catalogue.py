"""`nachklang catalogue` and `nachklang search`."""

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, shown
from nachklang.errors import CatalogueError

_BUILD_EPILOG = """\b
Example:
  nachklang --archive my-archive catalogue build
"""
_SEARCH_EPILOG = """\b
Example:
  nachklang --archive my-archive search maple rag
"""


@click.group()
def catalogue() -> None:
    """Look after the tables and the index."""


@catalogue.command(epilog=_BUILD_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
def build(*, as_json: bool) -> None:
    """Make a snapshot and an index of everything that may be described."""
    with open_archive() as archive:
        info = archive.rebuild_catalogue()
    if as_json:
        emit_json(info)
    else:
        click.echo(f"Snapshot {info.number}: {plural(info.rows['recording'], 'recording')}")


@click.command(epilog=_SEARCH_EPILOG)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most."
)
@click.option("--json", "as_json", is_flag=True, help="Write the hits as JSON.")
def search(words: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Find artists, releases and recordings by words or identifiers."""
    with open_archive() as archive:
        snapshot = archive.catalogue.latest()
        if snapshot is None:
            raise CatalogueError("there is no catalogue yet; run `nachklang catalogue build`")
        hits = snapshot.search(" ".join(words), limit=limit)
    if as_json:
        emit_json(hits)
        return
    console = results()
    for hit in hits:
        subtitle = f" — {hit.subtitle}" if hit.subtitle else ""
        console.print(shown(f"{hit.kind:<10} {hit.title}{subtitle}  [{hit.id}]"), markup=False)
    if not hits:
        console.print("Nothing found.")
