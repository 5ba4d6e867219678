"""Every page over a real archive: what it says, and what it never says."""

import re
import shutil
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from tests import factories
from tests.unit.web.small_archive import (
    DEPOSITOR,
    FREE,
    NAME,
    NOT_COMMERCIAL,
    ON_THE_PREMISES,
    UNDER_EMBARGO,
    item_id,
    recording_id,
)
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive
from nachklang.errors import FixityError
from nachklang.model.acts import Act, Territory
from nachklang.model.plain import from_plain
from nachklang.registry import Removal
from nachklang.web import create_app


@pytest.fixture(scope="session")
def addresses(archive: Archive) -> list[str]:
    """Every kind of page, each title and each thing of the catalogue among them."""
    snapshot = archive.catalogue.latest()
    assert snapshot is not None
    things = [
        *(f"/recordings/{one.id}" for one in snapshot.recordings()),
        *(f"/releases/{one.id}" for one in snapshot.releases()),
        *(f"/artists/{one.id}" for one in snapshot.artists()),
    ]
    refused = f"/recordings/{recording_id(archive, ON_THE_PREMISES)}/audio"
    lists = [
        "/",
        "/log",
        "/log/0",
        "/search",
        "/search?q=nachklang",
        "/about",
        "/recordings",
        "/releases",
        "/artists",
    ]
    return [*lists, *things, refused, "/no/such/page", "/recordings?page=x"]


def test_pages_carry_the_rules_and_no_inline_code(visitor: Visitor, addresses: list[str]) -> None:
    for address in addresses:
        page = visitor.ask(address)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy, address
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"
        assert '<html lang="en">' in page.text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=)", page.text), address


def test_pages_keep_depositors_and_disks_to_themselves(
    visitor: Visitor, addresses: list[str], archive: Archive
) -> None:
    folder = str(archive.settings.folder)
    for address in [*addresses, f"/recordings/{recording_id(archive, FREE)}.json"]:
        text = visitor.ask(address).text
        assert DEPOSITOR not in text, address
        assert "erika" not in text, address
        assert folder not in text, address
        assert "Traceback" not in text


def test_home_says_what_is_held(visitor: Visitor) -> None:
    text = visitor.ask("/").text
    for fact in (
        NAME,
        "4 recordings kept unchanged. 2 may be heard here by anyone.",
        "Cultural heritage institution",
        "FLAC",
        "Ogg Vorbis",
        "WAV (PCM)",
        "CC0-1.0",
        "CC-BY-NC-4.0",
        "Agreement with the depositor",
        "Newest deposits",
        "2 min",
    ):
        assert fact in text


