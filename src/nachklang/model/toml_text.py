"""TOML documents whose errors name the key and the line.

`tomllib` gives values without places, so a small scan of the lines finds where a key stands.
The file name is only carried along for the messages: nothing is read here.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

from nachklang.errors import ArchiveError, InvalidValueError

T = TypeVar("T")
Path = tuple[str | int, ...]

_LARGEST = 999_999_999

_KEY = r"""(?:[A-Za-z0-9_\-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?")
_ASSIGNMENT = re.compile(rf"\s*({_DOTTED})\s*=")


def quoted(text: str) -> str:
    """Write a TOML basic string. JSON's escapes are TOML's but for DEL, which JSON leaves bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))


def _outside_long_strings(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number, line) for the lines that do not begin inside a multi-line string."""
    quote: str | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if quote is None:
            yield number, line
        for found in re.findall(r"\"\"\"|'''", line):
            quote = found if quote is None else None if quote == found else quote


def _places(text: str) -> dict[Path, int]:
    """Map the path of every table and key to the line where it stands."""
    places: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _outside_long_strings(text):
        if header := _HEADER.match(line):
            table = _enter(_split(header[2]), counts, repeated=header[1] == "[[")
            places[table] = number
        elif assignment := _ASSIGNMENT.match(line):
            path = table
            for part in _split(assignment[1]):
                path = (*path, part)
                places.setdefault(path, number)
    return places


def _enter(names: tuple[str, ...], counts: dict[Path, int], *, repeated: bool) -> Path:
    """Turn a header's names into a path, with the index of each array of tables on the way."""
    path: Path = ()
    for place, name in enumerate(names):
        path = (*path, name)
        if repeated and place == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


class TomlTable:
    """One table of a document, read key by key; `finish` refuses the keys that nobody asked for."""

    def __init__(
        self,
        file: str,
        data: dict[str, Any],
        places: dict[Path, int],
        error: type[ArchiveError],
        path: Path = (),
    ) -> None:
        self.file = file
        self._data = data
        self._places = places
        self._error = error
        self._path = path
        self._asked: set[str] = set()

    @classmethod
    def parse(cls, text: str, file: str, error: type[ArchiveError]) -> "TomlTable":
        """Read a document; faults of syntax and of content are raised as `error`."""
        try:
            data = tomllib.loads(text)
        # Besides its own error: numbers of thousands of digits, and tables within tables without end.
        except (ValueError, RecursionError) as fault:
            raise error(f"{file}: not TOML: {fault}") from fault
        return cls(file, data, _places(text), error)

    def line(self, key: str | None = None) -> int:
        """Return the line of a key, or of the nearest table around it; 1 where nothing is nearer."""
        path = self._path if key is None else (*self._path, key)
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, 1)

    def name(self, key: str | None = None) -> str:
        """Return a key's full name as a person would write it: `store[0].url`."""
        parts: list[str] = []
        for part in (*self._path, *(() if key is None else (key,))):
            parts.append(f"[{part}]" if isinstance(part, int) else f".{part}" if parts else part)
        return "".join(parts)

    def fault(self, key: str | None, message: str) -> ArchiveError:
        """Make the error for a key: file, line, name, and what was expected."""
        named = self.name(key)
        return self._error(f"{self.file}, line {self.line(key)}: {named + ': ' if named else ''}{message}")

    def has(self, key: str) -> bool:
        """Whether the key is there; asking makes it a known one."""
        self._asked.add(key)
        return key in self._data

    def _get(self, key: str, kind: type[T], expected: str) -> T | None:
        self._asked.add(key)
        value = self._data.get(key)
        wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if value is not None and wrong:
            raise self.fault(key, f"expected {expected}, found {value!r:.80}")
        return value

    def text(self, key: str) -> str | None:
        """Return a text that is not empty, or None where the key is missing."""
        value = self._get(key, str, "a text in quotes")
        if value is not None and not value.strip():
            raise self.fault(key, "expected a text, found an empty one; leave the key out instead")
        self._require_storable(key, value or "")
        return value

    def _require_storable(self, key: str, value: str) -> None:
        if "\0" in value:
            raise self.fault(key, "holds a NUL character, which no database takes; leave it out")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        if isinstance(self._data.get(key), str):
            return (self.text(key) or "",)
        values = self._get(key, list, "a list of texts") or []
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.fault(key, f"expected a list of texts, found {value!r:.80} in it")
            self._require_storable(key, value)
        return tuple(values)

    def integer(self, key: str, *, least: int) -> int | None:
        """Return a whole number from `least` to 999999999, which every table and database holds."""
        value = self._get(key, int, "a whole number")
        if value is not None and value < least:
            raise self.fault(key, f"expected a whole number of at least {least}, found {value}")
        if value is not None and value > _LARGEST:
            raise self.fault(key, f"expected a whole number of at most {_LARGEST}, found a larger one")
        return value

    def boolean(self, key: str) -> bool:
        """Return true or false; false where the key is missing."""
        return bool(self._get(key, bool, "true or false"))

    def day(self, key: str) -> date | None:
        """Return a date written as TOML writes dates: 2026-11-22, without quotes."""
        value = self._get(key, date, "a date without quotes, such as 2026-11-22")
        if isinstance(value, datetime):
            raise self.fault(key, f"expected a date without a time, found {value}")
        return value

    def value(self, key: str, parse: Callable[[str], T]) -> T | None:
        """Return a text read by `parse`, whose InvalidValueError gets the file, line and key."""
        text = self.text(key)
        return None if text is None else self._parsed(key, text, parse)

    def values(self, key: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """Return a list of texts, each read by `parse`."""
        return tuple(self._parsed(key, text, parse) for text in self.texts(key))

    def _parsed(self, key: str, text: str, parse: Callable[[str], T]) -> T:
        try:
            return parse(text)
        except InvalidValueError as fault:
            raise self.fault(key, str(fault)) from fault

    def required(self, key: str, value: T | None) -> T:
        """Return `value`, or raise because the key is missing."""
        if value is None:
            raise self.fault(key, "is missing")
        return value

    def table(self, key: str) -> "TomlTable | None":
        """Return a table inside this one."""
        data = self._get(key, dict, "a table")
        return None if data is None else self._inner(data, key)

    def tables(self, key: str) -> list["TomlTable"]:
        """Return an array of tables: `[[key]]`, or inline tables in a list."""
        rows = self._get(key, list, f"tables, each under [[{key}]]") or []
        for row in rows:
            if not isinstance(row, dict):
                raise self.fault(key, f"expected tables, found {row!r:.80}")
        return [self._inner(row, key, index) for index, row in enumerate(rows)]

    def mixed(self, key: str) -> list["str | TomlTable"]:
        """Return a list of texts and inline tables, in order; a single text is a list of one."""
        if isinstance(self._data.get(key), str):
            return [self.text(key) or ""]
        rows = self._get(key, list, "a list") or []
        for row in rows:
            if not isinstance(row, dict | str) or not row or (isinstance(row, str) and not row.strip()):
                raise self.fault(key, f"expected texts or tables such as {{name = …}}, found {row!r:.80}")
            self._require_storable(key, row if isinstance(row, str) else "")
        return [row if isinstance(row, str) else self._inner(row, key, at) for at, row in enumerate(rows)]

    def _inner(self, data: dict[str, Any], *steps: str | int) -> "TomlTable":
        return TomlTable(self.file, data, self._places, self._error, (*self._path, *steps))

    def finish(self) -> None:
        """Raise for the first key that was never asked for, with the nearest known name."""
        for key in self._data:
            if key not in self._asked:
                near = get_close_matches(key, sorted(self._asked), n=1)
                hint = (
                    f"; did you mean {near[0]}?"
                    if near
                    else f"; known here: {', '.join(sorted(self._asked))}"
                )
                raise self.fault(key, f"no such key{hint}")
