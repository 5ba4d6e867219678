"""Cut-off, altered, empty and foreign files: each gets its code, none passes."""

import struct
import subprocess
import sys
from pathlib import Path

import pytest
from tests import audio_fixtures as made

from nachklang.audio import examine
from nachklang.audio._mpeg import Frame

NAMES = sorted(made.WRITERS)


def code(path: Path) -> str | None:
    found = examine(path, path.name)
    assert (found.problem is None) != (found.technical is None)
    return None if found.problem is None else found.problem.code


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("keep", [0.6, 0.85, 0.99])
def test_a_cut_off_file_is_truncated(tmp_path: Path, name: str, keep: float) -> None:
    assert code(made.cut(made.write_any(tmp_path, name), keep)) == "truncated"


@pytest.mark.parametrize("name", NAMES)
def test_one_lost_byte_is_noticed(tmp_path: Path, name: str) -> None:
    path = made.write_any(tmp_path, name)
    path.write_bytes(path.read_bytes()[:-1])
    assert code(path) == "truncated"


@pytest.mark.parametrize("name", ["tone.flac", "tone.ogg", "tone.opus"])
@pytest.mark.parametrize("at", [0.6, 0.7, 0.8])
@pytest.mark.parametrize("bit", [0, 7])
def test_a_flipped_bit_is_corrupt(tmp_path: Path, name: str, at: float, bit: int) -> None:
    assert code(made.flip(made.write_any(tmp_path, name), at, bit=bit)) == "corrupt"


def test_a_flipped_bit_in_the_last_frame_reads_like_a_cut(tmp_path: Path) -> None:
    # A last frame that fails its checksum may be altered or unfinished: nothing behind it could tell.
    assert code(made.flip(made.write_flac(tmp_path / "x.flac"), 0.98)) == "truncated"


def test_a_wrong_md5_alone_condemns_a_flac(tmp_path: Path) -> None:
    path = made.write_flac(tmp_path / "x.flac")
    content = bytearray(path.read_bytes())
    content[30] ^= 1
    path.write_bytes(content)
    found = examine(path, path.name)
    assert found.problem is not None
    assert found.problem.code == "corrupt"
    assert "MD5" in found.problem.detail


def test_a_flac_without_md5_says_so(tmp_path: Path) -> None:
    path = made.write_flac(tmp_path / "x.flac")
    content = bytearray(path.read_bytes())
    content[26:42] = bytes(16)
    path.write_bytes(content)
    found = examine(path, path.name)
    assert found.technical is not None
    assert "no MD5" in found.warnings[0]


def test_garbage_within_an_mp3_is_corrupt(tmp_path: Path) -> None:
    path = made.overwrite(made.write_mp3(tmp_path / "x.mp3", made.tone(3)), 0.5, b"garbage!" * 100)
    found = examine(path, path.name)
    assert found.problem is not None
    assert found.problem.code == "corrupt"
    assert "no MPEG audio frames" in found.problem.detail


def test_garbage_to_the_end_of_an_mp3_is_corrupt(tmp_path: Path) -> None:
    assert code(made.overwrite(made.write_mp3(tmp_path / "x.mp3"), 0.7, b"garbage!" * 2000)) == "corrupt"


def test_an_mp3_cut_between_frames_is_told_by_its_header(tmp_path: Path) -> None:
    path = made.write_mp3(tmp_path / "x.mp3")
    content = path.read_bytes()
    places = [0]
    while frame := Frame.read(content[places[-1] : places[-1] + 4]):
        places.append(places[-1] + frame.length)
    assert places[-1] == len(content)
    path.write_bytes(content[: places[-3]])
    found = examine(path, path.name)
    assert found.problem is not None
    assert found.problem.code == "truncated"
    assert "announces" in found.problem.detail


def test_a_missing_end_page_is_truncated(tmp_path: Path) -> None:
    path = made.write_vorbis(tmp_path / "x.ogg", made.tone(5))
    content = path.read_bytes()
    path.write_bytes(content[: content.rfind(b"OggS")])
    found = examine(path, path.name)
    assert found.problem is not None
    assert found.problem.code == "truncated"
    assert "end" in found.problem.detail


def test_a_missing_page_is_corrupt(tmp_path: Path) -> None:
    path = made.write_opus(tmp_path / "x.opus", made.tone(4, rate=48000))
    parts = path.read_bytes().split(b"OggS")
    path.write_bytes(b"OggS".join(parts[:3] + parts[4:]))
    assert code(path) == "corrupt"


