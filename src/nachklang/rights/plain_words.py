"""A decision for people who know nothing of law: what may be done, why, and what comes next.

The sentences are made of what was decided (bases, codes, days), each language from phrases of its own. The
words of the engine itself are never translated: they stand behind each sentence, in the English they are in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from nachklang.model.acts import Act, Layer, Territory
from nachklang.model.mandates import Evidence, Prohibition
from nachklang.rights.decision import Decision, Ground, LayerDecision, MissingCode, MissingFact
from nachklang.rights.outlook import Outlook
from nachklang.rights.plain_words_english import ENGLISH
from nachklang.rights.plain_words_german import GERMAN
from nachklang.rights.plain_words_phrases import Language, Phrases
from nachklang.rights.wording import one_line

_PHRASES = {Language.ENGLISH: ENGLISH, Language.GERMAN: GERMAN}


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence, and what stands behind it: the engine's own words in English, a citation, evidence.

    `quoted` is a text as somebody recorded it, in whatever language.
    """

    text: str
    exact: str | None = None
    citation: str | None = None
    evidence: Evidence | None = None
    quoted: str | None = None


@dataclass(frozen=True, slots=True)
class LayerWords:
    """One layer by its name, whether it has a ground, and a sentence for each ground or missing fact."""

    layer: Layer
    name: str
    permitted: bool
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class PlainWords:
    """A whole answer in one language.

    `wanted` says what would have to be known or recorded for a yes; it is empty where the answer is yes.
    """

    language: Language
    answer: str
    scope: str
    prohibitions: tuple[Clause, ...]
    layers: tuple[LayerWords, ...]
    wanted: tuple[str, ...]
    coming: str


def plain_words(decision: Decision, outlook: Outlook, language: Language) -> PlainWords:
    """Tell a decision in a language; `outlook` begins on its day and is about its question."""
    phrases = _PHRASES[language]
    return PlainWords(
        language=language,
        answer=phrases.answer.format(
            predicate=_predicate(phrases, decision.act, permitted=decision.permitted)
        ),
        scope=_scope(phrases, decision),
        prohibitions=tuple(_prohibited(phrases, one) for one in decision.prohibitions),
        layers=tuple(_layer(phrases, one, outlook) for one in decision.layers),
        wanted=() if decision.permitted else tuple(_wanted(phrases, decision)),
        coming=_coming(phrases, decision, outlook),
    )


def act_name(act: Act, language: Language) -> str:
    """Name an act where there is little room, as in a picture."""
    return _PHRASES[language].acts[act]


def day_name(value: date, language: Language) -> str:
    """Write a day out."""
    return _PHRASES[language].day(value)


def _predicate(phrases: Phrases, act: Act, *, permitted: bool) -> str:
    return (phrases.may if permitted else phrases.may_not)[act]


def _scope(phrases: Phrases, decision: Decision) -> str:
    return phrases.scope.format(
        actor=phrases.actors[decision.actor],
        place=_place(phrases, decision.territory),
        day=phrases.day(decision.on),
    )


def _place(phrases: Phrases, territory: Territory) -> str:
    return phrases.places.get(territory.code) or phrases.place.format(code=territory.code)


def _prohibited(phrases: Phrases, one: Prohibition) -> Clause:
    what = phrases.prohibitions.get(one.kind) or phrases.prohibition.format(kind=one_line(one.kind))
    return Clause(phrases.outranks.format(what=what, span=_span(phrases, one)), quoted=one_line(one.reason))


def _span(phrases: Phrases, one: Ground | Prohibition) -> str:
    """Say since when and until when, as far as that is known."""
    first, last = (one.valid_from, one.valid_to) if isinstance(one, Ground) else (one.since, one.until)
    if first and last:
        return phrases.since_until.format(since=phrases.day(first), until=phrases.day(last))
    if first:
        return phrases.since.format(since=phrases.day(first))
    return phrases.until.format(until=phrases.day(last)) if last else ""


def _layer(phrases: Phrases, decided: LayerDecision, outlook: Outlook) -> LayerWords:
    clauses = (
        [_granted(phrases, ground) for ground in decided.grounds]
        if decided.permitted
        else [_lacking(phrases, fact, outlook) for fact in decided.missing]
    )
    unlike = {one.text: one for one in reversed(clauses)}
    return LayerWords(
        decided.layer, phrases.layers[decided.layer], decided.permitted, tuple(reversed(unlike.values()))
    )


def _granted(phrases: Phrases, ground: Ground) -> Clause:
    text = f"{phrases.bases[ground.basis]}{_span(phrases, ground)}."
    return Clause(text, ground.summary, ground.citation, ground.evidence)


def _lacking(phrases: Phrases, fact: MissingFact, outlook: Outlook) -> Clause:
    free = outlook.free_from.get(fact.layer) if fact.layer is not None else None
    if fact.code is MissingCode.STILL_PROTECTED and free is not None:
        text = phrases.protected_until.format(until=phrases.day(free - timedelta(days=1)))
    else:
        text = phrases.missing[fact.code]
    return Clause(f"{text}.", fact.text)


def _wanted(phrases: Phrases, decision: Decision) -> Iterator[str]:
    """Say each thing that is wanted once, with the layers that want it before it."""
    if decision.prohibitions:
        yield f"{phrases.lift[:1].upper()}{phrases.lift[1:]}"
    layers: dict[str, list[str]] = {}
    for decided in decision.layers:
        for code in dict.fromkeys(fact.code for fact in decided.mendable):
            layers.setdefault(phrases.wanted[code], []).append(phrases.layers[decided.layer])
    yield from (f"{_joined(phrases, names)}: {text}" for text, names in layers.items())


def _joined(phrases: Phrases, names: Iterable[str]) -> str:
    *before, last = names
    return phrases.both.format(before=", ".join(before), last=last) if before else last


def _coming(phrases: Phrases, decision: Decision, outlook: Outlook) -> str:
    """Say what comes next, as far as the days on file tell."""
    now, *later = outlook.spans
    if not later or now.until is None:
        return phrases.stays if now.permitted else phrases.stays_not
    change = later[0]
    free = [outlook.free_from.get(layer) for layer in Layer]
    all_free = all(day is not None and day <= change.since for day in free)
    template = phrases.ends if now.permitted else phrases.becomes_free if all_free else phrases.begins
    return template.format(
        last=phrases.day(now.until),
        first=phrases.day(change.since),
        predicate=_predicate(phrases, decision.act, permitted=change.permitted),
    )
