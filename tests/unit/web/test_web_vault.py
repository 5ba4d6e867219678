"""The page of the vault: what it tells, what it keeps to itself, and that its pictures and tables agree."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from lxml import etree, html
from tests import factories
from tests.unit.web.vault_archive import (
    DAMAGED_DAYS,
    FAR,
    MISSING,
    NEAR,
    OBJECTS,
    OWN,
    SIZE,
    TELLTALES,
    make_empty_archive,
    make_vault_archive,
    object_id,
)
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive, vault_status
from nachklang.preservation.calendar import calendar_of
from nachklang.registry import CopyRecord, CopyState, Hold, TaskKind
from nachklang.web import create_app
from nachklang.web.pictures import bars, calendar_parts
from nachklang.web.templating import day
from nachklang.web.vault import _KINDS, KEPT_SECONDS, WEEKS, PlaceShown, VaultShelf

NOW = datetime(2026, 11, 19, 9, 30, tzinfo=UTC)
"""A Thursday."""
_DAYS = 52 * 7 + 4


class _Then(datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Then":
        return cls(2026, 11, 19, 9, 30, tzinfo=tz)


@pytest.fixture(scope="module", autouse=True)
def _then() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nachklang.archive.preserving.datetime", _Then)
        yield


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(make_vault_archive(tmp_path_factory.mktemp("vault"), NOW)) as archive:
        yield archive


@pytest.fixture(scope="module")
def answer(kept: Archive) -> httpx.Response:
    return Visitor(create_app(kept)).ask("/vault")


@pytest.fixture(scope="module")
def tree(answer: httpx.Response) -> etree._Element:
    return html.document_fromstring(answer.text)


def words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def rows(tree: etree._Element, caption: str) -> list[list[str]]:
    (table,) = [one for one in tree.iter("table") if caption in words(next(one.iter("caption")))]
    (body,) = table.iter("tbody")
    return [[words(cell) for cell in row] for row in body]


def test_the_page_tells_how_the_vault_stands(answer: httpx.Response, tree: etree._Element) -> None:
    assert answer.status_code == 200
    (main,) = tree.iter("main")
    text = words(main)
    sound = 3 * OBJECTS - MISSING - 1
    for fact in (
        f"{OBJECTS} objects, {sound} sound copies in 3 stores",
        "in at least 3 places, 2 of which share neither provider, country nor medium.",
        f"{MISSING} objects lack copies today.",
        "1 object had to be removed by law; of it a record stays.",
        "As of 19 November 2026, 09:30 UTC.",
        f"Not repaired yet: 1 in {OWN}.",
    ):
        assert fact in text


def test_stores_are_told_with_what_lacks_and_the_age_of_the_oldest_check(tree: etree._Element) -> None:
    assert rows(tree, "Sound copies by store") == [
        [OWN, "39", "1", "1.2 GB", "198 days ago"],
        [NEAR, "40", "0", "1.2 GB", "400 days ago"],
        [f"{FAR}out of reach for 2 days", "36", "4", "1.1 GB", "400 days ago"],
    ]


def test_what_waits_is_told_with_its_age(tree: etree._Element) -> None:
    assert rows(tree, "What has still to be done") == [
        [f"Objects in {NEAR}, {OWN}: 2 of 3 copies", "3", "400 days"],
        [f"Objects in {NEAR}: 1 of 3 copies", "1", "3 days"],
        [f"Removals to be carried out in {NEAR}", "1", "9 days"],
        [f"Copies to be made in {FAR}", "4", "2 days"],
        [f"Removals to be carried out in {FAR}", "1", "9 days"],
    ]


def test_damage_is_told_by_day_and_store(tree: etree._Element) -> None:
    newer, older = (NOW - timedelta(days=ago) for ago in DAMAGED_DAYS)
    assert rows(tree, "Damage, newest first") == [
        [day(newer), OWN, "not yet"],
        [day(older), OWN, day(older + timedelta(days=2))],
    ]


@pytest.mark.parametrize("name", TELLTALES)
def test_what_is_not_the_publics_is_known_and_not_on_the_page(
    kept: Archive, answer: httpx.Response, name: str
) -> None:
    known = f"{vault_status(kept)} {kept.settings.copies} {kept.registry.copies.object(object_id(0))}"
    assert TELLTALES[name] in known
    for part in TELLTALES[name].split(", "):
        assert part not in answer.text


def test_no_object_person_folder_or_address_is_on_the_page(kept: Archive, answer: httpx.Response) -> None:
    for number in range(OBJECTS + 2):
        assert object_id(number).rpartition(":")[2] not in answer.text
    ours = answer.text.replace("http://www.w3.org/2000/svg", "").replace(str(kept.settings.id), "")
    assert not re.search(r"urn:|s3:|file:|https?:|hold|notice|/srv|Mustermann|Stadtbibliothek|Austria", ours)
    assert str(kept.settings.folder) not in ours


def test_no_hold_is_told_of_not_even_by_number(tmp_path: Path, answer: httpx.Response) -> None:
    place = make_vault_archive(tmp_path, NOW)
    with Archive.open(place) as archive:
        assert len(archive.registry.removals.holds()) == 1
        hold = Hold("hold-2", object_id(7), "another dispute", NOW)
        archive.registry.removals.hold(hold, factories.a_pending_entry(75, subject=hold.object_id))
        assert len(vault_status(archive).holds) == 2
        again = Visitor(create_app(archive)).ask("/vault").text
    assert _of_the_vault(again) == _of_the_vault(answer.text)


def _of_the_vault(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]


def test_pictures_obey_the_policy_of_the_page(answer: httpx.Response) -> None:
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=)|<image|href=\"data:", answer.text)


def test_pictures_are_well_formed_and_known_shapes_alone(answer: httpx.Response) -> None:
    pictures = [etree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", answer.text, re.DOTALL)]
    assert len(pictures) == 10
    shapes = {str(one.tag) for picture in pictures for one in picture.iter()}
    assert shapes == {"svg", "title", "desc", "g", "rect", "path", "text"}


def test_each_picture_has_a_name_and_says_what_is_to_be_seen(tree: etree._Element) -> None:
    pictures = [one for one in tree.iter("svg") if one.get("role") == "img"]
    assert [one.get("class") for one in pictures] == ["bars", "calendar", "calendar"]
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for picture in pictures:
        named = [picture.find(f".//*[@id='{one}']") for one in picture.get("aria-labelledby", "").split()]
        assert [one.tag for one in named if one is not None] == ["title", "desc"]
        assert all(words(one) for one in named if one is not None)
    others = [one for one in tree.iter("svg") if one.get("role") != "img"]
    assert all(one.get("aria-hidden") == "true" for one in others)


def test_the_calendar_has_a_square_for_each_day_of_a_year(tree: etree._Element) -> None:
    squares = tree.xpath("//svg[@role='img' and @class='calendar']//rect")
    assert len(squares) == _DAYS
    places = {(one.getparent().getparent(), one.get("x"), one.get("y")) for one in squares}
    assert len(places) == _DAYS
    assert {one.get("class") for one in squares} == {f"step-{step}" for step in range(5)} - {"step-1"}
    assert len({one.get("x") for one in squares}) == 27
    assert len({one.get("y") for one in squares}) == 7


def test_the_calendar_and_its_table_agree(kept: Archive, tree: etree._Element) -> None:
    days = [one.getparent() for one in tree.xpath("//svg[@role='img' and @class='calendar']//rect")]
    told = {}
    for group in days:
        read = group.find("title")
        assert (read is None) == (group.find("rect").get("class") == "step-0")
        if read is not None:
            when, _, rest = words(read).partition(": ")
            copies, size = rest.replace(" copy", " copies").split(", ")[:2]
            damaged = "1" if group.find("path") is not None else "0"
            told[when] = [when, copies.removesuffix(" copies"), size, damaged]
    assert rows(tree, "What audits read in all stores") == list(told.values())[::-1]
    calendar = calendar_of(kept.registry.copies.days("2000-01-01"), NOW.date(), WEEKS)
    assert [(day(one.day), str(one.copies)) for one in calendar.days_read()] == [
        (when, copies) for when, copies, *_ in told.values()
    ]
    assert sum(one.find("path") is not None for one in days) == len(DAMAGED_DAYS)


def test_the_legend_names_every_step_and_the_mark(tree: etree._Element) -> None:
    (legend,) = tree.xpath("//ul[@class='legend']")
    most = OBJECTS + 1  # of two copies one was read again, after it had been repaired
    assert [words(one) for one in legend] == [
        "nothing read",
        *(f"up to {most * SIZE / 1e6 / part:.1f} MB" for part in (64, 16, 4)),
        "up to 1.2 GB",
        "damage found",
    ]
    classes = [one.get("class") for one in legend.iter("rect")]
    assert classes == ["step-0", "step-1", "step-2", "step-3", "step-4", "step-2"]


def test_months_are_named_where_they_begin_and_never_over_each_other() -> None:
    for ago in range(366):
        today = date(2026, 11, 19) - timedelta(days=ago)
        for part in calendar_parts(calendar_of([], today, WEEKS)):
            beginnings = [one.x for one in part.months]
            assert all(after - before >= 3 * 14 for before, after in pairwise(beginnings))
            assert all(one.day.day.day == 1 for one in part.months[1:])
            assert part.cells[-1].x + 14 <= part.width


def test_bars_show_what_lacks_however_little_it_is(tree: etree._Element) -> None:
    filled = [one.get("width") for one in tree.xpath("//svg[@class='bars']//rect[@class='sound']")]
    assert filled == ["97.5%", "100.0%", "90.0%"]

    def sound(copies: int, lacking: int) -> float:
        (row,) = bars([PlaceShown(OWN, copies, 0, lacking, None, None)]).rows
        return row.sound

    assert sound(999_999, 1) == 98.5
    assert sound(1, 999_999) == 1.5
    assert [sound(5, 0), sound(0, 5), sound(0, 0)] == [100, 0, 0]


def test_everything_that_can_wait_has_words() -> None:
    assert set(_KINDS) == set(TaskKind)


def test_an_archive_in_which_nothing_happened_has_a_page(visitor: Visitor, archive: Archive) -> None:
    text = visitor.ask("/vault").text
    assert "4 objects, 4 sound copies in 1 store" in text
    assert "Every recording is kept in at least 1 place. This is so for every object today." in text
    assert "<p>Nothing.</p>" in text
    assert str(archive.settings.folder) not in text


def test_an_empty_archive_has_a_page(tmp_path: Path) -> None:
    with Archive.open(make_empty_archive(tmp_path)) as archive:
        text = Visitor(create_app(archive)).ask("/vault").text
    assert "Nothing is kept yet" in text
    assert "No audit has read anything within a year." in text
    assert 'role="img"' not in text


def test_pages_lead_to_the_vault(visitor: Visitor) -> None:
    for address in ("/", "/about"):
        assert 'href="/vault"' in visitor.ask(address).text


def test_a_status_is_added_up_anew_after_some_seconds(tmp_path: Path) -> None:
    place, moment = make_vault_archive(tmp_path, NOW), [1000.0]
    shelf = VaultShelf(clock=lambda: moment[0])
    with Archive.open(place) as archive:
        assert shelf.of(archive).copies == 3 * OBJECTS - MISSING - 1
        lost = CopyRecord(object_id(9), NEAR, "v1", CopyState.DAMAGED, NOW, NOW)
        archive.registry.copies.record([lost])
        moment[0] += KEPT_SECONDS - 0.1
        assert shelf.of(archive).copies == 3 * OBJECTS - MISSING - 1
        moment[0] += 0.2
        assert shelf.of(archive).copies == 3 * OBJECTS - MISSING - 2
