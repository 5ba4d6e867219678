"""`nachklang ledger`."""

import click

from nachklang.cli.lazy import Commands

COMMANDS = {
    "verify": ("ledger.verify", "Compute the whole log again and compare it with its signed checkpoint."),
    "prove": ("ledger.prove", "Write the receipt of an entry, for others to check."),
    "check": ("ledger.check", "Check a receipt, without asking anybody."),
    "rotate-key": ("ledger.rotate_key", "Sign with a new key from now on."),
    "cosign": ("ledger.cosign", "Have a witness cosign the newest checkpoint."),
    "witness": ("ledger.witness", "Cosign the logs of others, as long as they only grow."),
    "monitor": ("ledger.monitor", "Follow the log of somebody else."),
}
"""The commands in the order in which a log meets them."""


@click.group(cls=Commands, table=COMMANDS)
def ledger() -> None:
    """Look after the public log, and follow those of others."""
