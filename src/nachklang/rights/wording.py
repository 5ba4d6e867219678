"""The words in which decisions are told: one line each, safe to print on a terminal or a page."""

from datetime import date

from nachklang.model.acts import Act, ActorClass
from nachklang.model.mandates import Basis, CircumstanceKind, Evidence

_LONGEST = 160

ACTS = {
    Act.PRESERVE: "preserving",
    Act.DESCRIBE: "describing",
    Act.CONSULT: "consulting on the premises",
    Act.STREAM: "streaming",
    Act.DOWNLOAD: "downloading",
    Act.REDISTRIBUTE: "redistributing",
    Act.MINE: "text and data mining",
    Act.TRAIN: "training generative models",
}
"""What each act is called inside a sentence."""

ACTORS = {
    ActorClass.NATIONAL_LIBRARY: "a national library",
    ActorClass.CULTURAL_HERITAGE_INSTITUTION: "a cultural heritage institution",
    ActorClass.SOUND_HERITAGE_BODY: "a sound heritage body",
    ActorClass.COMMERCIAL_ARCHIVE: "a commercial archive",
    ActorClass.RIGHTSHOLDER: "the rightsholder",
    ActorClass.RESEARCHER: "a researcher",
    ActorClass.PUBLIC: "a member of the public",
}
"""Who does the act, inside a sentence."""

CIRCUMSTANCES = {
    CircumstanceKind.IN_COLLECTION: "the copy belongs to the collection for good",
    CircumstanceKind.LEGAL_DEPOSIT: "the copy came by legal deposit",
    CircumstanceKind.LAWFUL_ACCESS: "whoever acts has lawful access to the copy",
    CircumstanceKind.NO_RESERVATION: "no reservation of text and data mining was found",
    CircumstanceKind.DETERIORATING: "the copy is damaged, decays or is of an obsolete format",
    CircumstanceKind.NO_REPLACEMENT: "no replacement for the copy can be bought at a fair price",
}
"""What a statute asks for, after `asks that`."""

PROCEDURES = {
    Basis.OUT_OF_COMMERCE: "the procedure for works that are not available in commerce",
    Basis.ORPHAN: "the diligent search for the rightsholders of an orphan work",
}
"""What a procedure is called inside a sentence."""

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(value: date) -> str:
    """Write a day as 5 November 1899, whatever the locale of the machine."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def listed(words: list[str]) -> str:
    """Join as `a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def one_line(text: str) -> str:
    """Put text from outside on one line of at most 160 printable characters.

    Such text is not ours: it may hold line breaks, terminal controls or right-to-left overrides.
    """
    flat = " ".join(text[: 4 * _LONGEST].split())
    safe = "".join(character if character.isprintable() else "\ufffd" for character in flat)
    return safe if len(safe) <= _LONGEST else safe[: _LONGEST - 1] + "…"


def capital(text: str) -> str:
    """Begin a sentence: only the first letter changes."""
    return text[:1].upper() + text[1:]


def evidence_line(evidence: Evidence) -> str:
    """Say where a statement stands and quote it."""
    return f"{one_line(evidence.source)} ({one_line(evidence.kind)}): “{one_line(evidence.statement)}”"