def test_titles_from_outside_stay_text(visitor: Visitor, archive: Archive) -> None:
    text = visitor.ask(f"/recordings/{recording_id(archive, UNDER_EMBARGO)}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(&#39;Ton&#39;)&lt;/script&gt;" in text


def test_a_recording_that_may_be_played_has_a_player_and_its_rights(
    visitor: Visitor, archive: Archive
) -> None:
    address = f"/recordings/{recording_id(archive, FREE)}"
    text = visitor.ask(address).text
    assert f'src="{address}/audio"' in text
    assert f'href="{address}/download"' in text
    for fact in (
        "DE-ABC-26-00001",
        "4006381333931",
        "44,100 Hz",
        "1, mono",
        "invention.flac",
        "Johann Sebastian Bach",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "UrhG",
        "deposit.toml",
        "Public domain",
        "ingestion",
        "Ledger entry",
        "Deposited as",
    ):
        assert fact.lower() in text.lower(), fact
    assert text.count('class="narrow"><span class="answer yes"') == len(Act)
    assert text.count("Recording and performance: CC0-1.0. Composition: public domain.") == len(Act)


def test_a_recording_that_may_not_be_played_says_why(visitor: Visitor, archive: Archive) -> None:
    text = visitor.ask(f"/recordings/{recording_id(archive, ON_THE_PREMISES)}").text
    assert "<audio" not in text
    assert "This recording may not be played here" in text
    assert "agreement A-1 covers consult, describe and preserve" in text
    assert "agreement.txt" in text
    assert text.count('class="narrow"><span class="answer yes"') == 3


def test_what_may_be_heard_but_not_taken_has_a_player_alone(visitor: Visitor, archive: Archive) -> None:
    address = f"/recordings/{recording_id(archive, NOT_COMMERCIAL)}"
    text = visitor.ask(address).text
    assert f'src="{address}/audio"' in text
    assert "/download" not in text
    assert "To be heard here only." in text


def test_a_prohibition_is_told_with_its_reason(visitor: Visitor, archive: Archive) -> None:
    text = visitor.ask(f"/recordings/{recording_id(archive, UNDER_EMBARGO)}").text
    assert "<audio" not in text
    assert "Not before the first concert." in text
    assert "from 1 January 2026" in text


def test_what_was_removed_by_law_is_gone_and_says_so(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place, tmp_path / "archive")
    with Archive.open(tmp_path / "archive") as archive:
        item = next(iter(archive.registry.items()))
        visitor = Visitor(create_app(archive))
        addresses = [f"/items/{item.id}", visitor.ask(f"/items/{item.id}").headers["location"]]
        removal = Removal(item.object_id, item.id, item.sha512, item.size, "secret order", item.accepted_at)
        archive.registry.removals.decide(removal, ["vault"], factories.a_pending_entry(99))
        for address in (*addresses, f"/items/{item.id}/audio"):
            answer = visitor.ask(address)
            assert answer.status_code == HTTPStatus.GONE, address
            assert "the law asked for it to be removed" in answer.text
            assert "secret order" not in answer.text


def test_credits_are_links_with_the_words_between_as_printed(visitor: Visitor, archive: Archive) -> None:
    text = visitor.ask(f"/recordings/{recording_id(archive, NOT_COMMERCIAL)}").text
    assert re.search(
        r'<a href="/artists/[^"]+">Nachklang</a> feat\. <a href="/artists/[^"]+">Ada Klang</a>', text
    )


def test_data_carries_the_same_decisions(visitor: Visitor, archive: Archive) -> None:
    address = f"/recordings/{recording_id(archive, ON_THE_PREMISES)}"
    answer = visitor.ask(f"{address}.json")
    assert answer.headers["content-type"] == "application/json"
    data = answer.json()
    (held,) = data["items"]
    item = archive.registry.item(held["id"])
    assert (data["title"], data["duration_ms"]) == (ON_THE_PREMISES, 30_000)
    assert held["audio"] is None
    for act in (Act.STREAM, Act.CONSULT, Act.TRAIN):
        decision = archive.decide(act, item)
        assert held["acts"][act]["permitted"] == decision.permitted
        assert held["acts"][act]["decision"] == decision.digest()
        assert held["acts"][act]["reasons"] == list(decision.reasons())
    assert from_plain(Territory, held["acts"]["stream"]["territory"]) == archive.settings.jurisdiction
    assert [event["kind"] for event in held["events"]][-1] == "ingestion"


def test_an_item_leads_to_its_recording(visitor: Visitor, archive: Archive) -> None:
    answer = visitor.ask(f"/items/{item_id(archive, FREE)}")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/recordings/{recording_id(archive, FREE)}"


@pytest.mark.parametrize("words", ["invention", "INVENTION bach", "DEABC2600001", "DE-ABC-26-00001"])
def test_search_finds_as_a_plain_form(visitor: Visitor, words: str) -> None:
    page = visitor.ask("/search?q=" + words.replace(" ", "+"))
    assert FREE in page.text
    assert "<html" in page.text
    assert page.headers["vary"] == "HX-Request"


def test_search_gives_only_the_list_while_somebody_types(visitor: Visitor) -> None:
    first = visitor.ask("/search?q=rag", hx_request="true", hx_current_url="http://archive.test/")
    assert "<html" not in first.text
    assert NOT_COMMERCIAL in first.text
    assert "1 entry for “rag”" in first.text
    assert first.headers["hx-push-url"] == "/search?q=rag"
    then = visitor.ask("/search?q=rag", hx_request="true", hx_current_url="http://archive.test/search?q=ra")
    assert then.headers["hx-replace-url"] == "/search?q=rag"
    assert "hx-push-url" not in then.headers


def test_search_says_where_a_letter_differs(visitor: Visitor) -> None:
    page = visitor.ask("/search?q=inventian")
    assert FREE in page.text
    assert re.search(r"Nothing matches “inventian”; \w[^<]* one letter away", page.text)
    assert "one letter away" not in visitor.ask("/search?q=invention").text


@pytest.mark.parametrize(
    "words", ["", "%22", "((", "AND OR NOT", "%00%ff", "x" * 5000, "*", "title:", "<script>"]
)
def test_search_takes_any_words(visitor: Visitor, words: str) -> None:
    page = visitor.ask(f"/search?q={words}")
    assert page.status_code == 200
    assert "<script>" not in page.text


def test_search_takes_any_address_that_somebody_says_to_come_from(visitor: Visitor) -> None:
    for came_from in ("http://[::1", "\\\\", "javascript:alert(1)", "/search"):
        answer = visitor.ask("/search?q=rag", hx_request="true", hx_current_url=came_from)
        assert answer.status_code == 200, came_from


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/no/such/page", "GET", 404),
        ("/recordings/0000", "GET", 404),
        ("/recordings/0000.json", "GET", 404),
        ("/recordings/0000/audio", "GET", 404),
        ("/items/0000/audio", "GET", 404),
        ("/releases/%2e%2e%2f%2e%2e", "GET", 404),
        ("/static/../app.py", "GET", 404),
        ("/static/%2e%2e/app.py", "GET", 404),
        ("/recordings?page=0", "GET", 400),
        ("/recordings?page=%D9%A1", "GET", 400),
        ("/recordings?page=2", "GET", 404),
        ("/search", "POST", 405),
        ("/about", "DELETE", 405),
    ],
)
def test_errors_are_pages_for_browsers_and_data_for_programs(
    visitor: Visitor, address: str, method: str, status: int
) -> None:
    page = visitor.ask(address, method)
    assert page.status_code == status
    data = visitor.ask(address, method, accept="*/*")
    assert data.status_code == status
    assert data.headers["content-type"] == "application/problem+json"
    assert data.json()["status"] == status
    if not address.endswith(".json"):
        assert page.headers["content-type"].startswith("text/html")
        assert data.json()["title"] in page.text


