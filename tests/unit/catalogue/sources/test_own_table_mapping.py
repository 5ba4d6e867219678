"""Every fault of a mapping file names its line and key."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.catalogue.sources.own_tables import SOURCE, mapping_text

from nachklang.catalogue.sources.own_table.fields import FIELDS, OF_A_RELEASE, SEVERAL, Holds
from nachklang.catalogue.sources.own_table.source import OwnTable
from nachklang.errors import SourceError

TABLE: Mapping[str, object] = {"file": "a.csv", "holds": "recordings", "columns": {"title": "title"}}


def fault(folder: Path, text: str, header: str = "title,artists,label\n") -> str:
    """Return what is said of a mapping file."""
    (folder / "a.csv").write_text(header)
    path = folder / "mapping.toml"
    path.write_text(text)
    with pytest.raises(SourceError) as caught:
        OwnTable(path)
    return str(caught.value).replace(str(folder) + "/", "")


def without(told: Mapping[str, object], key: str) -> Mapping[str, object]:
    return {name: value for name, value in told.items() if name != key}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("name", None, "line 1: source.name: is missing"),
        ("name", "Muster", "line 2: source.name: expected small letters"),
        ("name", "discogs", "line 2: source.name: discogs is the name of another source"),
        ("name", "ddex-muster", "line 2: source.name: ddex-muster is the name of another source"),
        ("licence", None, "line 1: source.licence: is missing"),
        ("licence", "free", "line 3: source.licence: "),
        ("snapshot", None, "line 1: source.snapshot: is missing"),
        ("whole", None, "line 1: source.whole: is missing"),
        ("whole", "yes", "line 5: source.whole: expected true or false, found 'yes'"),
        ("ids", "integers", "line 6: source.ids: expected texts or numbers, found 'integers'"),
        ("licens", "CC0-1.0", "line 6: source.licens: no such key; did you mean licence?"),
    ],
)
def test_a_fault_of_the_source(tmp_path: Path, key: str, value: object, said: str) -> None:
    source = without(SOURCE, key) if value is None else {**SOURCE, key: value}
    if key == "licence" and value == "free":
        source = {**source, "licence": "CC-BY"}
    assert fault(tmp_path, mapping_text(TABLE, source=source)).startswith(f"mapping.toml, {said}")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("file", None, "line 6: table[0].file: is missing"),
        ("file", "b.csv", "line 7: table[0].file: no such file beside"),
        ("file", "*.txt", "line 7: table[0].file: no such file beside"),
        ("holds", None, "line 6: table[0].holds: is missing"),
        ("holds", "songs", "line 8: table[0].holds: expected recordings or releases or artists or labels"),
        ("format", "xlsx", "line 9: table[0].format: expected csv or tsv or jsonl or parquet, found 'xlsx'"),
        ("delimiter", "||", "line 9: table[0].delimiter: expected one sign"),
        ("delimiter", '"', "line 9: table[0].delimiter: expected one sign"),
        ("quotes", "no", "line 9: table[0].quotes: expected true or false"),
        ("encoding", "klingon", "line 9: table[0].encoding: no such encoding"),
        ("encoding", "rot13", "line 9: table[0].encoding: no such encoding"),
        ("several", "", "line 9: table[0].several: expected a text, found an empty one"),
        ("joins", [1], "line 9: table[0].joins: expected a list of texts"),
        ("dates", "american", "line 9: table[0].dates: expected year-first or day-first or month-first"),
        ("durations", "minutes", "line 9: table[0].durations: expected clock or seconds or milliseconds"),
        ("colums", 1, "line 9: table[0].colums: no such key; did you mean columns?"),
    ],
)
def test_a_fault_of_a_table(tmp_path: Path, key: str, value: object, said: str) -> None:
    table = without(TABLE, key) if value is None else {**TABLE, key: value}
    assert fault(tmp_path, mapping_text(table)).startswith(f"mapping.toml, {said}")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"artists": "artists"}, "line 9: table[0].columns.title: is missing"),
        (
            {"title": "title", "artist": "artists"},
            "line 11: table[0].columns.artist: no such key; did you mean artists",
        ),
        ({"title": 5}, "line 10: table[0].columns.title: expected a text in quotes, found 5"),
        ({"title": "Song"}, "line 10: table[0].columns.title: a.csv has no column 'Song'; its first row: "),
        (
            {"title": "titel"},
            "line 10: table[0].columns.title: a.csv has no column 'titel'; did you mean 'title'?",
        ),
        (
            {"title": "title", "label": "label"},
            "line 11: table[0].columns.label: is of a release; name the column",
        ),
        (
            {"title": "title", "artist_ids": "artists"},
            "line 11: table[0].columns.artist_ids: says nothing alone",
        ),
        (
            {"title": "title", "release_id": "label"},
            "line 11: table[0].columns.release_id: says nothing alone",
        ),
    ],
)
def test_a_fault_of_a_column(tmp_path: Path, columns: Mapping[str, object], said: str) -> None:
    assert fault(tmp_path, mapping_text({**TABLE, "columns": columns})).startswith(f"mapping.toml, {said}")


def test_a_column_that_is_there_twice_cannot_be_told(tmp_path: Path) -> None:
    said = fault(tmp_path, mapping_text(TABLE), header="title,x,x,title\n")
    assert said == (
        "mapping.toml, line 10: table[0].columns.title: a.csv has more than one column 'title'; "
        "rename one of them"
    )


def test_columns_that_nobody_asked_for_may_be_there_twice(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,title,x\n")
    (tmp_path / "mapping.toml").write_text(mapping_text(TABLE))
    OwnTable(tmp_path / "mapping.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[source\n", "mapping.toml: not TOML: "),
        ("", "mapping.toml, line 1: source: is missing"),
        ("a = 1\n[source]\n", "mapping.toml, line 1: table: is missing"),
        ("table = 5\n[source]\n", "mapping.toml, line 1: table: expected tables, each under [[table]]"),
    ],
)
def test_a_fault_of_the_file(tmp_path: Path, text: str, said: str) -> None:
    assert fault(tmp_path, text).startswith(said)


def test_what_is_no_mapping_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        OwnTable(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b"[source]\nname = '\xfc'\n")
    with pytest.raises(SourceError, match="not UTF-8 at byte 17"):
        OwnTable(tmp_path / "latin.toml")
    (tmp_path / "long.toml").write_bytes(b"#" * (1 << 21))
    with pytest.raises(SourceError, match="longer than"):
        OwnTable(tmp_path / "long.toml")


def test_a_format_that_the_name_does_not_tell_has_to_be_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("title\n")
    said = fault(tmp_path, mapping_text({**TABLE, "file": "a.txt"}))
    assert said.startswith(
        "mapping.toml, line 6: table[0].format: cannot be told from a.txt; expected csv or"
    )
    (tmp_path / "mapping.toml").write_text(mapping_text({**TABLE, "file": "a.txt", "format": "csv"}))
    OwnTable(tmp_path / "mapping.toml")


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pa.array([{"a": 1}]), "'title' is struct<a: int64>; expected texts, numbers or dates"),
        (pa.array([["A"]]), "'title' is list<element: string>; expected texts, numbers or dates"),
        (pa.array([True]), "'title' is bool; expected texts, numbers or dates"),
    ],
)
def test_a_column_of_parquet_that_is_no_text(tmp_path: Path, column: pa.Array, said: str) -> None:
    pq.write_table(pa.table({"title": column}), tmp_path / "a.parquet")
    found = fault(tmp_path, mapping_text({**TABLE, "file": "a.parquet"}))
    assert found.startswith("mapping.toml, line 10: table[0].columns.title: ")
    assert said in found


def test_the_fields_that_are_named_elsewhere_are_fields() -> None:
    known = set().union(*FIELDS.values())
    assert known >= SEVERAL
    assert FIELDS[Holds.RECORDINGS].keys() >= OF_A_RELEASE
