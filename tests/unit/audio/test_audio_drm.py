"""Marks of DRM are seen before any decoder touches the file."""

from pathlib import Path
from uuid import UUID

import pytest
from tests import audio_fixtures as made

from nachklang.audio import examine


def problem(path: Path) -> tuple[str, str]:
    found = examine(path, path.name)
    assert found.technical is None
    assert found.problem is not None
    return found.problem.code, found.problem.detail


def box(name: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4) + name + content


def index_with(entry: bytes) -> bytes:
    content = box(b"stsd", bytes(4) + (1).to_bytes(4) + entry)
    for name in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        content = box(name, content)
    return box(b"ftyp", b"M4A \0\0\0\0") + content + box(b"mdat", bytes(64))


@pytest.mark.parametrize("mark", [b"enca", b"encv", b"drms", b"drmi", b"aavd"])
def test_a_protected_sample_entry_is_refused(tmp_path: Path, mark: bytes) -> None:
    path = made.write_m4a(tmp_path / "x.m4a")
    content = path.read_bytes()
    place = content.index(b"stsd")
    path.write_bytes(content[:place] + content[place:].replace(b"mp4a", mark, 1))
    code, detail = problem(path)
    assert code == "drm"
    assert mark.decode() in detail


@pytest.mark.parametrize("mark", [b"sinf", b"schm", b"schi", b"tenc", b"adrm"])
@pytest.mark.parametrize(("version", "more"), [(0, 0), (1, 16), (2, 36)])
def test_a_protection_box_within_an_innocent_entry_is_refused(
    tmp_path: Path, mark: bytes, version: int, more: int
) -> None:
    sound = bytes(8) + version.to_bytes(2) + bytes(18 + more)
    path = tmp_path / "x.m4a"
    path.write_bytes(index_with(box(b"mp4a", sound + box(mark, bytes(16)))))
    assert problem(path)[0] == "drm"


@pytest.mark.parametrize("mark", [b"pssh", b"senc", b"tenc"])
def test_marks_in_fragments_are_refused(tmp_path: Path, mark: bytes) -> None:
    path = made.write_m4a(tmp_path / "x.m4a")
    path.write_bytes(path.read_bytes() + box(b"moof", box(b"traf", box(mark, bytes(24)))))
    assert problem(path)[0] == "drm"


@pytest.mark.parametrize("brand", [b"aax ", b"M4P "])
def test_brands_of_protected_formats_are_refused(tmp_path: Path, brand: bytes) -> None:
    path = made.write_m4a(tmp_path / "x.m4a")
    content = bytearray(path.read_bytes())
    content[8:12] = brand
    path.write_bytes(content)
    assert problem(path)[0] == "drm"


def test_a_mark_is_seen_in_a_file_that_is_cut_off_behind_it(tmp_path: Path) -> None:
    whole = index_with(box(b"drms", bytes(28)))
    path = tmp_path / "x.m4p"
    path.write_bytes(whole[:-10])
    assert problem(path)[0] == "drm"


def test_boxes_that_contradict_each_other_are_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "x.m4a"
    path.write_bytes(index_with(bytes(3) + b"\xff" + b"mp4a" + bytes(28)))
    assert problem(path)[0] == "corrupt"


def test_boxes_nested_without_end_are_corrupt(tmp_path: Path) -> None:
    content = b""
    for _ in range(2000):
        content = box(b"moov", content)
    (tmp_path / "x.m4a").write_bytes(content)
    assert problem(tmp_path / "x.m4a")[0] == "corrupt"


def asf(*objects: bytes) -> bytes:
    content = b"".join(objects)
    head = UUID("75b22630-668e-11cf-a6d9-00aa0062ce6c").bytes_le
    return (
        head
        + (30 + len(content)).to_bytes(8, "little")
        + len(objects).to_bytes(4, "little")
        + b"\1\2"
        + content
    )


def asf_object(name: str, content: bytes) -> bytes:
    return UUID(name).bytes_le + (24 + len(content)).to_bytes(8, "little") + content


PADDING = asf_object("1806d474-cadf-4509-a4ba-9aabcb96aae8", bytes(40))


@pytest.mark.parametrize(
    "name",
    [
        "2211b3fb-bd23-11d2-b4b7-00a0c955fc6e",
        "298ae614-2622-4c17-b935-dae07ee9289c",
        "2211b3fc-bd23-11d2-b4b7-00a0c955fc6e",
    ],
)
def test_protection_objects_of_asf_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.wma").write_bytes(asf(PADDING, asf_object(name, bytes(20))))
    assert problem(tmp_path / "x.wma")[0] == "drm"


def test_the_encrypted_flag_of_an_asf_stream_is_refused(tmp_path: Path) -> None:
    stream = asf_object("b7dc0791-a9b7-11cf-8ee6-00c00c205365", bytes(48) + b"\1\x80" + bytes(4))
    (tmp_path / "x.wma").write_bytes(asf(PADDING, stream))
    assert problem(tmp_path / "x.wma")[0] == "drm"


def test_asf_without_a_mark_is_merely_not_taken(tmp_path: Path) -> None:
    (tmp_path / "x.wma").write_bytes(asf(PADDING))
    assert problem(tmp_path / "x.wma")[0] == "unsupported"


def element(name: str, content: bytes) -> bytes:
    return bytes.fromhex(name) + (len(content) | 1 << 28).to_bytes(4) + content


def test_content_encryption_in_matroska_is_refused(tmp_path: Path) -> None:
    encryption = element("5035", element("47e1", b"\5"))
    track = element("ae", element("d7", b"\1") + element("6d80", element("6240", encryption)))
    content = element("1a45dfa3", b"\x42\x82\x84webm") + element("18538067", element("1654ae6b", track))
    (tmp_path / "x.webm").write_bytes(content)
    assert problem(tmp_path / "x.webm") == (
        "drm",
        "marks of DRM: ContentEncryption; deliver a copy without copy protection",
    )


def test_encrypted_audio_in_id3_is_refused(tmp_path: Path) -> None:
    path = made.write_mp3(tmp_path / "x.mp3")
    frame = b"AENC" + (4).to_bytes(4) + bytes(2) + b"a@b\0"
    path.write_bytes(b"ID3\3\0\0\0\0\0" + bytes([len(frame)]) + frame + path.read_bytes())
    assert problem(path)[0] == "drm"


def test_audible_aa_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.aa").write_bytes(bytes(4) + b"\x57\x90\x75\x36" + bytes(100))
    assert problem(tmp_path / "x.aa")[0] == "drm"
