"""The synthetic world: whole, in order, the same again, and true to what it says of itself."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from benchmarks.vocabulary import LANGUAGES, Vocabulary, romanise
from benchmarks.world import World, make_world, open_world

from nachklang.catalogue.ids import dense_base
from nachklang.catalogue.schema import SOURCE_TABLES
from nachklang.model.identifiers import ISRC, ISWC, Barcode

ROWS = 20_000
ONE_OF_EACH = [name for name in SOURCE_TABLES if name != "holding"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("one") / "world", ROWS)


@pytest.fixture(scope="module")
def told_twice(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("two") / "world", ROWS, sources=("world-a", "world-b"))


def ask(world: World, sql: str) -> list[tuple[Any, ...]]:
    """Answer a question in which `{source.table}` stands for the rows of a table."""
    names = {f"{source}.{table}" for source in world.sources for table in world.rows[source]}
    for name in names:
        sql = sql.replace(f"{{{name}}}", f"read_parquet('{world.folder}/{name.replace('.', '/')}/*.parquet')")
    with duckdb.connect() as connection:
        found = connection.execute(sql.replace("{truth}", f"'{world.truth}'")).fetchall()
    return list(found)


def number(world: World, sql: str) -> Any:
    ((value,),) = ask(world, sql)
    return value


def test_world_has_the_recordings_that_were_asked_for_and_the_rest_in_proportion(world: World) -> None:
    rows = world.rows["world"]
    assert rows["recording"] == ROWS
    assert 1 <= rows["artist"] / (ROWS * 15 / 256) < 1.3
    assert 0.5 < rows["release"] / (ROWS * 58 / 256) < 2
    assert set(rows) == set(ONE_OF_EACH)


def test_counted_rows_are_the_rows_of_the_files(world: World) -> None:
    for table, rows in world.rows["world"].items():
        assert sum(pq.read_metadata(path).num_rows for path in world.files("world", table)) == rows, table


def test_files_have_the_staged_form_of_an_import(world: World) -> None:
    for table in ONE_OF_EACH:
        for path in world.files("world", table):
            schema = pq.read_schema(path)
            assert schema.names == SOURCE_TABLES[table].staged.names
            assert schema.types == SOURCE_TABLES[table].staged.types


@pytest.mark.parametrize("table", [name for name in ONE_OF_EACH if name != "recording_isrc"])
def test_no_key_repeats(world: World, table: str) -> None:
    key = ", ".join(SOURCE_TABLES[table].key)
    assert number(world, f"select count(*) - count(distinct ({key})) from {{world.{table}}}") == 0  # noqa: S608


@pytest.mark.parametrize(
    ("table", "column", "of"),
    [
        ("track", "recording_id", "recording"),
        ("track", "medium_id", "medium"),
        ("medium", "release_id", "release"),
        ("release", "release_group_id", "release_group"),
        ("recording_isrc", "recording_id", "recording"),
        ("artist_credit_name", "artist_id", "artist"),
        ("composer", "artist_id", "artist"),
        ("release_label", "label_id", "label"),
    ],
)
@pytest.mark.parametrize("which", ["world", "told_twice"])
def test_what_is_referred_to_is_there(
    which: str, table: str, column: str, of: str, request: pytest.FixtureRequest
) -> None:
    asked: World = request.getfixturevalue(which)
    for source in asked.sources:
        sql = f"from {{{source}.{table}}} t anti join {{{source}.{of}}} o on t.{column} = o.id"
        assert ask(asked, f"{sql} where t.{column} is not null") == []


@pytest.mark.parametrize("table", ["recording", "release", "release_group"])
@pytest.mark.parametrize("which", ["world", "told_twice"])
def test_credits_name_artists(which: str, table: str, request: pytest.FixtureRequest) -> None:
    asked: World = request.getfixturevalue(which)
    for source in asked.sources:
        credited = f"{{{source}.artist_credit_name}} c using (artist_credit_id)"
        sql = f"from {{{source}.{table}}} t anti join {credited}"
        assert ask(asked, sql) == []


def test_ids_are_dense_and_rise_artist_by_artist(world: World) -> None:
    base = dense_base("world")
    assert ask(world, "select min(id), max(id), count(distinct id) from {world.recording}") == [
        (base, base + ROWS - 1, ROWS)
    ]
    ids = [one for path in world.files("world", "recording") for one in pq.read_table(path)["id"].to_pylist()]
    assert ids == sorted(ids)
    spread = """
    with r as (
        select r.id, artist_id from {world.recording} r
        join {world.artist_credit_name} c using (artist_credit_id) where position = 1
    ), spans as (select max(id) - min(id) + 1 - count(*) as gap from r group by artist_id)
    select count(*) from spans where gap > 0
    """
    assert number(world, spread) == 0


def test_identifiers_are_valid(world: World) -> None:
    for (isrc,) in ask(world, "select isrc from {world.recording_isrc}"):
        assert str(ISRC.parse(isrc)) == isrc
    for (barcode,) in ask(world, "select barcode from {world.release} where barcode is not null"):
        assert Barcode.parse(barcode).gtin13 == barcode
    for (iswc,) in ask(world, "select iswc from {world.recording_iswc}"):
        assert str(ISWC.parse(iswc)) == iswc


def test_isrcs_are_shared_and_several_at_the_stated_rates(world: World) -> None:
    codes = number(world, "select count(distinct isrc) from {world.recording_isrc}")
    assert codes / ROWS == pytest.approx(186 / 256, abs=0.02)
    repeated = "select count(*) from (from {{world.recording_isrc}} select 1 group by {} having count(*) > 1)"
    several = number(world, repeated.format("recording_id"))
    assert several / ROWS == pytest.approx(0.037, abs=0.01)
    shared = number(world, repeated.format("isrc"))
    assert 0.01 < shared / ROWS < 0.04


def test_words_are_skewed_and_popular_ones_are_few(world: World) -> None:
    sql = """
    with words as (select unnest(string_split(title, ' ')) as word from {world.recording})
    select count(*) from words group by word order by 1 desc
    """
    counts = [count for (count,) in ask(world, sql)]
    assert sum(counts[: len(counts) // 100]) > 0.25 * sum(counts)
    assert number(world, "select count(distinct title) from {world.recording}") > 0.5 * ROWS


def test_names_stand_in_six_scripts(world: World) -> None:
    for script in ("Latin", "Greek", "Cyrillic", "Han", "Hangul", "Arabic"):
        sql = f"select count(*) from {{world.artist}} where regexp_matches(name, '\\p{{{script}}}')"  # noqa: S608
        assert number(world, sql) > 0, script


def test_same_seed_gives_the_same_world_and_another_gives_others(world: World, tmp_path: Path) -> None:
    again = make_world(tmp_path / "again", ROWS, threads=1)
    other = make_world(tmp_path / "other", ROWS, seed=1)
    titles = [
        ask(one, "select id, title from {world.recording} order by id") for one in (world, again, other)
    ]
    assert titles[0] == titles[1]
    assert titles[0] != titles[2]


def test_world_can_be_opened_again(world: World) -> None:
    assert open_world(world.folder) == world


def test_truth_speaks_of_rows_that_are_there(told_twice: World) -> None:
    for entity in ("artist", "release", "recording"):
        everything = f"(select id from {{world-a.{entity}}} union all select id from {{world-b.{entity}}})"  # noqa: S608
        for side in ("left_id", "right_id"):
            sql = f"from {{truth}} t anti join {everything} e on t.{side} = e.id where entity = '{entity}'"
            assert ask(told_twice, sql) == []


def test_truth_knows_every_noise_and_every_trap(told_twice: World) -> None:
    found = set(ask(told_twice, "select distinct entity, same, noise from {truth}"))
    for noise in ("same", "typo", "case", "diacritics", "transliteration"):
        for entity in ("artist", "release", "recording"):
            assert (entity, True, noise) in found
    assert {("recording", True, "feat"), ("recording", True, "duration")} <= found
    traps = {noise for _, same, noise in found if not same}
    assert traps == {"namesake", "edition", "live", "remaster", "cover"}


def test_truth_does_not_contradict_itself(told_twice: World) -> None:
    sql = "select count(*) from {truth} group by entity, left_id, right_id having count(distinct same) > 1"
    assert ask(told_twice, sql) == []


def test_what_is_the_same_has_about_the_same_length(told_twice: World) -> None:
    sql = """
    with r as (from {world-a.recording} union all from {world-b.recording})
    select max(abs(l.duration_ms - r.duration_ms)), count(*)
    from {truth} t join r l on l.id = left_id join r on r.id = right_id where entity = 'recording' and same
    """
    ((difference, pairs),) = ask(told_twice, sql)
    assert difference == 1000
    assert pairs == pytest.approx(ROWS * 0.3 * 0.7, rel=0.4)


def test_one_source_has_no_truth(world: World) -> None:
    assert not world.truth.exists()


def test_vocabulary_has_words_of_every_kind_in_every_language() -> None:
    words = Vocabulary.load()
    assert len(words.words) == len(words.latin) > 2_000
    for kind, counts in words.count.items():
        assert len(counts) == len(LANGUAGES), kind
        assert min(counts) >= 10, kind


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("Любовь", "Lyubov"),
        ("Щербаков", "Shcherbakov"),
        ("Θάλασσα", "Thalassa"),
        ("사랑", "sarang"),
        ("Müller", "Muller"),
        ("Łukasz", "Lukasz"),
    ],
)
def test_other_scripts_have_a_latin_form(native: str, latin: str) -> None:
    assert romanise(native) == latin
