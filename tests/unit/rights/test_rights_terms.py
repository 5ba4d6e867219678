"""Terms at their edges: the last protected day, vague dates, facts that cannot be."""

from datetime import MAXYEAR, date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rights.rights_samples import CA, DE, LAW, US, codes, decided

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
    assert (last.permitted, last.missing[-1].code) == (False, "still-protected")
    assert "to the end of 31 December 2026" in last.missing[-1].text
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
    found = codes(decided(item))[Layer.RECORDING]
    assert (found[0], found[-1]) == ("no-ground", "recording-publication-unknown")


def test_in_the_united_states_an_unknown_date_of_recording_denies_by_name() -> None:
    facts = TermFacts(recording_published=PartialDate(1905))
    assert _term(US, Layer.RECORDING, facts) == "recording-date-unknown"


def test_the_performance_in_the_united_states_says_what_it_follows() -> None:
    facts = TermFacts(recorded=PartialDate(1908), recording_published=PartialDate(1908))
    layer = decided(RightsSignature(terms=facts), Act.TRAIN, US).layers[2]
    assert "taken to follow the recording" in layer.grounds[0].summary
    assert "1101" in layer.grounds[0].summary


@given(st.integers(1900, 2020), st.integers(0, 99))
def test_in_canada_the_earlier_of_70_years_of_publication_and_100_of_recording_counts(
    recorded: int, later: int
) -> None:
    year = recorded + later
    facts = TermFacts(recorded=PartialDate(recorded), recording_published=PartialDate(year))
    expected = date(2015, 1, 1) if year < 1965 else date(min(year + 71, recorded + 101), 1, 1)
    for layer in (Layer.RECORDING, Layer.PERFORMANCE):
        assert _term(CA, layer, facts) == expected


def test_a_ceiling_whose_start_is_not_known_shortens_nothing() -> None:
    facts = TermFacts(recording_published=PartialDate(2010))
    assert _term(CA, Layer.RECORDING, facts) == date(2081, 1, 1)


def test_a_term_that_its_ceiling_ends_tells_both_facts() -> None:
    facts = TermFacts(recorded=PartialDate(1962), recording_published=PartialDate(2010))
    term = find_term(LAW.territories[CA], Layer.RECORDING, facts)
    assert isinstance(term, Term)
    assert term.facts == "recording published 2010; recorded 1962"


@pytest.mark.parametrize("territory", sorted(LAW.territories))
def test_an_author_who_died_before_being_born_denies_by_name(territory: Territory) -> None:
    facts = TermFacts(
        authors=(Author("Ada Klang", 1800, 1870),),
        authors_complete=True,
        composition_published=PartialDate(1850),
    )
    outcome = find_term(LAW.territories[territory], Layer.COMPOSITION, facts)
    assert isinstance(outcome, MissingFact)
    assert outcome.code == "facts-contradict"
    assert "Ada Klang is said to have died in 1800, before the birth in 1870" in outcome.text


@pytest.mark.parametrize("place", [0, 17, 39])
def test_of_forty_authors_the_one_whose_death_is_unknown_is_named(place: int) -> None:
    authors = [Author(f"Author {number}", 1850 + number) for number in range(40)]
    authors[place] = Author("Anna Nym")
    facts = TermFacts(authors=tuple(authors), authors_complete=True)
    outcome = find_term(LAW.territories[DE], Layer.COMPOSITION, facts)
    assert isinstance(outcome, MissingFact)
    assert outcome.code == "author-death-year-unknown"
    assert "Anna Nym" in outcome.text
    assert "Author" not in outcome.text


@given(st.integers(1978, 2030), st.integers(1950, 2030))
def test_in_the_united_states_the_longer_of_two_terms_counts_since_1978(year: int, died: int) -> None:
    facts = TermFacts(
        authors=(Author("Ada Klang", died),), authors_complete=True, composition_published=PartialDate(year)
    )
    assert _term(US, Layer.COMPOSITION, facts) == date(max(year + 96, died + 71), 1, 1)
