"""When protection ends, computed from the facts; or the fact that is missing for it.

Every doubt is decided for longer protection: a partial date counts as the last day that it can
mean, facts that contradict each other give no term, and what no rule covers gives none either.
"""

from dataclasses import dataclass
from datetime import MAXYEAR, date

from nachklang.model.acts import Layer
from nachklang.model.mandates import TermFacts
from nachklang.rights.decision import MissingCode, MissingFact
from nachklang.rights.rules import LayerLaw, PublicationStatus, Start, TermRule, TerritoryLaw
from nachklang.rights.wording import listed, one_line


@dataclass(frozen=True, slots=True)
class Term:
    """The first free day, by which rule, and in words the facts that it was computed from."""

    free_from: date
    rule: TermRule
    facts: str


@dataclass(frozen=True, slots=True)
class _Started:
    year: int
    facts: str


def find_term(law: TerritoryLaw, layer: Layer, facts: TermFacts) -> Term | MissingFact:
    """Compute the term of `layer`. Where rules should overlap, the one that protects longest counts."""
    contradiction = None if layer is Layer.COMPOSITION else _contradiction(layer, facts)
    if contradiction is not None:
        return contradiction
    outcomes = [_apply(rule, layer, facts) for rule in law.layers[layer].rules]
    for outcome in outcomes:
        if isinstance(outcome, MissingFact):
            return outcome
    terms = [outcome for outcome in outcomes if isinstance(outcome, Term)]
    if not terms:
        return _uncovered(law.layers[layer], layer, facts)
    return max(terms, key=lambda term: term.free_from)


def _apply(rule: TermRule, layer: Layer, facts: TermFacts) -> Term | MissingFact | None:
    """Give the rule's term, the fact that it lacks, or None where it does not hold for these facts."""
    if _status(facts) not in rule.published:
        return None
    if rule.fixed_before is not None:
        fixed = _fixed_before(rule.fixed_before, layer, facts)
        if fixed is not True:
            return fixed or None
    started = _STARTS[rule.start](layer, facts)
    if not isinstance(started, _Started):
        return started
    if not (_in_years(rule, started.year) and _late_enough(rule, started.year, facts)):
        return None
    return _term(rule, layer, started)


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


def _term(rule: TermRule, layer: Layer, started: _Started) -> Term | MissingFact:
    if rule.free_from is not None:
        return Term(rule.free_from, rule, started.facts)
    year = started.year + (rule.years or 0) + 1
    if not 1 <= started.year < year <= MAXYEAR:
        text = f"the year {str(started.year)[:12]} lies outside the calendar: correct it"
        return MissingFact(layer, MissingCode.YEAR_OUT_OF_RANGE, text)
    return Term(date(year, 1, 1), rule, started.facts)


def _status(facts: TermFacts) -> PublicationStatus:
    if facts.recording_published is not None:
        return PublicationStatus.YES
    return PublicationStatus.NO if facts.recording_unpublished else PublicationStatus.UNKNOWN


def _contradiction(layer: Layer, facts: TermFacts) -> MissingFact | None:
    published, recorded = facts.recording_published, facts.recorded
    if published is not None and facts.recording_unpublished:
        text = f"the recording is said to be unpublished and to have been published in {published}"
    elif published is not None and recorded is not None and published.latest < recorded.earliest:
        text = f"the recording is said to have been published ({published}) before it was made ({recorded})"
    else:
        return None
    return MissingFact(layer, MissingCode.FACTS_CONTRADICT, f"{text}: find out which is right and record it")


def _fixed_before(day: date, layer: Layer, facts: TermFacts) -> MissingFact | bool:
    if facts.recorded is None:
        return _recording_date_unknown(layer)
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


def _recording_date_unknown(layer: Layer) -> MissingFact:
    text = "it is not known when the recording was made: record that date"
    return MissingFact(layer, MissingCode.RECORDING_DATE_UNKNOWN, text)


def _from_recorded(layer: Layer, facts: TermFacts) -> _Started | MissingFact | None:
    if facts.recorded is None:
        return _recording_date_unknown(layer)
    status = "unpublished" if facts.recording_unpublished else "publication not known"
    return _Started(facts.recorded.latest.year, f"recorded {facts.recorded}, {status}")


def _from_recording_published(_: Layer, facts: TermFacts) -> _Started | MissingFact | None:
    if facts.recording_published is None:
        return None
    year = facts.recording_published.latest.year
    return _Started(year, f"recording published {facts.recording_published}")


def _from_composition_published(layer: Layer, facts: TermFacts) -> _Started | MissingFact | None:
    if facts.composition_published is None:
        text = (
            "it is not known when the composition was published in print: record the year of the "
            "first edition (the sale of records before 1978 was no publication of the composition)"
        )
        return MissingFact(layer, MissingCode.COMPOSITION_PUBLICATION_UNKNOWN, text)
    year = facts.composition_published.latest.year
    return _Started(year, f"composition published {facts.composition_published}")


def _from_first_edition(layer: Layer, facts: TermFacts) -> _Started | MissingFact | None:
    return None if facts.composition_published is None else _from_composition_published(layer, facts)


def _from_last_author_death(layer: Layer, facts: TermFacts) -> _Started | MissingFact | None:
    if not facts.authors:
        text = "no author is named: record every composer and lyricist with the year of death"
        return MissingFact(layer, MissingCode.AUTHORS_UNKNOWN, text)
    if not facts.authors_complete:
        named = listed([one_line(author.name) for author in facts.authors[:5]])
        text = f"nobody stated that {named} wrote all music and words: record that the list is complete"
        return MissingFact(layer, MissingCode.AUTHORS_INCOMPLETE, text)
    undated = [one_line(author.name) for author in facts.authors if author.died is None]
    if undated:
        names = listed(undated[:5])
        text = f"the year of death is not known of {names}: record it (the work of the living is protected)"
        return MissingFact(layer, MissingCode.AUTHOR_DEATH_YEAR_UNKNOWN, text)
    died, name = max((author.died or 0, author.name) for author in facts.authors)
    who = "the author" if len(facts.authors) == 1 else "the last surviving author"
    return _Started(died, f"{who}, {one_line(name)}, died in {died}")


_STARTS = {
    Start.RECORDED: _from_recorded,
    Start.RECORDING_PUBLISHED: _from_recording_published,
    Start.COMPOSITION_PUBLISHED: _from_composition_published,
    Start.FIRST_EDITION: _from_first_edition,
    Start.LAST_AUTHOR_DEATH: _from_last_author_death,
}
