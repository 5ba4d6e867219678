"""Reads single values of a law file."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from nachklang.errors import InvalidValueError
from nachklang.model.toml_text import TomlTable

_Choice = TypeVar("_Choice", bound=StrEnum)


def required_text(table: TomlTable, key: str) -> str:
    """Read a text that has to be there."""
    return table.required(key, table.text(key))


def required_choice(table: TomlTable, key: str, kind: type[_Choice]) -> _Choice:
    """Read a member of an enumeration that has to be there."""
    return table.required(key, table.value(key, reader(kind)))


def reader(kind: type[_Choice]) -> Callable[[str], _Choice]:
    """Return what reads a member of an enumeration; it raises InvalidValueError and names all of them."""

    def read(text: str) -> _Choice:
        if text not in set(kind):
            raise InvalidValueError(f"expected one of {', '.join(kind)}, found {text[:60]!a}")
        return kind(text)

    return read
