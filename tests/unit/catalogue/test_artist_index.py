"""The lists of an artist say what the tables say, in parts of any kind."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.catalogue_rows import Rows, tables_of

from nachklang.catalogue import artist_building
from nachklang.catalogue._disk import MissingIndexError
from nachklang.catalogue.artist_building import build_artist_index
from nachklang.catalogue.artist_index import ArtistIndex
from nachklang.catalogue.ids import dense_id
from nachklang.catalogue.postings import Postings
from nachklang.catalogue.postings_writing import PostingsWriter
from nachklang.errors import CatalogueError

_LEAST = 1  # so little memory that every artist is a range of its own


def built(folder: Path, *parts: Rows, memory: int = 10**9) -> ArtistIndex:
    folders = []
    for number, part in enumerate(parts):
        place = folder / f"index-{number}"
        place.mkdir()
        build_artist_index(place, tables_of(folder / f"part-{number}", part), memory=memory)
        folders.append(place)
    return ArtistIndex.open(folders)


@pytest.mark.parametrize("memory", [10**9, _LEAST])
def test_an_artist_has_what_bears_the_name(tmp_path: Path, memory: int) -> None:
    rows = Rows()
    ada, both, ben = rows.credit("Ada"), rows.credit("Ada", "Ben"), rows.credit("Ben")
    alone, together = rows.recording("Allein", ada), rows.recording("Zu zweit", both, duration_ms=None)
    other = rows.recording("", ben)
    own, foreign = rows.release("Eigenes", ada), rows.release("Sampler", None)
    rows.medium(own, alone)
    rows.medium(foreign, together, other)
    rows.add("composer", recording_id=other, position=1, artist_id=rows.id("artist", "Ada"), name="A.")
    index = built(tmp_path, rows, memory=memory)
    artist = rows.id("artist", "Ada")
    assert index.recordings(artist).tolist() == sorted([alone, together])
    assert index.releases(artist).tolist() == sorted([own, foreign])
    assert index.compositions(artist).tolist() == [other]
    assert index.releases(rows.id("artist", "Ben")).tolist() == [foreign]
    found = index.recordings_of(artist)
    assert found is not None
    expected = {alone: ("Allein", 180_000), together: ("Zu zweit", None)}
    assert found.to_pylist() == [
        {"id": one, "title": expected[one][0], "duration_ms": expected[one][1]} for one in sorted(expected)
    ]


def test_a_track_that_is_credited_otherwise_counts_for_whom_it_names(tmp_path: Path) -> None:
    rows = Rows()
    ada, ben = rows.credit("Ada"), rows.credit("Ben")
    release, recording = rows.release("Sampler"), rows.recording("Lied", ada)
    rows.track(rows.medium(release), recording, 1, artist_credit_id=ben)
    index = built(tmp_path, rows)
    assert index.releases(rows.id("artist", "Ben")).tolist() == [release]
    assert index.releases(rows.id("artist", "Ada")).tolist() == []


def test_who_is_named_twice_has_a_recording_once(tmp_path: Path) -> None:
    rows = Rows()
    recording = rows.recording("Duett mit sich selbst", rows.credit("Ada", "Ada"))
    assert built(tmp_path, rows).recordings(rows.id("artist", "Ada")).tolist() == [recording]


def test_parts_are_read_as_one(tmp_path: Path) -> None:
    first, second = Rows("one"), Rows("two")
    artist = first.artist("Ada")
    mine = first.recording("Lied", first.credit("Ada"))
    credit = second.id("artist_credit", "Ada")
    second.add(
        "artist_credit_name", artist_credit_id=credit, position=1, artist_id=artist, name="A", join_phrase=""
    )
    theirs = second.recording("Song", credit)
    index = built(tmp_path, first, second, Rows("empty"))
    assert index.recordings(artist).tolist() == [mine, theirs]
    found = index.recordings_of(artist)
    assert found is not None
    assert found["title"].to_pylist() == ["Lied", "Song"]
    assert index.recordings(artist + 1).tolist() == []


@pytest.mark.parametrize("unknown", [0, -1, 2**63 - 1, 1 << 62])
def test_who_is_not_there_has_nothing(tmp_path: Path, unknown: int) -> None:
    rows = Rows()
    rows.recording("Lied", rows.credit("Ada"))
    index = built(tmp_path, rows)
    found = index.recordings_of(unknown)
    assert found is not None
    assert (found.num_rows, index.recordings(unknown).tolist()) == (0, [])


def test_a_large_part_keeps_ids_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artist_building, "MOST_TITLES", 0)
    rows = Rows()
    recording = rows.recording("Lied", rows.credit("Ada"))
    index, artist = built(tmp_path, rows), rows.id("artist", "Ada")
    assert index.recordings(artist).tolist() == [recording]
    assert index.recordings_of(artist) is None
    assert not list(tmp_path.glob("index-0/recordings.t*"))


def test_titles_of_every_script_and_length_are_as_they_were(tmp_path: Path) -> None:
    rows = Rows()
    credit = rows.credit("Ada")
    titles = ["", "Ä" * 300, "夜の歌", "x", "\U0001f3b5", "ende"]
    for number, title in enumerate(titles):
        rows.recording(title, credit, key=str(number), duration_ms=number * 10**9)
    found = built(tmp_path, rows).recordings_of(rows.id("artist", "Ada"))
    assert found is not None
    lengths = {title: number * 10**9 for number, title in enumerate(titles)}
    assert {row["title"]: row["duration_ms"] for row in found.to_pylist()} == lengths


@pytest.mark.parametrize("memory", [10**9, _LEAST])
def test_the_releases_of_a_year_stand_together(tmp_path: Path, memory: int) -> None:
    first, second = Rows("one"), Rows("two")
    for number, year in enumerate([1969, None, 1969, 2026, 1969]):
        first.release(f"Platte {number}", key=str(number), released_year=year)
    second.release("Schallplatte", released_year=1969)
    index = built(tmp_path, first, second, memory=memory)
    found = index.releases_of_year(1969)
    assert sorted(found["title"].to_pylist()) == ["Platte 0", "Platte 2", "Platte 4", "Schallplatte"]
    ids = {row["title"]: row["id"] for row in found.to_pylist()}
    assert (ids["Platte 4"], ids["Schallplatte"]) == (
        first.id("release", "4"),
        second.id("release", "Schallplatte"),
    )
    assert index.releases_of_year(2026)["title"].to_pylist() == ["Platte 3"]
    assert [index.releases_of_year(year).num_rows for year in (0, 1970, 10**6)] == [0, 0, 0]


def test_a_broken_index_is_named(tmp_path: Path) -> None:
    rows = Rows()
    rows.recording("Lied", rows.credit("Ada"))
    built(tmp_path, rows)
    folder = tmp_path / "index-0"
    (folder / "recordings.ids").write_bytes(b"")
    with pytest.raises(CatalogueError, match="recordings"):
        ArtistIndex.open([folder])
    (folder / "artists.json").write_text('{"version": 0}')
    with pytest.raises(MissingIndexError, match="version 0"):
        ArtistIndex.open([folder])
    (folder / "artists.json").unlink()
    with pytest.raises(MissingIndexError, match="catalogue build"):
        ArtistIndex.open([folder])


_BASES = st.sampled_from([0, 1, dense_id("discogs", 0), dense_id("discogs", 2**32), 2**61])


@settings(deadline=None)
@given(
    st.dictionaries(
        st.integers(0, 2**33), st.lists(st.integers(0, 2**33), min_size=1, max_size=5), max_size=9
    ),
    _BASES,
    st.integers(1, 7),
)
def test_postings_give_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, lists: dict[int, list[int]], base: int, chunk: int
) -> None:
    folder = tmp_path_factory.mktemp("postings")
    rows = np.array([(base + key, base + one) for key in sorted(lists) for one in lists[key]], np.int64)
    rows = rows.reshape(-1, 2)
    bounds = [(int(column.min()), int(column.max())) if len(column) else (0, 0) for column in rows.T]
    with PostingsWriter(folder, "list", keys=bounds[0], ids=bounds[1]) as writer:
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            writer.add(part[:, 0].copy(), part[:, 1].copy())
    opened = Postings.open(folder, "list")
    assert opened.size == len(lists)
    for key, ids in lists.items():
        assert opened.of(base + key).tolist() == [base + one for one in ids]
        if key + 1 not in lists:
            assert opened.of(base + key + 1).tolist() == []
