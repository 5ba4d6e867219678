"""`nachklang vault`."""

import click

from nachklang.cli.lazy import Commands

COMMANDS = {
    "status": ("vault.status", "Show what is kept where, what was found and what waits."),
    "replicate": ("vault.replicate", "Bring every store what it lacks."),
    "audit": ("vault.audit", "Read copies again, and put right what is damaged."),
    "verify": ("vault.verify", "Read every byte of the vault again and compare it with its record."),
    "validate": ("vault.validate", "Hold any OCFL object or storage root to the specification."),
    "export": ("vault.export", "Write objects as bags, with METS and PREMIS beside their files."),
    "store": ("vault.store", "Look after the stores that hold copies."),
    "hold": ("vault.hold", "Look after legal holds."),
    "rebuild": ("vault.rebuild", "Make a lost registry anew from the stores."),
    "remove": ("vault.remove", "Remove what the law asks to be removed."),
}
"""The commands in the order in which a vault meets them."""


@click.group(cls=Commands, table=COMMANDS)
def vault() -> None:
    """Look after what is kept."""
