"""Making XML: trees of elements, of which a missing part is None and leaves nothing."""

import re
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Makes the elements of one namespace, which are written with `prefix`; None is the default one."""

    prefix: str | None
    namespace: str

    def __call__(self, name: str, *content: Element | str | None, **attributes: str) -> Element:
        """Make an element of parts and texts; what is None is left out."""
        element = etree.Element(f"{{{self.namespace}}}{name}", nsmap={self.prefix: self.namespace})
        for attribute, value in attributes.items():
            element.set(attribute, _plain(value))
        for part in content:
            if isinstance(part, str):
                element.text = (element.text or "") + _plain(part)
            elif part is not None:
                element.append(part)
        return element


def encode(root: Element) -> bytes:
    """Write a document in UTF-8, for people to read, too."""
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return data


def _plain(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
