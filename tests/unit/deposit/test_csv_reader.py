"""`deposit.csv`: the documented columns, and every fault with its line and column."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.deposit.csv_reader import COLUMNS, read_csv
from nachklang.deposit.description import AgreementFile
from nachklang.deposit.given import Given
from nachklang.errors import DepositDescriptionError
from nachklang.model.acts import Act, Layer
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC
from nachklang.model.items import CreditedName
from nachklang.model.licences import Licence
from nachklang.model.mandates import Agreement, Author

KNOWN = frozenset({"a.flac", "b.flac"})
AGREEMENTS = {"A-1": AgreementFile(Agreement("A-1", frozenset({Act.PRESERVE})), None)}


def read(text: str) -> dict[str, Given]:
    return read_csv(text, KNOWN, AGREEMENTS)


def test_a_row_with_every_column_is_read() -> None:
    cells = {
        "file": "a.flac",
        "title": "Lied, das erste",
        "artists": "A; B; C",
        "release": "Album",
        "release_artists": "A",
        "disc": "1",
        "track": "07",
        "isrc": "DE-ABC-26-00001; DEABC2600002",
        "iswc": "T-034.524.680-1",
        "label": "L",
        "catalogue_number": "L 1",
        "barcode": "4006381333931",
        "released": "2026",
        "recorded": "2025-12",
        "published": "2026-01-02",
        "unpublished": "no",
        "composers": "Scott Joplin (1917); Fanny Hensel (1805-1847); Anon",
        "composers_complete": "yes",
        "composition_published": "1899",
        "rights_recording": "CC0-1.0",
        "rights_composition": "https://creativecommons.org/licenses/by/4.0/",
        "rights_performance": "agreement: A-1",
        "evidence": "letter of 3 May",
    }
    assert set(cells) == set(COLUMNS)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(COLUMNS))
    writer.writeheader()
    writer.writerow(cells)
    row = read(out.getvalue())["a.flac"]
    assert row.title == "Lied, das erste"
    assert row.artists == (CreditedName("A", ", "), CreditedName("B", " & "), CreditedName("C"))
    assert row.track == 7
    assert row.isrcs == (ISRC.parse("DEABC2600001"), ISRC.parse("DEABC2600002"))
    assert row.authors == (Author("Scott Joplin", 1917), Author("Fanny Hensel", 1847, 1805), Author("Anon"))
    assert row.authors_complete
    assert row.recorded == PartialDate(2025, 12)
    mandates = {one.layer: one for one in row.mandates}
    assert mandates[Layer.RECORDING].licence == Licence("CC0-1.0")
    assert mandates[Layer.COMPOSITION].licence == Licence("CC-BY-4.0")
    assert mandates[Layer.PERFORMANCE].agreement == AGREEMENTS["A-1"].agreement
    assert mandates[Layer.RECORDING].evidence.source == "deposit.csv, line 2, column rights_recording"
    assert mandates[Layer.RECORDING].evidence.statement == "letter of 3 May"


def test_semicolons_between_cells_are_understood() -> None:
    assert read("file;title\r\na.flac;x, y\r\n")["a.flac"].title == "x, y"


def test_empty_cells_say_nothing() -> None:
    assert read("file,title,track,rights_recording\na.flac, ,,\n")["a.flac"] == Given()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("file,titel\na.flac,x", r"line 1: no such column: 'titel'; did you mean title\?"),
        ("file,colour\na.flac,x", r"line 1: no such column: 'colour'; known: file, title"),
        ("title\nx", r"line 1: the column file is missing"),
        ("", r"line 1: the column file is missing"),
        ("file,title,title\na.flac,x,y", r"line 1: the column title is there twice"),
        ("file\nc.flac", r"line 2, column file: the folder holds no file 'c.flac'"),
        ("file\n../a.flac", r"line 2, column file: '../a.flac' points out of the folder"),
        ("file,title\n,x", r"line 2, column file: is empty"),
        ("file\na.flac\na.flac", r"line 3, column file: 'a.flac' is described twice"),
        ("file,isrc\na.flac,DEABC26٠٠٠٠١", r"line 2, column isrc: not an ISRC: .*digits 0-9"),
        ("file,track\na.flac,٣", r"line 2, column track: expected a whole number from 1"),
        (
            "file,composers\na.flac,Ada Klang (1870-1800)",
            r"line 2, column composers: died in 1800, before the birth in 1870",
        ),
        ("file,composers\na.flac,Ada Klang (0)", r"line 2, column composers: expected years from 1 on"),
        ("file,composers\na.flac,Ada (0-9)", r"line 2, column composers: expected years from 1 on"),
        ("file,composers\na.flac,A (1-2) B (1900)", r"line 2, column composers: several names before one"),
        ("file,track\na.flac,0", r"line 2, column track: expected a whole number from 1"),
        ("file,released\na.flac,22.11.2026", r"line 2, column released: not a date: .*YYYY-MM-DD"),
        ("file,composers_complete\na.flac,ja", r"line 2, column composers_complete: expected yes or no"),
        ("file,rights_recording\na.flac,CC-BY", r"line 2, column rights_recording: not a licence"),
        ("file,rights_recording\na.flac,agreement:B", r"line 2, column rights_recording: no agreement 'B'"),
        ("file,title\na.flac,x\0", r"line 2, column title: holds a NUL|line contains NUL"),
        ("file,composers\na.flac,A (1980) B (1750)", r"line 2, column composers: several names before one"),
        (
            "file,composers\na.flac,Rodgers & Hart (1943)",
            r"line 2, column composers: several names before one",
        ),
        ("file,title\na.flac,x,y", r"line 2: more cells than columns; quote commas"),
        ('file,title\na.flac,"x"y', r"line [12]: not CSV"),
        ('file,title\na.flac,"x', r"not CSV"),
    ],
)
def test_a_fault_names_the_line_and_the_column(text: str, expected: str) -> None:
    with pytest.raises(DepositDescriptionError, match=expected) as caught:
        read(text)
    assert str(caught.value).startswith("deposit.csv")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    fault = None
    try:
        read(text)
    except DepositDescriptionError as error:
        fault = str(error)
    assert fault is None or fault.startswith("deposit.csv, line")
