"""`nachklang serve`."""

import click

from nachklang.cli.context import archive_folder
from nachklang.cli.output import messages
from nachklang.web import serve as run

_EPILOG = """\b
Example:
  nachklang --archive my-archive serve --port 8080
"""


@click.command(epilog=_EPILOG)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Port.")
def serve(host: str, port: int) -> None:
    """Serve the archive's pages until it is interrupted."""
    console = messages()
    chosen = archive_folder(click.get_current_context().obj)
    run(chosen, host=host, port=port, on_ready=lambda address: console.print(f"Serving at {address}"))
