"""Bad dumps of MusicBrainz: refused with what to do, or taken but for what is wrong in them."""

import bz2
import gzip
import lzma
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.musicbrainz_dump import (
    Tables,
    World,
    as_folder,
    as_tar,
    line_of,
    members,
    notes,
    written,
)
from tests.unit.catalogue.sources.musicbrainz_documents import gid, release
from tests.unit.catalogue.sources.taking import Taken, take, taken_of

from nachklang.catalogue.sources import Mark, Step
from nachklang.catalogue.sources.musicbrainz.dump import MusicBrainzDump
from nachklang.catalogue.sources.musicbrainz.dump_schema import TABLES
from nachklang.errors import SourceError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKED: dict[str, Callable[[bytes], bytes]] = {
    "mbdump.tar": bytes,
    "mbdump.tar.bz2": bz2.compress,
    "mbdump.tar.gz": gzip.compress,
    "mbdump.tar.xz": lzma.compress,
    "mbdump.tar.zst": zstd.compress,
}


def texts() -> dict[str, bytes]:
    world = World()
    world.release(release())
    return written(world.tables)


def folder_of(path: Path, **changed: bytes) -> Path:
    return as_folder(path, members(texts() | changed))


def changed(path: Path, table: str, old: bytes, new: bytes) -> Taken:
    """Take a dump in which something of a table stands otherwise."""
    text = texts()[table]
    assert old in text
    return take(MusicBrainzDump(folder_of(path, **{table: text.replace(old, new, 1)})))


def tar_of(path: Path, found: dict[str, bytes], schema: str = "31") -> Path:
    path.write_bytes(as_tar(members(found, notes(schema))))
    return path


@pytest.mark.parametrize("schema", ["30", "32", "", "31a", "x" * 500])
def test_another_schema_is_refused_and_the_known_one_named(tmp_path: Path, schema: str) -> None:
    with pytest.raises(SourceError, match=r"mbdump\.tar: SCHEMA_SEQUENCE is '.*knows 31 only") as caught:
        MusicBrainzDump(tar_of(tmp_path / "mbdump.tar", texts(), schema))
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("missing", ["SCHEMA_SEQUENCE", "TIMESTAMP"])
@pytest.mark.parametrize("kind", ["tar", "folder"])
def test_a_dump_that_does_not_say_what_it_is_is_refused(tmp_path: Path, missing: str, kind: str) -> None:
    about = {name: note for name, note in notes().items() if name != missing}
    files = list(members(texts(), about))
    path = tmp_path / "mbdump.tar"
    if kind == "tar":
        path.write_bytes(as_tar(files))
    else:
        path = as_folder(tmp_path / "dump", files)
    with pytest.raises(SourceError, match=f"{missing} does not stand .* import the folder"):
        MusicBrainzDump(path)


def test_notes_behind_the_tables_are_too_late(tmp_path: Path) -> None:
    path = tmp_path / "mbdump.tar"
    path.write_bytes(as_tar(reversed(list(members(texts())))))
    with pytest.raises(SourceError, match=r"does not stand before the tables .* unpack it"):
        MusicBrainzDump(path)


def test_a_timestamp_that_is_none_is_refused(tmp_path: Path) -> None:
    files = members(texts(), notes() | {"TIMESTAMP": b"yesterday\n"})
    with pytest.raises(SourceError, match="TIMESTAMP does not begin with a day"):
        MusicBrainzDump(as_folder(tmp_path, files))


@pytest.mark.parametrize("name", ["none.tar.bz2", "mbdump.zip", "mbdump"])
def test_what_is_no_dump_is_refused(tmp_path: Path, name: str) -> None:
    if not name.startswith("none"):
        (tmp_path / name).write_bytes(b"PK\3\4")
    with pytest.raises(SourceError, match=f"{name}: (no such file|expected mbdump.tar.bz2)"):
        MusicBrainzDump(tmp_path / name)


def test_a_tar_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mbdump.tar"
    path.write_bytes(b"no tar at all\n" * 1000)
    with pytest.raises(SourceError, match=r"mbdump\.tar is cut off or damaged"):
        MusicBrainzDump(path)


NEEDED = sorted(table.name for table in TABLES.values() if not table.without)


