"""What the entries of the public log mean, in words: each kind, its subject, and what it commits to."""

from collections.abc import Mapping
from dataclasses import dataclass

from nachklang.ledger import EntryKind
from nachklang.ledger.schemas import SCHEMAS


@dataclass(frozen=True, slots=True)
class KindWords:
    """One kind: its name, what an entry of it says, and what its subject is."""

    name: str
    says: str
    subject: str


_ITEM = "The item, by its id in this archive. The log says no more of it, and never its name."
_RECORD = "The record, by its id in this archive. The log does not say whom it is about."

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
    EntryKind.MANDATE_RECORDED: KindWords(
        "A mandate was recorded",
        "Somebody’s permission, or what the law permits, was recorded for every item that it covers.",
        _RECORD,
    ),
    EntryKind.MANDATE_ENDED: KindWords(
        "A mandate ended", "What it permitted is not permitted by it any more.", _RECORD
    ),
    EntryKind.PROHIBITION_PLACED: KindWords(
        "A prohibition was placed",
        "An opt-out, a hold, an embargo or a takedown: it outranks every permission while it stands.",
        _RECORD,
    ),
    EntryKind.PROHIBITION_LIFTED: KindWords(
        "A prohibition was lifted", "What it forbade depends on permissions again.", _RECORD
    ),
    EntryKind.CIRCUMSTANCE_RECORDED: KindWords(
        "A circumstance was recorded",
        "Something that a statute asks for was recorded for every item that it covers.",
        _RECORD,
    ),
    EntryKind.CIRCUMSTANCE_ENDED: KindWords(
        "A circumstance ended", "What was recorded for a statute is not so any more.", _RECORD
    ),
    EntryKind.LAW_CHANGED: KindWords(
        "Decisions rest on other law files",
        "The files in which the archive keeps the law are others than before; each is named by its digest.",
        "All law files together, by the digest that stands in every decision.",
    ),
    EntryKind.WITHDRAWAL_OPENED: KindWords(
        "An item lost what was permitted",
        "Something that could be heard, downloaded or passed on may not be any more: its case is open.",
        _ITEM,
    ),
    EntryKind.WITHDRAWAL_CLOSED: KindWords(
        "A case of withdrawal was closed",
        "Everything is permitted again, or the item was removed.",
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


def words_of_kind(kind: str) -> KindWords:
    """Return the words of a kind, also of one that is not known here."""
    return KINDS.get(kind, UNKNOWN)


def meaning_of(kind: str, name: str) -> str:
    """Say what a fact or a commitment of an entry is about, by the ledger's own schema."""
    schema = SCHEMAS.get(kind)
    if schema is None:
        return "a value"
    fact = schema.facts.get(name)
    return fact.says if fact is not None else schema.commitments.get(name, "a value")
