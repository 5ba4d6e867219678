"""What is set aside while one message is read."""

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.ddex.elements import Element

_SHOWN = 200


class Notes:
    """Collects what cannot be taken of the message in the file `where`."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.found: list[SetAside] = []

    def part(self, element: Element, reason: str, detail: str) -> None:
        """Note that the record is taken without what stands at `element`."""
        self._add(element, reason, detail, whole=False)

    def whole(self, element: Element, reason: str, detail: str) -> None:
        """Note that the record at `element` is not taken."""
        self._add(element, reason, detail, whole=True)

    def _add(self, element: Element, reason: str, detail: str, *, whole: bool) -> None:
        where = f"{self._where}:{element.sourceline}"
        self.found.append(SetAside(where, reason, detail[:_SHOWN], whole=whole))
