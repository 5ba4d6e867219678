"""What the archive only knows of: no player, no copy, but whose word it is, under which licence."""

import re

import pytest
from tests.unit.web.far_away import ARTIST, RECORDING, RELEASE, SONGS
from tests.unit.web.small_archive import far_away
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive
from nachklang.catalogue import Identifier, Snapshot
from nachklang.web.origins import links_shown


@pytest.fixture(scope="module")
def snapshot(archive: Archive) -> Snapshot:
    return archive.catalogue.required()


@pytest.fixture(scope="module")
def known(snapshot: Snapshot) -> dict[str, str]:
    return {kind: far_away(snapshot, kind) for kind in ("artist", "release", "recording")}


def test_a_recording_without_a_copy_says_so(visitor: Visitor, known: dict[str, str]) -> None:
    page = visitor.ask(known["recording"])
    assert page.status_code == 200
    for fact in ("holds no copy of this recording", "from MusicBrainz", "AT-XYZ-70-00001", ARTIST, RELEASE):
        assert fact in page.text, fact
    assert "<audio" not in page.text
    assert 'id="rights' not in page.text
    assert 'href="https://creativecommons.org/publicdomain/zero/1.0/"' in page.text
    assert "20261101-001500" in page.text


def test_its_sound_is_not_there(visitor: Visitor, known: dict[str, str]) -> None:
    for act in ("audio", "download"):
        assert visitor.ask(f"{known['recording']}/{act}").status_code == 404


def test_its_data_has_no_items(visitor: Visitor, known: dict[str, str]) -> None:
    data = visitor.ask(f"{known['recording']}.json").json()
    assert (data["items"], data["item_ids"]) == ([], [])
    assert data["provenances"][0]["licence"] == "CC0-1.0"
    assert data["appearances"]["total"] == 1


@pytest.mark.parametrize("kind", ["artist", "release", "recording"])
def test_links_lead_to_the_web_and_nowhere_else(visitor: Visitor, known: dict[str, str], kind: str) -> None:
    text = visitor.ask(known[kind]).text
    assert 'href="https://www.wikidata.org/wiki/Q42"' in text
    assert 'href="https://example.org/ferne"' in text
    assert 'href="javascript' not in text
    assert "javascript:alert(1)" in text


@pytest.mark.parametrize(
    "value", ["javascript:x", "http://[", "//host/x", "file:///etc", "data:text/html,x", ""]
)
def test_what_is_no_web_address_is_no_link(value: str) -> None:
    (shown,) = links_shown("artist", [Identifier("url", value)])
    assert (shown.address, shown.value) == (None, value)


def test_a_release_has_media_events_labels_and_other_editions(
    visitor: Visitor, known: dict[str, str]
) -> None:
    text = visitor.ask(known["release"]).text
    for fact in (
        "12&#34; Vinyl 2: Seite drei",
        "1970-05, Germany",
        "Weit Weg",
        "WW 7",
        "036000291452",
        "Official",
    ):
        assert fact in text, fact
    assert "Other editions" in text
    assert "remastered" in text
    assert text.count('data-label="Held">no<') == 20


def test_a_deposited_release_says_which_tracks_are_held(visitor: Visitor, snapshot: Snapshot) -> None:
    (release,) = snapshot.releases()
    text = visitor.ask(f"/releases/{release.id}").text
    assert text.count('data-label="Held">yes<') == 4


def test_an_artist_shows_the_first_and_leads_to_all(visitor: Visitor, known: dict[str, str]) -> None:
    text = visitor.ask(known["artist"]).text
    for fact in ("Group", "Wien", "1969", "Far Voices", "choir &lt;b&gt;"):
        assert fact in text, fact
    assert text.count(f"{RECORDING} ") == 50
    assert f'href="{known["artist"]}/recordings"' in text
    pages = [visitor.ask(f"{known['artist']}/recordings?page={number}") for number in (1, 2, 3)]
    assert [page.status_code for page in pages] == [200, 200, 404]
    found = [re.findall(rf"{RECORDING} \d\d(?=</a>)", page.text) for page in pages[:2]]
    assert [len(one) for one in found] == [50, SONGS - 50]
    assert found[0] + found[1] == [f"{RECORDING} {number:02}" for number in range(1, SONGS + 1)]
    assert f"{SONGS} recordings" in pages[0].text
    assert 'rel="next"' in pages[0].text
    assert 'rel="prev"' in pages[1].text


def test_every_list_of_an_artist_has_a_page(visitor: Visitor, known: dict[str, str]) -> None:
    assert "2 releases" in visitor.ask(f"{known['artist']}/releases").text
    assert "0 compositions" in visitor.ask(f"{known['artist']}/compositions").text
    assert visitor.ask("/artists/0000/releases").status_code == 404


def test_lists_hold_what_the_archive_holds_and_say_that_there_is_more(visitor: Visitor) -> None:
    for name in ("recordings", "releases", "artists"):
        text = visitor.ask(f"/{name}").text
        assert "Fern" not in text
        assert "All that the catalogue knows of can be" in text


def test_home_tells_what_is_known_and_from_whom(visitor: Visitor) -> None:
    text = visitor.ask("/").text
    assert "4 recordings kept unchanged" in text
    assert "What the catalogue knows" in text
    assert f"<dd>{SONGS + 4}</dd>" in text
    assert re.search(r"MusicBrainz</th>.*20261101-001500.*CC0-1.0", text)


def test_names_complete_themselves_for_the_search_box(visitor: Visitor) -> None:
    options = visitor.ask("/search/complete?q=fern", hx_request="true")
    assert options.headers["cache-control"] == "no-store"
    assert f'<option value="{ARTIST}">' in options.text
    assert f'<option value="{RELEASE}">' in options.text
    assert RECORDING not in options.text
    assert "<html" not in options.text


def test_names_complete_themselves_for_programs(visitor: Visitor, known: dict[str, str]) -> None:
    found = visitor.ask("/search/complete?q=ferne", accept="application/json").json()
    assert found["words"] == "ferne"
    assert found["completions"][0]["address"] == known["artist"]
    assert visitor.ask("/search/complete").json()["completions"] == []


@pytest.mark.parametrize("words", ["%00%ff", "x" * 10_000, "((", "%F0%9F%8E%B5", "*"])
def test_anything_may_be_completed(visitor: Visitor, words: str) -> None:
    assert visitor.ask(f"/search/complete?q={words}").status_code == 200


def test_search_finds_what_is_only_known(visitor: Visitor, known: dict[str, str]) -> None:
    assert f'href="{known["recording"]}"' in visitor.ask(f"/search?q={RECORDING}+01").text
