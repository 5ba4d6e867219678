"""The page of the vault after a year, in light and dark, on a small phone and a wide screen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import served
from tests.unit.web.vault_archive import FAR, make_vault_archive

pytestmark = pytest.mark.browser
_SCREENS = {"small-phone": (360, 740), "wide": (1280, 800)}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = make_vault_archive(tmp_path_factory.mktemp("vault"), datetime.now(UTC))
    with served(place) as address:
        yield f"{address}/vault"


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Literal["light", "dark"]:
    chosen: Literal["light", "dark"] = request.param
    return chosen


@pytest.fixture(scope="module", params=list(_SCREENS))
def screen(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def page(browser: Browser, scheme: Literal["light", "dark"], screen: str) -> Iterator[Page]:
    width, height = _SCREENS[screen]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    yield context.new_page()
    context.close()


def test_the_page_is_accessible_and_fits_closed_and_opened(
    page: Page, address: str, shots: Path, scheme: str, screen: str
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    page.screenshot(path=shots / f"vault-year-{screen}-{scheme}.png", full_page=True)
    for opened in (False, True):
        if opened:
            for summary in page.locator("summary").all():
                summary.click()
            page.screenshot(path=shots / f"vault-year-open-{screen}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    assert said == []


def test_pictures_have_names_and_lie_within_the_page(page: Page, address: str, screen: str) -> None:
    page.goto(address)
    pictures = page.get_by_role("img")
    expect(pictures).to_have_count(3)
    expect(page.get_by_role("img", name="Sound copies by store")).to_be_visible()
    first, second = (page.get_by_role("img", name="Audits day by day").nth(number) for number in range(2))
    above, below = first.bounding_box(), second.bounding_box()
    assert above is not None
    assert below is not None
    stacked = below["y"] >= above["y"] + above["height"]
    assert stacked == (screen == "small-phone")
    for mark in page.locator("main svg text, main svg rect").all()[::7]:
        box = mark.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= _SCREENS[screen][0]


def test_steps_and_marks_differ_in_colour_from_each_other_and_from_paper(page: Page, address: str) -> None:
    page.goto(address)
    colours = page.evaluate(
        "['.legend .step-1', '.legend .step-2', '.legend .step-3', '.legend .step-4', '.legend .damage']"
        ".map(shape => getComputedStyle(document.querySelector(shape)).fill)"
        ".concat(getComputedStyle(document.body).backgroundColor)"
    )
    assert len(set(colours)) == 6
    assert "none" not in colours


def test_what_lacks_can_be_seen(page: Page, address: str) -> None:
    page.goto(address)
    whole, sound = page.locator(".bars .whole").last, page.locator(".bars .sound").last
    outer, inner = whole.bounding_box(), sound.bounding_box()
    assert outer is not None
    assert inner is not None
    assert inner["width"] / outer["width"] == pytest.approx(0.9, abs=0.01)
    expect(page.get_by_role("row").filter(has_text=FAR).first).to_contain_text("out of reach for 2 days")
