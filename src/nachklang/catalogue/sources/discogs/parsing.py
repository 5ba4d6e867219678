"""The XML of one record: no entity but XML's own five, no DTD, no network; depth and size have limits."""

import re

from lxml import etree

_NOT_IN_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        encoding="utf-8",
    )


class RecordParser:
    """Reads records. Not for two threads at once."""

    def __init__(self) -> None:
        self._parser = _parser()

    def read(self, data: bytes) -> tuple[etree._Element | None, str | None]:
        """Return the record and, where characters had to be replaced, a word on it; or None and why."""
        try:
            return etree.fromstring(data, self._parser), None
        except etree.XMLSyntaxError as error:
            reason = str(error)
        repaired = _repaired(data)
        if repaired is None:
            return None, reason
        try:
            return etree.fromstring(repaired, self._parser), f"{reason}; replaced by U+FFFD"
        except etree.XMLSyntaxError as error:
            return None, str(error)


def _repaired(data: bytes) -> bytes | None:
    """Replace what is not UTF-8 and what XML cannot say; None where there is no such thing."""
    text = data.decode("utf-8", "replace")
    text = _REFERENCE.sub(_sayable, _NOT_IN_XML.sub("\ufffd", text))
    repaired = text.encode()
    return None if repaired == data else repaired


def _sayable(reference: re.Match[str]) -> str:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    sayable = number < 0x110000 and (number in {9, 10, 13} or not _NOT_IN_XML.match(chr(number)))
    return reference[0] if sayable else "\ufffd"
