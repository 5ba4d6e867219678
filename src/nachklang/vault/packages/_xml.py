"""Making XML: trees of elements, of which a missing part is None and leaves nothing."""

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
XLINK: Final = "http://www.w3.org/1999/xlink"

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Makes the elements of one namespace, which are written with `prefix`."""

    prefix: str
    namespace: str

    def __call__(self, name: str, *content: Element | str | None, **attributes: str | None) -> Element:
        """Make an element of parts and texts; what is None is left out."""
        element = etree.Element(f"{{{self.namespace}}}{name}", nsmap={self.prefix: self.namespace})
        for attribute, value in attributes.items():
            if value is not None:
                element.set(attribute, plain(value))
        for part in content:
            if isinstance(part, str):
                element.text = (element.text or "") + plain(part)
            elif part is not None:
                element.append(part)
        return element

    def root(self, element: Element, *others: "Vocabulary") -> Element:
        """Return an element as the root of a document in which the prefixes of `others` are known, too."""
        known = {one.prefix: one.namespace for one in (self, *others)}
        made = etree.Element(element.tag, nsmap={**known, "xsi": XSI, "xlink": XLINK})
        for name, value in element.attrib.items():
            made.set(name, value)
        made.extend(list(element))
        return made


def plain(text: str) -> str:
    """Replace characters that XML cannot hold by U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def encode(root: Element) -> bytes:
    """Write a document in UTF-8, for people to read, too."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=["premis", "mods", "xsi"])
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return data
