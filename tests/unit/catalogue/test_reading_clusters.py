"""What several sources say of one thing is one thing, under the id of any of its rows."""

from pathlib import Path

import pytest
from tests.catalogue_rows import PUBLIC_IDS, Rows, open_snapshot

from nachklang.catalogue import Snapshot
from nachklang.errors import NotFoundError
from nachklang.model.dates import Duration, PartialDate
from nachklang.model.identifiers import ISRC, Barcode


class Told:
    """One song on one release by one artist, told of by three sources that were linked."""

    def __init__(self) -> None:
        self.mine = Rows("deposits", snapshot="deposit-1")
        self.theirs = Rows("musicbrainz")
        self.others = Rows("discogs", snapshot="20261001")
        self.links = Rows("identity")
        tellers = (self.mine, self.theirs, self.others)
        credited = [
            one.credit(name) for one, name in zip(tellers, ("Ada", "Ada Klang", "Klang, Ada"), strict=True)
        ]
        self.artists = [
            one.id("artist", n) for one, n in zip(tellers, ("Ada", "Ada Klang", "Klang, Ada"), strict=True)
        ]
        self.songs = [
            one.recording(f"Lied {n}", credit)
            for n, (one, credit) in enumerate(zip(tellers, credited, strict=True))
        ]
        self.releases = [
            one.release(f"Platte {n}", credit)
            for n, (one, credit) in enumerate(zip(tellers, credited, strict=True))
        ]
        self.other_song = self.theirs.recording("Zweites", credited[1])
        self.mine.medium(self.releases[0], self.songs[0])
        self.theirs.medium(self.releases[1], self.songs[1], self.other_song, format="CD")
        self.others.medium(self.releases[2], self.songs[2])
        # The head is a row of MusicBrainz, the preferred row that of the deposit.
        for entity, rows in (("recording", self.songs), ("release", self.releases), ("artist", self.artists)):
            self.links.cluster(entity, rows[1], rows[0], rows[2])

    def open(self, folder: Path) -> Snapshot:
        return open_snapshot(folder, self.mine, self.theirs, self.others, self.links)


@pytest.fixture
def told() -> Told:
    return Told()


def test_every_row_leads_to_the_head(told: Told, tmp_path: Path) -> None:
    snapshot = told.open(tmp_path)
    for kind, rows, look_up in (
        ("recording", told.songs, snapshot.recording),
        ("release", told.releases, snapshot.release),
        ("artist", told.artists, snapshot.artist),
    ):
        found = [look_up(PUBLIC_IDS.of(kind, one)) for one in rows]
        assert found[0] == found[1] == found[2]
        assert found[0].id == PUBLIC_IDS.of(kind, rows[1])
        assert {one.source for one in found[0].provenances} == {"deposits", "musicbrainz", "discogs"}


def test_what_was_deposited_is_preferred_and_the_rest_is_filled_in(told: Told, tmp_path: Path) -> None:
    told.mine.isrc(told.songs[0], "DEABC2600001")
    told.theirs.isrc(told.songs[1], "DEABC2600002")
    told.others.isrc(told.songs[2], "DEABC2600001")
    told.mine.holding(told.songs[0], "item-1")
    told.theirs.identifier("recording", told.songs[1], "wikidata", "Q42")
    told.others.identifier("recording", told.songs[2], "url", "https://example.org/")
    told.theirs.tables["recording"][0] |= {"recorded_year": 1999, "disambiguation": "live"}
    snapshot = told.open(tmp_path)
    view = snapshot.recording(PUBLIC_IDS.of("recording", told.songs[2]))
    assert (view.title, [one.name for one in view.artists]) == ("Lied 0", ["Ada"])
    assert (view.recorded, view.disambiguation, view.duration) == (
        PartialDate(1999),
        "live",
        Duration(180_000),
    )
    assert view.isrcs == (ISRC("DEABC", "26", "00001"), ISRC("DEABC", "26", "00002"))
    assert view.item_ids == ("item-1",)
    assert [(one.scheme, one.value) for one in view.identifiers] == [
        ("url", "https://example.org/"),
        ("wikidata", "Q42"),
    ]
    assert view.provenances[0].source == "deposits"
    assert snapshot.recording_of_item("item-1") == view.id
    assert view.artists[0].id == PUBLIC_IDS.of("artist", told.artists[1])


def test_without_a_deposit_the_row_with_most_filled_in_is_preferred(tmp_path: Path) -> None:
    bare, full, links = Rows("aaa"), Rows("zzz"), Rows("identity")
    one = bare.recording("Bare", None, duration_ms=None)
    two = full.recording("Full", full.credit("Ada"), disambiguation="demo")
    links.cluster("recording", one, two)
    snapshot = open_snapshot(tmp_path, bare, full, links)
    assert snapshot.recording(PUBLIC_IDS.of("recording", one)).title == "Full"


def test_an_appearance_on_one_release_is_listed_once(told: Told, tmp_path: Path) -> None:
    view = told.open(tmp_path).recording(PUBLIC_IDS.of("recording", told.songs[0]))
    assert [one.release.title for one in view.appearances.rows] == ["Platte 0"]
    assert view.appearances.total == 1


