"""Terms at their edges: the last protected day, vague dates, facts that cannot be."""

from datetime import MAXYEAR, date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rights.rights_samples import DE, LAW, US, codes, decided

from nachklang.model.acts import Act, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Author, Basis, RightsSignature, TermFacts
from nachklang.rights import MissingFact, Term, find_term

BRECHT = TermFacts(
    authors=(Author("Kurt Weill", 1950), Author("Bertolt Brecht", 1956)), authors_complete=True
)


def _term(territory: Territory, layer: Layer, facts: TermFacts) -> date | str:
    outcome = find_term(LAW.territories[territory], layer, facts)
    return outcome.free_from if isinstance(outcome, Term) else str(outcome.code)


def test_the_last_day_is_protected_and_the_first_free_day_is_free() -> None:
    item = RightsSignature(terms=BRECHT)
    last = decided(item, Act.STREAM, DE, date(2026, 12, 31)).layers[1]
    first = decided(item, Act.STREAM, DE, date(2027, 1, 1)).layers[1]
    assert (last.permitted, last.missing[1].code) == (False, "still-protected")
    assert "to the end of 31 December 2026" in last.missing[1].text
    assert first.permitted
    assert first.grounds[0].basis is Basis.PUBLIC_DOMAIN
    assert (first.grounds[0].valid_from, first.grounds[0].valid_to) == (date(2027, 1, 1), None)
    assert "Bertolt Brecht, died in 1956" in first.grounds[0].summary
    assert "UrhG §§ 64" in first.grounds[0].citation


@given(st.integers(1963, 9000))
def test_a_recording_published_in_germany_is_free_71_years_later(year: int) -> None:
    facts = TermFacts(recording_published=PartialDate(year, 3))
    for layer in (Layer.RECORDING, Layer.PERFORMANCE):
        assert _term(DE, layer, facts) == date(year + 71, 1, 1)


@given(st.integers(1850, 2000))
def test_an_unpublished_recording_in_germany_is_free_51_years_after_it_was_made(year: int) -> None:
    facts = TermFacts(recorded=PartialDate(year), recording_unpublished=True)
    for layer in (Layer.RECORDING, Layer.PERFORMANCE):
        assert _term(DE, layer, facts) == date(year + 51, 1, 1)


@given(st.integers(1700, 1977))
def test_a_composition_published_before_1978_is_free_in_the_united_states_96_years_later(year: int) -> None:
    facts = TermFacts(composition_published=PartialDate(year))
    assert _term(US, Layer.COMPOSITION, facts) == date(year + 96, 1, 1)


@given(st.integers(1850, 1971))
def test_the_table_of_17_usc_1401(year: int) -> None:
    facts = TermFacts(recorded=PartialDate(year), recording_published=PartialDate(year))
    if year < 1923:
        expected = date(2022, 1, 1)
    elif year < 1947:
        expected = date(year + 101, 1, 1)
    elif year < 1957:
        expected = date(year + 111, 1, 1)
    else:
        expected = date(2067, 2, 16)
    assert _term(US, Layer.RECORDING, facts) == _term(US, Layer.PERFORMANCE, facts) == expected


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ("1972-02-14", date(2067, 2, 16)),
        ("1972-01", date(2067, 2, 16)),
        ("1972-02", "recording-date-vague"),
        ("1972", "recording-date-vague"),
        ("1972-02-15", "term-not-on-file"),
        ("1973", "term-not-on-file"),
    ],
)
def test_a_vague_date_of_recording_counts_as_the_last_day_that_it_can_mean(
    recorded: str, expected: date | str
) -> None:
    facts = TermFacts(recorded=PartialDate.parse(recorded))
    assert _term(US, Layer.RECORDING, facts) == expected


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (TermFacts(), "authors-unknown"),
        (TermFacts(authors_complete=True), "authors-unknown"),
        (TermFacts(authors=(Author("Bach", 1750),)), "authors-incomplete"),
        (
            TermFacts(authors=(Author("Bach", 1750), Author("X")), authors_complete=True),
            "author-death-year-unknown",
        ),
        (TermFacts(authors=(Author("Bach", 0),), authors_complete=True), "year-out-of-range"),
        (TermFacts(authors=(Author("Bach", -5),), authors_complete=True), "year-out-of-range"),
        (TermFacts(authors=(Author("Bach", MAXYEAR),), authors_complete=True), "year-out-of-range"),
        (TermFacts(authors=(Author("Bach", 10**30),), authors_complete=True), "year-out-of-range"),
    ],
)
def test_what_is_missing_for_the_term_of_a_composition_is_named(facts: TermFacts, code: str) -> None:
    outcome = find_term(LAW.territories[DE], Layer.COMPOSITION, facts)
    assert isinstance(outcome, MissingFact)
    assert outcome.code == code
    assert len(outcome.text) < 500


@pytest.mark.parametrize(
    ("published", "free"),
    [
        ("1740", 1821),
        ("1801", 1821),
        ("1820", 1821),
        ("1821", 1847),
        ("2001", 2027),
        ("2008-11", 2034),
        (None, 1821),
    ],
)
def test_in_germany_a_posthumous_first_edition_protects_for_25_years(
    published: str | None, free: int
) -> None:
    edition = PartialDate.parse(published) if published else None
    facts = TermFacts(authors=(Author("Bach", 1750),), authors_complete=True, composition_published=edition)
    assert _term(DE, Layer.COMPOSITION, facts) == date(free, 1, 1)


@pytest.mark.parametrize("territory", [DE, US])
@pytest.mark.parametrize("layer", [Layer.RECORDING, Layer.PERFORMANCE])
@pytest.mark.parametrize(
    "facts",
    [
        TermFacts(recorded=PartialDate(1920), recording_published=PartialDate(1919, 12)),
        TermFacts(
            recorded=PartialDate(1908), recording_published=PartialDate(1908), recording_unpublished=True
        ),
    ],
)
def test_facts_that_contradict_each_other_give_no_term(
    territory: Territory, layer: Layer, facts: TermFacts
) -> None:
    assert _term(territory, layer, facts) == "facts-contradict"


def test_dates_that_may_agree_do_not_contradict_each_other() -> None:
    facts = TermFacts(recorded=PartialDate(1928, 5), recording_published=PartialDate(1928))
    assert _term(DE, Layer.RECORDING, facts) == date(2013, 1, 1)


def test_the_calendar_ends_with_the_year_9999() -> None:
    for died, expected in ((MAXYEAR - 71, date(MAXYEAR, 1, 1)), (MAXYEAR - 70, "year-out-of-range")):
        facts = TermFacts(authors=(Author("Ada Klang", died),), authors_complete=True)
        assert _term(DE, Layer.COMPOSITION, facts) == expected


def test_in_germany_an_unknown_publication_denies_by_name() -> None:
    item = RightsSignature(terms=TermFacts(recorded=PartialDate(1905)))
    assert codes(decided(item))[Layer.RECORDING] == ["no-ground", "recording-publication-unknown"]


def test_in_the_united_states_an_unknown_date_of_recording_denies_by_name() -> None:
    facts = TermFacts(recording_published=PartialDate(1905))
    assert _term(US, Layer.RECORDING, facts) == "recording-date-unknown"


def test_the_performance_in_the_united_states_says_what_it_follows() -> None:
    facts = TermFacts(recorded=PartialDate(1908), recording_published=PartialDate(1908))
    layer = decided(RightsSignature(terms=facts), Act.TRAIN, US).layers[2]
    assert "taken to follow the recording" in layer.grounds[0].summary
    assert "1101" in layer.grounds[0].summary
