"""All days, cut into intervals on each of which one use of an item is decided alike.

The same authorities are asked as for the decision of one day, so both say the same. Intervals follow each
other without a gap, and two that touch differ.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TypeVar

from nachklang.model.acts import Layer
from nachklang.model.mandates import Basis, RightsSignature
from nachklang.rights.authorities import Authority
from nachklang.rights.days import Days, joined, turns
from nachklang.rights.decision import Decision
from nachklang.rights.engine import Terms, prohibited, weigh
from nachklang.rights.here import Voice, chosen
from nachklang.rights.law import Law
from nachklang.rights.question import AnyUse, OwnUse, Use

PROHIBITED = "prohibited"
"""Why not, where a prohibition stands; else it is the code of the first missing fact."""

_STRONGEST = (
    Basis.PUBLIC_DOMAIN,
    Basis.LICENCE,
    Basis.OWN_DEPOSIT,
    Basis.CONSENT,
    Basis.AGREEMENT,
    Basis.STATUTE,
    Basis.OUT_OF_COMMERCE,
    Basis.ORPHAN,
)
"""Which ground names a layer that has several: the one that would let others do most with it."""
_Asked = TypeVar("_Asked", bound=AnyUse)
_RANK = {basis: rank for rank, basis in enumerate(_STRONGEST)}


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes with the basis of each layer, in the order of `Layer`; or no, and the first reason why."""

    bases: tuple[Basis, ...]
    why_not: str | None

    @property
    def permitted(self) -> bool:
        """Whether it is a yes."""
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class Interval:
    """Days, the first and the last included, on which a use has one answer."""

    first: date
    last: date
    answer: Answer


def answer_of(decision: Decision) -> Answer:
    """Return what a decision says in short."""
    if decision.permitted:
        return Answer(tuple(_strongest(one.basis for one in each.grounds) for each in decision.layers), None)
    if decision.prohibitions:
        return Answer((), PROHIBITED)
    return Answer((), next(str(fact.code) for each in decision.layers for fact in each.missing))


def intervals_of(use: AnyUse, item: RightsSignature, law: Law) -> tuple[Interval, ...]:
    """Cut all days, from the first to the last that there is, for one use of an item."""
    return next(many_intervals([use], item, law))[1]


def many_intervals(
    uses: Iterable[_Asked], item: RightsSignature, law: Law, terms: Terms | None = None
) -> Iterator[tuple[_Asked, tuple[Interval, ...]]]:
    """Cut all days for several uses of one item, whose terms are computed once, if `terms` has them not."""
    computed: Terms = {} if terms is None else terms
    for use in uses:
        if isinstance(use, OwnUse):
            yield use, _cut_own(use, item, law, computed)
        else:
            yield use, _cut(use, item, law, computed)


def permitted_days(cut: Sequence[Interval]) -> tuple[tuple[date, date], ...]:
    """Return the longest runs of days on which it is permitted, whatever the grounds; both days included."""
    runs = (list(run) for permitted, run in groupby(cut, lambda one: one.answer.permitted) if permitted)
    return tuple((run[0].first, run[-1].last) for run in runs)


class _Walk:
    """Walks through all days for the archive itself; a step goes as far as nothing that is asked changes."""

    def __init__(self, use: OwnUse, item: RightsSignature, law: Law, terms: Terms) -> None:
        self._use, self._item, self._law, self._terms = use, item, law, terms
        self._cuts: dict[Voice, tuple[Interval, ...]] = {}
        self._first = date.min
        self._last = date.max

    def steps(self) -> Iterator[tuple[int, int, Answer]]:
        """Yield the steps; two that touch may have one answer, given by different classes."""
        while True:
            self._last = date.max
            answer = chosen(self._use, self._item, self._law, self._ask)
            yield self._first.toordinal(), self._last.toordinal() + 1, answer
            if self._last == date.max:
                return
            self._first = self._last + timedelta(days=1)

    def _ask(self, voice: Voice) -> Answer:
        if voice not in self._cuts:
            use = Use(self._use.act, self._use.territory, voice.actor)
            self._cuts[voice] = _cut(use, voice.heard(self._item), self._law, self._terms)
        standing = next(one for one in self._cuts[voice] if self._first <= one.last)
        self._last = min(self._last, standing.last)
        return standing.answer


def _cut_own(use: OwnUse, item: RightsSignature, law: Law, terms: Terms) -> tuple[Interval, ...]:
    return _merged(_Walk(use, item, law, terms).steps())


def _cut(use: Use, item: RightsSignature, law: Law, terms: Terms) -> tuple[Interval, ...]:
    layers = [weigh(layer, use, item, law, terms) for layer in Layer]
    forbidden = joined(prohibited(one, use) for one in item.prohibitions)
    weighed = [days for layer in layers for one in layer for _, days in (*one.grounds, *one.lacks)]
    answers = ((begin, end, _answer(begin, forbidden, layers)) for begin, end in turns([forbidden, *weighed]))
    return _merged(answers)


def _merged(answers: Iterable[tuple[int, int, Answer]]) -> tuple[Interval, ...]:
    """Make one interval of neighbours with one answer; each is given from a day to before another one."""
    alike = [(answer, list(spans)) for answer, spans in groupby(answers, lambda one: one[2])]
    return tuple(
        Interval(date.fromordinal(spans[0][0]), date.fromordinal(spans[-1][1] - 1), answer)
        for answer, spans in alike
    )


def _answer(ordinal: int, forbidden: Days, layers: Sequence[Sequence[Authority]]) -> Answer:
    if _on(forbidden, ordinal):
        return Answer((), PROHIBITED)
    bases: list[Basis] = []
    for layer in layers:
        found = [basis for one in layer for basis, days in one.grounds if _on(days, ordinal)]
        if not found:
            return Answer((), _first_lacking(layer, ordinal))
        bases.append(_strongest(found))
    return Answer(tuple(bases), None)


def _first_lacking(layer: Sequence[Authority], ordinal: int) -> str:
    return next(str(code) for one in layer for code, days in one.lacks if _on(days, ordinal))


def _on(days: Days, ordinal: int) -> bool:
    return any(begin <= ordinal < end for begin, end in days)


def _strongest(bases: Iterable[Basis]) -> Basis:
    return min(bases, key=_RANK.__getitem__)
