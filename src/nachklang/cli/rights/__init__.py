"""`nachklang rights`."""

import click

from nachklang.cli.lazy import Commands

COMMANDS = {
    "explain": ("rights.explain", "Say whether an act is permitted for an item, and why."),
}
"""The commands, what asks before what changes."""


@click.group(cls=Commands, table=COMMANDS)
def rights() -> None:
    """Ask what may be done, and why."""
