"""The law as data: the rules by which the term of a layer ends in one territory.

A rule says from which *start* its years are counted, for which facts it holds, and either `years`
(protection lasts to the end of the calendar year that is so many years after the start) or
`free_from` (a day that the statute fixes).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import Basis, CircumstanceKind, TermFacts


class Start(StrEnum):
    """The fact from which a term is counted."""

    LAST_AUTHOR_DEATH = "last-author-death"
    COMPOSITION_PUBLISHED = "composition-published"
    FIRST_EDITION = "first-edition"
    """As `COMPOSITION_PUBLISHED`, but the rule holds only where that date is known."""
    RECORDING_PUBLISHED = "recording-published"
    RECORDED = "recorded"


class PublicationStatus(StrEnum):
    """What is known about the publication of a recording."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: the first free day, or the code of the fact that is missing."""

    says: str
    facts: TermFacts
    free_from: date | None
    missing: str | None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Another start, and the years after which protection ends at the latest, where that start is known."""

    start: Start
    years: int


@dataclass(frozen=True, slots=True)
class TermRule:
    """One rule. `first_year` and `last_year` bound the year of the start, both inclusive.

    A recording has to be made on `fixed_from` or later and before `fixed_before`, a composition published
    in the year `edition_from` or later, where the rule says so. With `after_death` it holds only where the
    start lies more than so many years after the last author's death.
    """

    id: str
    statement: str
    citation: str
    text_date: date
    unknown: tuple[str, ...]
    start: Start
    published: frozenset[PublicationStatus]
    fixed_before: date | None
    first_year: int | None
    last_year: int | None
    years: int | None
    free_from: date | None
    examples: tuple[Example, ...]
    after_death: int | None = None
    fixed_from: date | None = None
    edition_from: int | None = None
    ceiling: Ceiling | None = None


@dataclass(frozen=True, slots=True)
class LayerLaw:
    """The rules of one layer. `otherwise` says what is not on file; `note` why the layer follows another."""

    rules: tuple[TermRule, ...]
    otherwise: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatuteExample:
    """A worked example: somebody who does one of the acts, and the code of what is missing, if anything.

    `recorded_on` is the day of the public record where the statute asks for a procedure.
    """

    says: str
    act: Act
    actor: ActorClass
    on: date
    circumstances: frozenset[CircumstanceKind]
    recorded_on: date | None
    missing: str | None


@dataclass(frozen=True, slots=True)
class Statute:
    """What a law permits to the classes of `beneficiaries`, and nobody else, from `since` to `until`.

    `requires` are circumstances that have to be recorded, each of them. `procedure` is the basis of the
    mandate that has to be recorded, or None; then `waiting_months` whole months have to pass after the day
    of its record. `remuneration` says who is paid for the use; empty where nobody is.
    """

    id: str
    statement: str
    citation: str
    text_date: date
    unknown: tuple[str, ...]
    beneficiaries: frozenset[ActorClass]
    acts: frozenset[Act]
    layers: frozenset[Layer]
    requires: frozenset[CircumstanceKind]
    procedure: Basis | None
    waiting_months: int
    since: date | None
    until: date | None
    remuneration: str
    examples: tuple[StatuteExample, ...]


@dataclass(frozen=True, slots=True)
class TerritoryLaw:
    """The law on file for one territory, and the file that it stands in. `name` reads well after `in`."""

    territory: Territory
    name: str
    unknown: tuple[str, ...]
    layers: Mapping[Layer, LayerLaw]
    statutes: tuple[Statute, ...] = ()
    file: str = ""

    @property
    def rule_count(self) -> int:
        """How many rules are on file; a layer that follows another one has none of its own."""
        return sum(len(layer.rules) for layer in self.layers.values() if not layer.note)

    @property
    def text_dates(self) -> tuple[date, ...]:
        """The days since which the cited texts stand, each once, in their order."""
        terms = {rule.text_date for layer in self.layers.values() for rule in layer.rules}
        return tuple(sorted(terms | {statute.text_date for statute in self.statutes}))
