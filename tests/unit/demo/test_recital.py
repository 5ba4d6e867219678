"""The recital: files that decode, sound, carry the right pitches and tags, and a deposit that fits them."""

import tomllib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import mutagen.id3
import numpy as np
import pytest
import soundfile
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from nachklang.demo import PROGRAMME, Recording, perform
from nachklang.demo.encoding import FLAC, MP3, OPUS, VORBIS, WAV, encode
from nachklang.demo.mixing import LEAD_IN, duration
from nachklang.demo.notation import pitch_number
from nachklang.demo.tagging import write_tags
from nachklang.errors import StorageError
from nachklang.model.identifiers import ISRC, Barcode
from nachklang.model.licences import Licence

FILES = [recording.file for recording in PROGRAMME]
# What sounds in the first moments of each piece, and how many seconds those moments last.
OPENINGS = {
    "bach-prelude-in-c.flac": ("C4 E4 G4 C5 E5", 0.95),
    "petzold-minuet-in-g.ogg": ("G3 B3 D4 D5", 0.45),
    "beethoven-fuer-elise.wav": ("D#5 E5", 0.45),
    "chopin-prelude-in-a.flac": ("E4", 0.6),
    "clara-schumann-warum-willst-du.opus": ("A3 Gb4 C5", 0.35),
    "satie-gymnopedie-1.ogg": ("G2 B3 D4 F#4", 2.3),
    "joplin-the-entertainer.mp3": ("D5 D6", 0.17),
    "greensleeves.mp3": ("A4", 0.3),
}


@pytest.fixture(scope="module")
def recital(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("recital") / "music"
    heard: list[str] = []
    perform(folder, on_file=heard.append)
    return folder, heard


@pytest.fixture(scope="module")
def folder(recital: tuple[Path, list[str]]) -> Path:
    return recital[0]


@pytest.fixture(scope="module")
def deposit(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "deposit.toml").read_text("utf-8"))


def described(deposit: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["path"]: entry for entry in deposit["file"]}


def test_each_file_is_announced_when_it_is_there(recital: tuple[Path, list[str]]) -> None:
    assert recital[1] == FILES


def test_the_folder_holds_the_recordings_and_papers_and_nothing_else(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {*FILES, "deposit.toml", "agreement.txt"}


def test_the_description_names_exactly_the_recordings(deposit: dict[str, Any]) -> None:
    assert [entry["path"] for entry in deposit["file"]] == FILES


@pytest.mark.parametrize("recording", PROGRAMME, ids=FILES)
def test_a_file_decodes_to_its_length_and_a_sane_level(folder: Path, recording: Recording) -> None:
    samples, rate = soundfile.read(folder / recording.file)
    assert rate == recording.codec.rate
    assert len(samples) / rate == pytest.approx(duration(recording.score), abs=0.1)
    assert 0.2 < np.abs(samples).max() < 0.97
    assert 0.05 < np.sqrt(np.mean(samples**2)) < 0.15
    assert np.abs(samples.mean(axis=0)).max() < 0.001


@pytest.mark.parametrize("recording", PROGRAMME, ids=FILES)
def test_music_goes_on_from_the_first_beat_to_the_last_bar(folder: Path, recording: Recording) -> None:
    samples, rate = soundfile.read(folder / recording.file)
    sounding = samples[round(LEAD_IN * rate) : -round(2.2 * rate)]
    pieces = np.array_split(sounding, len(sounding) // (rate // 2))
    assert min(np.sqrt(np.mean(piece**2)) for piece in pieces) > 0.008


@pytest.mark.parametrize("file", FILES)
def test_the_first_notes_have_the_pitches_of_the_work(folder: Path, file: str) -> None:
    names, seconds = OPENINGS[file]
    samples, rate = soundfile.read(folder / file)
    begin = round(LEAD_IN * rate)
    part = samples[begin : begin + round(seconds * rate)].mean(axis=1)
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 4 * rate))
    expected = {pitch_number(name) for name in names.split()}
    for pitch in expected:
        assert strength(spectrum, pitch) > 0.02 * spectrum.max()
        for neighbour in {pitch - 1, pitch + 1} - expected:
            assert strength(spectrum, pitch) > 2.5 * strength(spectrum, neighbour)
    lowest = strength(spectrum, min(expected) - 12)
    assert lowest < 0.1 * strength(spectrum, min(expected))


def strength(spectrum: np.ndarray[Any, np.dtype[np.floating[Any]]], pitch: int) -> float:
    """Return the spectrum's strongest value within 25 cents of a pitch; four bins are one hertz."""
    low, high = (4 * 440 * 2 ** ((pitch - 69 + cents) / 12) for cents in (-0.25, 0.25))
    return float(spectrum[int(low) : int(high) + 2].max())


def test_all_five_formats_are_there() -> None:
    assert {recording.codec for recording in PROGRAMME} == {FLAC, WAV, VORBIS, OPUS, MP3}
    assert {Path(file).suffix for file in FILES} == {".flac", ".wav", ".ogg", ".opus", ".mp3"}


