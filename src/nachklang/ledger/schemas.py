"""What an entry of each kind says in the open, and what it only commits to.

In the open stands nothing that could be plain text: only words of closed vocabularies, days, counts and
digests. Everything else, a name, a reason, a reference, an address, is a commitment.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from nachklang.model.acts import TERRITORY_CODES, Act, Layer
from nachklang.model.mandates import Basis, CircumstanceKind
from nachklang.model.rights_records import ProhibitionKind

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,12}", re.ASCII)
_LAW_FILE = re.compile(r"[a-z0-9_\-/]{1,60}\.toml", re.ASCII)


@dataclass(frozen=True, slots=True)
class FactKind:
    """What a fact may be; `expected` says it, for messages and for the reference."""

    expected: str
    fits: Callable[[str], object]


def _words(expected: str, vocabulary: Iterable[str]) -> FactKind:
    """Return the kind of facts that are words of a vocabulary, each once, sorted, with commas between."""
    known = frozenset(vocabulary)

    def fits(text: str) -> bool:
        words = text.split(",")
        return known.issuperset(words) and words == sorted(set(words))

    return FactKind(f"{expected}, with commas between", fits)


ACTS = _words("acts", Act)
LAYERS = _words("layers", Layer)
TERRITORIES = _words("territories, two letters each", TERRITORY_CODES)
BASIS = _words("a basis", Basis)
PROHIBITION = _words("a kind of prohibition", ProhibitionKind)
CIRCUMSTANCE = _words("a circumstance", CircumstanceKind)
ENDING = _words("`returned` or `removed`", ("returned", "removed"))
DAY = FactKind("a day, YYYY-MM-DD", _DAY.fullmatch)
DIGEST = FactKind("a SHA-256 in lower-case hex", _DIGEST.fullmatch)
COUNT = FactKind("a number", _COUNT.fullmatch)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that entries of a kind may carry, and what it means."""

    kind: FactKind
    says: str


@dataclass(frozen=True, slots=True)
class Schema:
    """What an entry of one kind tells. `decision` is empty where it is empty in every entry of the kind.

    `files` says that there may be a fact for each law file, its digest by its name.
    """

    says: str
    subject: str
    decision: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)
    files: bool = False

    def fault(self, name: str, value: str) -> str | None:
        """Say what is expected of a fact that no entry of this kind may carry; None for one that it may."""
        if name in self.facts:
            return None if self.facts[name].kind.fits(value) else self.facts[name].kind.expected
        if self.files and _LAW_FILE.fullmatch(name):
            return None if DIGEST.fits(value) else DIGEST.expected
        return f"one of {', '.join(self.facts)}" if self.facts else "no fact"


_ITEM = "the item's id"
_REFUSAL = "a random id, of the refusal alone"
_RECORD = "the id of the record"
_WHERE = {
    "territories": Fact(TERRITORIES, "where; left out: everywhere"),
    "since": Fact(DAY, "its first day; left out: always"),
    "until": Fact(DAY, "its last day; left out: for ever"),
}
_COVERED = {
    "evidence": "the SHA-512 of the file that proves it",
    "scope": "which items it covers, as canonical JSON",
    "statement": "the words that it rests on",
}