@pytest.mark.parametrize("table", NEEDED)
def test_a_table_that_there_has_to_be_is_missed_by_name(tmp_path: Path, table: str) -> None:
    folder = folder_of(tmp_path / "dump")
    (folder / "mbdump" / table).unlink()
    with pytest.raises(SourceError, match=f"no table {table}; import the whole"):
        MusicBrainzDump(folder)
    source = MusicBrainzDump(
        tar_of(tmp_path / "mbdump.tar", {name: text for name, text in texts().items() if name != table})
    )
    steps: list[Step] = []
    with pytest.raises(SourceError, match=f"no table {table}; import the whole"):
        steps.extend(source.open())


@pytest.mark.parametrize("table", sorted(set(TABLES) - set(NEEDED)))
def test_a_table_that_can_be_done_without_is_reported(tmp_path: Path, table: str) -> None:
    folder = folder_of(tmp_path)
    (folder / "mbdump" / table).unlink()
    taken = take(MusicBrainzDump(folder))
    assert [(aside.reason, aside.whole) for aside in taken.asides] == [("no-table", False)]
    assert f"no table {table}, so the catalogue lacks: {TABLES[table].without}" in taken.asides[0].detail


REFUSED = (
    *("tag", "artist_tag", "recording_tag", "tag_relation", "annotation", "release_annotation"),
    *("artist_meta", "recording_meta", "release_group_meta", "artist_tag_raw", "recording_rating_raw"),
    *("editor", "editor_collection", "editor_collection_artist", "edit", "edit_note", "edit_artist", "vote"),
)


@pytest.mark.parametrize("table", REFUSED)
def test_tables_of_other_dumps_are_refused_by_name(tmp_path: Path, table: str) -> None:
    with pytest.raises(
        SourceError, match=rf"the table {table} is refused: .*; import mbdump\.tar\.bz2 alone"
    ):
        MusicBrainzDump(folder_of(tmp_path / "dump", **{table: b""}))
    source = MusicBrainzDump(tar_of(tmp_path / "mbdump.tar", texts() | {table: b""}))
    with pytest.raises(SourceError, match=f"the table {table} is refused"):
        list(source.open())


def test_core_tables_without_a_place_in_the_catalogue_are_passed_over(tmp_path: Path) -> None:
    others = {"editor_collection_type": b"1\tx\n", "cdtoc": b"\xff", "area_type": b"cut", "release_meta": b""}
    others |= {
        "orderable_link_type": b"1\n",
        "medium_index": b"",
        "genre_alias": b"",
        "replication_control": b"",
    }
    taken = take(MusicBrainzDump(tar_of(tmp_path / "mbdump.tar", texts() | others)))
    assert taken.asides == []
    assert set(taken.rows) <= {f"mb_{name}" for name in TABLES}


def test_a_table_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mbdump.tar"
    path.write_bytes(as_tar([*members(texts()), ("mbdump/artist", b"")]))
    with pytest.raises(SourceError, match="mbdump/artist is there twice"):
        list(MusicBrainzDump(path).open())