def test_healthz_is_short(visitor: Visitor) -> None:
    assert visitor.ask("/healthz").text == "ok\n"


@pytest.mark.parametrize("fault", [FixityError("/srv/vault/x: altered"), RuntimeError("/srv/vault/x")])
def test_a_fault_is_a_page_without_inner_facts(archive: Archive, fault: Exception) -> None:
    def broken(_: object) -> None:
        raise fault

    app = create_app(archive)
    app.add_route("/broken", broken)  # type: ignore[arg-type]
    page = Visitor(app).ask("/broken")
    assert page.status_code == 500
    assert "Something went wrong here" in page.text
    assert "/srv" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_lists_turn_pages(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nachklang.web.browse.PAGE_ROWS", 3)
    visitor = Visitor(create_app(archive))
    first, last = visitor.ask("/recordings"), visitor.ask("/recordings?page=2")
    links: Callable[[str], list[str]] = lambda text: re.findall(r'class="title" href="([^"]+)"', text)  # noqa: E731
    assert len(links(first.text)) == 3
    assert len({*links(first.text), *links(last.text)}) == 4
    assert 'rel="next" href="/recordings?page=2"' in first.text
    assert 'rel="prev" href="/recordings?page=1"' in last.text
    assert 'rel="next"' not in last.text
