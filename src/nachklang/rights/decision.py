"""A decision and what it rests on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, Self, TypeVar

from nachklang.model import plain
from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import Basis, Evidence, Prohibition
from nachklang.rights import wording
from nachklang.rights.question import Question


class MissingCode(StrEnum):
    """Why a layer has no ground. Codes are stable: other software may rely on them."""

    NO_GROUND = "no-ground"
    """Nobody recorded a mandate for the layer."""
    MANDATE_INCOMPLETE = "mandate-incomplete"
    LICENCE_NOT_FOR_TRAINING = "licence-not-for-training"
    LICENCE_NON_COMMERCIAL = "licence-non-commercial"
    PUBLIC_DOMAIN_MARK = "public-domain-mark-is-a-label"
    LICENCE_WITHOUT_RULE = "licence-without-rule"
    AGREEMENT_ACT = "agreement-act"
    AGREEMENT_TERRITORY = "agreement-territory"
    AGREEMENT_ACTOR = "agreement-actor"
    AGREEMENT_NOT_YET_VALID = "agreement-not-yet-valid"
    AGREEMENT_EXPIRED = "agreement-expired"
    AGREEMENTS_CONTRADICT = "agreements-contradict"
    STATUTE_ACTOR = "statute-actor"
    STATUTE_CIRCUMSTANCE = "statute-circumstance"
    STATUTE_NOT_IN_FORCE = "statute-not-in-force"
    PROCEDURE_MISSING = "procedure-missing"
    PROCEDURE_WAITING = "procedure-waiting"
    PROCEDURE_ENDED = "procedure-ended"
    PROCEDURE_WITHOUT_LAW = "procedure-without-law"
    NO_LAW = "no-law-for-territory"
    AUTHORS_UNKNOWN = "authors-unknown"
    AUTHORS_INCOMPLETE = "authors-incomplete"
    AUTHOR_DEATH_YEAR_UNKNOWN = "author-death-year-unknown"
    COMPOSITION_PUBLICATION_UNKNOWN = "composition-publication-unknown"
    RECORDING_PUBLICATION_UNKNOWN = "recording-publication-unknown"
    RECORDING_DATE_UNKNOWN = "recording-date-unknown"
    RECORDING_DATE_VAGUE = "recording-date-vague"
    FACTS_CONTRADICT = "facts-contradict"
    YEAR_OUT_OF_RANGE = "year-out-of-range"
    TERM_NOT_ON_FILE = "term-not-on-file"
    STILL_PROTECTED = "still-protected"


_NOT_TO_MEND = frozenset({MissingCode.STILL_PROTECTED, MissingCode.STATUTE_ACTOR})


@dataclass(frozen=True, slots=True)
class Ground:
    """An authority for the act in one layer. `valid_from` and `valid_to` are inclusive days, where known.

    `evidence` is None for a term that was computed: the facts it was computed from stand in `summary`.
    """

    layer: Layer
    basis: Basis
    summary: str
    citation: str
    evidence: Evidence | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def sentence(self) -> str:
        """Say the ground, its citation and its evidence in one line."""
        said = f"{wording.capital(self.layer)}: {self.summary} [{self.citation}]"
        if self.evidence is None:
            return f"{said}."
        return f"{said}; evidence in {wording.evidence_line(self.evidence)}."


@dataclass(frozen=True, slots=True)
class MissingFact:
    """What would have to be known or recorded for a yes. `layer` is None where it concerns no one layer."""

    layer: Layer | None
    code: MissingCode
    text: str

    def sentence(self) -> str:
        """Say what is missing, with its code, in one line."""
        where = f"{wording.capital(self.layer)}: " if self.layer is not None else ""
        return f"{where}{self.text} ({self.code})."


@dataclass(frozen=True, slots=True)
class LayerDecision:
    """One layer: its grounds; or, where there is none, every fact that is missing for one."""

    layer: Layer
    grounds: tuple[Ground, ...]
    missing: tuple[MissingFact, ...]

    @property
    def permitted(self) -> bool:
        """Whether the layer has a ground."""
        return bool(self.grounds)

    @property
    def mendable(self) -> tuple[MissingFact, ...]:
        """What somebody could mend: a term that runs and a law for others are left out if there is more."""
        others = tuple(fact for fact in self.missing if fact.code not in _NOT_TO_MEND)
        return others or self.missing


class _ToldLater:
    """Room for an answer whose words are made when they are first read, and for the answer itself."""

    __slots__ = ("_permitted", "_tell")

    _permitted: bool
    _tell: "Callable[[], tuple[LayerDecision, ...]]"


@dataclass(frozen=True, slots=True)
class Decision(_ToldLater):
    """Yes or no to `act`, and why. `law` is the digest of the law files that were asked.

    `prohibitions` holds only those in force for this act, territory and day.
    """

    act: Act
    territory: Territory
    on: date
    actor: ActorClass
    layers: tuple[LayerDecision, ...]
    prohibitions: tuple[Prohibition, ...]
    law: str

    @classmethod
    def told_later(
        cls,
        question: Question,
        prohibitions: tuple[Prohibition, ...],
        law: str,
        *,
        permitted: bool,
        tell: "Callable[[], tuple[LayerDecision, ...]]",
    ) -> Self:
        """Return a decision that is made, and whose `layers` are had from `tell` once somebody reads them."""
        made = cls.__new__(cls)
        keep = object.__setattr__  # it is frozen for everybody else
        keep(made, "act", question.act)
        keep(made, "territory", question.territory)
        keep(made, "on", question.on)
        keep(made, "actor", question.actor)
        keep(made, "prohibitions", prohibitions)
        keep(made, "law", law)
        keep(made, "_permitted", permitted)
        keep(made, "_tell", tell)
        return made

    def __getattr__(self, name: str) -> Any:
        """Tell the layers; asked only for what has no value yet."""
        if name == "layers":
            object.__setattr__(self, "layers", self._tell())
        elif name == "_permitted":
            object.__setattr__(self, "_permitted", self._judge())
        else:
            raise AttributeError(name, name=name, obj=self)
        return getattr(self, name)

    @property
    def permitted(self) -> bool:
        """Whether nothing prohibits the act and every one of the three layers has a ground."""
        return self._permitted

    def _judge(self) -> bool:
        grounded = {decided.layer for decided in self.layers if decided.permitted}
        return not self.prohibitions and grounded == set(Layer)

    def reasons(self) -> tuple[str, ...]:
        """Give one sentence for each prohibition; or else each ground (yes) or each missing fact (no)."""
        if self.prohibitions:
            return tuple(prohibition_sentence(self.act, standing) for standing in self.prohibitions)
        if self.permitted:
            return tuple(ground.sentence() for decided in self.layers for ground in decided.grounds)
        return tuple(fact.sentence() for decided in self.layers for fact in decided.missing)

    def digest(self) -> str:
        """Return the SHA-256 of the whole decision in its canonical form, in hex."""
        return plain.digest(self)


class Answering(Protocol):
    """Anything that is a yes or a no."""

    @property
    def permitted(self) -> bool:
        """Whether it is a yes."""


_Answer = TypeVar("_Answer", bound=Answering)


def first_permitted(answers: Sequence[_Answer]) -> _Answer:
    """Return the first answer that permits, or else the first of them all: who is several may as any."""
    return next((one for one in answers if one.permitted), answers[0])


def prohibition_sentence(act: Act, standing: Prohibition) -> str:
    """Say what prohibits the act, where and for how long, in one line."""
    territories = sorted(str(territory) for territory in standing.territories)
    where = f"in {wording.listed(territories)}" if territories else "everywhere"
    since = f" from {wording.day(standing.since)}" if standing.since else ""
    until = f" to the end of {wording.day(standing.until)}" if standing.until else " until it is lifted"
    kind, reason = wording.one_line(standing.kind), wording.one_line(standing.reason)
    return (
        f"A prohibition ({kind}) forbids {wording.ACTS[act]} {where}{since}{until}, "
        f"and outranks every ground: “{reason}”."
    )
