"""The one way to the sound: ranges where it may be played, a reason wherever it may not."""

from dataclasses import replace

import httpx
import pytest
from tests.unit.web.small_archive import (
    FREE,
    NOT_COMMERCIAL,
    ON_THE_PREMISES,
    UNDER_EMBARGO,
    item_id,
    recording_id,
)
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive
from nachklang.model.acts import Act, ActorClass


@pytest.fixture
def original(archive: Archive) -> bytes:
    return archive.content(archive.registry.item(item_id(archive, FREE))).read_bytes()


@pytest.fixture
def audio(archive: Archive) -> str:
    return f"/recordings/{recording_id(archive, FREE)}/audio"


def test_the_original_is_played_unchanged(visitor: Visitor, audio: str, original: bytes) -> None:
    answer = visitor.ask(audio, accept="*/*")
    assert answer.status_code == 200
    assert answer.content == original
    assert answer.headers["content-type"] == "audio/flac"
    assert answer.headers["content-disposition"] == 'inline; filename="invention.flac"'
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "no-cache"


def test_head_says_the_same_without_the_bytes(visitor: Visitor, audio: str, original: bytes) -> None:
    answer = visitor.ask(audio, "HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(original))
    assert answer.headers["etag"]
    assert answer.headers["last-modified"].endswith("GMT")


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-99", 0, 100), ("bytes=1000-", 1000, None), ("bytes=-50", -50, None)],
)
def test_a_range_is_that_part(
    visitor: Visitor, audio: str, original: bytes, asked: str, start: int, stop: int | None
) -> None:
    answer = visitor.ask(audio, range=asked)
    assert answer.status_code == 206
    assert answer.content == original[start:stop]
    first = start % len(original)
    last = first + len(answer.content) - 1
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(original)}"


def test_a_range_outside_is_refused(visitor: Visitor, audio: str, original: bytes) -> None:
    answer = visitor.ask(audio, range=f"bytes={len(original)}-")
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(original)}"


def test_validators_spare_bytes_that_are_known(visitor: Visitor, audio: str, original: bytes) -> None:
    tag = visitor.ask(audio, "HEAD").headers["etag"]
    assert visitor.ask(audio, if_none_match=tag).status_code == 304
    assert visitor.ask(audio, if_none_match='"other"').status_code == 200
    assert visitor.ask(audio, range="bytes=0-9", if_range=tag).status_code == 206
    changed = visitor.ask(audio, range="bytes=0-9", if_range='"other"')
    assert (changed.status_code, len(changed.content)) == (200, len(original))


def test_downloading_is_an_act_of_its_own(visitor: Visitor, archive: Archive, original: bytes) -> None:
    free = visitor.ask(f"/recordings/{recording_id(archive, FREE)}/download")
    assert free.content == original
    assert free.headers["content-disposition"] == 'attachment; filename="invention.flac"'
    for title in (ON_THE_PREMISES, UNDER_EMBARGO, NOT_COMMERCIAL):
        answer = visitor.ask(f"/recordings/{recording_id(archive, title)}/download")
        assert answer.status_code == 403
        assert "may not be downloaded" in answer.text


def test_what_is_not_for_commerce_is_for_the_public(visitor: Visitor, archive: Archive) -> None:
    answer = visitor.ask(f"/recordings/{recording_id(archive, NOT_COMMERCIAL)}/audio", "HEAD")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")


