"""What a store was found to do."""

from dataclasses import dataclass

Finding = bool | None
"""True and False were found out; None could not be."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a store really does, each point tried. What is not known counts as what cannot be relied on."""

    conditional_put: Finding = None
    """Refuses to write a key that is there."""
    conditional_copy: Finding = None
    """Refuses to give a large file, sent beforehand, a name that is taken."""
    conditional_replace: Finding = None
    """Replaces only what has the tag that was named."""
    checksum_refused: Finding = None
    """Refuses bytes that were changed on their way."""
    read_after_write: Finding = None
    """What was just written, or replaced, is what is read."""
    list_after_write: Finding = None
    """What was just written is listed."""
    list_after_delete: Finding = None
    """What was just deleted is listed no more."""
    listing_in_order: Finding = None
    """Lists keys by code point."""
    ranged_reads: Finding = None
    """Sends a part of a file where a part is asked for."""
    names_distinct: Finding = None
    """Keeps apart names that differ in case or Unicode form only."""
    versioning: Finding = None
    """Keeps the bytes of what was deleted or replaced."""
    object_lock: Finding = None
    """Can keep objects from being deleted for a time."""

    @property
    def shared_writing(self) -> bool:
        """Whether several writers may use it at once without a lock of their own."""
        conditions = (self.conditional_put, self.conditional_copy, self.conditional_replace)
        return all(one is True for one in conditions)

    @property
    def faults(self) -> tuple[str, ...]:
        """Why an archive cannot use it at all; nothing where it can."""
        return tuple(text for name, text in _FAULTS.items() if getattr(self, name) is not True)

    @property
    def consequences(self) -> tuple[str, ...]:
        """What using it means, where a store could do better."""
        missing = [text for name, text in _WHERE_MISSING.items() if getattr(self, name) is not True]
        there = [text for name, text in _WHERE_THERE.items() if getattr(self, name) is True]
        return (*missing, *there)


UNKNOWN = Abilities()

MEANINGS = {
    "conditional_put": "refuses to overwrite",
    "conditional_copy": "refuses to overwrite with a large file",
    "conditional_replace": "replaces only what was expected",
    "checksum_refused": "refuses bytes changed on their way",
    "read_after_write": "reads what was just written",
    "list_after_write": "lists what was just written",
    "list_after_delete": "no longer lists what was just deleted",
    "listing_in_order": "lists in order",
    "ranged_reads": "sends parts of a file",
    "names_distinct": "keeps apart names that differ in case or Unicode form only",
    "versioning": "keeps what was deleted or replaced",
    "object_lock": "can lock objects against deletion",
}
"""Every finding in words, in the order in which they are shown."""

_FAULTS = {
    "read_after_write": "it does not surely give back what was just written, so no copy could be verified",
    "list_after_write": "it does not surely list what was just written, so no copy could be found again",
    "list_after_delete": "it lists what was deleted, so no removal could be proved",
}

_WHERE_MISSING = {
    "conditional_put": "it overwrites: only this archive, on this machine, may write to it, one file at a "
    "time under a lock, and each file is read again and compared",
    "conditional_copy": "files above 16 MiB are written one at a time under this archive's lock, read again "
    "and compared",
    "conditional_replace": "inventories are replaced under this archive's lock, read again and compared",
    "checksum_refused": "it does not surely refuse bytes that were changed on their way: each file is read "
    "again and compared",
    "listing_in_order": "its lists are sorted here, which takes memory",
    "ranged_reads": "to read a part of a file, all that stands before it is read too",
    "names_distinct": "of names that differ in case or Unicode form only, it takes one and refuses others",
}

_WHERE_THERE = {
    "versioning": "it keeps versions: what the law orders to be removed would stay; switch versions off for "
    "this bucket",
    "object_lock": "objects can be locked: what the law orders to be removed stays until its lock ends",
}
