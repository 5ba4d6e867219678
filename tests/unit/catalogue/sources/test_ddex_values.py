"""Dates, lengths, territories and identifiers as messages write them."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from nachklang.catalogue.sources.ddex import values
from nachklang.catalogue.sources.ddex.elements import Element, text_of
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.model.dates import PartialDate


def _element(text: str, **attributes: str) -> Element:
    element = etree.Element("X", attributes)
    element.text = text
    return element


def _read(read: Callable[[Element, Notes], Any], element: Element) -> tuple[Any, list[str]]:
    notes = Notes("a.xml")
    found = read(element, notes)
    assert all(not one.whole for one in notes.found)
    return found, [one.reason for one in notes.found]


@pytest.mark.parametrize(
    ("text", "attributes", "found"),
    [
        ("2026", {}, PartialDate(2026)),
        ("2026-02-06", {}, PartialDate(2026, 2, 6)),
        ("2026-02-06T23:30:00+01:00", {}, PartialDate(2026, 2, 6)),
        ("1993-12-01", {"IsApproximate": "true"}, PartialDate(1993)),
        ("1993-12-01", {"IsBefore": "true"}, None),
        ("1993-12-01", {"IsAfter": "1"}, None),
        ("0000-00-00", {}, None),
        ("2026-00-00", {}, PartialDate(2026)),
    ],
)
def test_dates_keep_their_precision(text: str, attributes: dict[str, str], found: PartialDate | None) -> None:
    assert _read(values.date_of, _element(text, **attributes)) == (found, [])


@pytest.mark.parametrize("text", ["2021-13-45", "2021-02-30", "yesterday", "20210101", "٢٠٢١", "2021-W05"])
def test_what_is_no_date_is_set_aside(text: str) -> None:
    assert _read(values.date_of, _element(text)) == (None, ["bad-date"])


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("PT3M14S", 194_000),
        ("PT4M23.583S", 263_583),
        ("PT1H", 3_600_000),
        ("P1DT1S", 86_401_000),
        ("PT0S", None),
    ],
)
def test_lengths_are_milliseconds(text: str, milliseconds: int | None) -> None:
    assert _read(values.milliseconds_of, _element(text)) == (milliseconds, [])


@pytest.mark.parametrize("text", ["3:14", "-PT3S", "P1Y", "P", "PT", "PT1HT", "PT99999999999S", "PT٣S"])
def test_what_is_no_length_is_set_aside(text: str) -> None:
    assert _read(values.milliseconds_of, _element(text)) == (None, ["bad-duration"])


@pytest.mark.parametrize(("code", "found"), [("Worldwide", "XW"), ("DE", "DE"), ("UK", "GB")])
def test_territories_are_codes_of_countries(code: str, found: str) -> None:
    assert values.territory_of(_element(code), code, Notes("a")) == found


@pytest.mark.parametrize("code", ["EU", "2136", "US-CA", "SUHH", "Germany"])
def test_what_is_no_country_is_set_aside(code: str) -> None:
    assert _read(lambda element, notes: values.territory_of(element, code, notes), _element(code)) == (
        None,
        ["bad-territory"],
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("036000291452", "0036000291452"),
        ("04006381333931", "4006381333931"),
        ("4006381333931", "4006381333931"),
    ],
)
def test_barcodes_of_all_lengths_are_one_form(text: str, found: str) -> None:
    assert _read(values.barcode_of, _element(text)) == (found, [])


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (values.barcode_of, "4006381333930", "bad-barcode"),
        (values.barcode_of, "ABC", "bad-barcode"),
        (values.isrc_of, "DE-ABC-26-0001", "bad-isrc"),
        (values.iswc_of, "T1234567890", "bad-iswc"),
        (values.grid_of, "A12425GABC1234002X", "bad-grid"),
    ],
)
def test_what_is_no_identifier_is_set_aside(
    read: Callable[[Element, Notes], Any], text: str, reason: str
) -> None:
    assert _read(read, _element(text)) == (None, [reason])


def test_identifiers_are_read_with_and_without_hyphens() -> None:
    assert _read(values.isrc_of, _element("de-abc-26-00001")) == ("DEABC2600001", [])
    assert _read(values.iswc_of, _element("T-034.524.680-1")) == ("T0345246801", [])
    assert _read(values.grid_of, _element("A1-2425G-ABC1234002-M")) == ("A12425GABC1234002M", [])


def test_the_layout_of_a_file_is_no_part_of_a_text() -> None:
    assert text_of(_element("\n   Leere\n   Straßen\t")) == "Leere Straßen"
    assert text_of(_element("　春　")) == "　春　"
    assert text_of(_element(" \n ")) is None


_XML_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"))


@given(_XML_TEXT)
def test_no_text_makes_reading_fail(text: str) -> None:
    for read in (
        values.date_of,
        values.milliseconds_of,
        values.isrc_of,
        values.iswc_of,
        values.barcode_of,
        values.grid_of,
    ):
        found, reasons = _read(read, _element(text))
        assert found is None or reasons == []
