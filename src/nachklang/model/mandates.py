"""The facts that `rights` decides on: mandates with their evidence, terms, prohibitions."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.licences import Licence


class Basis(StrEnum):
    """On what an authority rests."""

    LICENCE = "licence"
    AGREEMENT = "agreement"
    """What a rightsholder and the archive agreed."""
    CONSENT = "consent"
    """What a creator or rightsholder declared to everybody or to a class, without a contract."""
    OWN_DEPOSIT = "own-deposit"
    """The terms on which a rightsholder deposits what is theirs."""
    PUBLIC_DOMAIN = "public-domain"
    STATUTE = "statute"
    OUT_OF_COMMERCE = "out-of-commerce"
    ORPHAN = "orphan"


GRANTED = frozenset({Basis.AGREEMENT, Basis.CONSENT, Basis.OWN_DEPOSIT})
"""The bases that say in an `Agreement` what they permit."""

PROCEDURES = frozenset({Basis.OUT_OF_COMMERCE, Basis.ORPHAN})
"""The bases that a law ties to a procedure, with a record that everybody can look up."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement stands, so that anybody can look it up again.

    `kind` is `deposit.toml`, `deposit.csv`, `tag`, `dep5` or `spdx`; `source` names the file and the
    field, line or paragraph; `statement` is the text as it stands there.
    """

    kind: str
    source: str
    statement: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a rightsholder agreed to. Empty `territories` or `actors` mean: everywhere, everyone.

    Both days are inclusive. `exclusive` says that nobody but its `grantor` may grant the same: see
    `nachklang.rights.agreements` for what follows where somebody else does.
    """

    reference: str
    acts: frozenset[Act]
    territories: frozenset[Territory] = frozenset()
    actors: frozenset[ActorClass] = frozenset()
    valid_from: date | None = None
    valid_to: date | None = None
    exclusive: bool = False
    grantor: str | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure that the law of `territory` asks for, of which everybody can look up the record.

    `recorded_on` is the day on which the record became public, `ended_on` the last day on which it stood:
    the day before a rightsholder objected or was found.
    """

    reference: str
    territory: Territory
    recorded_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Mandate:
    """An authority over one layer: a licence, an agreement or a procedure; exactly one of them is set.

    Which one is said by `basis`: see `GRANTED` and `PROCEDURES`.
    """

    layer: Layer
    basis: Basis
    evidence: Evidence
    licence: Licence | None = None
    agreement: Agreement | None = None
    procedure: Procedure | None = None


@dataclass(frozen=True, slots=True)
class Prohibition:
    """A hold, opt-out, takedown or embargo. It outranks every ground for the acts it names.

    `since` and `until` are the first and the last day that it stands; None leaves that side open.
    Empty `territories` mean everywhere.
    """

    kind: str
    acts: frozenset[Act]
    reason: str
    territories: frozenset[Territory] = frozenset()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """A composer or lyricist. `died` and `born` are years, or None where they are not known.

    No term is counted from a birth: it is there to find a year of death that cannot be.
    """

    name: str
    died: int | None = None
    born: int | None = None


@dataclass(frozen=True, slots=True)
class TermFacts:
    """What the terms of protection are computed from. None or empty means: not known.

    `recording_unpublished` says that the recording was neither published nor lawfully sent or played
    to the public. `composition_published` is the year of the first edition in print, not of a record.
    `authors_complete` says that `authors` names everybody who wrote music and words.
    """

    recorded: PartialDate | None = None
    recording_published: PartialDate | None = None
    recording_unpublished: bool = False
    authors: tuple[Author, ...] = ()
    authors_complete: bool = False
    composition_published: PartialDate | None = None


class CircumstanceKind(StrEnum):
    """What a statute may ask for beside the class of the actor."""

    IN_COLLECTION = "in-collection"
    """The archive owns a copy, or holds it for good: it was bought, given or deposited, not lent."""
    LEGAL_DEPOSIT = "legal-deposit"
    """The copy was delivered, or collected, under a law of legal deposit."""
    LAWFUL_ACCESS = "lawful-access"
    """Whoever acts has lawful access to the copy."""
    NO_RESERVATION = "no-reservation"
    """It was looked up, where rightsholders reserve text and data mining, and none is reserved."""
    DETERIORATING = "deteriorating"
    """The copy is damaged or decays, or no device that plays its format is sold any more."""
    NO_REPLACEMENT = "no-replacement"
    """It was looked for, and no unused copy that would serve as well can be bought at a fair price."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A fact about the copy that is held, with where it is recorded. It holds from `since` on."""

    kind: CircumstanceKind
    evidence: Evidence
    since: date | None = None


@dataclass(frozen=True, slots=True)
class RightsSignature:
    """Everything about an item that a decision may depend on. Equal signatures decide alike."""

    mandates: tuple[Mandate, ...] = ()
    terms: TermFacts = TermFacts()
    prohibitions: tuple[Prohibition, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
