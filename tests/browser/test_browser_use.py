"""Using the site: listening, being refused, searching, with and without scripts, by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Site, do_without
from tests.unit.web.far_away import ARTIST, RELEASE
from tests.unit.web.small_archive import FREE, NOT_COMMERCIAL

from nachklang.web.templating import STATIC_FOLDER

pytestmark = pytest.mark.browser

# The site's own policy forbids the eval that Playwright's wait_for_function needs: the page waits itself.
_WAIT = """(audio, [event, seconds]) => new Promise((done, fail) => {
    const look = () => audio.readyState > 0 && audio.currentTime >= seconds && done(audio.currentTime);
    audio.addEventListener(event, look);
    audio.addEventListener("error", () => fail(new Error(audio.error.message)));
    setTimeout(() => fail(new Error(`at ${audio.currentTime} s only, paused: ${audio.paused}`)), 20000);
    look();
})"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """Open a page in which no script runs."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_recording_really_plays(page: Page, site: Site) -> None:
    page.goto(site.address + site.free)
    audio = page.locator("audio")
    expect(audio).to_have_js_property("paused", value=True)
    page.locator("audio").evaluate(_WAIT, ["loadedmetadata", 0])
    assert round(page.evaluate("document.querySelector('audio').duration")) == 30
    audio.focus()
    page.keyboard.press("Space")
    assert audio.evaluate(_WAIT, ["timeupdate", 0.5]) < 30
    assert page.evaluate("document.querySelector('audio').error") is None


def test_a_file_that_the_browser_cannot_play_is_said_to_be_one(page: Page, site: Site) -> None:
    told = page.get_by_text("This browser cannot play")
    page.goto(site.address + site.free)
    page.locator("audio").evaluate(_WAIT, ["loadedmetadata", 0])
    expect(told).to_be_hidden()
    page.route("**/audio", lambda asked: asked.fulfill(body=b"no sound at all", content_type="audio/aiff"))
    page.goto(site.address + site.free)
    expect(told).to_be_visible()
    expect(told).to_contain_text("Download the original")


def test_seeking_asks_for_a_range_and_plays_on_from_there(page: Page, site: Site) -> None:
    parts: list[str] = []
    page.on("response", lambda answer: parts.append(answer.headers.get("content-range", "")))
    page.goto(site.address + site.free)
    page.locator("audio").evaluate(_WAIT, ["loadedmetadata", 0])
    page.evaluate("document.querySelector('audio').currentTime = 20")
    page.locator("audio").focus()
    page.keyboard.press("Space")
    assert page.locator("audio").evaluate(_WAIT, ["timeupdate", 20.3]) < 30
    assert page.evaluate("document.querySelector('audio').seekable.end(0)") > 29
    assert any(part.startswith("bytes 0-") for part in parts)


def test_what_may_not_be_streamed_has_no_player_and_a_reason(page: Page, site: Site) -> None:
    for address, reason in (
        (site.refused, "agreement A-1 covers"),
        (site.embargoed, "Not before the first concert."),
    ):
        page.goto(site.address + address)
        expect(page.locator("audio")).to_have_count(0)
        notice = page.get_by_role("region", name="This recording may not be played here")
        expect(notice).to_contain_text(reason)
        expect(page.get_by_role("link", name="Download the original")).to_have_count(0)


def test_the_reasons_are_told_in_the_language_of_the_visitor(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="de-AT", java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address + site.refused)
    panel = page.get_by_role("region", name="Diese Aufnahme darf hier nicht abgespielt werden")
    expect(panel).to_have_attribute("lang", "de")
    expect(panel.get_by_role("img", name="Was erlaubt ist, von wann bis wann")).to_be_visible()
    expect(panel).not_to_contain_text("UrhG", use_inner_text=True)
    panel.get_by_text("Genauer Wortlaut und Fundstelle, auf Englisch: Komposition").click()
    expect(panel).to_contain_text("UrhG", use_inner_text=True)
    panel.get_by_role("link", name="In English").click()
    english = page.get_by_role("region", name="This recording may not be played here")
    expect(english).to_have_attribute("lang", "en")
    expect(english).to_be_in_viewport()
    expect(english).to_contain_text("There is an agreement, but it does not cover this.")
    context.close()


