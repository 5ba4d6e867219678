"""`nachklang rights`."""

import click

from nachklang.cli.lazy import Commands

COMMANDS = {
    "explain": ("rights.explain", "Say whether an act is permitted for an item, and why."),
    "decide": ("rights.decide", "Decide acts for all items at once, and count the answers."),
    "calendar": ("rights.calendar", "Say what becomes permitted in a year, and what no longer is."),
    "diff": ("rights.diff", "Say what items gain or lose between two days or two versions of the law."),
    "export": ("rights.export", "Write what may be done with items, in the words of others."),
    "law": ("rights.law", "Show the law on file, or check law files that somebody writes."),
}
"""The commands, what asks before what changes."""


@click.group(cls=Commands, table=COMMANDS)
def rights() -> None:
    """Ask what may be done, and why."""
