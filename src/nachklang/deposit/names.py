"""File names of strangers: which are safe to keep, and how to show the others.

A name ends up in inventories, tables, pages and other systems' folders, so a name that any of these
could misread is refused while the depositor can still rename the file.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

_LONGEST = 255
# Overrides of the writing direction can make `exe.gpj` read as `jpg.exe`; joiners, which some scripts
# and emoji need, are left alone.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown(name: str) -> str:
    """Write a name for people: whatever is not printable, or was not UTF-8, appears escaped."""
    return "".join(_shown_character(character) for character in name)


def _shown_character(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character.isprintable():
        return character
    return ascii(character)[1:-1]


def fault(name: str) -> str | None:
    """Say why a relative path cannot be kept as a name, or None where it can."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8; rename the file"
    control = next((one for one in name if _is_control(one)), None)
    if control is not None:
        return f"its name holds the control character {control!a}; rename the file"
    if "\\" in name:
        return "its name holds a backslash, which other systems read as a folder; rename the file"
    if any(len(part.encode()) > _LONGEST for part in name.split("/")):
        return f"a part of its name is longer than {_LONGEST} bytes; rename the file"
    return None


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Zl", "Zp"} or character in _DIRECTION


def collisions(names: Iterable[str]) -> dict[str, str]:
    """Map each name that another differs from only in case or Unicode form to that other one."""
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        alike[unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())].append(name)
    return {
        name: next(other for other in group if other != name)
        for group in alike.values()
        if len(group) > 1
        for name in group
    }
