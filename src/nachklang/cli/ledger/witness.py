"""`nachklang ledger witness`."""

from pathlib import Path

import click

from nachklang.cli.ledger.keys import LOG_KEY
from nachklang.cli.output import messages
from nachklang.ledger import Verifier

_EPILOG = """\b
Example:
  nachklang ledger witness ~/witness --name witness.example/w1 --log archive.example/log+9b1d…+AYEK…

\b
DIR holds the witness's key and what it has cosigned. Keep a copy of the key elsewhere; and never go on
with an older copy of the rest, for a witness that forgets can be made to cosign two histories.
"""


@click.command(epilog=_EPILOG)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", help="What the witness is called, such as witness.example/w1; for its first start.")
@click.option(
    "--log", "logs", type=LOG_KEY, multiple=True, required=True, help="The public key of a log to cosign."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8081, show_default=True, help="Port.")
def witness(folder: Path, name: str | None, logs: tuple[Verifier, ...], host: str, port: int) -> None:
    """Cosign the checkpoints of logs of others, as long as each log only grows, until it is interrupted."""
    from nachklang.archive import open_witness  # noqa: PLC0415  (`--help` does without)
    from nachklang.web import serve_witness  # noqa: PLC0415  (the same)

    made = open_witness(folder, name, logs)
    console = messages()

    def tell(address: str) -> None:
        console.print(f"Witness {made.cosigner.verifier.text}", markup=False)
        console.print(f"Cosigning at {address}", markup=False)

    serve_witness(made, host=host, port=port, on_ready=tell)
