"""A sound archive plays what is out of commerce: once six months have passed, and not a day before."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.audio_fixtures import tone, write_flac
from tests.commands import accept, new_archive, run
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive
from nachklang.web.app import create_app

STATUTE = "VGG §§ 52 to 52e; UrhG §§ 61d to 61g"
DAY = timedelta(days=1)

ISRCS = {"waited": "DE-ABC-26-00001", "waiting": "DE-ABC-26-00002"}

DESCRIPTION = """\
[[agreement]]
reference = "D-1"
acts = ["describe"]

[[circumstance]]
kind = "in-collection"
statement = "Bought in 1961, inventory 12"

[defaults.rights.recording]
agreement = "D-1"
[defaults.rights.composition]
agreement = "D-1"
[defaults.rights.performance]
agreement = "D-1"
"""

FILE = """
[[file]]
path = "{name}.flac"
title = "Schellack {name}"
isrc = "{isrc}"
"""

RECORD = """
[[mandate]]
layers = ["recording", "composition", "performance"]
basis = "out-of-commerce"
reference = "portal {name}"
territory = "DE"
recorded_on = {on}
statement = "entry in the portal"
[mandate.scope]
isrcs = ["{isrc}"]
"""


@dataclass(frozen=True)
class Site:
    """The archive, its visitor, and the day on which it was made."""

    folder: Path
    archive: Archive
    visitor: Visitor
    today: date

    def status(self, name: str, act: str = "audio") -> int:
        address = f"/recordings/{self.recording(name)}/{act}"
        return self.visitor.ask(address, accept="*/*").status_code

    def recording(self, name: str) -> str:
        snapshot = self.archive.catalogue.latest()
        assert snapshot is not None
        (found,) = [one.id for one in snapshot.recordings() if one.title == f"Schellack {name}"]
        return found

    def panel(self, name: str) -> str:
        page = self.visitor.ask(f"/recordings/{self.recording(name)}").text
        assert ("<audio" in page) == (self.status(name) == 200)
        found = re.search(r'<section class="notice why".*?</section>', page, re.DOTALL)
        assert found is not None
        return found[0]


def six_months_after(day: date) -> date:
    """Return the same day of the month, or else the last one."""
    year, month = day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_recorded_that_waited(today: date) -> date:
    """Return the last day whose six months are over today: the day after it has to wait."""
    day = today
    while six_months_after(day) >= today:
        day -= DAY
    return day


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("out-of-commerce")
    folder = new_archive(home / "archive", "--institution-class", "sound-heritage-body")
    today = datetime.now(UTC).date()
    waited = last_recorded_that_waited(today)
    music = home / "music"
    music.mkdir()
    described, recorded = DESCRIPTION, ""
    for later, (name, isrc) in enumerate(ISRCS.items()):
        write_flac(music / f"{name}.flac", tone(0.1 + 0.1 * later))
        described += FILE.format(name=name, isrc=isrc)
        recorded += RECORD.format(name=name, isrc=isrc, on=waited + later * DAY)
    (music / "deposit.toml").write_text(described)
    (home / "records.toml").write_text(recorded)
    report = accept(folder, music)
    assert {one["status"] for one in report["files"] if one["name"].endswith(".flac")} == {"accepted"}
    run("--archive", folder, "rights", "record", home / "records.toml")
    with Archive.open(folder) as archive:
        yield Site(folder, archive, Visitor(create_app(archive)), today)


def test_it_plays_once_the_six_months_have_passed_and_not_a_day_before(site: Site) -> None:
    assert site.status("waited") == 200
    assert site.status("waiting") == 403
    assert {site.status(name, "download") for name in ("waited", "waiting")} == {403}


def test_the_panel_cites_the_statute(site: Site) -> None:
    text = site.panel("waited")
    assert "This recording may be played here" in text
    assert "The law permits it, as it can no longer be bought and nobody has objected" in text
    assert text.count(STATUTE) == 3
    assert "Answered for a sound heritage body in Germany" in text


def test_the_panel_of_what_waits_says_until_when(site: Site) -> None:
    text = site.panel("waiting")
    tomorrow = site.today + DAY
    assert "This recording may not be played here" in text
    assert "A procedure was begun, and its waiting time is not over" in text
    assert "only to institutions or persons of another kind" not in text
    assert STATUTE in text
    assert f"From {tomorrow.day} {tomorrow:%B %Y} on, this recording may be played here" in text


def test_the_commands_say_what_the_site_does(site: Site) -> None:
    def counted(*words: str) -> dict[bool, int]:
        words = ("rights", "decide", "--act", "stream", *words, "--json")
        answers = run("--archive", site.folder, *words).json["answers"]
        return {one["permitted"]: one["items"] for one in answers}

    assert counted() == {True: 1, False: 1}
    assert counted("--on", str(site.today + DAY)) == {True: 2}
    assert counted("--actor", "public") == {False: 2}
    tomorrow = str(site.today + DAY)
    (turn,) = run("--archive", site.folder, "rights", "diff", "--to", tomorrow, "--json").json["turns"]
    assert (turn["act"], turn["actor"], turn["gained"], turn["items"]) == ("stream", "archive", True, 1)


def test_the_pages_of_both_are_there_for_the_public(site: Site) -> None:
    for name in ("waited", "waiting"):
        data = site.visitor.ask(f"/recordings/{site.recording(name)}.json", accept="*/*").json()
        (decisions,) = [one["acts"] for one in data["items"]]
        assert decisions["describe"]["actor"] == "public"
        assert decisions["describe"]["permitted"]
        assert decisions["stream"]["actor"] == "sound-heritage-body"
