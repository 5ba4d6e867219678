"""What is wrong with a table is set aside by line and column; only a broken file ends the reading."""

import gzip
import json
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.catalogue.sources.own_tables import SOURCE, own_table, taken
from tests.unit.catalogue.sources.taking import Taken, take, taken_of

from nachklang.catalogue.sources.own_table import OwnTable, text_chunks
from nachklang.errors import SourceError

NUMBERS = {**SOURCE, "ids": "numbers"}


def said(rows: Taken) -> list[tuple[str, str, bool]]:
    """Return place, reason and whether it is the whole row, of all that was set aside."""
    return [(aside.where.rpartition("/")[2], aside.reason, aside.whole) for aside in rows.asides]


def titles(rows: Taken) -> list[str]:
    return [row["title"] for row in rows["recording"]]


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("isrcs", "AA-XYZ-26-0000X", "bad-isrc"),
        ("isrcs", "ＡＡＸＹＺ２６００００１", "bad-isrc"),
        ("iswcs", "T-034.524.680-2", "bad-iswc"),
        ("duration", "225", "bad-duration"),
        ("duration", "3:75", "bad-duration"),
        ("published", "2021-13-45", "bad-date"),
        ("published", "22.11.2026", "bad-date"),
        ("popularity", "-1", "bad-number"),
        ("popularity", "1.5", "bad-number"),
        ("popularity", "99999999999999999999", "bad-number"),
        ("musicbrainz", "42", "bad-musicbrainz"),
        ("wikidata", "42", "bad-wikidata"),
        ("urls", "example", "bad-url"),
        ("disambiguation", "a\0b", "bad-text"),
    ],
)
def test_a_cell_that_is_wrong_is_set_aside_and_the_row_stays(
    tmp_path: Path, field: str, cell: str, reason: str
) -> None:
    rows = taken(tmp_path, f"title,{field}\nA,\nB,{cell}\nC,\n")
    assert said(rows) == [("table.csv, line 3", reason, False)]
    assert rows.asides[0].detail.startswith(f"{field}: ")
    assert titles(rows) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("barcode", "2000260000038", "bad-barcode"),
        ("barcode", "20002600ABC39", "bad-barcode"),
        ("released", "0/0/0", "bad-date"),
        ("status", "on sale", "bad-status"),
        ("language", "German", "bad-language"),
        ("script", "latin", "bad-script"),
        ("territories", "Germany", "bad-territory"),
        ("disc", "0", "bad-number"),
    ],
)
def test_a_cell_about_a_release_that_is_wrong(tmp_path: Path, field: str, cell: str, reason: str) -> None:
    rows = taken(tmp_path, f"title,release,{field}\nA,R,{cell}\n")
    assert said(rows) == [("table.csv, line 2", reason, False)]
    assert (len(rows["release"]), len(rows["track"])) == (1, 1)


def test_an_upc_and_an_ean_are_kept_as_the_catalogue_has_them(tmp_path: Path) -> None:
    rows = taken(tmp_path, "title,release,barcode\nA,R,036000291452\nB,S,96385074\nC,T,978-0-201-37962-4\n")
    assert rows.asides == []
    assert [row["barcode"] for row in rows["release"]] == ["0036000291452", "96385074", "9780201379624"]


def test_a_row_without_a_place_on_its_disc_is_on_no_release(tmp_path: Path) -> None:
    rows = taken(tmp_path, "title,release,track\nA,R,1\nB,R,\nC,R,A1\n")
    assert said(rows) == [
        ("table.csv, line 4", "bad-number", False),
        ("table.csv, line 3", "no-position", False),
    ]
    assert len(rows["recording"]) == 3
    assert len(rows["track"]) == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",A", "bad-id"),
        ("x,A", "bad-id"),
        ("-1,A", "bad-id"),
        ("1.5,A", "bad-id"),
        ("2199023255552,A", "bad-id"),
        ("7,", "no-title"),
        (",", "no-title"),
        ("7", "bad-row"),
        ("7,A,B", "bad-row"),
    ],
)
def test_a_row_that_cannot_be_taken_is_set_aside_whole(tmp_path: Path, row: str, reason: str) -> None:
    rows = taken(tmp_path, f"id,title\n1,First\n{row}\n3,Last\n", source=NUMBERS)
    assert said(rows) == [("table.csv, line 3", reason, True)]
    assert titles(rows) == ["First", "Last"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [("A,X; Y,1", "bad-artists"), ("A,X,ten", "bad-artists"), ("A,,2199023255552", "bad-artists")],
)
def test_names_and_ids_of_artists_have_to_fit(tmp_path: Path, cells: str, reason: str) -> None:
    rows = taken(tmp_path, f"title,artists,artist_ids\n{cells}\n", source=NUMBERS)
    assert [aside.reason for aside in rows.asides] == [reason]
    assert rows["recording"][0]["artist_credit_id"] is None
    assert rows["artist_credit_name"] == []


