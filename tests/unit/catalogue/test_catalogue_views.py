"""Items become recordings, releases and artists that can be looked up."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.factories import a_description, a_full_signature, an_item

from nachklang.catalogue import Catalogue, Counts, Snapshot, credit_text
from nachklang.errors import NotFoundError
from nachklang.model.dates import Duration, PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode
from nachklang.model.items import CreditedName, Description, Item
from nachklang.model.mandates import RightsSignature

Build = Callable[[Iterable[Item]], Snapshot]


def described(number: int, **changes: object) -> Item:
    return an_item(number, description=a_description(number, **changes))


def recording_id(snapshot: Snapshot, item: Item) -> str:
    found = snapshot.recording_of_item(item.id)
    assert found is not None
    return found


def test_a_recording_has_everything_that_its_item_says(build: Build) -> None:
    description = a_description(7, iswc=ISWC.parse("T-034.524.680-1"), composers=("Bach", "Ada Klang"))
    item = replace(an_item(7, description=description), rights=a_full_signature())
    snapshot = build([item])
    view = snapshot.recording(recording_id(snapshot, item))
    assert view.title == "Invention No. 7"
    assert credit_text(view.artists) == "Ada Klang feat. Björk Ågren"
    assert [one.name for one in view.composers] == ["Bach", "Ada Klang"]
    assert view.composers[1].id == view.artists[0].id
    assert (view.duration, view.item_ids) == (Duration(2000), (item.id,))
    assert (view.recorded, view.published) == (PartialDate(1930), PartialDate(1931, 2, 3))
    assert (view.isrcs, view.iswcs) == (description.isrcs, (description.iswc,))
    (place,) = view.appearances.rows
    assert (place.release.title, place.disc, place.position, place.number) == ("Zweistimmig", 1, 1, "7")
    (provenance,) = view.provenances
    assert (provenance.source, provenance.source_id) == ("deposits", item.id)
    assert provenance.snapshot == item.deposit_id


def test_a_release_has_media_and_tracks_in_order(build: Build) -> None:
    places = {1: (2, 2), 2: (1, 9), 3: (1, None), 4: (1, 3), 5: (2, 1)}
    items = [
        described(n, disc=disc, track=track, barcode=Barcode("036000291452"), catalogue_number="NK 1")
        for n, (disc, track) in places.items()
    ]
    snapshot = build(items)
    (summary,) = snapshot.releases()
    release = snapshot.release(summary.id)
    assert [medium.position for medium in release.media] == [1, 2]
    titles = [[(t.position, t.number, t.title[-1]) for t in medium.tracks] for medium in release.media]
    assert titles == [[(1, "3", "4"), (2, "9", "2"), (3, None, "3")], [(1, "1", "5"), (2, "2", "1")]]
    assert (summary.tracks, summary.released) == (5, PartialDate(2026, 11))
    assert release.barcodes == (Barcode("0036000291452"),)
    assert [(label.name, label.catalogue_number) for label in release.labels] == [("Eigenverlag", "NK 1")]
    assert release.media[0].tracks[0].recording.item_ids == (items[3].id,)
    assert credit_text(release.artists) == "Ada Klang"


def test_two_tracks_of_one_number_both_get_a_place(build: Build) -> None:
    snapshot = build([described(n, track=1) for n in (1, 2)])
    (summary,) = snapshot.releases()
    assert [track.position for track in snapshot.release(summary.id).media[0].tracks] == [1, 2]


def test_an_item_without_release_is_a_recording_without_track(build: Build) -> None:
    item = described(1, release=None)
    snapshot = build([item])
    view = snapshot.recording(recording_id(snapshot, item))
    assert (view.appearances.rows, snapshot.releases()) == ((), [])
    assert view.published == PartialDate(2026, 11)


def test_the_date_of_a_release_is_not_that_of_its_recordings(build: Build) -> None:
    snapshot = build([an_item(1)])
    assert snapshot.recording(recording_id(snapshot, an_item(1))).published is None


@pytest.mark.parametrize(
    ("changes", "releases"),
    [
        ({"release": "  ZWEISTIMMIG "}, 1),
        ({"release": "Dreistimmig"}, 2),
        ({"release_artists": (CreditedName("ada  klang"),)}, 1),
        ({"release_artists": (CreditedName("Björk Ågren"),)}, 2),
        ({"barcode": Barcode("4006381333931")}, 2),
        ({"label": "Anderer Verlag"}, 2),
        ({"label": "EIGENVERLAG", "released": None}, 1),
    ],
)
def test_a_release_is_title_artists_and_barcode_or_label(
    build: Build, changes: dict[str, object], releases: int
) -> None:
    assert len(build([an_item(1), described(2, **changes)]).releases()) == releases


def test_without_release_artists_only_one_deposit_makes_one_release(build: Build) -> None:
    hits = [described(n, release="Greatest Hits", release_artists=()) for n in (1, 2, 3)]
    snapshot = build([*hits[:2], replace(hits[2], deposit_id="deposit-2")])
    assert sorted(release.tracks for release in snapshot.releases()) == [1, 2]
    assert all(release.artists == () for release in snapshot.releases())


def test_a_release_takes_the_date_that_one_of_its_items_has(build: Build) -> None:
    snapshot = build([described(1, released=None), described(2, released=PartialDate(1999, 5, 4))])
    assert [release.released for release in snapshot.releases()] == [PartialDate(1999, 5, 4)]


def test_artists_are_one_by_name_and_shown_as_spelt_most(build: Build) -> None:
    spellings = ["BJÖRK", "Björk", "Björk", "björk ", "Bjork"]
    items = [
        described(n, artists=(CreditedName(name),), release=None, composers=())
        for n, name in enumerate(spellings, start=1)
    ]
    snapshot = build(items)
    assert [(artist.name, artist.recordings) for artist in snapshot.artists()] == [("Bjork", 1), ("Björk", 4)]
    printed = {recording.item_ids[0]: recording.artists[0].name for recording in snapshot.recordings()}
    assert [printed[item.id] for item in items] == spellings


def test_an_artist_has_releases_recordings_and_compositions(build: Build) -> None:
    snapshot = build([an_item(1), described(2, release=None, composers=("Ada Klang",))])
    (ada,) = [artist for artist in snapshot.artists() if artist.name == "Ada Klang"]
    view = snapshot.artist(ada.id)
    assert [recording.title[-1] for recording in view.recordings.rows] == ["1", "2"]
    assert [recording.title[-1] for recording in view.compositions.rows] == ["2"]
    assert [release.title for release in view.releases.rows] == ["Zweistimmig"]
    assert (ada.recordings, ada.compositions) == (2, 1)


def test_one_isrc_on_two_recordings_joins_nothing(build: Build) -> None:
    shared, own = ISRC("DEABC", "26", "00001"), ISRC("DEABC", "26", "00002")
    snapshot = build([described(1, isrcs=(shared,)), described(2, isrcs=(own, shared))])
    assert [recording.title[-1] for recording in snapshot.by_isrc(shared)] == ["1", "2"]
    assert [recording.isrcs for recording in snapshot.by_isrc(own)] == [(shared, own)]
    assert snapshot.by_isrc(ISRC("DEABC", "26", "00003")) == []
    assert snapshot.counts().isrcs == 2


def test_counts(build: Build) -> None:
    snapshot = build([an_item(1), an_item(2), described(3, release=None)])
    assert snapshot.counts() == Counts(recordings=3, releases=1, artists=3, isrcs=3)
    assert snapshot.info.rows["holding"] == 3


def test_an_empty_archive_is_a_catalogue_too(build: Build) -> None:
    snapshot = build([])
    assert snapshot.counts() == Counts(0, 0, 0, 0)
    assert (snapshot.recordings(), snapshot.releases(), snapshot.artists()) == ([], [], [])
    assert snapshot.search("anything") == []


def test_an_item_given_twice_counts_once(standing: Catalogue, build: Build) -> None:
    assert build([an_item(1), an_item(1)]) is standing.latest()
    assert build([an_item(1), an_item(1)]).info.number == 1


def test_pages_follow_each_other(build: Build) -> None:
    snapshot = build([an_item(n) for n in range(1, 8)])
    whole = snapshot.recordings(limit=100)
    pages = [snapshot.recordings(offset=offset, limit=3) for offset in (0, 3, 6, 9)]
    assert [one for page in pages for one in page] == whole
    assert [one.title[-1] for one in whole] == list("1234567")
    assert snapshot.recordings(offset=-1, limit=-1) == []


@pytest.mark.parametrize("unknown", ["", "x", "\0", "\ud800", "' or 1=1 --", "x" * 100_000])
def test_what_is_not_there_is_named(standing: Catalogue, unknown: str) -> None:
    snapshot = standing.latest()
    assert snapshot is not None
    for look_up in (snapshot.recording, snapshot.release, snapshot.artist):
        with pytest.raises(NotFoundError, match="look for it"):
            look_up(unknown)
    assert snapshot.recording_of_item(unknown) is None


def test_a_bare_item_has_a_page(build: Build) -> None:
    item = replace(an_item(1, description=Description("Ohne alles")), rights=RightsSignature())
    snapshot = build([item])
    view = snapshot.recording(recording_id(snapshot, item))
    assert (view.artists, view.composers, view.isrcs, view.appearances.rows) == ((), (), (), ())


def test_threads_get_the_answers_that_one_gets(build: Build) -> None:
    snapshot = build([an_item(n) for n in range(1, 6)])
    ids = [one.id for one in snapshot.recordings()]
    expected = [snapshot.recording(one) for one in ids]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(snapshot.recording, ids * 6)) == expected * 6
        assert all(len(hits) == 5 for hits in threads.map(snapshot.search, ["invention"] * 20))
