"""What a language has to bring along so that decisions can be told in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nachklang.model.acts import Act, ActorClass, Layer
from nachklang.model.mandates import Basis
from nachklang.rights.decision import MissingCode


class Language(StrEnum):
    """The languages that decisions are told in, by their ISO 639-1 codes."""

    ENGLISH = "en"
    GERMAN = "de"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Whole sentences, or whole parts of them, each written in the language and none translated by rule.

    `may` and `may_not` go on after the recording: `may be played here`. `bases` and `missing` are sentences
    without their full stop; `wanted` says, for each code, what has to be there for a yes. `places` come with
    their preposition, by code. What has a name in braces is filled in.
    """

    day: Callable[[date], str]
    may: Mapping[Act, str]
    may_not: Mapping[Act, str]
    acts: Mapping[Act, str]
    actors: Mapping[ActorClass, str]
    layers: Mapping[Layer, str]
    places: Mapping[str, str]
    bases: Mapping[Basis, str]
    missing: Mapping[MissingCode, str]
    wanted: Mapping[MissingCode, str]
    prohibitions: Mapping[str, str]
    answer: str
    scope: str
    place: str
    since: str
    until: str
    since_until: str
    protected_until: str
    prohibition: str
    outranks: str
    lift: str
    stays: str
    stays_not: str
    ends: str
    begins: str
    becomes_free: str
    both: str