def test_ids_of_releases_and_labels_that_are_no_numbers(tmp_path: Path) -> None:
    content = "id,title,release,release_id,label,label_id\n1,A,R,x,L,1\n2,B,R,1,L,y\n"
    rows = taken(tmp_path, content, source=NUMBERS)
    assert said(rows) == [("table.csv, line 3", "bad-id", False), ("table.csv, line 2", "bad-id", False)]
    assert len(rows["track"]) == 1


def test_blank_lines_empty_cells_at_the_end_and_a_byte_order_mark_are_no_fault(tmp_path: Path) -> None:
    content = "\ufefftitle,artists\r\n\r\nA,X,,,\r\n\r\nB,Y\r\n"
    columns = {"title": "title", "artists": "artists"}
    rows = taken(tmp_path, content, columns=columns)
    assert rows.asides == []
    assert titles(rows) == ["A", "B"]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    content = 'title,isrcs\n"A\nA",\n\n"B ""b""\n\nB",x\nC,y\n'
    rows = taken(tmp_path, content)
    assert titles(rows) == ["A\nA", 'B "b"\n\nB', "C"]
    assert [where for where, *_ in said(rows)] == ["table.csv, line 5", "table.csv, line 8"]


def test_a_quotation_mark_inside_a_cell_is_a_sign_as_any_other(tmp_path: Path) -> None:
    rows = taken(tmp_path, 'title,artists\n12" Mix,X\nthe 7",Y\n"A ""b""",Z\n')
    assert rows.asides == []
    assert titles(rows) == ['12" Mix', 'the 7"', 'A "b"']


def test_a_quotation_mark_that_is_never_closed_costs_one_line(tmp_path: Path) -> None:
    rows = taken(tmp_path, 'title,artists\nA,X\n"B,Y\nC,Z\nD,Z\n')
    assert said(rows) == [("table.csv, line 3", "bad-quote", True)]
    assert titles(rows) == ["A", "C", "D"]


def test_a_quotation_mark_that_is_closed_too_late_costs_the_lines_between(tmp_path: Path) -> None:
    rows = taken(tmp_path, 'title,artists\nA,X\n"B,Y\nC,Z\nD,"Z"\nE,Y\n')
    assert [(where, whole) for where, _, whole in said(rows)] == [("table.csv, line 3", True)]
    assert titles(rows) == ["A", "E"]


def test_a_row_without_an_end_is_left_out_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_chunks, "CHUNK", 100)
    monkeypatch.setattr(text_chunks, "LONGEST_ROW", 1_000)
    rows = taken(tmp_path, "title\nA\n" + "x" * 5_000 + '\nB\n"' + "C\n" * 1_000 + "D\n")
    assert said(rows)[:2] == [
        ("table.csv, line 3", "too-long", True),
        ("table.csv, line 5", "bad-quote", True),
    ]
    assert titles(rows) == ["A", "B", *["C"] * 999, "D"]


def test_a_line_without_an_end_takes_no_more_memory_than_the_longest_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_chunks, "LONGEST_ROW", 1 << 20)
    monkeypatch.setattr(text_chunks, "CHUNK", 1 << 20)
    own_table(tmp_path, "title\nA\n")
    with (tmp_path / "table.csv").open("ab") as file:
        file.truncate(1 << 31)  # two gigabytes without a line's end, and no room on the disk
    source = OwnTable(tmp_path / "mapping.toml")
    tracemalloc.start()
    try:
        rows = take(source)
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    assert said(rows) == [("table.csv, line 3", "too-long", True)]
    assert titles(rows) == ["A"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp1252"])
def test_text_that_is_none_in_its_encoding_is_replaced(tmp_path: Path, encoding: str) -> None:
    bad = {"utf-8": b"\xff", "utf-16-le": b"\x00\xd8", "cp1252": b"\x81"}[encoding]
    content = "title\nA\nx".encode(encoding) + bad + "y\nC\n".encode(encoding)
    rows = taken(tmp_path, content, encoding=encoding, columns={"title": "title"})
    assert said(rows) == [("table.csv, line 3", "bad-text", False)]
    assert titles(rows) == ["A", "x\ufffdy", "C"]


def test_ends_of_lines_that_are_none(tmp_path: Path) -> None:
    rows = taken(tmp_path, "title,artists\nA,X\rB,Y\nC,Z\n", columns={"title": "title"})
    assert said(rows) == [("table.csv, line 2", "bad-row", True)]
    assert titles(rows) == ["C"]


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_a_file_without_a_first_row_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"table\.csv"):
        own_table(tmp_path, content, columns={"title": "title"})


