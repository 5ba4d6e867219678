"""The inventories of an object with their sidecars: which of them can be believed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nachklang.vault.inventory import INVENTORY, SIDECAR, sidecar

LONGEST_DOCUMENT = 64 << 20
"""Bytes of the longest inventory that is read at all; one of ours takes a few kilobytes."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An inventory and its sidecar, in the object's folder (`folder` is empty) or a version's (`v1/`).

    None stands for what is missing or could not be read.
    """

    folder: str
    inventory: bytes | None
    sidecar: bytes | None

    @property
    def digest(self) -> str | None:
        """The SHA-512 that the inventory has."""
        return None if self.inventory is None else hashlib.sha512(self.inventory).hexdigest()

    @property
    def matches(self) -> bool:
        """Whether the sidecar is, to the byte, the one of this inventory."""
        return self.digest is not None and self.sidecar == sidecar(self.digest)


def usable(pairs: Iterable[Pair]) -> Pair | None:
    """Choose the first pair whose inventory its own sidecar or another pair confirms."""
    every = list(pairs)
    return next((one for one in every if one.matches or _confirmed(one, every)), None)


def altered(pairs: Iterable[Pair]) -> Mapping[str, str]:
    """Name the documents that differ from the others, with what is wrong with each."""
    every = list(pairs)
    found: dict[str, str] = {}
    for one in every:
        if one.matches or one.inventory is None or one.sidecar is None:
            continue
        if _confirmed(one, every):
            found[one.folder + SIDECAR] = f"it does not hold the SHA-512 of {one.folder}{INVENTORY}"
        else:
            found[one.folder + INVENTORY] = f"its SHA-512 is not the one in {one.folder}{SIDECAR}"
    return found


def _confirmed(one: Pair, every: Iterable[Pair]) -> bool:
    """Whether another pair's inventory or sidecar speaks for this inventory."""
    others = [other for other in every if other is not one]
    return one.digest is not None and any(
        other.digest == one.digest or other.sidecar == sidecar(one.digest) for other in others
    )
