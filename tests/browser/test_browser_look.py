"""Every page in light and dark, on a phone and a wide screen: accessible, whole, and as meant."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
_SCREENS = {"phone": (390, 844), "wide": (1440, 900)}


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Literal["light", "dark"]:
    chosen: Literal["light", "dark"] = request.param
    return chosen


@pytest.fixture(scope="module", params=list(_SCREENS))
def screen(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="module")
def page(browser: Browser, scheme: Literal["light", "dark"], screen: str) -> Iterator[Page]:
    width, height = _SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def _names() -> list[str]:
    nothing = Site(*([""] * 10))
    return list(nothing.pages())


@pytest.mark.parametrize("name", _names())
def test_every_page_is_accessible_and_whole(
    page: Page, site: Site, shots: Path, name: str, scheme: str, screen: str
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(site.address + site.pages()[name])
    page.screenshot(path=shots / f"{name}-{screen}-{scheme}.png", full_page=True)

    assert [line for line in said if "Security Policy" in line] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("main, header, footer, nav[aria-label=Main]").count() == 4
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert page.locator("h1").is_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_scheme_is_followed(page: Page, site: Site, scheme: str) -> None:
    page.goto(site.address)
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        ".map(colour => colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0))"
    )
    assert (ink > paper) == (scheme == "dark")


def test_nothing_moves_while_a_page_arrives(page: Page, site: Site) -> None:
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => { window.moved += entry.value; })).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(site.address + site.free, wait_until="networkidle")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.moved") < 0.01


def test_tables_become_entries_on_a_phone(page: Page, site: Site, screen: str) -> None:
    page.goto(site.address + site.free)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Stream", exact=True))
    header, reason = row.get_by_role("rowheader").bounding_box(), row.get_by_role("cell").last.bounding_box()
    assert header is not None
    assert reason is not None
    stacked = reason["y"] >= header["y"] + header["height"] - 1
    assert stacked == (screen == "phone")
    assert page.get_by_role("table").count() == 4


def test_targets_are_large_enough_for_a_finger(page: Page, site: Site, screen: str) -> None:
    page.goto(site.address)
    for link in page.locator("nav[aria-label=Main] a, .search button, .search input").all():
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44, screen


def test_a_printed_page_leaves_out_what_paper_cannot_do(page: Page, site: Site) -> None:
    page.goto(site.address + site.free)
    page.emulate_media(media="print")
    shown = [page.locator(part).is_visible() for part in ("h1", "nav[aria-label=Main]", "audio", "#rights-1")]
    page.emulate_media(media="screen")
    assert shown == [True, False, False, True]
