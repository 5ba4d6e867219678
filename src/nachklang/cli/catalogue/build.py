"""`nachklang catalogue build`."""

import click

from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural

_EPILOG = """\b
Example:
  nachklang --archive my-archive catalogue build
"""


@click.command(epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
def build(*, as_json: bool) -> None:
    """Make a snapshot and an index of everything deposited that may be described.

    What was imported stays as it is.
    """
    with open_archive() as archive:
        info = archive.rebuild_catalogue()
    if as_json:
        emit_json(info)
    else:
        click.echo(f"Snapshot {info.number}: {plural(info.rows['recording'], 'recording')}")
