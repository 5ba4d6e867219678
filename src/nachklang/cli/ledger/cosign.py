"""`nachklang ledger cosign`."""

import click

from nachklang.cli.context import open_archive
from nachklang.cli.ledger.keys import WITNESS_KEY
from nachklang.cli.output import emit_json, emit_line
from nachklang.ledger import WitnessKey, be_cosigned

_EPILOG = """\b
Example:
  nachklang ledger cosign https://witness.example --witness witness.example/w1+5c2e…+BCLa…

\b
The exit status is 11 when the witness has seen another history of this log.
"""


@click.command(epilog=_EPILOG)
@click.argument("address", metavar="URL")
@click.option("--witness", "key", type=WITNESS_KEY, required=True, help="The witness's public key.")
@click.option("--json", "as_json", is_flag=True, help="Write what was cosigned as JSON.")
def cosign(address: str, key: WitnessKey, *, as_json: bool) -> None:
    """Ask the witness at URL to cosign the newest checkpoint, and keep its cosignature with it."""
    with open_archive() as archive:
        checkpoint = be_cosigned(archive.ledger, address, key)
    at = key.cosigned_at(checkpoint.note)
    if as_json:
        emit_json(
            {"size": checkpoint.size, "root": checkpoint.root_hash.hex(), "witness": key.name, "at": at}
        )
    else:
        emit_line(
            f"{key.name} cosigned the {checkpoint.size} entries of {checkpoint.origin} at {at.isoformat()}"
        )
