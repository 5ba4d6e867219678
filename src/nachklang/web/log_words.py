"""What the entries of the public log mean, in words: each kind, its subject, and what it commits to."""

from collections.abc import Mapping
from dataclasses import dataclass

from nachklang.ledger import EntryKind


@dataclass(frozen=True, slots=True)
class KindWords:
    """One kind: its name, what an entry of it says, and what its subject is."""

    name: str
    says: str
    subject: str


_ITEM = "The item, by its id in this archive. The log says no more of it, and never its name."

KINDS: Mapping[str, KindWords] = {
    EntryKind.DEPOSIT_ACCEPTED: KindWords(
        "A deposit was accepted",
        "A file was taken in for good, on the decision below, after its copies were read again.",
        _ITEM,
    ),
    EntryKind.DEPOSIT_REFUSED: KindWords(
        "A deposit was refused",
        "A file that somebody handed in was not taken, and not kept.",
        "The refusal, by a random id, so that nobody can try names upon the log.",
    ),
    EntryKind.CATALOGUE_IMPORTED: KindWords(
        "Facts were imported into the catalogue",
        "Names, titles and dates of another catalogue were taken over, on the decision below.",
        "The imported part, by the digest of what is in it.",
    ),
    EntryKind.OBJECT_REPAIRED: KindWords(
        "A damaged copy was repaired",
        "A copy did not agree with what was recorded, and was replaced by one that does.",
        _ITEM,
    ),
    EntryKind.HOLD_PLACED: KindWords(
        "A legal hold was placed",
        "Until it is lifted, the item cannot be removed.",
        _ITEM,
    ),
    EntryKind.HOLD_LIFTED: KindWords(
        "A legal hold was lifted",
        "The hold that was placed before holds no longer.",
        _ITEM,
    ),
    EntryKind.OBJECT_REMOVED: KindWords(
        "An item was removed by law",
        "Every copy has to go. Each store confirms it by an entry of its own.",
        _ITEM,
    ),
    EntryKind.REMOVAL_CONFIRMED: KindWords(
        "A store confirmed a removal",
        "One store holds no copy of the item any more.",
        _ITEM,
    ),
    EntryKind.KEY_ROTATED: KindWords(
        "The log got a new key",
        "The old key signed the checkpoint over this entry and nothing after it; then the new key signs.",
        "The new key: log-key, its id, and the 32 bytes of the public key in hexadecimal.",
    ),
}

UNKNOWN = KindWords(
    "An entry of a kind that these pages do not know",
    "It was written by another version or program. Its bytes are below, and its proof holds as any other.",
    "What the entry is about.",
)

COMMITMENTS: Mapping[str, str] = {
    "original_name": "the name of the file as it was handed in",
    "depositor": "who handed it in",
    "sha512": "the digest of the file",
    "reason": "the reason",
    "place": "the store",
    "damage": "what was damaged, and how",
    "hold": "the hold’s id",
    "notice": "the notice that asked for it",
    "source": "the source that was imported",
    "snapshot": "the state of the source that was read",
    "licence": "the licence of the source",
    "digest": "the digest of what was read",
}
"""What stands behind a commitment, by the name of its field."""


def words_of_kind(kind: str) -> KindWords:
    """Return the words of a kind, also of one that is not known here."""
    return KINDS.get(kind, UNKNOWN)
