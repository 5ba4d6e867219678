"""Partial dates, durations and territories read back, and refuse what does not exist."""

import calendar
import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.factories import partial_dates

from nachklang.errors import InvalidValueError
from nachklang.model.acts import (
    FORMER_TERRITORIES,
    INSTITUTION_CLASSES,
    TERRITORY_CODES,
    ActorClass,
    Territory,
)
from nachklang.model.dates import Duration, PartialDate


@given(partial_dates())
@example(PartialDate(1))
@example(PartialDate(2024, 2, 29))
def test_a_partial_date_reads_back(value: PartialDate) -> None:
    assert PartialDate.parse(str(value)) == value
    assert PartialDate.parse(f" {value}\n") == value


@given(partial_dates())
@example(PartialDate(9999, 12))
@example(PartialDate(1900, 2))
@example(PartialDate(2000, 2))
def test_a_partial_date_spans_the_days_that_it_can_mean(value: PartialDate) -> None:
    assert value.earliest <= value.latest
    assert value.earliest.year == value.latest.year == value.year
    if value.month is not None:
        assert value.earliest.month == value.latest.month == value.month
    days = (value.latest - value.earliest).days + 1
    if value.day is not None:
        assert days == 1
    elif value.month is not None:
        assert days == calendar.monthrange(value.year, value.month)[1]
    else:
        assert days == 365 + calendar.isleap(value.year)


@given(st.dates())
def test_every_day_is_a_partial_date(day: date) -> None:
    value = PartialDate.parse(day.isoformat())
    assert value.earliest == value.latest == day


@pytest.mark.parametrize(
    "text",
    ["", "0000", "26", "2026-13", "2026-02-30", "2026-1-1", "2026-00", "2026-01-00", "٢٠٢٦", "２０２６"],
)
def test_a_text_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        PartialDate.parse(text)


@pytest.mark.parametrize(("month", "day"), [(0, None), (0, 1), (1, 0), (None, 1), (13, None), (2, 30)])
def test_a_date_that_does_not_exist_cannot_be_built(month: int | None, day: int | None) -> None:
    with pytest.raises(InvalidValueError):
        PartialDate(2026, month, day)


@given(st.integers(0, 3_600_000 * 999_999))
@example(59_999)
@example(3_599_999)
def test_a_duration_reads_back(milliseconds: int) -> None:
    value = Duration(milliseconds)
    assert Duration.parse(str(value)) == value


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("0:00", 0), ("3:05", 185_000), ("75:00", 4_500_000), ("1:15:00.5", 4_500_500), ("0:00.007", 7)],
)
def test_a_duration_is_read_as_written(text: str, milliseconds: int) -> None:
    assert Duration.parse(text).milliseconds == milliseconds


@pytest.mark.parametrize("text", ["", "12", "1:60", "1:60:00", "-1:00", "1:00.1234", "٣:٠٥", "3:0٥"])
def test_a_text_that_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        Duration.parse(text)


def test_a_duration_below_zero_cannot_be_built() -> None:
    with pytest.raises(InvalidValueError):
        Duration(-1)


@pytest.mark.parametrize("code", ["AT", "DE", "GB", "JP", "UK", "US", "ZW"])
def test_a_territory_reads_back(code: str) -> None:
    value = Territory.parse(code.lower())
    assert Territory.parse(str(value)) == value
    assert str(value) == ("GB" if code == "UK" else code)


@pytest.mark.parametrize("text", ["", "D", "DEU", "D1", "ß", "ﬀ", "ſE", "ＤＥ", "Д Е"])
def test_a_text_that_is_no_territory_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        Territory.parse(text)


@pytest.mark.parametrize("text", ["EU", "eu", "XX", "ZZ", "XA", "WW", "UN"])
def test_a_code_that_no_place_bears_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="no country or area has the code"):
        Territory.parse(text)


@pytest.mark.parametrize("code", FORMER_TERRITORIES)
def test_a_code_of_a_state_that_is_no_more_says_what_came_after_it(code: str) -> None:
    name, successors = FORMER_TERRITORIES[code]
    with pytest.raises(InvalidValueError) as refused:
        Territory.parse(code.lower())
    assert f"{code} was {name}, which no longer exists" in str(refused.value)
    assert {Territory.parse(one) for one in re.findall("[A-Z]{2}", successors)}


def test_yugoslavia_and_czechoslovakia_are_such_states() -> None:
    assert FORMER_TERRITORIES["YU"] == ("Yugoslavia", "BA, HR, ME, MK, RS or SI")
    assert "Czechoslovakia" in FORMER_TERRITORIES["CS"][0]
    assert not set(FORMER_TERRITORIES) & TERRITORY_CODES


@pytest.mark.parametrize("text", ["1" * 10_000, "\x1b" * 10_000, "ü" * 10_000])
@pytest.mark.parametrize("kind", [PartialDate, Duration, Territory])
def test_long_input_gives_a_short_error_that_is_safe_to_print(kind: type[PartialDate], text: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        kind.parse(text)
    assert len(str(refused.value)) < 800
    assert str(refused.value).isprintable()


def test_only_a_commercial_archive_acts_commercially() -> None:
    assert [actor for actor in ActorClass if actor.commercial] == [ActorClass.COMMERCIAL_ARCHIVE]
    assert ActorClass.PUBLIC not in INSTITUTION_CLASSES
