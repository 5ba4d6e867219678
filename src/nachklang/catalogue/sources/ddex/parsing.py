"""XML from strangers: no document types, no entities, no network, and limits on depth, text and size.

The limits are libxml2's, which are kept: 256 elements deep, 10 million characters in one text. A document
type is refused even where it is empty: no message needs one, and entities come by no other way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from nachklang.catalogue.sources.ddex.elements import Element, local_name

LARGEST = 128 * 1024 * 1024
"""Bytes of the largest message that is read: as a tree it takes about five times as much memory."""
ERN = "http://ddex.net/xml/ern/"
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_BLOCK = 1 << 18
_PAGE = 1 << 12
_OVER_A_LIMIT = 114  # XML_ERR_RESOURCE_LIMIT of libxml2


class RefusedXmlError(Exception):
    """A file is not read: `reason` is a word for the report, `detail` what was found."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def read_opening(path: Path) -> Element:
    """Read as far as the end of `MessageHeader`; of what is no ERN, the root alone."""
    root: Element | None = None
    with _opened(path) as file:
        for event, element in _events(file):
            if root is None:
                root = element
                _refuse_document_type(root)
                if not is_ern(root):
                    break
            elif event == "end" and local_name(element) == "MessageHeader":
                break
    if root is None:
        raise RefusedXmlError("bad-xml", "the file has no element")
    return root


def read_whole(path: Path) -> Element:
    """Read a message as a tree."""
    with _opened(path) as file:
        parser = etree.XMLParser(**_SAFE)
        while block := file.read(_BLOCK):
            parser.feed(block)
        root: Element = parser.close()
    _refuse_document_type(root)
    return root


def is_ern(root: Element) -> bool:
    """Tell whether a root is of an ERN message, by its namespace, or without one by its own word."""
    return namespace_of(root).startswith(ERN)


def namespace_of(root: Element) -> str:
    """Return the root's namespace; without one, that of the version which the message says it has."""
    spaced = str(root.tag)[1:].rpartition("}")[0]
    stated = (root.get("MessageSchemaVersionId") or "").strip().removeprefix("ern/")
    return spaced or (ERN + stated if stated else "")


def _refuse_document_type(root: Element) -> None:
    declared = root.getroottree().docinfo
    if declared.internalDTD is not None:
        raise RefusedXmlError(
            "document-type",
            f"line 1: {declared.doctype[:80]!a}; a message has none, and entities are not read",
        )


def _events(file: BinaryIO) -> Iterator[tuple[str, Element]]:
    """Go through starts and ends of elements, a page of the file at a time, as far as it is XML."""
    parser = etree.XMLPullParser(events=("start", "end"), **_SAFE)
    while block := file.read(_PAGE):
        try:
            parser.feed(block)
        except etree.XMLSyntaxError:
            yield from parser.read_events()
            raise
        yield from parser.read_events()
    parser.close()


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise RefusedXmlError("too-large", f"{size:,} bytes; messages up to {LARGEST:,} bytes are read")
        with path.open("rb") as file:
            yield file
    except etree.XMLSyntaxError as error:
        reason = "xml-limits" if error.code == _OVER_A_LIMIT else "bad-xml"
        raise RefusedXmlError(reason, f"line {error.lineno}: {error.msg}") from error
    except OSError as error:
        raise RefusedXmlError("unreadable", str(error.strerror)) from error