def test_no_address_of_the_sound_goes_round_the_refusal(page: Page, site: Site) -> None:
    spellings = [
        f"{site.refused}/audio",
        f"{site.refused}/audio/",
        f"{site.refused.upper()}/AUDIO",
        f"{site.refused}/%61udio",
        f"{site.refused}%2Faudio",
        f"/{site.refused}//audio",
        f"{site.refused}/audio?act=preserve",
        f"{site.refused}/download",
        f"{site.refused_item}/audio",
        f"{site.refused_item}/download",
    ]
    for spelling in spellings:
        for method in ("GET", "HEAD", "POST", "PUT"):
            answer = page.request.fetch(
                site.address + spelling, method=method, headers={"range": "bytes=0-9"}
            )
            assert answer.status == 403, (method, spelling)
    page.goto(site.address + spellings[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("This recording may not be played here")
    expect(page.locator("main")).to_contain_text("agreement A-1 covers")
    page.get_by_role("link", name="Back to the page of the recording").click()
    expect(page).to_have_url(site.address + site.refused)


def test_search_works_without_scripts(plain_page: Page, site: Site) -> None:
    page = plain_page
    page.goto(site.address)
    page.get_by_role("combobox").fill("maple")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(f"{site.address}/search?q=maple")
    page.get_by_role("link", name=NOT_COMMERCIAL).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NOT_COMMERCIAL)
    expect(page.locator("audio")).to_be_visible()


def test_search_answers_while_one_types(page: Page, site: Site) -> None:
    if not (STATIC_FOLDER / "vendor/htmx.min.js").is_file():
        do_without("htmx is not in place; `make setup` takes it from its package")
    page.goto(site.address)
    box = page.get_by_role("combobox")
    box.press_sequentially("inven", delay=20)
    expect(page.locator("#results").get_by_role("link", name=FREE)).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("1 entry for “inven”")
    expect(page).to_have_url(f"{site.address}/search?q=inven")
    expect(box).to_be_focused()
    box.fill("nothing of the kind")
    expect(page.get_by_role("status")).to_contain_text("Nothing matches")
    expect(page.locator("#results").get_by_role("link")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Nothing matches")
    page.go_back()
    expect(page).to_have_url(f"{site.address}/")


def test_names_complete_themselves_while_one_types(page: Page, site: Site) -> None:
    if not (STATIC_FOLDER / "vendor/htmx.min.js").is_file():
        do_without("htmx is not in place; `make setup` takes it from its package")
    page.goto(site.address)
    box = page.get_by_role("combobox")
    assert box.get_attribute("list") == "completions"
    box.press_sequentially("fer", delay=20)
    expect(page.locator("#completions option")).to_have_count(3)
    values = page.locator("#completions option").evaluate_all("options => options.map(one => one.value)")
    assert set(values) == {ARTIST, RELEASE}
    box.fill(ARTIST)
    expect(page.locator("#results").get_by_role("link", name=ARTIST, exact=True)).to_be_visible()
    box.fill("")
    expect(page.locator("#completions option")).to_have_count(0)


def test_what_is_only_known_has_no_player_and_says_whose_word_it_is(plain_page: Page, site: Site) -> None:
    page = plain_page
    page.goto(site.address + site.known)
    expect(page.locator("audio")).to_have_count(0)
    expect(page.get_by_role("region", name="The archive holds no copy of this recording")).to_be_visible()
    page.get_by_role("link", name=ARTIST).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ARTIST)
    page.get_by_role("link", name="All 60 recordings").click()
    page.get_by_role("link", name="Further in the list").click()
    expect(page.get_by_role("link", name="Fernlied 60")).to_be_visible()


def test_the_keyboard_alone_is_enough(page: Page, site: Site) -> None:
    page.goto(site.address + site.free)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    names = []
    for _ in range(6):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText.trim()"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert names[1:] == ["Search", "Recordings", "Releases", "Artists", "About"]
    page.keyboard.press("Tab")
    expect(page.locator(".credit a").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("audio")).to_be_focused()
    page.keyboard.press("Space")
    page.locator("audio").evaluate(_WAIT, ["timeupdate", 0.2])


def test_skipping_leads_past_the_menu(page: Page, site: Site) -> None:
    page.goto(site.address + site.free)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".credit a").first).to_be_focused()
