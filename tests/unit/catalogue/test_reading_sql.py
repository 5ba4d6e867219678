"""Anyone's SQL reads the tables, and can neither read anything else nor write at all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.catalogue_rows import Rows, write_snapshot

from nachklang.catalogue._disk import sha256_of
from nachklang.catalogue.manifests import Manifest
from nachklang.catalogue.reading.sql import SqlRoom
from nachklang.catalogue.schema import TABLES
from nachklang.errors import CatalogueError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = Rows()
    rows.medium(rows.release("Platte"), *(rows.recording(f"Lied {number}") for number in range(3)))
    return write_snapshot(tmp_path / "it's [here]*" / "1", rows, Rows("discogs"))


def opened(folder: Path, *, memory: int = 200_000_000, spill: Path | None = None) -> SqlRoom:
    manifest = Manifest.read(folder)
    paths = {name: manifest.paths(folder, name) for name in TABLES}
    return SqlRoom(paths, memory=memory, threads=2, spill=spill)


@pytest.fixture
def room(folder: Path) -> Iterator[SqlRoom]:
    with opened(folder) as it:
        yield it


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("select title from recording order by title", ["Lied 0", "Lied 1", "Lied 2"]),
        ("from track join medium on medium.id = medium_id select count(*)", [3]),
        ("select count(*) from label", [0]),
        ("with x as (select 1 as one) select one from x", [1]),
        ("values (7)", [7]),
        ("-- a word before\nselect 1; ", [1]),
    ],
)
def test_questions_are_answered(room: SqlRoom, question: str, answer: list[object]) -> None:
    assert room.ask(question).read_all().column(0).to_pylist() == answer


def test_every_table_is_there(room: SqlRoom) -> None:
    assert set(room.ask("show tables").read_all().column(0).to_pylist()) == set(TABLES)
    described = room.ask("describe recording").read_all().to_pylist()
    assert [row["column_name"] for row in described] == list(TABLES["recording"].names)


def test_a_plan_can_be_seen(room: SqlRoom) -> None:
    for asked in ("explain select 1", "EXPLAIN ANALYZE select title from recording"):
        assert room.ask(asked).read_all().num_rows > 0


@pytest.mark.parametrize(
    "question",
    [
        "select * from read_text('{secret}')",
        "select * from read_csv('{secret}')",
        "select * from '{secret}'",
        "select * from glob('{parent}/*')",
        "from sniff_csv('{secret}')",
        "select * from query('select * from read_text(''{secret}'')')",
        "copy (select 1) to '{target}'",
        "copy (select 1) to '{own}' (use_tmp_file false)",
        "explain analyze copy (select 1) to '{own}' (use_tmp_file false)",
        "explain explain analyze copy (select 1) to '{own}' (use_tmp_file false)",
        "attach '{target}'",
        "export database '{target}'",
        "import database '{parent}'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset enable_external_access",
        "set memory_limit = '1TB'",
        "pragma memory_limit = '1TB'",
        "create table mine as select 1",
        "create or replace view recording as select 1",
        "drop view recording",
        "insert into recording (id) values (1)",
        "delete from recording",
        "call pragma_version()",
        "select 1; select 2",
        "select 1; drop view recording",
        "",
        "   ",
    ],
)
def test_everything_else_is_refused(folder: Path, room: SqlRoom, tmp_path: Path, question: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("nobody,reads,this\n")
    before = {path: sha256_of(path) for path in folder.rglob("*") if path.is_file()}
    own = next(path for path in before if path.suffix == ".parquet")
    quoted = {"secret": secret, "parent": tmp_path, "target": tmp_path / "target", "own": own}
    asked = question.format(**{name: str(path).replace("'", "''") for name, path in quoted.items()})
    with pytest.raises(CatalogueError) as caught:
        room.ask(asked).read_all()
    assert "nobody" not in str(caught.value)
    assert {path: sha256_of(path) for path in folder.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "target").exists()
    assert room.ask("select count(*) from recording").read_all().column(0).to_pylist() == [3]


@pytest.mark.parametrize("question", ["selct 1", "select nothing from recording", "select 1 from", "\0", "'"])
def test_a_wrong_question_is_told_in_the_engines_words(room: SqlRoom, question: str) -> None:
    with pytest.raises(CatalogueError, match="Error"):
        room.ask(question)


def test_what_goes_wrong_on_the_way_is_told_the_same(room: SqlRoom) -> None:
    with pytest.raises(CatalogueError, match="Could not convert"):
        room.ask(
            "select (case when i < 900000 then '1' else 'x' end)::int from range(1000000) t(i)"
        ).read_all()


def test_no_variable_of_the_program_is_a_table(room: SqlRoom) -> None:
    with pytest.raises(CatalogueError, match="does not exist"):
        room.ask("select * from quoted")


def test_the_answer_comes_as_a_stream(room: SqlRoom) -> None:
    reader = room.ask("select i from range(10000000) t(i)")
    assert 0 < reader.read_next_batch().num_rows < 1_000_000


def test_what_memory_does_not_hold_is_spilled_or_an_error(folder: Path, tmp_path: Path) -> None:
    asked = "select count(distinct md5(i::varchar)) from range(1500000) t(i)"
    with opened(folder, memory=60_000_000) as narrow, pytest.raises(CatalogueError, match="memory"):
        narrow.ask(asked).read_all()
    spill = tmp_path / "spill"
    with opened(folder, memory=60_000_000, spill=spill) as room:
        assert room.ask(asked).read_all().column(0).to_pylist() == [1_500_000]
    shutil.rmtree(spill, ignore_errors=True)
