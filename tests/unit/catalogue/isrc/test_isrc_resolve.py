"""A file of codes goes in, and a row for each comes out."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.catalogue.isrc import isrc_tables

from nachklang.catalogue.isrc import IsrcIndex, resolve
from nachklang.catalogue.isrc.resolve import Resolved, resolve_file
from nachklang.errors import SourceError, StorageError

ASKED = ["DEABC2600001", "de-abc-26-00002", "DEABC2600009", "no code", ""]


@pytest.fixture
def index(tmp_path: Path) -> IsrcIndex:
    folder = tmp_path / "tables"
    folder.mkdir()
    return isrc_tables.opened(folder, [(1, "DEABC2600001"), (2, "DEABC2600001"), (2, "DEABC2600002")])


def shown(ids: Sequence[int]) -> list[str]:
    return [f"id-{one}" for one in ids]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_to_csv(tmp_path: Path, index: IsrcIndex) -> None:
    lines = "".join(f'{number},"{code}"\n' for number, code in enumerate(ASKED))
    (tmp_path / "asked.csv").write_text("number,ISRC\n" + lines, "utf-8-sig")
    counts = resolve_file(tmp_path / "asked.csv", tmp_path / "out.csv", index, shown)
    assert counts == Resolved(codes=5, found=2, several=1, unknown=1, invalid=2)
    rows = rows_of(tmp_path / "out.csv")
    assert [row["code"] for row in rows] == ASKED
    assert [row["isrc"] for row in rows] == ["DEABC2600001", "DEABC2600002", "DEABC2600009", "", ""]
    assert [row["recordings"] for row in rows] == ["2", "1", "0", "0", "0"]
    assert [row["recording_ids"] for row in rows] == ["id-1 id-2", "id-2", "", "", ""]
    assert [bool(row["reason"]) for row in rows] == [False, False, False, True, True]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_parquet_to_parquet_batch_by_batch(
    tmp_path: Path, index: IsrcIndex, kind: pa.DataType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolve, "_ROWS_PER_BATCH", 2)
    asked = pa.table({"other": [1] * 5, "isrc": pa.array([*ASKED[:4], None], kind)})
    pq.write_table(asked, tmp_path / "asked.parquet")
    counts = resolve_file(tmp_path / "asked.parquet", tmp_path / "out.parquet", index, shown)
    assert counts == Resolved(codes=5, found=2, several=1, unknown=1, invalid=2)
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["code"] for row in rows] == [*ASKED[:4], None]
    assert [row["recording_ids"] for row in rows] == [["id-1", "id-2"], ["id-2"], [], [], []]


@pytest.mark.parametrize(
    ("name", "text", "column"),
    [
        ("bare.csv", "DEABC2600001\nDEABC2600002\n", None),
        ("bare.txt", "DE-ABC-26-00001\r\nDEABC2600002", None),
        ("only.csv", "code\nDEABC2600001\nDEABC2600002\n", None),
        ("tabs.tsv", "a\tisrc\nx\tDEABC2600001\ny\tDEABC2600002\n", None),
        ("named.csv", "a,b\nx,DEABC2600001\ny,DEABC2600002\n", "b"),
        ("quoted.csv", 'a,isrc\n"x\ny",DEABC2600001\n"a,b",DEABC2600002\n', None),
    ],
)
def test_the_codes_are_found_in_their_column(
    tmp_path: Path, index: IsrcIndex, name: str, text: str, column: str | None
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    counts = resolve_file(tmp_path / name, tmp_path / "out.csv", index, shown, column=column)
    assert counts == Resolved(codes=2, found=2, several=1)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("two.csv", b"a,b\nx,y\n", "expected the column one that is called isrc, found a, b"),
        ("empty.csv", b"", "found nothing"),
        ("latin.csv", b"isrc,name\nDEABC2600001,\xff\nDEABC26\xff,x\n", "UTF-8 was expected"),
        ("ragged.csv", b"isrc,name\nDEABC2600001,x\nDEABC2600001\n", "cannot be read"),
        ("no.parquet", b"PAR", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_nothing_behind(
    tmp_path: Path, index: IsrcIndex, name: str, content: bytes, expected: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=expected):
        resolve_file(tmp_path / name, tmp_path / "out.csv", index, shown)
    with pytest.raises(SourceError, match="cannot be read"):
        resolve_file(tmp_path / "nowhere.csv", tmp_path / "out.csv", index, shown)
    assert {path.name for path in tmp_path.iterdir()} == {name, "tables"}


def test_codes_that_are_no_text_and_results_without_a_format_are_refused(
    tmp_path: Path, index: IsrcIndex
) -> None:
    pq.write_table(pa.table({"isrc": [1, 2]}), tmp_path / "numbers.parquet")
    with pytest.raises(SourceError, match="column isrc holds int64"):
        resolve_file(tmp_path / "numbers.parquet", tmp_path / "out.csv", index, shown)
    with pytest.raises(SourceError, match=r"written as \.csv or \.parquet"):
        resolve_file(tmp_path / "numbers.parquet", tmp_path / "out.txt", index, shown)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_target_that_cannot_be_written_is_a_storage_error(
    tmp_path: Path, index: IsrcIndex, suffix: str
) -> None:
    (tmp_path / "asked.csv").write_text("isrc\nDEABC2600001\n", "utf-8")
    with pytest.raises(StorageError, match="cannot be written"):
        resolve_file(tmp_path / "asked.csv", tmp_path / "nowhere" / f"out{suffix}", index, shown)
