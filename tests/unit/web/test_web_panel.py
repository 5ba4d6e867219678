"""The rights panel: a whole answer in the visitor's language, and a picture that agrees with its table."""

import itertools
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.web.small_archive import FREE, ON_THE_PREMISES, UNDER_EMBARGO, recording_id
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive
from nachklang.model.acts import Act
from nachklang.rights import Language, Outlook, Span
from nachklang.web.languages import preferred
from nachklang.web.panel_words import WORDS
from nachklang.web.timelines import Timeline, timeline_of

TODAY = date(2026, 11, 22)


def panel(visitor: Visitor, archive: Archive, title: str, query: str = "", **headers: str) -> str:
    """Return the panel of a recording's page."""
    page = visitor.ask(f"/recordings/{recording_id(archive, title)}{query}", **headers)
    assert page.headers["vary"] == "Accept-Language"
    found = re.search(r'<section class="notice why".*?</section>', page.text, re.DOTALL)
    assert found is not None
    return found[0]


def test_the_panel_answers_in_english_unless_asked_otherwise(visitor: Visitor, archive: Archive) -> None:
    text = panel(visitor, archive, ON_THE_PREMISES)
    assert 'lang="en"' in text[:60]
    assert "This recording may not be played here" in text
    assert "There is an agreement, but it does not cover this." in text
    assert "It is in the public domain: the protection has ended, since 1 January 1821." in text
    assert "Recording and Performance: an agreement that covers this use" in text
    assert 'href="?lang=de#why-1" lang="de" hreflang="de"' in text


@pytest.mark.parametrize(("query", "header"), [("?lang=de", "en"), ("", "de-AT, en;q=0.9")])
def test_the_panel_answers_in_german(visitor: Visitor, archive: Archive, query: str, header: str) -> None:
    text = panel(visitor, archive, ON_THE_PREMISES, query, accept_language=header)
    assert 'lang="de"' in text[:60]
    assert "Diese Aufnahme darf hier nicht abgespielt werden" in text
    assert "Es gibt eine Vereinbarung, aber sie umfasst dies nicht." in text
    assert '<ul lang="en">' in text
    assert "ja bis zum Ablauf des 31. Dezember 2099; nein ab dem 1. Januar 2100" in text
    assert not re.search(
        r"\b(the|and|January|December)\b", re.sub(r'<ul lang="en">.*?</ul>', "", text, flags=re.DOTALL)
    )


def test_what_may_be_heard_says_why(visitor: Visitor, archive: Archive) -> None:
    text = panel(visitor, archive, FREE)
    assert "This recording may be played here" in text
    assert text.count("A licence to everybody permits it.") == 2
    assert "By what is known today, it stays so." in text
    assert "UrhG §§ 64" in text.split("<details>")[2]
    assert "<svg" not in text
    assert "would have to be known" not in text


def test_a_prohibition_is_told_with_its_reason_as_it_was_recorded(visitor: Visitor, archive: Archive) -> None:
    text = panel(visitor, archive, UNDER_EMBARGO, "?lang=de")
    assert "Eine Sperrfrist steht dem entgegen, seit dem 1. Januar 2026." in text
    assert '<q lang="">Not before the first concert.</q>' in text
    assert "Dass das Verbot aufgehoben wird oder endet" in text


@pytest.mark.parametrize("asked", ["fr", "", "de<script>", "DE"])
def test_a_language_that_is_not_spoken_here_is_a_bad_address(
    visitor: Visitor, archive: Archive, asked: str
) -> None:
    answer = visitor.ask(f"/recordings/{recording_id(archive, FREE)}?lang={asked}")
    assert answer.status_code == 400
    assert "expected one of en, de" in answer.text


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("DE-ch", "de"),
        ("fr, de;q=0.5, en;q=0.4", "de"),
        ("de;q=0.3, en-GB;q=0.8", "en"),
        ("de;q=0, en;q=0.1", "en"),
        ("de;q=x, fr", "en"),
        ("*, fr", "en"),
        ("en, de", "en"),
        ("deutsch", "en"),
    ],
)
def test_the_browsers_preference_is_followed(header: str, language: str) -> None:
    assert preferred(header) == language


@given(st.text())
def test_any_header_prefers_some_language(header: str) -> None:
    assert preferred(header) in set(Language)


def _outlooks(*edges: date) -> dict[Act, Outlook]:
    days = [TODAY, *edges]
    spans = tuple(
        Span(day, None if day == days[-1] else days[place + 1], permitted=bool(place % 2))
        for place, day in enumerate(days)
    )
    return {
        act: Outlook(spans if act is Act.STREAM else (Span(TODAY, None, permitted=True),), {}) for act in Act
    }


def _picture(*edges: date) -> Timeline:
    picture = timeline_of(_outlooks(*edges))
    assert picture is not None
    return picture


def test_where_nothing_changes_there_is_no_picture() -> None:
    assert timeline_of(_outlooks()) is None
    assert timeline_of(_outlooks(date(9999, 12, 31))) is None


@given(st.lists(st.dates(date(2026, 11, 23), date(2140, 1, 1)), min_size=1, max_size=6, unique=True))
def test_stretches_fill_their_line_and_years_have_room(edges: list[date]) -> None:
    picture = _picture(*sorted(edges))
    for line in picture.lines:
        assert line.stretches[0].x == 38
        assert sum(one.width for one in line.stretches) == pytest.approx(62, abs=0.1)
        assert line.y < picture.height
    places = [year.x for year in picture.years]
    assert all(later - before >= 14 for before, later in itertools.pairwise(places))
    assert max(places) <= 100


def test_a_change_stands_where_its_day_is() -> None:
    (line,) = [one for one in _picture(date(2031, 11, 22)).lines if one.act is Act.STREAM]
    assert [one.span.permitted for one in line.stretches] == [False, True]
    assert line.stretches[1].x == pytest.approx(38 + 31, abs=0.1)
    assert [year.text for year in _picture(date(2031, 11, 22)).years] == ["2026", "2031"]


def test_a_far_sentinel_does_not_squeeze_the_picture() -> None:
    near = _picture(date(2034, 1, 1), date(9999, 12, 31))
    assert near.years == _picture(date(2034, 1, 1)).years


def test_panels_have_words_in_every_language() -> None:
    assert set(WORDS) == set(Language)
