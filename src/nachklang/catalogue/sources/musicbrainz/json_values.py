"""Documents read value by value: whatever stands where something else was expected is noted, never raised."""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.partial_dates import read_date
from nachklang.errors import InvalidValueError

T = TypeVar("T")

_GID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_SHOWN = 80
NO_DATE = (None, None, None)
Day = tuple[int | None, int | None, int | None]


class Node:
    """An object of a document. Reading a value that is missing, null or empty gives None or nothing.

    What is wrong becomes a part set aside, in `asides`, with its path in the document.
    """

    __slots__ = ("_above", "_key", "asides", "data", "where")

    def __init__(
        self,
        data: dict[str, Any],
        where: str,
        asides: list[SetAside],
        above: "Node | None" = None,
        key: str = "",
    ) -> None:
        self.data = data
        self.where = where
        self.asides = asides
        self._above = above
        self._key = key

    def path(self, key: str) -> str:
        """Return where a key stands in the document: `media[0].tracks[3].title`."""
        above = self._above.path(self._key) if self._above is not None else ""
        return f"{above}.{key}" if above else key

    def fault(self, key: str, reason: str, detail: str) -> None:
        """Set aside the part below `key`."""
        self.asides.append(SetAside(self.where, reason, f"{self.path(key)}: {detail}", whole=False))

    def wrong(self, key: str, expected: str, found: object) -> None:
        """Set aside the part below `key` because it is of another type."""
        self.fault(key, "bad-type", f"expected {expected}, found {_shown(found)}")

    def text(self, key: str) -> str | None:
        """Return a text."""
        value = self.data.get(key)
        if value is None or value == "":
            return None
        if type(value) is not str:
            self.wrong(key, "a text", value)
            return None
        return self._storable(key, value)

    def texts(self, key: str) -> list[str]:
        """Return the texts of a list."""
        found = []
        for number, value in enumerate(self._list(key)):
            if type(value) is str:
                found.append(self._storable(f"{key}[{number}]", value))
            else:
                self.wrong(f"{key}[{number}]", "a text", value)
        return found

    def number(self, key: str, *, least: int, most: int) -> int | None:
        """Return a whole number from `least` to `most`."""
        value = self.data.get(key)
        if value is None:
            return None
        if type(value) is not int:
            self.wrong(key, "a whole number", value)
            return None
        if not least <= value <= most:
            self.fault(key, "bad-number", f"expected {least} to {most}, found {_shown(value)}")
            return None
        return value

    def gid(self, key: str = "id") -> str | None:
        """Return an MBID in small letters; one that is missing is a fault."""
        value = self.data.get(key)
        if type(value) is str and _GID.fullmatch(lower := value.lower()):
            return lower
        self.fault(key, "bad-id", f"expected an MBID, found {_shown(value)}")
        return None

    def day(self, key: str) -> Day:
        """Return year, month and day of a date, as far as they are known."""
        value = self.value(key, read_date, "bad-date")
        return NO_DATE if value is None else (value.year, value.month, value.day)

    def value(self, key: str, parse: Callable[[str], T], reason: str) -> T | None:
        """Return a text as `parse` reads it."""
        text = self.text(key)
        return None if text is None else self.parsed(key, text, parse, reason)

    def values(self, key: str, parse: Callable[[str], T], reason: str) -> Iterator[T]:
        """Yield the texts of a list as `parse` reads them."""
        for text in self.texts(key):
            if (value := self.parsed(key, text, parse, reason)) is not None:
                yield value

    def parsed(self, key: str, text: str, parse: Callable[[str], T], reason: str) -> T | None:
        """Return what `parse` makes of `text`; its InvalidValueError becomes a part set aside."""
        try:
            return parse(text)
        except InvalidValueError as error:
            self.fault(key, reason, str(error))
            return None

    def node(self, key: str) -> "Node | None":
        """Return the object below `key`."""
        value = self.data.get(key)
        if value is None:
            return None
        if type(value) is not dict:
            self.wrong(key, "an object", value)
            return None
        return Node(value, self.where, self.asides, self, key)

    def nodes(self, key: str) -> Iterator["Node"]:
        """Yield the objects of the list below `key`."""
        for number, value in enumerate(self._list(key)):
            if type(value) is dict:
                yield Node(value, self.where, self.asides, self, f"{key}[{number}]")
            else:
                self.wrong(f"{key}[{number}]", "an object", value)

    def _list(self, key: str) -> list[Any]:
        value = self.data.get(key)
        if type(value) is list:
            return value
        if value is not None:
            self.wrong(key, "a list", value)
        return []

    def _storable(self, key: str, value: str) -> str:
        if _UNSTORABLE.search(value) is None:
            return value
        self.fault(key, "bad-text", "holds NUL or half a character, which no table takes; replaced by U+FFFD")
        return _UNSTORABLE.sub("\ufffd", value)


def _shown(value: object) -> str:
    """Show the start of a value; a large one is not written out as a whole for that."""
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)}"
    return ascii(value[:_SHOWN]) if isinstance(value, str) else f"{value!r:.{_SHOWN}}"
