"""The log's own check in the browser: it believes what it computed, and nothing that it was told."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.conftest import served
from tests.unit.web.log_archive import STRANGE, make_log_archive

from nachklang.archive import Archive
from nachklang.ledger import Checkpoint, Signer

pytestmark = pytest.mark.browser
_SCREENS = {"phone": (390, 844), "wide": (1280, 800)}
COUNT = 66_000
SIZE = COUNT + len(STRANGE)
TRUE = "True: this is entry"

# Bytes 8 to 15 of a file lie within its first hash, or its first entry.
_PLACE = slice(8, 16)


@dataclass(frozen=True, slots=True)
class Log:
    """A log that is being served."""

    address: str
    checkpoint: Checkpoint
    verifier: str


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    place = make_log_archive(tmp_path_factory.mktemp("log"), COUNT)
    with Archive.open(place) as archive:
        checkpoint, verifier = archive.ledger.checkpoint(), archive.ledger.verifier.text
    with served(place) as address:
        yield Log(address, checkpoint, verifier)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def verify(page: Page, log: Log, index: int = 300, key: str | None = None) -> None:
    """Open an entry and have it verified."""
    page.goto(f"{log.address}/log/{index}")
    press(page, log.verifier if key is None else key)


def press(page: Page, key: str) -> None:
    """Have the entry that is open verified with a key."""
    page.get_by_role("textbox").fill(key)
    page.get_by_role("button", name="Verify in your browser").click()


def altered(page: Page, files: str, change: Callable[[bytes], bytes]) -> None:
    """Have files of the log arrive other than they were sent."""

    def answer(route: Route) -> None:
        sent = route.fetch()
        route.fulfill(response=sent, body=change(sent.body()))

    page.route(files, answer)


def flip(content: bytes) -> bytes:
    """Change some bytes, and no lengths."""
    return content[: _PLACE.start] + bytes(one ^ 1 for one in content[_PLACE]) + content[_PLACE.stop :]


def expect_verdict(page: Page, beginning: str, state: Literal["true", "false", "open"]) -> None:
    """Expect what the page says in the end."""
    expect(page.get_by_role("status")).to_contain_text(beginning)
    expect(page.get_by_role("status")).to_have_attribute("data-state", state)


def test_what_was_logged_is_true(page: Page, log: Log) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for index in (0, 255, 256, 65_535, 65_536, COUNT + 2, SIZE - 1):
        verify(page, log, index)
        expect_verdict(page, f"{TRUE} {index:,} of the {SIZE:,} that were signed with this key.", "true")
        expect(page.locator(".checks li[data-state=true]")).to_have_count(4)
    assert said == []


def test_the_whole_is_computed_from_static_files(page: Page, log: Log) -> None:
    page.goto(f"{log.address}/log/300")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(log.address)))
    page.get_by_role("button", name="Verify in your browser").click()
    expect_verdict(page, TRUE, "true")
    asked = [one for one in asked if not one.startswith("/static/")]
    assert [one for one in asked if not re.fullmatch(r"/ledger/(checkpoint|tile/.*)", one)] == []
    assert asked.count("/ledger/tile/entries/001") == 1
    assert len(asked) == len(set(asked))


def test_an_entry_that_arrives_altered_is_false(page: Page, log: Log) -> None:
    altered(page, "**/ledger/tile/entries/**", lambda content: content.replace(b"item-00300", b"item-99999"))
    verify(page, log)
    expect_verdict(page, "False: this page shows other bytes than the log has.", "false")


def test_a_page_that_shows_something_else_is_false(page: Page, log: Log) -> None:
    altered(page, "**/log/300", lambda content: content.replace(b"item-00300", b"item-99999"))
    verify(page, log)
    expect_verdict(page, "False: this page shows other bytes than the log has.", "false")


def test_a_page_and_an_entry_that_agree_on_a_lie_are_false(page: Page, log: Log) -> None:
    for files in ("**/log/300", "**/ledger/tile/entries/**"):
        altered(page, files, lambda content: content.replace(b"item-00300", b"item-99999"))
    verify(page, log)
    expect_verdict(page, "False: the root hash that follows from the entry and the tiles is not", "false")
    expect(page.locator(".checks [data-state=false]")).to_have_count(1)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_tile_that_arrives_altered_is_false(page: Page, log: Log, level: int) -> None:
    change = flip if level < 2 else (lambda content: bytes(one ^ 1 for one in content))
    altered(page, f"**/ledger/tile/{level}/**", change)
    verify(page, log, 65_700 if level == 2 else 300)
    expect_verdict(page, "False: the root hash that follows from the entry and the tiles is not", "false")


def test_a_tile_that_is_torn_is_false(page: Page, log: Log) -> None:
    altered(page, "**/ledger/tile/0/**", lambda content: content[:-1])
    verify(page, log)
    expect_verdict(page, "False: tile/0/001 is torn.", "false")


def test_a_bundle_that_ends_early_is_false(page: Page, log: Log) -> None:
    altered(page, "**/ledger/tile/entries/**", lambda content: content[:600])
    verify(page, log)
    expect_verdict(page, "False: tile/entries/001 ends before entry 300.", "false")


def test_a_checkpoint_of_another_root_is_false_twice(page: Page, log: Log) -> None:
    other = Checkpoint.sign(log.checkpoint.origin, SIZE, bytes(32), Signer.generate(log.checkpoint.origin))
    root = other.note.splitlines()[2].encode()
    altered(
        page,
        "**/ledger/checkpoint",
        lambda note: note.replace(note.splitlines()[2], root),
    )
    verify(page, log)
    expect_verdict(page, "False: the root hash", "false")
    expect(page.locator(".checks [data-state=false]")).to_have_count(2)
    expect(page.locator(".checks")).to_contain_text("the signature is not one of this checkpoint")


def test_a_shorter_checkpoint_is_false(page: Page, log: Log) -> None:
    altered(page, "**/ledger/checkpoint", lambda note: note.replace(b"\n66005\n", b"\n66004\n"))
    verify(page, log)
    expect_verdict(page, "False: the signature is not one of this checkpoint.", "false")
    altered(page, "**/ledger/checkpoint", lambda note: note.replace(b"\n66005\n", b"\n299\n"))
    verify(page, log)
    expect_verdict(page, "False: the checkpoint covers 299 entries, and not this one.", "false")


def test_a_checkpoint_that_somebody_else_signed_is_false(page: Page, log: Log) -> None:
    forger = Signer.generate(log.checkpoint.origin)
    forged = Checkpoint.sign(log.checkpoint.origin, SIZE, log.checkpoint.root_hash, forger).note.encode()
    altered(page, "**/ledger/checkpoint", lambda _: forged)
    verify(page, log)
    expect_verdict(page, "False: the checkpoint is not signed by this key.", "false")
    verify(page, log, key=forger.verifier.text)
    expect_verdict(page, TRUE, "true")


def test_a_file_that_is_no_checkpoint_is_false(page: Page, log: Log) -> None:
    notes = iter([b"\n\n", b"nothing of the kind", b"a\n301\nAAAA\n\n\xe2\x80\x94 a AAAAAAAA\n"])
    altered(page, "**/ledger/checkpoint", lambda _: next(notes))
    page.goto(f"{log.address}/log/300")
    for reason in ("checkpoint cannot be read", "checkpoint cannot be read", "root hash has not 32 bytes"):
        press(page, log.verifier)
        expect_verdict(page, f"False: the {reason}", "false")


def test_the_readers_own_key_decides(page: Page, log: Log) -> None:
    stranger = Signer.generate(log.checkpoint.origin).verifier.text
    elsewhere = Signer.generate("elsewhere.example/log").verifier.text
    page.goto(f"{log.address}/log/300")
    for key, reason in (
        (stranger, "the checkpoint is not signed by this key"),
        (elsewhere, "and the key of elsewhere.example/log"),
        (log.verifier.replace("+A", "+B"), "this is no Ed25519 key"),
        (re.sub(r"\+[0-9a-f]{8}\+", "+00000000+", log.verifier), "does not belong to the key"),
        ("trust me", "this is no verifier key"),
        ("", "this is no verifier key"),
    ):
        press(page, key)
        expect(page.get_by_role("status")).to_contain_text(reason)
        expect_verdict(page, "False: ", "false")
    press(page, f"  {log.verifier}\n")
    expect_verdict(page, TRUE, "true")


def test_a_browser_without_ed25519_says_what_it_could_not_check(page: Page, log: Log) -> None:
    page.add_init_script(
        "crypto.subtle.importKey = async () => { throw new DOMException('', 'NotSupportedError'); }"
    )
    verify(page, log)
    expect_verdict(page, "The root matches; the signature could not be checked by this browser", "open")
    expect(page.locator(".checks [data-state=open]")).to_have_count(1)
    altered(page, "**/ledger/tile/0/**", flip)
    verify(page, log)
    expect_verdict(page, "False: the root hash", "false")


def test_a_browser_without_web_crypto_says_so(page: Page, log: Log) -> None:
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    verify(page, log)
    expect_verdict(page, "Not checked: this page did not come over https", "open")


def test_what_cannot_be_fetched_is_neither_true_nor_false(page: Page, log: Log) -> None:
    for files in ("**/ledger/tile/1/**", "**/ledger/tile/entries/**", "**/ledger/checkpoint"):
        page.route(files, lambda route: route.abort())
        verify(page, log)
        expect_verdict(page, "Not checked: ", "open")
    page.unroute_all()
    verify(page, log)
    expect_verdict(page, TRUE, "true")


def test_without_scripts_the_log_is_read_sieved_and_taken_home(browser: Browser, log: Log) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{log.address}/about")
    page.get_by_role("link", name="Read and check the public log").click()
    page.get_by_label("Kind").select_option("A deposit was refused")
    page.get_by_label("Subject").fill("item-659")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".told")).to_contain_text("Found 10 entries among no. 49,621 to 66,004")
    page.get_by_role("link", name="A deposit was refused").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A deposit was refused")
    expect(page.locator("#shown")).to_contain_text('"subject":"item-65990"')
    expect(page.get_by_role("button", name="Verify")).to_have_count(0)
    expect(page.get_by_text("nachklang ledger check entry-65990.tlog-proof")).to_be_visible()
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Download the receipt").click()
    assert receipt.value.suggested_filename == "entry-65990.tlog-proof"
    page.go_back()
    page.get_by_role("link", name="Search further").click()
    expect(page.locator(".told")).to_contain_text("Found 0 entries")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", list(_SCREENS))
def test_the_pages_are_accessible_and_whole(
    browser: Browser, log: Log, shots: Path, scheme: Literal["light", "dark"], screen: str
) -> None:
    width, height = _SCREENS[screen]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{log.address}/log?subject=item-9")
    _expect_accessible(page, shots / f"log-search-{screen}-{scheme}.png")
    verify(page, log)
    expect_verdict(page, TRUE, "true")
    page.get_by_text("The signed checkpoint", exact=True).click()
    _expect_accessible(page, shots / f"entry-true-{screen}-{scheme}.png")
    altered(page, "**/ledger/tile/entries/**", flip)
    verify(page, log, 256)
    expect_verdict(page, "False: ", "false")
    _expect_accessible(page, shots / f"entry-false-{screen}-{scheme}.png")
    context.close()


def _expect_accessible(page: Page, shot: Path) -> None:
    page.screenshot(path=shot, full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), shot.name
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
