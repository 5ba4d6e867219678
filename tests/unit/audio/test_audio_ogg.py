"""Ogg pages and the oddities of real streams."""

from io import BytesIO
from pathlib import Path

from tests import audio_fixtures as made

from nachklang.audio import examine
from nachklang.audio._ogg import Page, checksum, pages
from nachklang.audio._source import Source


def read(path: Path) -> list[Page]:
    return list(pages(Source(BytesIO(path.read_bytes()))))


def build(number: int, like: Page, packets: list[bytes], granule: int, flags: int) -> bytes:
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    head = b"OggS\0" + bytes([flags]) + granule.to_bytes(8, "little", signed=True)
    head += like.serial.to_bytes(4, "little") + number.to_bytes(4, "little")
    tail = bytes([len(lacing)]) + lacing + b"".join(packets)
    return head + checksum(head + bytes(4) + tail).to_bytes(4, "little") + tail


def test_pages_are_rebuilt_to_the_byte(tmp_path: Path) -> None:
    path = made.write_opus(tmp_path / "x.opus")
    rebuilt = b"".join(
        build(page.sequence, page, list(page.packets()), page.granule, page.flags)
        for page in read(path)
        if not page.is_open
    )
    assert rebuilt == path.read_bytes()


def vorbis_with_repeated_headers(path: Path, granule: int) -> Path:
    first, second, *audio = read(made.write_vorbis(path, made.tone(0.5)))
    headers = [*first.packets(), *second.packets()]
    content = build(0, first, headers[:1], 0, 2) + build(1, first, headers[1:], 0, 0)
    content += build(2, first, headers, granule, 0)
    for number, page in enumerate(audio, 3):
        content += build(number, page, list(page.packets()), page.granule, page.flags)
    path.write_bytes(content)
    return path


def test_headers_that_come_again_are_passed_over_with_a_warning(tmp_path: Path) -> None:
    path = vorbis_with_repeated_headers(tmp_path / "x.ogg", -104)
    found = examine(path, path.name)
    assert found.problem is None
    assert found.technical is not None
    assert found.technical.samples == 22050
    assert "headers come again" in found.warnings[0]


def test_time_that_turns_back_is_a_warning(tmp_path: Path) -> None:
    path = made.write_opus(tmp_path / "x.opus", made.tone(3, rate=48000))
    content = b""
    for page in read(path):
        granule = 100_000 if page.sequence == 2 else page.granule
        content += build(page.sequence, page, list(page.packets()), granule, page.flags)
    path.write_bytes(content)
    found = examine(path, path.name)
    assert found.technical is not None
    assert found.technical.samples == 144_000
    assert any("turns back" in warning for warning in found.warnings)


def test_two_streams_in_one_file_are_unsupported(tmp_path: Path) -> None:
    one, two = made.write_vorbis(tmp_path / "1.ogg"), made.write_opus(tmp_path / "2.ogg")
    path = tmp_path / "x.ogg"
    path.write_bytes(one.read_bytes() + two.read_bytes())
    found = examine(path, path.name)
    assert found.problem is not None
    assert found.problem.code == "unsupported"


def test_headers_without_audio_are_empty(tmp_path: Path) -> None:
    path = made.write_opus(tmp_path / "x.opus")
    first, second, *_ = read(path)
    path.write_bytes(
        build(0, first, list(first.packets()), 0, 2) + build(1, second, list(second.packets()), 0, 4)
    )
    found = examine(path, path.name)
    assert found.problem is not None
    assert found.problem.code == "empty"