SCHEMAS: Mapping[str, Schema] = {
    "deposit.accepted": Schema(
        says="A file was accepted.",
        subject=_ITEM,
        decision="that it may be preserved",
        commitments={
            "original_name": "the file's name in the deposit",
            "depositor": "who deposited it",
            "sha512": "the SHA-512 of its bytes",
        },
    ),
    "deposit.refused": Schema(
        says="A file was refused.",
        subject=_REFUSAL,
        decision="that it may not be preserved, or the digest of the refusal's code",
        commitments={
            "original_name": "the file's name in the deposit",
            "depositor": "who deposited it",
            "reason": "why it was refused",
        },
    ),
    "catalogue.imported": Schema(
        says="A state of a source of metadata was taken in.",
        subject="the digest of its rows",
        decision="that its metadata may be kept and shown",
        commitments={
            "source": "the source's name",
            "licence": "the licence or agreement that its metadata come under",
            "snapshot": "the state of the source",
            "digest": "the digest of what was read",
        },
    ),
    "object.repaired": Schema(
        says="A damaged copy was repaired.",
        subject=_ITEM,
        commitments={"place": "the store that it was found in", "damage": "what was damaged"},
    ),
    "hold.placed": Schema(
        says="An object was put under a legal hold: its bytes may not be removed.",
        subject=_ITEM,
        commitments={"hold": "the hold's id", "reason": "why it has to stay"},
    ),
    "hold.lifted": Schema(says="A legal hold ended.", subject=_ITEM, commitments={"hold": "the hold's id"}),
    "object.removed": Schema(
        says="The removal of an object was ordered.",
        subject=_ITEM,
        commitments={"notice": "the notice or order that asks for it"},
    ),
    "removal.confirmed": Schema(
        says="A store has removed every byte of an object.",
        subject=_ITEM,
        commitments={"place": "the store that confirmed"},
    ),
    "key.rotated": Schema(
        says="The log gets a new key. The old one signs the checkpoint over this entry and nothing more.",
        subject="`log-key:`, the id of the new key in 8 hex digits, `:`, and its 32 bytes in hex",
    ),
    "mandate.recorded": Schema(
        says="A mandate was recorded, for every item that its scope covers.",
        subject=_RECORD,
        facts={
            "basis": Fact(BASIS, "on what it rests"),
            "layers": Fact(LAYERS, "the layers that it is about"),
            "acts": Fact(ACTS, "what it permits; left out where its licence or the law says that"),
            **_WHERE,
        },
        commitments={
            "reference": "the name of the agreement, licence or procedure",
            "grantor": "who granted it",
            **_COVERED,
        },
    ),
    "mandate.ended": Schema(
        says="A mandate that was recorded ended.",
        subject=_RECORD,
        facts={"until": Fact(DAY, "its last day")},
        commitments={"reason": "why it ended"},
    ),
    "prohibition.placed": Schema(
        says="An opt-out, hold, embargo or takedown was recorded, for every item that its scope covers.",
        subject=_RECORD,
        facts={
            "kind": Fact(PROHIBITION, "what it is"),
            "acts": Fact(ACTS, "what it forbids"),
            **_WHERE,
        },
        commitments={"reason": "what it says to whoever is refused", **_COVERED},
    ),
    "prohibition.lifted": Schema(
        says="A prohibition that was recorded was lifted.",
        subject=_RECORD,
        facts={"until": Fact(DAY, "its last day")},
        commitments={"reason": "why it was lifted"},
    ),
    "circumstance.recorded": Schema(
        says="A circumstance that a statute asks for was recorded, for every item that its scope covers.",
        subject=_RECORD,
        facts={
            "kind": Fact(CIRCUMSTANCE, "what it is"),
            "since": Fact(DAY, "its first day; left out: always"),
        },
        commitments=_COVERED,
    ),
    "circumstance.ended": Schema(
        says="A circumstance that was recorded is none any more.",
        subject=_RECORD,
        facts={"until": Fact(DAY, "its last day")},
        commitments={"reason": "why it ended"},
    ),
    "law.changed": Schema(
        says="Decisions rest on other law files than before.",
        subject="the digest of all law files, as it stands in decisions",
        facts={"files": Fact(COUNT, "how many files there are")},
        files=True,
    ),
    "withdrawal.opened": Schema(
        says="An item lost acts that it had: what was given out has lost its ground.",
        subject=_ITEM,
        decision="that the first of the acts is not permitted any more",
        facts={
            "acts": Fact(ACTS, "what is not permitted any more"),
            "territories": Fact(TERRITORIES, "where"),
            "since": Fact(DAY, "the first day that it is not"),
        },
        commitments={"case": "the case's id", "reason": "why it is not"},
    ),
    "withdrawal.closed": Schema(
        says="A case of withdrawal ended.",
        subject=_ITEM,
        facts={
            "acts": Fact(ACTS, "the acts of the case"),
            "ending": Fact(ENDING, "whether every act is permitted again, or the item was removed"),
        },
        commitments={"case": "the case's id"},
    ),
}
"""The schema of each kind of entry, by the kind's name."""
