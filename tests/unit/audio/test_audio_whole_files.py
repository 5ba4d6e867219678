"""Whole files of every format give their true facts."""

from pathlib import Path

import pytest
from tests import audio_fixtures as made

from nachklang.audio import examine, looks_like_audio
from nachklang.model.items import Technical


def technical(path: Path) -> Technical:
    found = examine(path, path.name)
    assert found.problem is None
    assert found.technical is not None
    return found.technical


@pytest.mark.parametrize(
    ("name", "media_type", "codec"),
    [
        ("tone.flac", "audio/flac", "flac"),
        ("tone.wav", "audio/wav", "pcm_s16le"),
        ("tone.aiff", "audio/aiff", "pcm_s16be"),
        ("tone.mp3", "audio/mpeg", "mp3"),
        ("tone.ogg", "audio/ogg", "vorbis"),
        ("tone.opus", "audio/ogg", "opus"),
        ("tone.m4a", "audio/mp4", "aac"),
    ],
)
def test_a_whole_file_gives_its_facts_without_a_warning(
    tmp_path: Path, name: str, media_type: str, codec: str
) -> None:
    found = examine(made.write_any(tmp_path, name), name)
    assert found.problem is None
    assert found.warnings == ()
    assert found.technical is not None
    assert (found.technical.media_type, found.technical.codec) == (media_type, codec)
    assert found.technical.channels == 2
    assert found.technical.bit_rate > 0


@pytest.mark.parametrize("name", ["tone.flac", "tone.wav", "tone.aiff", "tone.mp3", "tone.ogg", "tone.opus"])
def test_every_sample_is_counted(tmp_path: Path, name: str) -> None:
    facts = technical(made.write_any(tmp_path, name))
    assert facts.samples == facts.sample_rate


@pytest.mark.parametrize("bits", [8, 16, 24])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_flac_passes_its_own_md5_at_every_depth(tmp_path: Path, bits: int, channels: int) -> None:
    path = made.write_flac(tmp_path / "x.flac", made.tone(0.3, channels=channels), bits=bits)
    assert technical(path).bit_depth == bits


@pytest.mark.parametrize(
    ("subtype", "depth"), [("PCM_24", 24), ("FLOAT", 32), ("DOUBLE", 64), ("ULAW", None)]
)
def test_wav_says_its_depth(tmp_path: Path, subtype: str, depth: int | None) -> None:
    assert technical(made.write_wav(tmp_path / "x.wav", subtype=subtype)).bit_depth == depth


def test_alac_says_its_depth(tmp_path: Path) -> None:
    facts = technical(made.write_m4a(tmp_path / "x.m4a", codec="alac"))
    assert (facts.codec, facts.bit_depth, facts.samples) == ("alac", 24, 44100)


@pytest.mark.parametrize("seconds", [0.003, 0.02, 0.1])
@pytest.mark.parametrize("name", ["x.ogg", "x.flac"])
def test_the_shortest_sounds_are_whole_too(tmp_path: Path, name: str, seconds: float) -> None:
    samples = made.tone(seconds)
    write = made.write_vorbis if name == "x.ogg" else made.write_flac
    found = examine(write(tmp_path / name, samples), name)
    assert found.warnings == ()
    assert found.technical is not None
    assert found.technical.samples == len(samples)


def test_a_wrong_extension_is_a_warning(tmp_path: Path) -> None:
    path = made.write_flac(tmp_path / "x.flac")
    assert examine(path, "x.mp3").warnings == ("the name ends in .mp3, but the content is audio/flac",)
    assert examine(path, "no-extension").warnings == ()


def test_ogg_flac_is_taken(tmp_path: Path) -> None:
    facts = technical(made.write_encoded(tmp_path / "x.oga", "flac"))
    assert (facts.media_type, facts.codec, facts.samples) == ("audio/ogg", "flac", 44100)


def test_an_mp3_may_begin_with_junk(tmp_path: Path) -> None:
    path = made.write_mp3(tmp_path / "x.mp3")
    path.write_bytes(bytes(1000) + path.read_bytes())
    found = examine(path, path.name)
    assert found.problem is None
    assert found.warnings == ("1000 bytes of junk before the first frame",)


def test_bytes_behind_the_last_flac_frame_do_not_condemn_it(tmp_path: Path) -> None:
    path = made.write_flac(tmp_path / "x.flac")
    path.write_bytes(path.read_bytes() + b"TAG" + bytes(125))
    assert technical(path).samples == 44100


def test_candidates_are_told_by_their_extension() -> None:
    assert looks_like_audio("a/B.FLAC")
    assert looks_like_audio("x.wma")
    assert not looks_like_audio("deposit.toml")
    assert not looks_like_audio("flac")
