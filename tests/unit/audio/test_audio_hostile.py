"""Whatever the bytes, there is technical data or a problem, never both and never an exception."""

import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import audio_fixtures as made

from nachklang.audio import AudioProblem, Examination, examine

CODES = {"empty", "not-audio", "drm", "truncated", "corrupt", "unsupported"}
MAGICS = [
    b"fLaC",
    b"OggS",
    b"RIFF\0\0\0\0WAVE",
    b"FORM\0\0\0\0AIFF",
    b"ID3\4\0\0\0\0\0\0",
    b"\xff\xfb\x90\x64",
]
MAGICS += [b"\0\0\0\x08ftyp", bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), b"\x1a\x45\xdf\xa3", b""]


def check(found: Examination) -> None:
    assert (found.technical is None) != (found.problem is None)
    if found.problem is not None:
        assert found.problem.code in CODES
        assert found.problem.detail
    if found.technical is not None:
        assert found.technical.samples > 0
        assert found.technical.sample_rate > 0
        assert found.technical.duration.milliseconds >= 0
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own bytes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    for name, write in made.WRITERS.items():
        write(folder / name)
    return folder


@settings(max_examples=150, deadline=None)
@given(magic=st.sampled_from(MAGICS), body=st.binary(max_size=3000))
def test_random_bytes_never_raise(folder: Path, magic: bytes, body: bytes) -> None:
    path = folder / "random.bin"
    path.write_bytes(magic + body)
    check(examine(path, "random.flac"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("name", sorted(made.WRITERS))
@given(data=st.data())
def test_mutations_of_real_files_never_raise(folder: Path, name: str, data: st.DataObject) -> None:
    content = bytearray((folder / name).read_bytes())
    # Half of the damage goes into the headers, where it hurts most.
    places = st.integers(0, min(2000, len(content) - 1)) | st.integers(0, len(content) - 1)
    for place, patch in data.draw(st.lists(st.tuples(places, st.binary(min_size=1, max_size=8)), max_size=6)):
        content[place : place + len(patch)] = patch
    if data.draw(st.booleans()):
        del content[data.draw(places) :]
    path = folder / f"mutated-{name}"
    path.write_bytes(content)
    check(examine(path, name))


def test_a_problem_survives_the_way_back_from_a_worker() -> None:
    problem = AudioProblem("corrupt", "x")
    assert pickle.loads(pickle.dumps(problem)) == problem  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(examine)) is examine  # noqa: S301 - our own bytes