def test_a_commercial_archive_gives_out_nothing_under_a_non_commercial_licence(
    visitor: Visitor, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    commercial = replace(archive.settings, institution_classes=(ActorClass.COMMERCIAL_ARCHIVE,))
    monkeypatch.setattr(archive, "settings", commercial)
    answer = visitor.ask(f"/recordings/{recording_id(archive, NOT_COMMERCIAL)}/audio", accept="*/*")
    assert answer.status_code == 403
    assert "CC-BY-NC-4.0 bars commercial use" in answer.json()["reasons"][0]
    assert visitor.ask(f"/recordings/{recording_id(archive, FREE)}/audio", "HEAD").status_code == 200


def test_writing_to_the_sound_is_not_a_method(visitor: Visitor, audio: str) -> None:
    answer = visitor.ask(audio, "POST")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def _spellings(recording: str, item: str) -> list[str]:
    encoded = "".join(f"%{ord(letter):02x}" for letter in "audio")
    return [
        f"/recordings/{recording}/audio",
        f"/recordings/{recording}/audio/",
        f"/recordings/{recording}/audio//",
        f"//recordings/{recording}/audio".replace("//", "/", 1).replace("/audio", "//audio"),
        f"/RECORDINGS/{recording.upper()}/Audio",
        f"/recordings/{recording}/{encoded}",
        f"/%72ecordings/{recording}%2Faudio",
        f"/recordings/{recording}/audio?download=1&act=preserve",
        f"/items/{item}/audio",
        f"/Items/{item}/AUDIO/",
        f"/recordings/{recording}/download",
        f"/items/{item}/download",
    ]


def _no_byte_of_it(archive: Archive, title: str, answer: httpx.Response) -> bool:
    kept = archive.content(archive.registry.item(item_id(archive, title))).read_bytes()
    return answer.status_code == 403 and kept[:4] not in answer.content


@pytest.mark.parametrize("title", [ON_THE_PREMISES, UNDER_EMBARGO])
def test_no_spelling_goes_round_a_refusal(visitor: Visitor, archive: Archive, title: str) -> None:
    for address in _spellings(recording_id(archive, title), item_id(archive, title)):
        assert _no_byte_of_it(archive, title, visitor.ask(address, range="bytes=0-")), address


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_no_method_goes_round_a_refusal(visitor: Visitor, archive: Archive, method: str) -> None:
    recording, item = recording_id(archive, ON_THE_PREMISES), item_id(archive, ON_THE_PREMISES)
    for address in (f"/recordings/{recording}/audio", f"/items/{item}/audio/", f"/items/{item}/download"):
        assert _no_byte_of_it(archive, ON_THE_PREMISES, visitor.ask(address, method)), address


@pytest.mark.parametrize(
    "headers",
    [{"range": "bytes=0-9"}, {"x_http_method_override": "GET"}, {"if_none_match": "*"}],
)
def test_no_header_goes_round_a_refusal(visitor: Visitor, archive: Archive, headers: dict[str, str]) -> None:
    address = f"/recordings/{recording_id(archive, ON_THE_PREMISES)}/audio"
    assert _no_byte_of_it(archive, ON_THE_PREMISES, visitor.ask(address, **headers))


def test_a_refusal_gives_the_reason_to_people_and_to_programs(visitor: Visitor, archive: Archive) -> None:
    address = f"/recordings/{recording_id(archive, ON_THE_PREMISES)}/audio"
    item = archive.registry.item(item_id(archive, ON_THE_PREMISES))
    reasons = archive.decide(Act.STREAM, item).reasons()
    page, data = visitor.ask(address), visitor.ask(address, accept="audio/*,*/*")
    assert page.headers["content-type"].startswith("text/html")
    assert "This recording may not be played here" in page.text
    assert f'href="{address.removesuffix("/audio")}"' in page.text
    assert "agreement A-1 covers" in page.text
    assert data.headers["content-type"] == "application/problem+json"
    assert data.json()["code"] == "not-permitted"
    assert data.json()["reasons"] == list(reasons)


def test_spellings_that_mean_nothing_give_nothing(visitor: Visitor, archive: Archive) -> None:
    recording = recording_id(archive, FREE)
    for address in (
        f"/recordings/{recording}/audio.flac",
        f"/vault/{recording}",
        f"/recordings/{recording}/original",
    ):
        assert visitor.ask(address).status_code == 404


@pytest.mark.parametrize("gone", [0, 4], ids=["the file", "the whole object"])
def test_bytes_that_are_gone_are_a_fault_of_the_archive(
    visitor: Visitor, archive: Archive, gone: int
) -> None:
    item = archive.registry.item(item_id(archive, NOT_COMMERCIAL))
    path = archive.content(item)
    lost = (path, *path.parents)[gone]
    away = lost.rename(archive.settings.folder / "away")
    try:
        data = visitor.ask(f"/items/{item.id}/audio", accept="*/*")
        page = visitor.ask(f"/items/{item.id}/audio")
    finally:
        away.rename(lost)
    assert (data.status_code, data.json()["code"]) == (500, "unreadable")
    assert "The file cannot be read here" in page.text
    assert str(archive.settings.folder) not in page.text + data.text
    assert page.headers["cache-control"] == "no-cache"
