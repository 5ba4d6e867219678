"""Elements of a message by their local names, since some senders put all of them into the namespace."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.etree import _Element as Element

__all__ = ["Element", "child", "children", "flag", "local_name", "number", "text_at", "text_of"]

_SPACES = re.compile(r"[ \t\r\n]+")
_INT32_DIGITS = 9


def local_name(element: Element) -> str:
    """Return the name without the namespace; a prefix that stands for none stays in it."""
    return str(element.tag).rpartition("}")[2]


def children(parent: Element | None, *names: str) -> Iterator[Element]:
    """Go through the children that bear one of the names, in document order."""
    return iter(()) if parent is None else parent.iterchildren(*_in_any_namespace(names))


def child(parent: Element | None, *path: str) -> Element | None:
    """Return the first child of that name, or of the child of that name, and so on."""
    found = parent
    for name in path:
        found = next(children(found, name), None)
    return found


def text_of(element: Element | None) -> str | None:
    """Return the text, white space from the layout of the file as one space; None where there is none."""
    if element is None or element.text is None:
        return None
    return _SPACES.sub(" ", element.text).strip(" ") or None


def text_at(parent: Element | None, *path: str) -> str | None:
    """Return the text of `child(parent, *path)`."""
    return text_of(child(parent, *path))


@lru_cache(maxsize=256)
def _in_any_namespace(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("{*}" + name for name in names)


def flag(element: Element | None, name: str) -> bool:
    """Tell whether an attribute is true, in the words of XML Schema."""
    return element is not None and (element.get(name) or "").strip() in {"true", "1"}


def number(text: str | None) -> int | None:
    """Read a number of an order; None where it is none, or more than any order has."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > _INT32_DIGITS:
        return None
    return int(text)
