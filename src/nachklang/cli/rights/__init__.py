"""`nachklang rights`."""

import click

from nachklang.cli.lazy import Commands

COMMANDS = {
    "explain": ("rights.explain", "Say whether an act is permitted for an item, and why."),
    "export": ("rights.export", "Write what may be done with items, in the words of others."),
}
"""The commands, what asks before what changes."""


@click.group(cls=Commands, table=COMMANDS)
def rights() -> None:
    """Ask what may be done, and why."""