def test_a_release_shows_the_fullest_list_of_tracks(told: Told, tmp_path: Path) -> None:
    view = told.open(tmp_path).release(PUBLIC_IDS.of("release", told.releases[0]))
    (medium,) = view.media
    assert [track.title for track in medium.tracks] == ["Lied 0", "Zweites"]
    assert (view.tracks, medium.format, view.title) == (2, "CD", "Platte 0")


def test_a_deposited_track_that_others_do_not_know_is_shown(told: Told, tmp_path: Path) -> None:
    hidden = told.mine.recording("Versteckt")
    told.mine.track(told.mine.id("medium", f"{told.releases[0]}/1"), hidden, 2)
    told.theirs.track(told.theirs.id("medium", f"{told.releases[1]}/1"), told.theirs.recording("Drittes"), 3)
    view = told.open(tmp_path).release(PUBLIC_IDS.of("release", told.releases[0]))
    assert [[track.title for track in medium.tracks] for medium in view.media] == [
        ["Lied 0", "Zweites", "Drittes"],
        ["Lied 0", "Versteckt"],
    ]


def test_lists_name_each_thing_once(told: Told, tmp_path: Path) -> None:
    told.theirs.isrc(told.songs[1], "DEABC2600002")
    told.others.isrc(told.songs[2], "DEABC2600002")
    snapshot = told.open(tmp_path)
    artist = snapshot.artist(PUBLIC_IDS.of("artist", told.artists[0]))
    assert [one.title for one in artist.recordings.rows] == ["Lied 0", "Zweites"]
    assert [one.title for one in artist.releases.rows] == ["Platte 0"]
    assert (artist.name, artist.aliases) == ("Ada", ("Ada Klang", "Klang, Ada"))
    assert [one.title for one in snapshot.by_isrc(ISRC("DEABC", "26", "00002"))] == ["Lied 0"]
    hits = snapshot.search("lied")
    assert [(hit.kind, hit.title) for hit in hits] == [("recording", "Lied 0")]
    assert hits[0].id == PUBLIC_IDS.of("recording", told.songs[1])
    assert [one.title for one in snapshot.recordings()] == ["Lied 0"]


def test_lists_are_of_what_was_deposited(told: Told, tmp_path: Path) -> None:
    snapshot = told.open(tmp_path)
    assert [one.name for one in snapshot.artists()] == ["Ada"]
    assert [one.title for one in snapshot.releases()] == ["Platte 0"]
    assert [one.title for one in snapshot.recordings()] == ["Lied 0"]


def test_what_a_source_merged_leads_to_what_it_became(told: Told, tmp_path: Path) -> None:
    first, second = told.theirs.id("recording", "gone first"), told.theirs.id("recording", "gone then")
    told.theirs.add("redirect", entity="recording", old_id=first, id=second)
    told.theirs.add("redirect", entity="recording", old_id=second, id=told.songs[1])
    snapshot = told.open(tmp_path)
    found = snapshot.recording(PUBLIC_IDS.of("recording", first))
    assert found.id == PUBLIC_IDS.of("recording", told.songs[1])
    with pytest.raises(NotFoundError, match="nachklang search"):
        snapshot.artist(PUBLIC_IDS.of("artist", first))


def test_merges_in_a_circle_end(tmp_path: Path) -> None:
    rows = Rows()
    rows.recording("Lied")
    one, two = rows.id("recording", "one"), rows.id("recording", "two")
    rows.add("redirect", entity="recording", old_id=one, id=two)
    rows.add("redirect", entity="recording", old_id=two, id=one)
    with pytest.raises(NotFoundError):
        open_snapshot(tmp_path, rows).recording(PUBLIC_IDS.of("recording", one))


def test_an_id_of_one_kind_is_none_of_another(told: Told, tmp_path: Path) -> None:
    snapshot = told.open(tmp_path)
    with pytest.raises(NotFoundError):
        snapshot.release(PUBLIC_IDS.of("recording", told.songs[0]))
    with pytest.raises(NotFoundError, match="search"):
        snapshot.recording(PUBLIC_IDS.of("recording", 12345))


def test_barcodes_events_and_labels_of_all_rows_are_there(told: Told, tmp_path: Path) -> None:
    label = told.theirs.id("label", "Nova")
    told.theirs.add("label", id=label, name="Nova")
    told.theirs.add("release_label", release_id=told.releases[1], label_id=label, catalogue_number="N 1")
    told.others.add("release_label", release_id=told.releases[2], label_id=None, catalogue_number="N1")
    told.theirs.add("release_event", release_id=told.releases[1], territory="DE", released_year=1999)
    told.others.add("release_event", release_id=told.releases[2], territory=None, released_year=None)
    told.theirs.tables["release"][0] |= {
        "barcode": "4006381333931",
        "status": "official",
        "released_year": 1999,
    }
    told.others.tables["release"][0] |= {"barcode": "0036000291452"}
    view = told.open(tmp_path).release(PUBLIC_IDS.of("release", told.releases[0]))
    assert set(view.barcodes) == {Barcode("4006381333931"), Barcode("0036000291452")}
    assert (view.status, view.released) == ("official", PartialDate(1999))
    assert [(one.name, one.catalogue_number) for one in view.labels] == [("Nova", "N 1"), (None, "N1")]
    assert [(one.territory, one.released) for one in view.events] == [("DE", PartialDate(1999)), (None, None)]
