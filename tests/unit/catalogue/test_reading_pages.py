"""What imported rows say is shown: groups and editions, places, people's dates; long lists page by page."""

from pathlib import Path

import pytest
from tests.catalogue_rows import PUBLIC_IDS, Rows, open_snapshot

from nachklang.catalogue import artist_building
from nachklang.catalogue.reading import artists, details
from nachklang.model.dates import PartialDate


def test_an_artist_has_what_the_source_says(tmp_path: Path) -> None:
    rows = Rows()
    artist = rows.artist(
        "Ada Klang",
        sort_name="Klang, Ada",
        type="person",
        area="Wien",
        disambiguation="singer",
        begun_year=1900,
        begun_month=2,
        ended_year=1980,
    )
    rows.add("artist_alias", artist_id=artist, name="Ада")
    rows.identifier("artist", artist, "isni", "0000000121032683")
    view = open_snapshot(tmp_path, rows).artist(PUBLIC_IDS.of("artist", artist))
    assert (view.sort_name, view.type, view.area, view.disambiguation) == (
        "Klang, Ada",
        "person",
        "Wien",
        "singer",
    )
    assert (view.begun, view.ended, view.aliases) == (PartialDate(1900, 2), PartialDate(1980), ("Ада",))
    assert view.identifiers[0].value == "0000000121032683"
    assert (view.provenances[0].source, view.provenances[0].licence) == ("musicbrainz", "CC0-1.0")


def test_a_release_names_the_other_editions_of_its_group(tmp_path: Path) -> None:
    rows = Rows()
    group = rows.id("release_group", "Werk")
    rows.add("release_group", id=group, title="Werk", type="album")
    editions = [
        rows.release("Werk", key=str(year), release_group_id=group, released_year=year)
        for year in (1999, 1970)
    ]
    view = open_snapshot(tmp_path, rows).release(PUBLIC_IDS.of("release", editions[0]))
    assert view.group is not None
    assert (view.group.title, view.group.type, view.group.editions.total) == ("Werk", "album", 1)
    assert [one.released for one in view.group.editions.rows] == [PartialDate(1970)]


def test_a_track_is_named_as_on_the_release_or_else_as_its_recording(tmp_path: Path) -> None:
    rows = Rows()
    ada, ben = rows.credit("Ada"), rows.credit("Ben")
    release, recording = rows.release("Sampler"), rows.recording("Lied", ada)
    medium = rows.medium(release, recording, format="CD", title="Eins")
    rows.track(medium, recording, 2, title="Lied (Radio)", artist_credit_id=ben)
    (shown,) = open_snapshot(tmp_path, rows).release(PUBLIC_IDS.of("release", release)).media
    assert (shown.format, shown.title) == ("CD", "Eins")
    assert [(one.title, one.artists[0].name) for one in shown.tracks] == [
        ("Lied", "Ada"),
        ("Lied (Radio)", "Ben"),
    ]


def test_a_release_of_very_many_tracks_is_read_in_portions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(details, "MOST_TRACKS", 3)
    rows = Rows()
    release = rows.release("Sehr lang")
    songs = [rows.recording(f"Lied {number}") for number in range(5)]
    rows.medium(release, *songs[:2])
    rows.medium(release, *songs[2:], position=2)
    snapshot, one = open_snapshot(tmp_path, rows), PUBLIC_IDS.of("release", release)
    first, then = snapshot.release(one), snapshot.release(one, offset=3)
    titles = [[[track.title for track in medium.tracks] for medium in view.media] for view in (first, then)]
    assert titles == [[["Lied 0", "Lied 1"], ["Lied 2"]], [["Lied 3", "Lied 4"]]]
    assert (first.tracks, then.tracks) == (5, 5)


@pytest.mark.parametrize("titled", [True, False])
def test_lists_of_an_artist_come_page_by_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, titled: bool
) -> None:
    if not titled:
        monkeypatch.setattr(artist_building, "MOST_TITLES", 0)
    monkeypatch.setattr(artists, "FIRST_ROWS", 2)
    rows = Rows()
    credit = rows.credit("Ada")
    for title in ("d", "B", "a", "C", "e"):
        rows.add(
            "composer",
            recording_id=rows.recording(title, credit),
            position=1,
            artist_id=rows.id("artist", "Ada"),
            name="A.",
        )
        rows.release(title, credit, released_year=ord(title.upper()))
    snapshot, one = open_snapshot(tmp_path, rows), PUBLIC_IDS.of("artist", rows.id("artist", "Ada"))
    view = snapshot.artist(one)
    for first, more in (
        (view.recordings, snapshot.artist_recordings),
        (view.compositions, snapshot.artist_compositions),
        (view.releases, snapshot.artist_releases),
    ):
        assert ([row.title for row in first.rows], first.total) == (["a", "B"], 5)
        pages = [more(one, offset=offset, limit=2) for offset in (0, 2, 4, 6)]
        assert [[row.title for row in page.rows] for page in pages] == [["a", "B"], ["C", "d"], ["e"], []]
        assert {page.total for page in pages} == {5}


def test_lists_too_long_to_be_sorted_are_whole_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_MOST_SORTED", "_MOST_TITLES_SORTED"):
        monkeypatch.setattr(artists, name, 1)
    rows = Rows()
    credit = rows.credit("Ada")
    for title in ("b", "a", "c"):
        rows.release(title, credit)
        rows.recording(title, credit)
    view = open_snapshot(tmp_path, rows).artist(PUBLIC_IDS.of("artist", rows.id("artist", "Ada")))
    assert (
        {one.title for one in view.recordings.rows} == {one.title for one in view.releases.rows} == set("abc")
    )


def test_a_recording_on_very_many_releases_shows_some_and_counts_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(details, "_MOST_SHOWN", 2)
    rows = Rows()
    song = rows.recording("Überall")
    for number in range(4):
        rows.medium(rows.release(f"Sampler {number}", released_year=2000 - number), song)
    view = open_snapshot(tmp_path, rows).recording(PUBLIC_IDS.of("recording", song))
    assert (len(view.appearances.rows), view.appearances.total) == (2, 4)
    years = [one.release.released.year for one in view.appearances.rows if one.release.released]
    assert years == sorted(years)


def test_completions_are_artists_and_releases(tmp_path: Path) -> None:
    rows = Rows()
    credit = rows.credit("Nachtigall")
    rows.medium(rows.release("Nachtwache", credit), rows.recording("Nachtlied", credit))
    hits = open_snapshot(tmp_path, rows).complete("nacht")
    assert {(hit.kind, hit.title) for hit in hits} == {("artist", "Nachtigall"), ("release", "Nachtwache")}


def test_items_that_hold_something_are_told_from_others(tmp_path: Path) -> None:
    rows = Rows("deposits")
    rows.holding(rows.recording("Lied"), "item-1")
    snapshot = open_snapshot(tmp_path, rows)
    assert snapshot.holds(["item-1", "item-2", "\ud800"]) == {"item-1"}
    assert snapshot.holds([]) == frozenset()
