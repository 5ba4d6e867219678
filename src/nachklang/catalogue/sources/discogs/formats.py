"""What a release is made of, and what its descriptions say of its kind."""

import re
from dataclasses import dataclass

from lxml import etree

_NOT_PHYSICAL = {"All Media", "Box Set"}
"""They speak of the whole, whose parts are listed as well."""
_MOST = 1_000
_SIZE = re.compile('[0-9]{1,2}[¼½]?"')
_GROUP_TYPES = (
    ("album", {"Album", "Mini-Album", "Compilation", "LP"}),
    ("ep", {"EP"}),
    ("single", {"Single", "Maxi-Single"}),
)
_STATUSES = (
    ("bootleg", {"Unofficial Release", "Partially Unofficial", "Counterfeit"}),
    ("promotion", {"Promo"}),
)


@dataclass(frozen=True, slots=True)
class Formats:
    """`media` names each disc, cassette and the like; all files together are one."""

    media: tuple[str, ...] = ()
    status: str = "official"
    group_type: str | None = None


def read_formats(formats: etree._Element) -> Formats:
    """Read `<formats>`."""
    media = list[str]()
    said = set[str]()
    for one in formats:
        name = (one.get("name") or "").strip()
        descriptions = [(part.text or "").strip() for part in one.iter("description")]
        said.update(descriptions)
        if name and name not in _NOT_PHYSICAL:
            size = next((text for text in descriptions if _SIZE.fullmatch(text)), None)
            media += [f"{size} {name}" if size else name] * _quantity(name, one.get("qty"))
    return Formats(
        media=tuple(media),
        status=next((status for status, words in _STATUSES if words & said), "official"),
        group_type=next((kind for kind, words in _GROUP_TYPES if words & said), None),
    )


def _quantity(name: str, text: str | None) -> int:
    if name == "File" or text is None or not re.fullmatch("[0-9]{1,9}", text):
        return 1
    return min(max(int(text), 1), _MOST)
