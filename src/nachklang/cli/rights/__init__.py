"""`nachklang rights`."""

import click

from nachklang.cli.lazy import Commands

COMMANDS = {
    "explain": ("rights.explain", "Say whether an act is permitted for an item, and why."),
    "decide": ("rights.decide", "Decide acts for all items at once, and count the answers."),
    "calendar": ("rights.calendar", "Say what becomes permitted in a year, and what no longer is."),
    "diff": ("rights.diff", "Say what items gain or lose between two days or two versions of the law."),
    "law": ("rights.law", "Show the law on file, or check law files that somebody writes."),
    "export": ("rights.export", "Write what may be done with items, in the words of others."),
    "list": ("rights.list_", "List what was recorded of rights."),
    "cases": ("rights.cases", "List the items that lost acts which they had."),
    "record": ("rights.record", "Record mandates, prohibitions and circumstances for many items."),
    "end": ("rights.end", "End what was recorded, or lift it."),
    "review": ("rights.review", "Find out which items lost an act, and open their cases."),
}
"""The commands, what asks before what changes."""


@click.group(cls=Commands, table=COMMANDS)
def rights() -> None:
    """Ask what may be done, and why."""