def test_every_kind_of_ground_is_there(deposit: dict[str, Any]) -> None:
    grounds = {file: ground(entry, file) for file, entry in described(deposit).items()}
    assert grounds == {
        "bach-prelude-in-c.flac": "CC0-1.0",
        "petzold-minuet-in-g.ogg": "CC0-1.0 by tag",
        "beethoven-fuer-elise.wav": "CC0-1.0",
        "chopin-prelude-in-a.flac": "NKL-2026-1",
        "clara-schumann-warum-willst-du.opus": "CC0-1.0 by tag",
        "satie-gymnopedie-1.ogg": "CC-BY-NC-4.0",
        "joplin-the-entertainer.mp3": "CC-BY-NC-4.0 by tag",
        "greensleeves.mp3": None,
    }


def ground(entry: Mapping[str, Any], file: str) -> str | None:
    """Return the one ground of recording and performance: a licence, an agreement, or a tag's licence."""
    rights = entry.get("rights", {})
    assert set(rights) in ({"recording", "performance"}, set())
    stated = {
        Licence.parse(one["licence"]).spdx if "licence" in one else one["agreement"]
        for one in rights.values()
    }
    tagged = next(recording for recording in PROGRAMME if recording.file == file).tags.get("LICENSE")
    if tagged is not None:
        stated.add(f"{Licence.parse(tagged)} by tag")
    assert len(stated) <= 1
    return stated.pop() if stated else None


def test_the_agreement_is_for_the_premises_only_and_its_evidence_is_there(
    deposit: dict[str, Any], folder: Path
) -> None:
    (agreement,) = deposit["agreement"]
    assert agreement["acts"] == ["preserve", "describe", "consult"]
    assert agreement["reference"] in (folder / agreement["evidence"]).read_text("utf-8")


def test_compositions_are_free_by_years_that_are_stated(deposit: dict[str, Any]) -> None:
    for file, entry in described(deposit).items():
        if file != "greensleeves.mp3":
            assert entry["composers_complete"]
            assert all(composer["died"] <= 1925 for composer in entry["composers"])
            assert int(entry["composition_published"]) <= 1902


def test_releases_have_their_tracks_in_order(deposit: dict[str, Any]) -> None:
    tracks: dict[str, list[int]] = {}
    for recording in PROGRAMME:
        entry = described(deposit)[recording.file]
        release = entry.get("release") or recording.tags.get("ALBUM")
        if release is not None:
            track = entry.get("track") or recording.tags["TRACKNUMBER"]
            tracks.setdefault(release, []).append(int(track))
    assert tracks == {"First Echoes": [1, 2, 3], "Late Echoes": [1, 2, 3, 4]}


def test_identifiers_are_well_formed_unique_and_of_the_example_ranges(deposit: dict[str, Any]) -> None:
    entries = described(deposit).values()
    stated = [entry.get("isrc", []) for entry in entries]
    codes = [code for one in stated for code in ([one] if isinstance(one, str) else one)]
    codes += [recording.tags["ISRC"] for recording in PROGRAMME if "ISRC" in recording.tags]
    isrcs = [ISRC.parse(code) for code in codes]
    assert len(set(isrcs)) == len(isrcs) == 7
    assert {isrc.prefix for isrc in isrcs} == {"AANKL"}
    barcodes = {Barcode.parse(entry["barcode"]).digits for entry in entries if "barcode" in entry}
    assert len(barcodes) == 2
    assert all(digits.startswith("2") for digits in barcodes)


def test_tags_carry_the_licence_where_the_description_is_silent(folder: Path) -> None:
    zero = ["https://creativecommons.org/publicdomain/zero/1.0/"]
    vorbis: Any = OggVorbis
    opus: Any = OggOpus
    identified: Any = mutagen.id3.ID3
    assert vorbis(folder / "petzold-minuet-in-g.ogg")["license"] == zero
    assert opus(folder / "clara-schumann-warum-willst-du.opus")["license"] == zero
    frames = identified(folder / "joplin-the-entertainer.mp3")
    assert [frame.url for frame in frames.getall("WCOP")] == [
        "https://creativecommons.org/licenses/by-nc/4.0/"
    ]
    assert frames["TCOM"].text == ["Scott Joplin"]
    assert not identified(folder / "greensleeves.mp3").getall("WCOP")


@pytest.mark.parametrize(
    ("name", "codec"), [("a.flac", FLAC), ("a.wav", WAV), ("a.ogg", VORBIS), ("a.opus", OPUS), ("a.mp3", MP3)]
)
def test_one_piece_of_sound_is_always_the_same_bytes(tmp_path: Path, name: str, codec: Any) -> None:
    turns = np.linspace(0, 880 * np.pi, 44_100, dtype=np.float32)
    samples = np.stack([np.sin(turns), np.cos(turns)], axis=1) * np.float32(0.5)
    written = []
    for attempt in ("first", "second", "third"):
        path = tmp_path / attempt / name
        path.parent.mkdir()
        encode(samples, path, codec)
        if codec is not WAV:
            write_tags(
                path, {"TITLE": "A Tone", "LICENSE": "https://creativecommons.org/publicdomain/zero/1.0/"}
            )
        written.append(path.read_bytes())
    assert all(one == other for one, other in pairwise(written))


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    with pytest.raises(StorageError, match="taken"):
        perform(tmp_path / "taken")


def test_a_file_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / FILES[0]).mkdir()
    with pytest.raises(StorageError, match=FILES[0]):
        perform(tmp_path)
