"""Groups of commands that are imported when they are asked for, so that none waits for what another needs."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

_TAKEN = frozenset({"import", "list"})
"""Names that mean something to Python already."""


class Commands(click.Group):
    """A group whose commands are named in a table: the module of each, and what it does in a sentence."""

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in their own order."""
        del ctx
        return [*self._table]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; it has its own name in its module, where Python leaves it that."""
        del ctx
        if cmd_name not in self._table:
            return None
        module = import_module(f"nachklang.cli.{self._table[cmd_name][0]}")
        name = cmd_name.replace("-", "_")
        command: click.Command = getattr(module, f"{name}_" if name in _TAKEN else name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in self._table.items()])
