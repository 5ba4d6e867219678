"""The rights panel of a recording's page: why it may, or may not, be heard, for people.

Everything in it is in one language, which need not be that of the rest of the page. The engine's own words
and citations stand folded behind the sentences, in English as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nachklang.archive import Archive
from nachklang.model.acts import Act
from nachklang.model.items import Item
from nachklang.rights import (
    Language,
    Outlook,
    PlainWords,
    Span,
    act_name,
    day_name,
    look_ahead,
    plain_words,
)
from nachklang.web.holdings import Holding
from nachklang.web.panel_words import WORDS, PanelWords
from nachklang.web.timelines import Timeline, timeline_of


@dataclass(frozen=True, slots=True)
class ActAnswers:
    """One act by its name, and its answers from today on, each in words."""

    name: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """What a template needs; `timeline` is None where nothing changes by itself."""

    permitted: bool
    told: PlainWords
    words: PanelWords
    timeline: Timeline | None
    acts: tuple[ActAnswers, ...]

    @property
    def others(self) -> tuple[tuple[Language, str], ...]:
        """The languages that the panel is not in, each with its own word for the way to it."""
        return tuple((one, words.switch) for one, words in WORDS.items() if one is not self.told.language)

    def name_of(self, act: Act) -> str:
        """Name an act in the panel's language."""
        return act_name(act, self.told.language)


def panel_of(archive: Archive, holding: Holding, language: Language) -> Panel:
    """Tell of hearing an item, and of how every act will be answered from today on."""
    decision = holding.decisions[Act.STREAM]
    outlooks = {act: _outlook(archive, holding.item, act, decision.on) for act in Act}
    return Panel(
        permitted=decision.permitted,
        told=plain_words(decision, outlooks[Act.STREAM], language),
        words=WORDS[language],
        timeline=timeline_of(outlooks),
        acts=tuple(_answers(outlooks, language)),
    )


def _outlook(archive: Archive, item: Item, act: Act, today: date) -> Outlook:
    law = archive.law.territories.get(archive.settings.jurisdiction)
    return look_ahead(act, lambda day: archive.decide(act, item, on=day), today, item.rights, law)


def _answers(outlooks: dict[Act, Outlook], language: Language) -> Iterator[ActAnswers]:
    for act, outlook in outlooks.items():
        first = outlook.spans[0]
        answers = tuple(_answer(span, language, begun=span is first) for span in outlook.spans)
        yield ActAnswers(act_name(act, language), answers)


def _answer(span: Span, language: Language, *, begun: bool) -> str:
    words = WORDS[language]
    if span.until is None:
        template = words.always if begun else words.since
    else:
        template = words.until if begun else words.between
    return template.format(
        answer=words.yes if span.permitted else words.no,
        since=day_name(span.since, language),
        until="" if span.until is None else day_name(span.until, language),
    )
