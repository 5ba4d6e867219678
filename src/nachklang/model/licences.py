"""Licences: Creative Commons by address or SPDX identifier, others by SPDX identifier.

A licence here is a name, not a permission. What it permits is for `nachklang.rights` to say.
"""

import re
from dataclasses import dataclass
from typing import Self

from nachklang.errors import InvalidValueError

_ADDRESS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/"
    r"(?P<family>licenses|publicdomain)/(?P<name>[a-z\-+]+)/(?P<version>[0-9]\.[0-9])"
    r"(?:/(?P<ported>[a-z]{2,5}))?(?:/(?:deed|legalcode)(?:\.[a-z\-_]+)?)?/?",
    re.ASCII | re.IGNORECASE,
)
_SPDX_CC = re.compile(
    r"CC-(?P<name>BY(?:-(?:NC-SA|NC-ND|SA|NC|ND|ND-NC))?)"
    r"-(?P<version>[1-4]\.[0-9])(?:-(?P<ported>[A-Z]{2,5}))?",
    re.ASCII | re.IGNORECASE,
)
_SPDX_ANY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,98}\+?", re.ASCII)
_CC_VERSIONS = frozenset({"1.0", "2.0", "2.1", "2.5", "3.0", "4.0"})
_CC_NAMES = frozenset({"BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"})
# Only jurisdictions that a licence was ported to: in `CC BY 3.0 NC` the last word is no country.
_CC_PORTS = (
    "AM AR AT AU AZ BE BG BR CA CH CL CN CO CR CZ DE DK EC EE EG ES FI FR GE GR GT HK HR HU IE IGO IL IN"
    " IT JP KR LU MK MT MX MY NL NO NZ PE PH PL PR PT RO RS SE SG SI TH TW UG UK US VE VN ZA"
)
_CC_NEVER_PORTED = "4.0"


@dataclass(frozen=True, slots=True, order=True)
class Licence:
    """A licence by its SPDX identifier, for example CC-BY-SA-3.0 or CC0-1.0."""

    spdx: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an SPDX identifier, a Debian short name or a Creative Commons address.

        Raises InvalidValueError where the text is neither, or is a Creative Commons name that
        does not exist (CC-BY-5.0) or that leaves the version open (CC-BY): a version that
        nobody named cannot be cited.
        """
        stripped = text.strip().strip("<>")
        licence = cls._from_address(stripped) or cls._from_spdx(stripped)
        if licence is None:
            raise InvalidValueError(
                f"not a licence: {text[:80]!a}; expected an SPDX identifier with its version "
                "(CC-BY-4.0, CC0-1.0) or the licence's address at creativecommons.org"
            )
        return licence

    @classmethod
    def _from_address(cls, text: str) -> Self | None:
        match = _ADDRESS.fullmatch(text)
        if match is None:
            return None
        name, version = match["name"].upper(), match["version"]
        if match["family"].lower() == "publicdomain":
            known = {("ZERO", "1.0"): "CC0-1.0", ("MARK", "1.0"): "CC-PDM-1.0"}
            return cls(known[name, version]) if (name, version) in known else None
        return cls._creative_commons(name, version, match["ported"])

    @classmethod
    def _from_spdx(cls, text: str) -> Self | None:
        plain = text.replace(" ", "-").upper() if text.isascii() else text
        if plain in {"CC0", "CC0-1.0", "CC-0"}:
            return cls("CC0-1.0")
        if plain in {"CC-PDM-1.0", "CC-PDDC"}:
            return cls(plain)
        match = _SPDX_CC.fullmatch(plain)
        if match is not None:
            return cls._creative_commons(match["name"].upper(), match["version"], match["ported"])
        if plain.startswith("CC-") or not _SPDX_ANY.fullmatch(text):
            return None
        return cls(text)

    @classmethod
    def _creative_commons(cls, name: str, version: str, ported: str | None) -> Self | None:
        name = "BY-NC-ND" if name == "BY-ND-NC" else name
        if name not in _CC_NAMES or version not in _CC_VERSIONS:
            return None
        if ported is None:
            return cls(f"CC-{name}-{version}")
        port = ported.upper()
        if port not in _CC_PORTS.split() or version == _CC_NEVER_PORTED:
            return None
        return cls(f"CC-{name}-{version}-{port}")

    @property
    def creative_commons(self) -> bool:
        """Whether this is one of the six licences, CC0 or the Public Domain Mark."""
        return self.spdx.startswith(("CC-BY", "CC0-", "CC-PDM-"))

    @property
    def elements(self) -> frozenset[str]:
        """The elements of a Creative Commons licence: BY, NC, ND, SA; empty for every other."""
        match = _SPDX_CC.fullmatch(self.spdx)
        return frozenset(match["name"].split("-")) if match is not None else frozenset()

    @property
    def address(self) -> str | None:
        """The licence's page at creativecommons.org, or None for others."""
        if self.spdx == "CC0-1.0":
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        if self.spdx == "CC-PDM-1.0":
            return "https://creativecommons.org/publicdomain/mark/1.0/"
        match = _SPDX_CC.fullmatch(self.spdx)
        if match is None:
            return None
        name = match["name"].lower()
        if (name, match["version"]) == ("by-nc-nd", "1.0"):
            name = "by-nd-nc"  # version 1.0 alone has its elements in this order
        path = f"{name}/{match['version']}/"
        ported = f"{match['ported'].lower()}/" if match["ported"] else ""
        return f"https://creativecommons.org/licenses/{path}{ported}"

    def __str__(self) -> str:
        return self.spdx
