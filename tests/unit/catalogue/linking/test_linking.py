"""What is joined and what stays apart, on one shelf of hand-made cases that is linked once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.unit.catalogue.linking.shelf import Linked, Shelf, Track

from nachklang.catalogue.engines import EngineSettings, open_engine
from nachklang.catalogue.ids import dense_id, hashed_id

# The engine of a whole module outlives pytest's list of warnings for one test.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


@dataclass
class Case:
    """The shelf, what linking made of it, and ids by the names that the cases gave them."""

    shelf: Shelf
    linked: Linked
    ids: dict[str, int]

    def joined(self, entity: str, *names: str) -> bool:
        return self.linked.joined(entity, *(self.ids[name] for name in names))

    def evidence(self, entity: str, one: str, other: str) -> dict[str, int]:
        return self.linked.evidence(entity, self.ids[one], self.ids[other])


def _albums(shelf: Shelf, source: str, artist: int, name: str, *titles: str) -> None:
    shelf.release(
        source, artist, name, *(Track(title, 150 + 7 * place) for place, title in enumerate(titles))
    )


_GIVEN = ("Carl", "Dora", "Emil", "Frieda", "Gustav", "Hanne", "Ida", "Jakob")
_FAMILIES = ("Adler", "Busch", "Conrad", "Dorn", "Ebert", "Fink", "Graf", "Horn")


def _artists(shelf: Shelf, ids: dict[str, int]) -> None:
    """Namesakes, spellings, scripts, aliases and identifiers."""
    for source, album, titles in (
        ("alpha", "North", ["Cold Morning", "Grey Harbour", "Last Ferry"]),
        ("beta", "Hot Nights", ["Fire Dance", "Salsa Queen", "Rumba Rock"]),
    ):
        ids[f"namesake {source}"] = shelf.artist(source, "John Gray")
        _albums(shelf, source, ids[f"namesake {source}"], album, *titles)
    for source, name in (("alpha", "Anna Löwe"), ("beta", "ANNA LOWE")):
        ids[f"accents {source}"] = shelf.artist(source, name)
        _albums(shelf, source, ids[f"accents {source}"], "Meadows", "Dew on Grass", "Red Poppies")
    for source, name in (("alpha", "Пётр Зайцев"), ("beta", "Pyotr Zaytsev")):
        ids[f"script {source}"] = shelf.artist(source, name)
        _albums(
            shelf,
            source,
            ids[f"script {source}"],
            "Winter",
            "Snowfields at Dusk",
            "Troika Bells",
            "Frozen Lake",
        )
    for source, name in (("alpha", "山本さくら"), ("beta", "Sakura Yamamoto")):
        ids[f"signs {source}"] = shelf.artist(source, name)
        _albums(
            shelf,
            source,
            ids[f"signs {source}"],
            "Tokyo Rain",
            "Paper Umbrella",
            "Platform Nine",
            "Vending Light",
        )
    ids["alone alpha"] = shelf.artist("alpha", "Quintus Umbrello")
    ids["alone beta"] = shelf.artist("beta", "Quintus Umbrello")
    _albums(shelf, "beta", ids["alone beta"], "Solo", "One Voice")
    for source in ("alpha", "beta", "gamma"):
        ids[f"three {source}"] = shelf.artist(source, "Maria Silva")
    for source, year in (("alpha", 1931), ("beta", 1985)):
        ids[f"born {source}"] = shelf.artist(source, "Gustav Ohm", begun_year=year)
    for source, name in (("alpha", "The Old Name"), ("beta", "Something Else Now")):
        ids[f"renamed {source}"] = shelf.artist(source, name)
        shelf.add(
            "identifier", source, entity="artist", id=ids[f"renamed {source}"], scheme="wikidata", value="Q1"
        )
    for source, item in (("alpha", "Q2"), ("beta", "Q3")):
        ids[f"others {source}"] = shelf.artist(source, "Zeno Quill")
        shelf.add(
            "identifier", source, entity="artist", id=ids[f"others {source}"], scheme="wikidata", value=item
        )
    ids["gid musicbrainz"] = shelf.artist(
        "musicbrainz", "Gilda", id=hashed_id("musicbrainz", "artist", "gid-new")
    )
    ids["gid discogs"] = shelf.artist("discogs", "Gilda With Her Full Name", id=dense_id("discogs", 77))
    shelf.add(
        "identifier", "musicbrainz", entity="artist", id=ids["gid musicbrainz"], scheme="discogs", value="77"
    )
    ids["gid mine"] = shelf.artist("mine", "G.")
    shelf.add(
        "identifier", "mine", entity="artist", id=ids["gid mine"], scheme="musicbrainz", value="gid-old"
    )
    shelf.add(
        "redirect",
        "musicbrainz",
        entity="artist",
        old_id=hashed_id("musicbrainz", "artist", "gid-old"),
        id=ids["gid musicbrainz"],
    )
    ids["merged old"], ids["merged now"] = (
        shelf.artist("gamma", "Twice Told"),
        shelf.artist("gamma", "Told Twice Over"),
    )
    shelf.add("redirect", "gamma", entity="artist", old_id=ids["merged old"], id=ids["merged now"])


def _pair(one: str, other: str, seconds: float, *isrcs: str) -> tuple[Track, Track]:
    """Two titles with one length and the same codes."""
    return Track(one, seconds, isrcs), Track(other, seconds, isrcs)


# A band's recordings, by case: what alpha and what beta says of it.
_TWICE = {
    "live": _pair("Night Bus", "Night Bus (Live)", 210, "DEAAA2400001"),
    "comment": (
        Track("Tunnel", 230, ["DEAAA2400011"]),
        Track("Tunnel", 230, ["DEAAA2400011"], comment="live, 1999: Berlin"),
    ),
    "remaster": _pair("Rail Yard", "Rail Yard (2011 Remaster)", 220, "DEAAA2400002"),
    "remix": _pair("Signal (Kite Remix)", "Signal (Heron Remix)", 240, "DEAAA2400003"),
    "longer": (Track("Junction", 180), Track("Junction", 195)),
    "spelled": (Track("Étoile du Nord", 200.4), Track("ETOILE DU NORD", 201)),
    "typo": _pair("Cable Car Blues", "Cabel Car Blues", 205),
    "part": _pair("Timetable, Pt. I", "Timetable, Pt. II", 185),
    "untimed": (Track("Depot Song", None), Track("Depot Song", None)),
    "coded": (Track("Sleeper", None, ["DEAAA2400006"]), Track("Sleeper", None, ["DEAAA2400006"])),
}
# The same, where beta credits another artist.
_OF_OTHERS = {
    "code": _pair("Platform", "Semaphore", 200, "DEAAA2400004"),
    "cover": _pair("Yesterday Evening", "Yesterday Evening", 200, "DEAAA2400005"),
}


def _chances(shelf: Shelf, ids: dict[str, int]) -> None:
    """Names that meet by chance, and one of whom each source knows something else."""
    for given, family in zip(_GIVEN, _FAMILIES, strict=True):
        shelf.artist("gamma", f"Anna {family}")
        shelf.artist("gamma", f"{given} Smith")
    for source in ("alpha", "beta"):
        ids[f"common {source}"] = shelf.artist(source, "Anna Smith")
        ids[f"visitor {source}"] = shelf.artist(source, "Wanda Kestrel")
        host = shelf.artist(source, f"Host of {source}")
        both = shelf.credit(source, host, ids[f"visitor {source}"])
        shelf.recording(source, both, Track(f"Only {source} Knows It", 260))
    for source, name in (("alpha", "Larmeaiseau"), ("beta", "Luneonois")):
        ids[f"heard {source}"] = shelf.artist(source, name)
        shelf.recording(source, ids[f"heard {source}"], Track("A Rare Evening of Hail", 241))


def _recordings(shelf: Shelf, ids: dict[str, int]) -> None:
    """Versions, lengths, guests and codes of one band that two sources know."""
    band = {source: shelf.artist(source, "Velvet Tram") for source in ("alpha", "beta", "tracks")}
    for source, artist in band.items():
        _albums(shelf, source, artist, "Line Six", "Depot Waltz", "Overhead Wire", "Terminus Song")
    other = shelf.artist("beta", "Completely Different Choir")
    for beta, cases in ((band["beta"], _TWICE), (other, _OF_OTHERS)):
        for name, (one, two) in cases.items():
            ids[f"{name} alpha"] = shelf.recording("alpha", band["alpha"], one)
            ids[f"{name} beta"] = shelf.recording("beta", beta, two)
    both = shelf.credit(
        "alpha", band["alpha"], shelf.artist("alpha", "Nora Finch"), name="Velvet Tram feat. Nora Finch"
    )
    ids["guest alpha"] = shelf.recording("alpha", both, Track("Double Track", 190))
    ids["guest beta"] = shelf.recording("beta", band["beta"], Track("Double Track (feat. Nora Finch)", 190.5))
    _several(shelf, ids, band)


def _several(shelf: Shelf, ids: dict[str, int], band: dict[str, int]) -> None:
    """Add recordings that one source has more than once."""
    alpha = {
        "one source alpha": Track("Deposited", 200, ["DEAAA2400007"]),
        "one source again": Track("Deposited", 200, ["DEAAA2400007"]),
        "close alpha": Track("Twin", 200.0),
        "close too": Track("Twin", 202.5),
    }
    ids |= {name: shelf.recording("alpha", band["alpha"], track) for name, track in alpha.items()}
    ids["close beta"] = shelf.recording("beta", band["beta"], Track("Twin", 200.2))
    _, (standing,) = shelf.release("alpha", band["alpha"], "Single", Track("Points", 201))
    shelf.release("alpha", band["alpha"], "Single Again", Track("Points", recording=standing))
    ids["pressed alpha"] = standing
    for number in range(3):
        track = Track("Points", 201 + number / 2)
        _, (ids[f"pressed {number}"],) = shelf.release("tracks", band["tracks"], f"Pressing {number}", track)


def _releases(shelf: Shelf, ids: dict[str, int]) -> None:
    """Editions, remasters and barcodes."""
    band = {source: shelf.artist(source, "Paper Lighthouse") for source in ("alpha", "beta")}
    tracks = [Track("Lamp Room", 201), Track("Fog Signal", 215), Track("Spiral Stair", 188)]

    def issue(name: str, source: str, title: str, *of: Track, **row: Any) -> None:
        ids[f"{name} {source}"], _ = shelf.release(source, band[source], title, *(of or tracks), **row)

    day = {"released_year": 1997, "released_month": 3, "released_day": 4}
    for source in ("alpha", "beta"):
        group = shelf.add(
            "release_group", source, title="Beacon", artist_credit_id=band[source], type="album"
        )
        ids[f"group {source}"] = group
        issue(
            "same",
            source,
            "Beacon",
            **day,
            barcode="4006381333931",
            label="Cliff",
            number="CL 12",
            release_group_id=group,
        )
    issue(
        "edition",
        "beta",
        "Beacon",
        released_year=2004,
        released_month=9,
        released_day=1,
        barcode="4006381333948",
        label="Cliff",
        number="CL 99",
    )
    issue("remaster", "beta", "Beacon (Remastered)", **day)
    issue(
        "mixed up",
        "alpha",
        "Quay",
        Track("Rope", 100),
        Track("Tar", 110),
        barcode="5901234123457",
        released_year=2001,
    )
    issue(
        "mixed up",
        "beta",
        "Gulls and Other Birds",
        Track("Kittiwake", 300),
        Track("Fulmar", 310),
        barcode="5901234123457",
        released_year=2015,
    )
    issue("bare", "alpha", "Spray", Track("Salt", 120), released_year=1980)
    issue("bare", "beta", "Spray", Track("Salt", 120), released_year=1990)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    work = tmp_path_factory.mktemp("linking")
    shelf, ids = Shelf(), dict[str, int]()
    _artists(shelf, ids)
    _chances(shelf, ids)
    _recordings(shelf, ids)
    _releases(shelf, ids)
    with open_engine(EngineSettings("duckdb", 1 << 30, 2), work) as engine:
        yield Case(shelf, Linked.of(engine, shelf.tables(engine, work / "rows")), ids)


@pytest.mark.parametrize("name", ["accents", "script", "signs", "alone", "visitor", "renamed"])
def test_artists_that_are_the_same(case: Case, name: str) -> None:
    assert case.joined("artist", f"{name} alpha", f"{name} beta")


@pytest.mark.parametrize("name", ["namesake", "three", "born", "others", "common", "heard"])
def test_artists_that_are_not(case: Case, name: str) -> None:
    assert not case.joined("artist", f"{name} alpha", f"{name} beta")


def test_an_identifier_of_another_source_finds_its_row_even_where_that_was_merged_since(case: Case) -> None:
    assert case.joined("artist", "gid musicbrainz", "gid discogs", "gid mine")


def test_a_redirect_joins_rows_of_one_source(case: Case) -> None:
    assert case.joined("artist", "merged old", "merged now")


@pytest.mark.parametrize("name", ["spelled", "typo", "guest", "coded"])
def test_recordings_that_are_the_same(case: Case, name: str) -> None:
    assert case.joined("recording", f"{name} alpha", f"{name} beta")


@pytest.mark.parametrize("name", ["live", "comment", "remaster", "remix", "longer", "part", "untimed"])
def test_recordings_that_are_not(case: Case, name: str) -> None:
    assert not case.joined("recording", f"{name} alpha", f"{name} beta")


@pytest.mark.parametrize("name", ["code", "cover"])
def test_an_isrc_alone_joins_nothing(case: Case, name: str) -> None:
    assert not case.joined("recording", f"{name} alpha", f"{name} beta")


def test_two_recordings_of_one_source_with_one_isrc_stay_two(case: Case) -> None:
    assert not case.joined("recording", "one source alpha", "one source again")


def test_of_two_recordings_of_one_source_the_closer_one_is_joined(case: Case) -> None:
    assert case.joined("recording", "close alpha", "close beta")
    assert not case.joined("recording", "close too", "close beta")


def test_a_source_with_a_recording_for_each_track_may_have_several_in_a_cluster(case: Case) -> None:
    assert case.joined("recording", "pressed alpha", "pressed 0", "pressed 1", "pressed 2")


def test_releases_that_are_the_same(case: Case) -> None:
    assert case.joined("release", "same alpha", "same beta")
    assert case.joined("release_group", "group alpha", "group beta")


@pytest.mark.parametrize("other", ["edition beta", "remaster beta"])
def test_editions_stay_apart(case: Case, other: str) -> None:
    assert not case.joined("release", "same alpha", other)


@pytest.mark.parametrize("name", ["mixed up", "bare"])
def test_releases_that_are_not_the_same(case: Case, name: str) -> None:
    assert not case.joined("release", f"{name} alpha", f"{name} beta")


def test_a_link_says_what_spoke_for_it_and_against_it(case: Case) -> None:
    evidence = case.evidence("recording", "spelled alpha", "spelled beta")
    assert evidence == {"seldom": -12, "title": 10, "artist": 10, "length": 10}


def test_rows_of_both_tables_say_where_they_come_from(case: Case) -> None:
    assert {(row["source"], row["snapshot"]) for row in case.linked.cluster + case.linked.match} == {
        ("identity", "")
    }


def test_a_match_joins_two_rows_of_one_cluster(case: Case) -> None:
    heads = {(row["entity"], row["id"]): row["cluster_id"] for row in case.linked.cluster}
    assert case.linked.match
    for row in case.linked.match:
        assert row["left_id"] < row["right_id"]
        assert heads[row["entity"], row["left_id"]] == heads[row["entity"], row["right_id"]]
        assert 0.95 < row["score"] <= 1
