"""`nachklang vault`."""

import click

from nachklang.cli.lazy import Commands

COMMANDS = {
    "verify": ("vault.verify", "Read every byte of the vault again and compare it with its record."),
    "validate": ("vault.validate", "Hold any OCFL object or storage root to the specification."),
    "export": ("vault.export", "Write objects as bags, with METS and PREMIS beside their files."),
    "store": ("vault.store", "Look after the stores that hold copies."),
}
"""The commands in the order in which a vault meets them."""


@click.group(cls=Commands, table=COMMANDS)
def vault() -> None:
    """Look after what is kept."""