@pytest.mark.parametrize("name", PACKED)
def test_a_dump_that_is_cut_off_anywhere_is_said_to_be(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    tar = as_tar(members(texts()))
    packed = PACKED[name](tar)
    ends = {len(packed) * part // 7 for part in range(1, 7)} | {len(packed) - 1}
    if name == "mbdump.tar":  # where members begin and end, up to the end mark and not in its padding
        last = -(-len(tar.rstrip(b"\0")) // 512) * 512
        ends = {last * part // 7 for part in range(1, 7)} | set(range(512 * 20, last, 512 * 5)) | {last}
    for end in sorted(ends):
        path.write_bytes(packed[:end])
        with pytest.raises(SourceError, match=f"{name}.*(cut off|SCHEMA_SEQUENCE)"):
            list(MusicBrainzDump(path).open())


def test_a_header_that_is_damaged_is_no_end(tmp_path: Path) -> None:
    tar = bytearray(as_tar(members(texts())))
    place = tar.index(b"mbdump/release\0")
    tar[place + 150] ^= 1  # inside its checksum
    path = tmp_path / "mbdump.tar"
    path.write_bytes(tar)
    with pytest.raises(SourceError, match="cut off or damaged"):
        list(MusicBrainzDump(path).open())


def test_a_table_in_a_folder_that_is_cut_off_is_said_to_be(tmp_path: Path) -> None:
    text = texts()["recording"]
    folder = folder_of(tmp_path, recording=text[:-30])
    with pytest.raises(SourceError, match=r"mbdump/recording ends in the middle of line 4: it is cut off"):
        list(MusicBrainzDump(folder).open())


def many_recordings(count: int) -> Tables:
    """Return the tables with so many recordings that they are read in several blocks."""
    world = World()
    world.release(release())
    for number in range(100, 100 + count):
        name = f"A recording with a title of some length, number {number}"
        row = (number, gid(name), name, 1, 200_000, "a comment", 0, "2024-02-29 23:59:59+00", "f")
        world.tables["recording"].append(row)
    return world.tables


def test_a_reading_goes_on_after_each_of_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "mbdump.tar.zst"
    tables = many_recordings(60_000)
    tables["track"].append((900, gid("odd"), 77, 1, 1, "1", "x", 1, None, 0, None, False))  # of no recording
    tables["artist_alias"].append((1, 1, None, *[None] * 13))  # without a name
    path.write_bytes(zstd.compress(as_tar(members(written(tables)))))
    source = MusicBrainzDump(path)
    steps = list(source.open())
    places = [number for number, step in enumerate(steps) if isinstance(step, Mark)]
    marks = [steps[place] for place in places]
    assert len([mark for mark in marks if "recording " in str(mark)]) > 2, "one table in several blocks"
    assert {"no-such-row", "missing-value"} <= set(taken_of(steps, source).reasons)
    for place in [*places[::4], places[-1]]:
        mark: Any = steps[place]
        rest = list(source.open(mark.position))
        assert rest == (steps[place + 1 :] or steps[place:])


def test_a_place_that_the_dump_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no block that ends at 'artist 1'; import it from its start"):
        list(MusicBrainzDump(folder_of(tmp_path)).open("artist 1"))


def test_a_reading_may_be_given_up(tmp_path: Path) -> None:
    path = tmp_path / "mbdump.tar.bz2"
    path.write_bytes(bz2.compress(as_tar(members(texts()))))
    steps = MusicBrainzDump(path).open()
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    path.unlink()


@pytest.mark.parametrize(
    ("row", "columns"), [((1, "a", "b"), 3), ((9, gid("x"), "x", 1, None, "", 0, None, False, "more"), 10)]
)
def test_a_row_of_another_width_is_set_aside(tmp_path: Path, row: tuple[object, ...], columns: int) -> None:
    text = texts()["recording"]
    taken = take(MusicBrainzDump(folder_of(tmp_path, recording=line_of(row) + text)))
    (aside,) = taken.asides
    assert aside.where == f"{tmp_path / 'mbdump' / 'recording'}, line 1"
    assert (aside.reason, aside.detail) == ("bad-columns", f"{columns} columns, expected 9")
    assert aside.whole
    assert len(taken["mb_recording"]) == text.count(b"\n")


def test_a_table_of_which_no_row_fits_is_of_another_schema(tmp_path: Path) -> None:
    rows = b"".join(line_of((number, gid(str(number)), "x")) for number in range(200))
    with pytest.raises(SourceError, match=r"recording: its first 200 rows are none of schema 31 \(3 columns"):
        list(MusicBrainzDump(folder_of(tmp_path, recording=rows)).open())


TITLE = b"Song 1\t"


@pytest.mark.parametrize(
    ("table", "old", "new", "reason", "whole"),
    [
        ("recording", TITLE, b"S\xf6ng 1\t", "bad-text", False),
        ("recording", TITLE, rb"Song\0001" + b"\t", "bad-text", False),
        ("recording", TITLE, b"\\N\t", "missing-value", True),
        ("recording", gid("recording 1").encode(), b"no gid", "bad-id", True),
        ("recording", gid("recording 1").encode(), gid("recording 1").encode()[:-1] + b"g", "bad-id", True),
        ("recording", gid("recording 1").encode(), b"\\N", "missing-value", True),
        ("recording", b"\t1000\t", b"\tlong\t", "bad-number", True),
        ("recording", b"\t1000\t", b"\t-1000\t", "bad-number", False),
        ("recording", b"2\t", b"-2\t", "bad-number", True),
        ("isrc", b"DEABC9900001", b"DEABC990000X", "bad-isrc", False),
        ("iswc", b"T-034.524.680-1", b"T-034.524.680-2", "bad-iswc", False),
        ("release", b"2000260000039", b"20002600ABCDE", "bad-barcode", False),
        ("release_country", b"\t2000\t1\t", b"\t2021\t13\t", "bad-date", False),
        ("release_country", b"1999\t11\t30", b"1999\t2\t29", "bad-date", False),
        ("release_country", b"1999\t11\t30", b"1999\t\\N\t30", "bad-date", False),
        ("release_country", b"1999\t11\t30", b"\\N\t11\t30", "bad-date", False),
        ("release_country", b"1999\t11\t30", b"10000\t11\t30", "bad-date", False),
    ],
)
def test_what_is_wrong_in_a_row_is_set_aside(
    tmp_path: Path, table: str, old: bytes, new: bytes, reason: str, *, whole: bool
) -> None:
    taken = changed(tmp_path, table, old, new)
    found = [(aside.reason, aside.whole) for aside in taken.asides if aside.reason != "no-such-row"]
    assert found == [(reason, whole)]
    assert f"mbdump/{table}, line " in taken.asides[0].where
    dropped = whole or reason in {"bad-isrc", "bad-iswc"}
    assert len(taken[f"mb_{table}"]) == texts()[table].count(b"\n") - dropped


def test_a_date_of_zeros_is_one_that_is_not_known(tmp_path: Path) -> None:
    taken = changed(tmp_path, "release_country", b"1999\t11\t30", b"0\t0\t0")
    assert taken.asides == []
    assert {"date_year": None, "date_month": None, "date_day": None}.items() <= taken["mb_release_country"][
        1
    ].items()


def test_a_gid_in_capitals_is_one(tmp_path: Path) -> None:
    taken = changed(tmp_path, "recording", gid("recording 1").encode(), gid("recording 1").upper().encode())
    assert taken.asides == []
    assert taken.rows == take(MusicBrainzDump(folder_of(tmp_path / "plain"))).rows


def test_rows_that_speak_of_what_is_not_there_are_reported(tmp_path: Path) -> None:
    taken = changed(tmp_path, "recording", TITLE, b"\\N\t")
    missing = [aside for aside in taken.asides if aside.reason == "no-such-row"]
    assert [aside.where for aside in missing] == [f"{tmp_path}: recording, key 2"]
    assert not missing[0].whole


def test_what_stands_behind_the_end_mark_is_reported(tmp_path: Path) -> None:
    text = texts()["recording"]
    taken = take(MusicBrainzDump(folder_of(tmp_path / "end", recording=text + b"\\.\n")))
    assert taken.asides == []
    taken = take(MusicBrainzDump(folder_of(tmp_path / "more", recording=text + b"\\.\n" + text)))
    assert taken.reasons == ["after-end"]
    assert len(taken["mb_recording"]) == text.count(b"\n")
    long = text + b"\\.\n" + written(many_recordings(60_000))["recording"]
    taken = take(MusicBrainzDump(folder_of(tmp_path / "long", recording=long)))
    assert set(taken.reasons) == {"after-end"}
    assert len(taken["mb_recording"]) == text.count(b"\n")


def test_a_folder_of_documents_is_named_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "release.json").write_text("{}")
    with pytest.raises(SourceError, match="import musicbrainz-json"):
        MusicBrainzDump(tmp_path)


READ = """
import sys
from pathlib import Path
from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.musicbrainz.dump import MusicBrainzDump
steps = [step for step in MusicBrainzDump(Path(sys.argv[1])).open() if isinstance(step, SetAside)]
print([(step.where.rpartition("/")[2], step.reason, step.detail) for step in steps])
# Not ru_maxrss: a process inherits that of the one it was started by.
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


def test_a_line_of_two_gigabytes_is_set_aside_in_little_memory(tmp_path: Path) -> None:
    piece = zstd.compress(b"Nachklang " * 6_400_000)
    text = texts()["artist_alias"] or line_of((1, 1, "Änn", *[None] * 13))
    start = zstd.compress(text + b"2\t1\t")
    folder = folder_of(tmp_path, artist_alias=start + piece * 32 + zstd.compress(b"\n" + text))
    run = [sys.executable, "-c", READ, str(folder)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    asides, kilobytes = done.stdout.splitlines()
    detail = "2048000005 bytes in one line; expected 16777216 at most"
    assert asides == str([("artist_alias, line 2", "too-long", detail)])
    assert int(kilobytes) < 500_000