def test_a_table_without_rows_has_none(tmp_path: Path) -> None:
    rows = taken(tmp_path, "title")
    assert (rows.rows, rows.asides) == ({}, [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"title": ', "bad-json"),
        (b"[1]", "bad-json"),
        (b'{"title": "A"} {}', "bad-json"),
        (b'{"title": ' + b"9" * 5_000 + b"}", "bad-json"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too-deep"),
        (b'{"title": null}', "no-title"),
        (b"{}", "no-title"),
    ],
)
def test_a_line_of_json_that_cannot_be_taken(tmp_path: Path, line: bytes, reason: str) -> None:
    content = b'{"title": "A"}\n\n' + line + b'\n{"title": "B"}'
    rows = taken(tmp_path, content, name="table.jsonl", columns={"title": "title"})
    assert said(rows) == [("table.jsonl, line 3", reason, True)]
    assert titles(rows) == ["A", "B"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "bad-type"),
        ({"a": 1}, "bad-type"),
        (["a"], "bad-type"),
        (float("nan"), "bad-type"),
        ("half \ud800", "bad-text"),
        ("nul \0", "bad-text"),
    ],
)
def test_a_value_of_json_that_is_none_of_ours(tmp_path: Path, value: object, reason: str) -> None:
    content = json.dumps({"title": "A", "comment": value}).encode()
    columns = {"title": "title", "disambiguation": "comment"}
    rows = taken(tmp_path, content, name="table.jsonl", columns=columns)
    assert said(rows) == [("table.jsonl, line 1", reason, False)]
    assert titles(rows) == ["A"]


def test_a_key_that_no_line_has_is_told_of(tmp_path: Path) -> None:
    columns = {"title": "title", "artists": "artist"}
    rows = taken(tmp_path, b'{"title": "A"}\n', name="table.jsonl", columns=columns)
    assert said(rows) == [("table.jsonl", "no-column", False)]
    assert "'artist'" in rows.asides[0].detail


@pytest.mark.parametrize("name", ["table.csv.gz", "table.jsonl.gz"])
def test_a_packed_table_that_is_cut_off_ends_the_reading(tmp_path: Path, name: str) -> None:
    lines = [f'{{"title": "{number}"}}' if "json" in name else f"{number}" for number in range(50_000)]
    content = gzip.compress(("title\n" * ("csv" in name) + "\n".join(lines)).encode())
    source = own_table(tmp_path, content, name=name, columns={"title": "title"})
    (tmp_path / name).write_bytes(content[:-1_000])
    with pytest.raises(SourceError, match=name):
        take(source)


def test_a_table_that_got_shorter_cannot_be_taken_up_again(tmp_path: Path) -> None:
    source = own_table(tmp_path, "title\nA\nB\n")
    position = take(source).marks[0].position
    (tmp_path / "table.csv").write_text("title\nA\n")
    with pytest.raises(SourceError, match="shorter"):
        taken_of(source.open(position), source)


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not Parquet"):
        own_table(tmp_path, b"title\nA\n", name="table.parquet", columns={"title": "title"})


def test_parquet_that_is_damaged_ends_the_reading(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"title": [f"T{n}" for n in range(10_000)]}), tmp_path / "a.parquet", compression="zstd"
    )
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    content[100:2_000] = bytes(1_900)
    source = own_table(tmp_path, bytes(content), name="table.parquet", columns={"title": "title"})
    with pytest.raises(SourceError, match=r"table\.parquet: damaged behind row 0"):
        take(source)


def test_parquet_whose_text_is_none(tmp_path: Path) -> None:
    broken = pa.array([b"A", b"x\xffy"], pa.binary())
    pq.write_table(pa.table({"title": broken}), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    rows = taken(tmp_path, content, name="table.parquet", columns={"title": "title"})
    assert said(rows) == [("table.parquet, row 2", "bad-text", False)]
    assert titles(rows) == ["A", "x\ufffdy"]
