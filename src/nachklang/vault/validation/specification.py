"""What differs between OCFL 1.0 and OCFL 1.1."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

_BEFORE_1_1: Final[Mapping[str, str]] = {
    "E104": "E046",
    "E105": "E046",
    "E106": "E041",
    "E107": "E050",
    "E108": "E017",
    "E110": "E037",
    "E111": "E056",
    "E112": "E086",
    "W016": "W013",
}
"""Rules that 1.1 gave codes of their own, with the 1.0 code of the rule that they were part of."""


class Specification(StrEnum):
    """A version of the specification; the later is the greater."""

    V1_0 = "1.0"
    V1_1 = "1.1"
    NEWEST = V1_1

    @property
    def inventory_type(self) -> str:
        """The `type` of its inventories."""
        return f"https://ocfl.io/{self}/spec/#inventory"

    @property
    def object_declaration(self) -> str:
        """The name of the file that declares an object."""
        return f"{OBJECT_DECLARATIONS}{self}"

    @property
    def root_declaration(self) -> str:
        """The name of the file that declares a storage root."""
        return f"{ROOT_DECLARATIONS}{self}"

    def code(self, code: str) -> str:
        """Return the code by which this version knows what 1.1 calls `code`."""
        return _BEFORE_1_1.get(code, code) if self is Specification.V1_0 else code


OBJECT_DECLARATIONS: Final = "0=ocfl_object_"
ROOT_DECLARATIONS: Final = "0=ocfl_"

REGISTERED_EXTENSIONS: Final = frozenset(
    {
        "0001-digest-algorithms",
        "0002-flat-direct-storage-layout",
        "0003-hash-and-id-n-tuple-storage-layout",
        "0004-hashed-n-tuple-storage-layout",
        "0005-mutable-head",
        "0006-flat-omit-prefix-storage-layout",
        "0007-n-tuple-omit-prefix-storage-layout",
        "0008-schema-registry",
        "0009-digest-algorithms",
        "0010-differential-n-tuple-omit-prefix-storage-layout",
        "0011-direct-clean-path-layout",
        "0012-hash-and-no-prefix-id-n-tuple-storage-layout",
        "initial",
    }
)
"""The names in the registry of OCFL extensions, November 2026."""