def test_wav_sizes_are_compared_with_the_file(tmp_path: Path) -> None:
    path = made.write_wav(tmp_path / "x.wav")
    content = bytearray(path.read_bytes())
    content[4:8] = struct.pack("<I", len(content) + 1000)
    path.write_bytes(content)
    assert code(path) == "truncated"


def test_a_streamed_wav_of_unknown_length_is_taken_with_a_warning(tmp_path: Path) -> None:
    path = made.write_wav(tmp_path / "x.wav")
    content = bytearray(path.read_bytes())
    place = content.index(b"data") + 4
    content[4:8] = content[place : place + 4] = b"\xff" * 4
    path.write_bytes(content)
    found = examine(path, path.name)
    assert found.technical is not None
    assert found.technical.samples == 44100
    assert "how long" in found.warnings[0]


def test_an_aiff_that_states_more_samples_than_it_has_is_truncated(tmp_path: Path) -> None:
    path = made.write_aiff(tmp_path / "x.aiff")
    content = bytearray(path.read_bytes())
    place = content.index(b"COMM") + 10
    content[place : place + 4] = struct.pack(">I", 50_000)
    path.write_bytes(content)
    assert code(path) == "truncated"


def test_an_m4a_without_its_index_is_truncated(tmp_path: Path) -> None:
    path = made.write_m4a(tmp_path / "x.m4a")
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"moov") - 4])
    assert code(path) == "truncated"


@pytest.mark.parametrize("name", NAMES)
def test_a_file_without_bytes_is_empty(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert code(tmp_path / name) == "empty"


def write_nothing(path: Path) -> Path:
    nothing = made.tone(0)
    if path.suffix == ".flac":
        return made.write_flac(path, nothing)
    return made.write_wav(path, nothing) if path.suffix == ".wav" else made.write_aiff(path, nothing)


@pytest.mark.parametrize("name", ["x.flac", "x.wav", "x.aiff"])
def test_a_file_without_samples_is_empty(tmp_path: Path, name: str) -> None:
    assert code(write_nothing(tmp_path / name)) == "empty"


def test_an_id3_tag_alone_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(b"ID3\x04\0\0\0\0\0\x0a" + bytes(10))
    assert code(path) == "empty"
    path.write_bytes(b"ID3\x04\0\0\0\0\x7f\x0a" + bytes(10))
    assert code(path) == "truncated"


@pytest.mark.parametrize(
    "content", [b"This is text.\n" * 50, b"\x89PNG\r\n\x1a\n" + bytes(500), b"\xff", b"RIFF"]
)
def test_other_content_is_not_audio_whatever_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "song.flac"
    path.write_bytes(content)
    assert code(path) == "not-audio"


@pytest.mark.parametrize("magic", [b"wvpk", b"MAC ", b"DSD ", b"caff", b".snd", b"MThd"])
def test_formats_that_are_not_taken_are_named(tmp_path: Path, magic: bytes) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(magic + bytes(100))
    assert code(path) == "unsupported"


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("x.mka", "flac"),
        ("x.webm", "libopus"),
        ("x.wav", "adpcm_ms"),
        ("y.wav", "libmp3lame"),
        ("x.aac", "aac"),
    ],
)
def test_codecs_and_containers_that_are_not_taken(tmp_path: Path, name: str, codec: str) -> None:
    assert code(made.write_encoded(tmp_path / name, codec, rate=48000)) == "unsupported"


def test_samples_that_no_decoder_knows_are_unsupported(tmp_path: Path) -> None:
    path = made.write_wav(tmp_path / "x.wav")
    content = bytearray(path.read_bytes())
    place = content.index(b"fmt ") + 22
    content[place : place + 2] = struct.pack("<H", 0x8010)
    path.write_bytes(content)
    assert code(path) == "unsupported"


def test_no_decoder_writes_to_the_terminal(tmp_path: Path) -> None:
    paths = [made.overwrite(made.write_any(tmp_path, name), 0.6, b"\xff\xfb\x90\x64" * 50) for name in NAMES]
    # A process of its own: here, pytest would catch what PyAV hands to Python's logging.
    code = "import sys, pathlib, nachklang.audio as a; [a.examine(pathlib.Path(p), p) for p in sys.argv[1:]]"
    run = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, check=True)
    assert (run.stdout, run.stderr) == (b"", b"")
