"""`nachklang catalogue`."""

import click

from nachklang.cli.lazy import Commands

COMMANDS = {
    "build": ("catalogue.build", "Make a snapshot of everything deposited that may be described."),
    "import": ("catalogue.importing", "Take in open metadata, label deliveries or a table of your own."),
    "link": ("catalogue.link", "Find which rows of different sources mean the same."),
    "why": ("catalogue.why", "Explain why two rows are the same, or are not."),
    "lookup": ("catalogue.lookup", "Tell which recordings bear an ISRC."),
    "resolve": ("catalogue.resolve", "Resolve a whole file of ISRCs."),
    "quality": ("catalogue.quality", "Report what is wrong with ISRCs."),
    "stats": ("catalogue.stats", "Count what the catalogue holds, in many ways."),
    "sql": ("catalogue.sql", "Ask the tables in SQL."),
}
"""The commands in the order in which a catalogue meets them."""


@click.group(cls=Commands, table=COMMANDS)
def catalogue() -> None:
    """Look after the tables and the index."""
