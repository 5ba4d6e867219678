"""Where recordings stand is told the same with lists and without, and lists are kept where there is need."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.catalogue_rows import PUBLIC_IDS, Rows, open_snapshot, tables_of

from nachklang.catalogue import place_building
from nachklang.catalogue._disk import MissingIndexError
from nachklang.catalogue.place_building import build_place_index
from nachklang.catalogue.place_index import PlaceIndex
from nachklang.catalogue.reading import details
from nachklang.catalogue.reading.tables import Tables


def told() -> Rows:
    rows = Rows()
    credit = rows.credit("Ada")
    songs = [rows.recording(f"Lied {number}", credit) for number in range(6)]
    for number in range(3):
        release = rows.release(f"Platte {number}", credit, released_year=2000 + number)
        rows.medium(release, *songs[number:4])
        rows.medium(release, *reversed(songs), position=2)
    rows.release("Leer")
    return rows


def test_lists_and_tables_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(details, "MOST_TRACKS", 7)
    rows, found = told(), []
    for kept in (False, True):
        monkeypatch.setattr(place_building, "MOST_GROUPS", -1 if kept else 4)
        folder = tmp_path / str(kept)
        snapshot = open_snapshot(folder, rows)
        assert bool(list(folder.glob("index/parts/*/places/*.ids"))) == kept
        recordings = [
            snapshot.recording(PUBLIC_IDS.of("recording", one["id"])) for one in rows.tables["recording"]
        ]
        releases = [PUBLIC_IDS.of("release", one["id"]) for one in rows.tables["release"]]
        views = [snapshot.release(one, offset=offset) for one in releases for offset in (0, 7, 14)]
        found.append((recordings, views, snapshot.search("lied"), snapshot.search("platte")))
    assert found[0] == found[1]
    assert [view.tracks for view in found[0][1]] == [10, 10, 10, 9, 9, 9, 8, 8, 8, 0, 0, 0]
    assert [one.appearances.total for one in found[0][0]] == [3, 3, 3, 3, 3, 3]


@pytest.mark.parametrize("memory", [10**9, 1])
def test_lists_are_in_order_in_any_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: int
) -> None:
    monkeypatch.setattr(place_building, "MOST_GROUPS", -1)
    rows, place = told(), tmp_path / "index"
    place.mkdir()
    build_place_index(place, tables_of(tmp_path / "part", rows), memory=memory)
    index = PlaceIndex.open(place)
    release = rows.id("release", "Platte 1")
    media = [rows.id("medium", f"{release}/{position}") for position in (1, 2)]
    assert index.media_of_release(release) == media
    tracks = [rows.id("track", f"{media[1]}/{position}") for position in range(1, 7)]
    assert index.tracks_of_medium(media[1]) == tracks
    assert len(index.tracks_of_recording(rows.id("recording", "Lied 5"))) == 3
    assert index.tracks_of_recording(7) == []


def _track_file(path: Path, ids: list[int]) -> Tables:
    columns = {"id": range(len(ids)), "medium_id": ids, "recording_id": ids, "position": [1] * len(ids)}
    text = dict.fromkeys(("number", "title", "source", "source_id", "snapshot"), [""] * len(ids))
    pq.write_table(pa.table({**columns, **text}), path, row_group_size=10)
    return Tables({"track": [path]})


@pytest.mark.parametrize(("step", "kept"), [(1, False), (37, True)])
def test_lists_are_kept_where_ids_lie_scattered(tmp_path: Path, step: int, *, kept: bool) -> None:
    """Of 100 rows in 10 row groups, whose ids follow one another or jump about."""
    tables = _track_file(tmp_path / "track.parquet", [number * step % 101 for number in range(1, 101)])
    place = tmp_path / "index"
    place.mkdir()
    build_place_index(place, tables, memory=10**9)
    assert PlaceIndex.open(place).kept == kept


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError, match="catalogue build"):
        PlaceIndex.open(tmp_path)
