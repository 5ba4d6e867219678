"""Tags of all formats come under the same keys, with their raw names, and stay within bounds."""

import zlib
from pathlib import Path
from typing import Any

import mutagen
import mutagen.id3
import pytest
from mutagen.mp4 import MP4FreeForm
from tests import audio_fixtures as made

from nachklang.audio import Tags, examine
from nachklang.audio._tags import MAX_TEXT, MAX_VALUES

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


def tags(path: Path) -> Tags:
    found = examine(path, path.name)
    assert found.technical is not None
    return found.tags


def save(path: Path, **fields: list[str]) -> None:
    sound: Any = mutagen.File(path)
    for name, values in fields.items():
        sound[name] = values
    sound.save()


@pytest.mark.parametrize("name", ["tone.flac", "tone.ogg", "tone.opus"])
def test_vorbis_comments_are_read(tmp_path: Path, name: str) -> None:
    path = made.write_any(tmp_path, name)
    save(
        path,
        title=["Invention"],
        artist=["A", "B"],
        tracknumber=["3/12"],
        ISRC=["DEA402600001"],
        license=[CC0],
    )
    found = tags(path)
    assert found.values["artist"] == ("A", "B")
    assert found.values["tracknumber"] == ("3",)
    assert found.values["tracktotal"] == ("12",)
    assert found.values["license"] == (CC0,)
    assert len(found.fields["artist"]) == 2
    assert found.fields["license"][0].upper() == "LICENSE"


@pytest.mark.parametrize("name", ["tone.mp3", "tone.wav", "tone.aiff"])
def test_id3_is_read_wherever_it_stands(tmp_path: Path, name: str) -> None:
    path = made.write_any(tmp_path, name)
    sound: Any = mutagen.File(path)
    if sound.tags is None:
        sound.add_tags()
    id3: Any = mutagen.id3
    for frame in (
        id3.TIT2(3, ["Fugue"]),
        id3.TSRC(3, ["DEA402600001"]),
        id3.TCOP(3, ["2026 Somebody"]),
        id3.WCOP(CC0),
        id3.TXXX(3, "License", ["CC0-1.0"]),
        id3.TPOS(3, ["1/2"]),
    ):
        sound.tags.add(frame)
    sound.save()
    found = tags(path)
    assert found.values["title"] == ("Fugue",)
    assert found.values["isrc"] == ("DEA402600001",)
    assert found.values["discnumber"] == ("1",)
    assert dict(zip(found.fields["license"], found.values["license"], strict=True)) == {
        "WCOP": CC0,
        "TXXX:License": "CC0-1.0",
    }


def test_mp4_atoms_are_read(tmp_path: Path) -> None:
    path = made.write_m4a(tmp_path / "x.m4a")
    sound: Any = mutagen.File(path)
    sound["©nam"], sound["trkn"], sound["cprt"] = ["Rag"], [(3, 9)], ["2026"]
    free_form: Any = MP4FreeForm
    sound["----:com.apple.iTunes:LICENSE"] = [free_form(CC0.encode())]
    sound.save()
    found = tags(path)
    assert found.values["title"] == ("Rag",)
    assert (found.values["tracknumber"], found.values["tracktotal"]) == (("3",), ("9",))
    assert found.values["license"] == (CC0,)
    assert found.fields["license"] == ("----:com.apple.iTunes:LICENSE",)


def riff_info(**texts: str) -> bytes:
    chunks = b"INFO"
    for name, text in texts.items():
        data = text.encode() + b"\0"
        chunks += name.encode() + len(data).to_bytes(4, "little") + data + bytes(len(data) % 2)
    return b"LIST" + len(chunks).to_bytes(4, "little") + chunks


def test_riff_info_is_read_and_its_isrc_is_no_recording_code(tmp_path: Path) -> None:
    path = made.write_wav(tmp_path / "x.wav")
    content = bytearray(path.read_bytes() + riff_info(INAM="Größe", IART="A", ISRC="a tape", ICOP="2026"))
    content[4:8] = (len(content) - 8).to_bytes(4, "little")
    path.write_bytes(content)
    found = tags(path)
    assert found.values == {"title": ("Größe",), "artist": ("A",), "copyright": ("2026",)}
    assert found.fields["title"] == ("INFO:INAM",)


