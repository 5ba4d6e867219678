"""Keys as they are given on the command line."""

from collections.abc import Callable

import click

from nachklang.errors import LedgerError
from nachklang.ledger import Verifier, WitnessKey


class KeyType(click.ParamType[object]):
    """A public key in its text form; what is none is a fault of the command, and nothing is done."""

    name = "KEY"

    def __init__(self, parse: Callable[[str], object]) -> None:
        self._parse = parse

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """Read the key."""
        if not isinstance(value, str):
            return value
        try:
            return self._parse(value)
        except LedgerError as error:
            self.fail(str(error), param, ctx)


LOG_KEY = KeyType(Verifier.parse)
WITNESS_KEY = KeyType(WitnessKey.parse)
