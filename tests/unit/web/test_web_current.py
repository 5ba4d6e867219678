"""Nothing is told of an item on a day on which it may not be described."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

import pytest
from tests.unit.web.small_archive import FREE, ON_THE_PREMISES, item_id, recording_id
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive
from nachklang.web import create_app


class _In2100(datetime):
    """A clock on the day after the agreement of one recording ended."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_In2100":
        return cls(2100, 1, 1, 12, tzinfo=tz)


@pytest.fixture(scope="module")
def recording(archive: Archive) -> str:
    return recording_id(archive, ON_THE_PREMISES)


@pytest.fixture(scope="module")
def later(archive: Archive, recording: str) -> Iterator[Visitor]:  # noqa: ARG001
    """Give a visitor who came while the agreement stood, and asks again after it ended."""
    visitor = Visitor(create_app(archive))
    assert ON_THE_PREMISES in visitor.ask("/recordings").text
    with pytest.MonkeyPatch.context() as patch:
        for module in ("archive.archive", "archive.in_force", "web.current", "web.overview"):
            patch.setattr(f"nachklang.{module}.datetime", _In2100)
        yield visitor
    archive.rebuild_catalogue()


def test_what_may_no_longer_be_described_is_gone_from_every_page(
    later: Visitor, archive: Archive, recording: str
) -> None:
    item = item_id(archive, ON_THE_PREMISES)
    isrc = "DEABC2600003"
    for address in ("/recordings", "/", "/search?q=prelude", f"/search?q={isrc}", "/releases", "/artists"):
        answer = later.ask(address)
        assert answer.status_code == 200
        assert ON_THE_PREMISES not in answer.text, address
    assert FREE in later.ask("/recordings").text
    for address in (f"/recordings/{recording}", f"/recordings/{recording}.json", f"/items/{item}"):
        assert later.ask(address).status_code == 404, address
    snapshot = archive.catalogue.latest()
    assert snapshot is not None
    (release,) = snapshot.releases()
    assert ON_THE_PREMISES not in later.ask(f"/releases/{release.id}").text


def test_a_refusal_tells_no_facts_of_what_may_not_be_described(later: Visitor, archive: Archive) -> None:
    answer = later.ask(f"/items/{item_id(archive, ON_THE_PREMISES)}/audio", accept="*/*")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted")
    assert (answer.json()["reasons"], answer.json()["about"]) == ([], None)