def test_aiff_text_chunks_are_read(tmp_path: Path) -> None:
    path = made.write_aiff(tmp_path / "x.aiff")
    content = bytearray(path.read_bytes() + b"NAME\0\0\0\4Song(c) \0\0\0\0042026")
    content[4:8] = (len(content) - 8).to_bytes(4)
    path.write_bytes(content)
    assert tags(path).values == {"title": ("Song",), "copyright": ("2026",)}


@pytest.mark.parametrize("name", ["tone.flac", "tone.ogg"])
def test_ten_thousand_characters_are_kept_whole(tmp_path: Path, name: str) -> None:
    path = made.write_any(tmp_path, name)
    save(path, title=["ä" * 10_000])
    found = examine(path, name)
    assert found.tags.values["title"] == ("ä" * 10_000,)
    assert found.warnings == ()


def test_absurd_sizes_are_cut_with_a_warning(tmp_path: Path) -> None:
    path = made.write_flac(tmp_path / "x.flac")
    save(path, title=["x" * (MAX_TEXT + 1)], artist=[f"A{number}" for number in range(MAX_VALUES + 5)])
    found = examine(path, path.name)
    assert found.technical is not None
    assert len(found.tags.values["title"][0]) == MAX_TEXT
    assert len(found.tags.values["artist"]) == MAX_VALUES
    assert len(found.warnings) == 2


def test_a_deflated_id3_frame_is_not_inflated(tmp_path: Path) -> None:
    path = made.write_mp3(tmp_path / "x.mp3")
    bomb = (1 << 24).to_bytes(4) + zlib.compress(b"\3" + b"x" * (1 << 24))
    frame = b"TIT2" + len(bomb).to_bytes(4) + b"\0\x80" + bomb
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3\3\0\0" + size + frame + path.read_bytes())
    found = examine(path, path.name)
    assert found.technical is not None
    assert found.tags.values == {}
    assert "compressed" in found.warnings[0]


def test_nul_and_lone_surrogates_leave_no_trace(tmp_path: Path) -> None:
    path = made.write_mp3(tmp_path / "x.mp3")
    frame = b"TIT2" + (6).to_bytes(4) + bytes(2) + b"\1\xff\xfe" + "a".encode("utf-16-le") + b"\0"
    path.write_bytes(b"ID3\3\0\0\0\0\0" + bytes([len(frame)]) + frame + path.read_bytes())
    for text in tags(path).values.get("title", ()):
        assert "\0" not in text
        assert text.encode()


def test_a_cover_is_no_moving_picture(tmp_path: Path) -> None:
    path = made.write_mp3(tmp_path / "x.mp3")
    id3: Any = mutagen.id3
    cover = id3.ID3()
    cover.add(id3.APIC(3, "image/png", 3, "", b"\x89PNG\r\n\x1a\n" + bytes(64)))
    cover.save(path)
    assert tags(path).values == {}


def test_many_values_of_one_key_hide_no_other_key(tmp_path: Path) -> None:
    """A composer who was dropped would let the licence of a tag speak for the composition."""
    path = made.write_flac(tmp_path / "x.flac")
    save(path, artist=[f"A{number}" for number in range(MAX_VALUES + 5)], composer=["C"])
    found = examine(path, path.name)
    assert found.tags.values["composer"] == ("C",)
    assert len(found.warnings) == 1


def test_a_tag_that_was_not_read_silences_what_another_says_of_rights(tmp_path: Path) -> None:
    """The unread tag may name a composer for whom the other does not speak."""
    path = made.write_wav(tmp_path / "x.wav")
    bomb = (1 << 20).to_bytes(4) + zlib.compress(b"\3" + b"x" * (1 << 20))
    frame = b"TCOM" + len(bomb).to_bytes(4) + b"\0\x80" + bomb
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    tag = b"ID3\3\0\0" + size + frame
    tag += bytes(len(tag) % 2)
    chunk = b"id3 " + len(tag).to_bytes(4, "little") + tag
    content = bytearray(path.read_bytes() + riff_info(INAM="Song", ICOP=CC0) + chunk)
    content[4:8] = (len(content) - 8).to_bytes(4, "little")
    path.write_bytes(content)
    found = examine(path, path.name)
    assert found.technical is not None
    assert found.tags.values == {"title": ("Song",)}
    assert "compressed" in found.warnings[0]
