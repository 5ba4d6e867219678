"""Digests of many files: the right ones, each file read once, in order, and stopped when nobody waits."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from nachklang.vault._hashing import BLOCK
from nachklang.vault.validation import digests
from nachklang.vault.validation.digests import (
    FIXITY_ALGORITHMS,
    Hashing,
    StoppedError,
    Wanted,
    digest_of,
    has_form,
)

EMPTY = {
    "md5": "d41d8cd98f00b204e9800998ecf8427e",
    "sha1": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha512": "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
    "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    "blake2b-512": "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419"
    "d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce",
    "blake2b-160": "3345524abf6bbe1809449224b5972c41790b6cf2",
    "blake2b-256": "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
    "blake2b-384": "b32811423377f52d7862286ee1a72ee540524380fda1724a"
    "6f25d7978c6fd3244a6caf0498812673c5e05ef583825100",
    "sha512/256": "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a",
    "size": "0",
}
"""Digests of nothing, as the specification and its extensions give their beginnings."""


def wanted(path: Path, *algorithms: str) -> Wanted:
    return Wanted(str(path), path.name, path.stat().st_size, algorithms or tuple(sorted(FIXITY_ALGORITHMS)))


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 4 * BLOCK, 4 * BLOCK + 1, 9 * BLOCK + 7])
def test_every_algorithm_gives_its_digest(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "file").write_bytes(data)
    with Hashing() as hashing:
        (measured,) = hashing.measure([wanted(tmp_path / "file")])
    assert measured.error is None
    assert measured.digests["sha512"] == hashlib.sha512(data).hexdigest()
    assert measured.digests["size"] == str(size)
    for algorithm in FIXITY_ALGORITHMS - {"size"}:
        assert measured.digests[algorithm] == digest_of(data, algorithm)
        assert has_form(algorithm, measured.digests[algorithm].upper())
        assert not has_form(algorithm, measured.digests[algorithm][1:])
    if not size:
        assert measured.digests == EMPTY


def test_files_come_back_in_their_order(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}" for number in range(300)]
    for number, path in enumerate(paths):
        path.write_bytes(b"x" * (5 * BLOCK if number == 7 else number))
    paths.insert(100, tmp_path / "gone")
    with Hashing() as hashing:
        files = [Wanted(str(path), path.name, 0, ("md5",)) for path in paths]
        found = list(hashing.measure(files))
    assert [one.name for one in found] == [path.name for path in paths]
    assert [one.name for one in found if one.error] == ["gone"]


def test_each_byte_is_read_once_whatever_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small").write_bytes(b"x" * 1000)
    (tmp_path / "large").write_bytes(b"x" * (6 * BLOCK + 1))
    read: list[int] = []
    real = os.readv

    def watched(*arguments: Any) -> int:
        read.append(real(*arguments))
        return read[-1]

    monkeypatch.setattr(os, "readv", watched)
    steps: list[int] = []
    with Hashing(steps.append) as hashing:
        list(hashing.measure([wanted(tmp_path / "small"), wanted(tmp_path / "large")]))
    assert sum(read) == sum(steps) == 1000 + 6 * BLOCK + 1


def test_a_file_with_several_names_is_known_by_them(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"")
    os.link(tmp_path / "one", tmp_path / "two")
    (tmp_path / "three").write_bytes(b"")
    with Hashing() as hashing:
        one, two, three = hashing.measure(wanted(tmp_path / name, "md5") for name in ("one", "two", "three"))
    assert one.inode == two.inode is not None
    assert three.inode is None


def test_a_file_is_left_in_the_middle_when_the_caller_leaves(tmp_path: Path) -> None:
    with (tmp_path / "endless").open("wb") as stream:
        stream.truncate(1 << 40)
    with Hashing() as hashing:
        waiting = hashing._readers.submit(hashing._file, wanted(tmp_path / "endless", "md5"))
    with pytest.raises(StoppedError):
        waiting.result()


def test_a_small_file_is_no_work_for_a_thread_of_its_own() -> None:
    files = [Wanted("x", "x", size, ("md5",)) for size in [10] * 100 + [5 << 20] * 2]
    batches = [len(batch) for batch in digests._batches(files)]
    assert sum(batches) == 102
    assert batches[-1] == 1
    assert len(batches) < 5
