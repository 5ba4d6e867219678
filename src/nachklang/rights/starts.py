"""From which year a term is counted, and by which fact; or the fact that is missing for it."""

from dataclasses import dataclass

from nachklang.model.acts import Layer
from nachklang.model.mandates import TermFacts
from nachklang.rights.decision import MissingCode, MissingFact
from nachklang.rights.rules import Start
from nachklang.rights.wording import listed, one_line


@dataclass(frozen=True, slots=True)
class Started:
    """A year, and in words the fact that it was taken from."""

    year: int
    facts: str


def find_start(start: Start, layer: Layer, facts: TermFacts) -> Started | MissingFact | None:
    """Find the year of a start; None where that start does not concern these facts."""
    return _STARTS[start](layer, facts)


def recording_date_unknown(layer: Layer) -> MissingFact:
    """Say that the day of recording has to be known."""
    text = "it is not known when the recording was made: record that date"
    return MissingFact(layer, MissingCode.RECORDING_DATE_UNKNOWN, text)


def _from_recorded(layer: Layer, facts: TermFacts) -> Started | MissingFact | None:
    if facts.recorded is None:
        return recording_date_unknown(layer)
    status = ", unpublished" if facts.recording_unpublished else ", publication not known"
    told = "" if facts.recording_published else status
    return Started(facts.recorded.latest.year, f"recorded {facts.recorded}{told}")


def _from_recording_published(_: Layer, facts: TermFacts) -> Started | MissingFact | None:
    if facts.recording_published is None:
        return None
    year = facts.recording_published.latest.year
    return Started(year, f"recording published {facts.recording_published}")


def _from_composition_published(layer: Layer, facts: TermFacts) -> Started | MissingFact | None:
    if facts.composition_published is None:
        text = (
            "it is not known when the composition was published in print: record the year of the "
            "first edition, which the sale of records is not"
        )
        return MissingFact(layer, MissingCode.COMPOSITION_PUBLICATION_UNKNOWN, text)
    year = facts.composition_published.latest.year
    return Started(year, f"composition published {facts.composition_published}")


def _from_first_edition(layer: Layer, facts: TermFacts) -> Started | MissingFact | None:
    return None if facts.composition_published is None else _from_composition_published(layer, facts)


def _from_last_author_death(layer: Layer, facts: TermFacts) -> Started | MissingFact | None:
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
    return Started(died, f"{who}, {one_line(name)}, died in {died}")


_STARTS = {
    Start.RECORDED: _from_recorded,
    Start.RECORDING_PUBLISHED: _from_recording_published,
    Start.COMPOSITION_PUBLISHED: _from_composition_published,
    Start.FIRST_EDITION: _from_first_edition,
    Start.LAST_AUTHOR_DEATH: _from_last_author_death,
}
