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
    PUBLIC_DOMAIN = "public-domain"
    STATUTE = "statute"


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
    """What a depositor agreed to. Empty `territories` or `actors` mean: everywhere, everyone."""

    reference: str
    acts: frozenset[Act]
    territories: frozenset[Territory] = frozenset()
    actors: frozenset[ActorClass] = frozenset()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Mandate:
    """An authority over one layer: a licence, or an agreement; exactly one of the two is set."""

    layer: Layer
    basis: Basis
    evidence: Evidence
    licence: Licence | None = None
    agreement: Agreement | None = None


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
    """A composer or lyricist. `died` is a year, or None where it is not known."""

    name: str
    died: int | None = None


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


@dataclass(frozen=True, slots=True)
class RightsSignature:
    """Everything about an item that a decision may depend on. Equal signatures decide alike."""

    mandates: tuple[Mandate, ...] = ()
    terms: TermFacts = TermFacts()
    prohibitions: tuple[Prohibition, ...] = ()
