"""`nachklang catalogue link`."""

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural
from nachklang.cli.progress import ImportProgress

_EPILOG = """\b
Example:
  nachklang --archive my-archive catalogue link
"""


@click.command(epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
def link(*, as_json: bool) -> None:
    """Find which artists, releases and recordings of different sources are the same.

    It makes a new snapshot; no row of a source is changed. `nachklang catalogue why` explains each link.
    """
    with open_archive() as archive, ImportProgress() as progress:
        info = archive.link_catalogue(progress)
    if as_json:
        emit_json(info)
    else:
        click.echo(
            f"Snapshot {info.number}: {plural(info.rows['match'], 'pair')} found, "
            f"{plural(info.rows['cluster'], 'row')} joined"
        )
