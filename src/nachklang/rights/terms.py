"""When protection ends, computed from the facts; or the fact that is missing for it.

Every doubt is decided for longer protection: a partial date counts as the last day that it can
mean, facts that contradict each other give no term, and what no rule covers gives none either.
"""

from dataclasses import dataclass, replace
from datetime import MAXYEAR, date

from nachklang.model.acts import Layer
from nachklang.model.mandates import TermFacts
from nachklang.rights.decision import MissingCode, MissingFact
from nachklang.rights.rules import Ceiling, LayerLaw, PublicationStatus, Start, TermRule, TerritoryLaw
from nachklang.rights.starts import Started, find_start, recording_date_unknown
from nachklang.rights.wording import one_line

_Starts = dict[Start, Started | MissingFact | None]
"""What the facts give for each start that was asked for: many rules count from the same one."""


@dataclass(frozen=True, slots=True)
class Term:
    """The first free day, by which rule, and in words the facts that it was computed from."""

    free_from: date
    rule: TermRule
    facts: str


def find_term(law: TerritoryLaw, layer: Layer, facts: TermFacts) -> Term | MissingFact:
    """Compute the term of `layer`. Where several rules hold, the one that protects longest counts.

    The first fact that a rule lacks is what is missing: rules before it cannot make up for it.
    """
    contradiction = _contradiction(layer, facts)
    if contradiction is not None:
        return contradiction
    status = _status(facts)
    starts: _Starts = {}
    terms = []
    for rule in law.layers[layer].rules:
        outcome = _apply(rule, layer, facts, starts) if status in rule.published else None
        if isinstance(outcome, MissingFact):
            return outcome
        if outcome is not None:
            terms.append(outcome)
    if not terms:
        return _uncovered(law.layers[layer], layer, facts)
    return max(terms, key=lambda term: term.free_from)


def _apply(rule: TermRule, layer: Layer, facts: TermFacts, starts: _Starts) -> Term | MissingFact | None:
    """Give the rule's term, the fact that it lacks, or None where it does not hold for these facts."""
    fixed = _fixed_in_time(rule, layer, facts)
    if fixed is not True:
        return fixed or None
    if rule.edition_from is not None and _edition(facts) < rule.edition_from:
        return None
    if rule.start not in starts:
        starts[rule.start] = find_start(rule.start, layer, facts)
    started = starts[rule.start]
    if not isinstance(started, Started):
        return started
    if not (_in_years(rule, started.year) and _late_enough(rule, started.year, facts)):
        return None
    return _term(rule, layer, started, facts)


def _in_years(rule: TermRule, year: int) -> bool:
    return (rule.first_year is None or rule.first_year <= year) and (
        rule.last_year is None or year <= rule.last_year
    )


def _late_enough(rule: TermRule, year: int, facts: TermFacts) -> bool:
    """Whether the start is posthumous by as much as the rule asks; an unknown death is for other rules."""
    if rule.after_death is None:
        return True
    deaths = [author.died for author in facts.authors if author.died is not None]
    return bool(deaths) and year > max(deaths) + rule.after_death


def _term(rule: TermRule, layer: Layer, started: Started, facts: TermFacts) -> Term | MissingFact:
    if rule.free_from is not None:
        return Term(rule.free_from, rule, started.facts)
    year = started.year + (rule.years or 0) + 1
    if not 1 <= started.year < year <= MAXYEAR:
        text = f"the year {str(started.year)[:12]} lies outside the calendar: correct it"
        return MissingFact(layer, MissingCode.YEAR_OUT_OF_RANGE, text)
    return _below_ceiling(rule.ceiling, Term(date(year, 1, 1), rule, started.facts), layer, facts)


def _below_ceiling(ceiling: Ceiling | None, term: Term, layer: Layer, facts: TermFacts) -> Term:
    """End a term where its ceiling does; a ceiling whose start is not known shortens nothing."""
    started = None if ceiling is None else find_start(ceiling.start, layer, facts)
    if ceiling is None or not isinstance(started, Started):
        return term
    year = started.year + ceiling.years + 1
    if year >= term.free_from.year:
        return term
    return replace(term, free_from=date(year, 1, 1), facts=f"{term.facts}; {started.facts}")


def _edition(facts: TermFacts) -> int:
    """Return the year of the first edition; before all years where it is not known."""
    return 0 if facts.composition_published is None else facts.composition_published.year


def _status(facts: TermFacts) -> PublicationStatus:
    if facts.recording_published is not None:
        return PublicationStatus.YES
    return PublicationStatus.NO if facts.recording_unpublished else PublicationStatus.UNKNOWN


def _contradiction(layer: Layer, facts: TermFacts) -> MissingFact | None:
    text = _author_contradiction(facts) if layer is Layer.COMPOSITION else _recording_contradiction(facts)
    if text is None:
        return None
    return MissingFact(layer, MissingCode.FACTS_CONTRADICT, f"{text}: find out which is right and record it")


def _recording_contradiction(facts: TermFacts) -> str | None:
    published, recorded = facts.recording_published, facts.recorded
    if published is not None and facts.recording_unpublished:
        return f"the recording is said to be unpublished and to have been published in {published}"
    if published is not None and recorded is not None and published.latest < recorded.earliest:
        return f"the recording is said to have been published ({published}) before it was made ({recorded})"
    return None


def _author_contradiction(facts: TermFacts) -> str | None:
    for author in facts.authors:
        if author.born is not None and author.died is not None and author.died < author.born:
            years = f"in {str(author.died)[:12]}, before the birth in {str(author.born)[:12]}"
            return f"{one_line(author.name)} is said to have died {years}"
    return None


def _fixed_in_time(rule: TermRule, layer: Layer, facts: TermFacts) -> MissingFact | bool:
    """Whether the recording was made within the days that the rule asks for, if it asks for any."""
    if rule.fixed_before is not None:
        before = _fixed_before(rule.fixed_before, layer, facts)
        if before is not True:
            return before
    if rule.fixed_from is not None:
        earlier = _fixed_before(rule.fixed_from, layer, facts)
        return earlier if isinstance(earlier, MissingFact) else not earlier
    return True


def _fixed_before(day: date, layer: Layer, facts: TermFacts) -> MissingFact | bool:
    if facts.recorded is None:
        return recording_date_unknown(layer)
    if facts.recorded.latest < day:
        return True
    if facts.recorded.earliest >= day:
        return False
    text = (
        f"the recording is dated {facts.recorded}, which leaves open whether it was made before "
        f"{day.isoformat()}: record the month or the day"
    )
    return MissingFact(layer, MissingCode.RECORDING_DATE_VAGUE, text)


def _uncovered(law: LayerLaw, layer: Layer, facts: TermFacts) -> MissingFact:
    status = _status(facts)
    if status is PublicationStatus.UNKNOWN and not any(status in rule.published for rule in law.rules):
        text = (
            "it is not known whether and when the recording was published: record when it was first "
            "published, or that it was neither published nor lawfully sent or played to the public"
        )
        return MissingFact(layer, MissingCode.RECORDING_PUBLICATION_UNKNOWN, text)
    return MissingFact(layer, MissingCode.TERM_NOT_ON_FILE, law.otherwise)
