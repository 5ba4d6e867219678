"""Staging: one copy with both digests, or nothing."""

import errno
import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.vault.samples import SOUND

from nachklang.errors import SourceError, StorageError
from nachklang.vault import Vault
from nachklang.vault._hashing import BLOCK, LARGE

_PROGRAM = """
import resource, sys
from pathlib import Path
from nachklang.vault import Vault
folder = Path(sys.argv[1])
vault = Vault.create(folder / "vault", staging=folder / "staging")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
staged = vault.stage(folder / "large")
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(staged.size >> 20, (after - before) // 1024)
"""


def left_in_staging(vault: Vault) -> list[Path]:
    return list(vault.staging.folder.iterdir())


def test_a_copy_carries_size_and_both_digests(vault: Vault, source: Path) -> None:
    steps: list[int] = []
    staged = vault.stage(source, on_bytes=steps.append)
    assert staged.path.read_bytes() == SOUND
    assert (staged.size, sum(steps)) == (len(SOUND), len(SOUND))
    assert staged.sha512 == hashlib.sha512(SOUND).hexdigest()
    assert staged.sha256 == hashlib.sha256(SOUND).hexdigest()
    assert source.read_bytes() == SOUND


def test_a_file_of_several_chunks_and_an_empty_one(vault: Vault, tmp_path: Path) -> None:
    big = tmp_path / "big"
    big.write_bytes(SOUND * 300)
    assert vault.stage(big).path.read_bytes() == SOUND * 300
    big.write_bytes(b"")
    assert vault.stage(big).size == 0


@pytest.mark.parametrize("size", [LARGE, LARGE + 1, LARGE + BLOCK, LARGE + BLOCK + 1])
def test_a_large_file_is_read_once_and_hashed_as_a_whole(vault: Vault, tmp_path: Path, size: int) -> None:
    data = (SOUND * (size // len(SOUND) + 1))[:size]
    (tmp_path / "large").write_bytes(data)
    steps: list[int] = []
    staged = vault.stage(tmp_path / "large", on_bytes=steps.append)
    assert (staged.size, sum(steps)) == (size, size)
    assert staged.path.read_bytes() == data
    assert staged.sha512 == hashlib.sha512(data).hexdigest()
    assert staged.sha256 == hashlib.sha256(data).hexdigest()


def test_a_large_file_costs_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as stream:
        stream.truncate(300 << 20)
    said = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)], capture_output=True, text=True, check=True
    ).stdout
    size, grown = map(int, said.split())
    assert size == 300
    assert grown < 30, f"{grown} MiB more for a file of {size} MiB"


def test_a_name_with_a_newline_and_bytes_that_are_not_utf8(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\nb\xff.flac")
    path.write_bytes(SOUND)
    assert vault.stage(path).size == len(SOUND)
    path.unlink()
    with pytest.raises(SourceError, match=r"a\\nb\\udcff\.flac"):
        vault.stage(path)


def test_discarding_twice_is_no_error(vault: Vault, source: Path) -> None:
    staged = vault.stage(source)
    vault.discard(staged)
    vault.discard(staged)
    assert left_in_staging(vault) == []


def test_clearing_removes_what_is_ours_only(vault: Vault, source: Path) -> None:
    vault.stage(source)
    foreign = vault.staging.folder / "keep.txt"
    foreign.write_text("not ours")
    half = vault.staging.new_path("object") / "abc" / "def"
    half.mkdir(parents=True)
    (half / "link").symlink_to(foreign)
    vault.clear_staging()
    assert left_in_staging(vault) == [foreign]


def _link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def _bind(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


@pytest.mark.parametrize("how", [_link, os.mkfifo, Path.mkdir, _bind, Path.exists])
def test_what_is_no_plain_file_is_refused_at_once(vault: Vault, tmp_path: Path, how: object) -> None:
    path = tmp_path / "odd.flac"
    assert callable(how)
    how(path)
    with pytest.raises(SourceError, match=r"odd\.flac"):
        vault.stage(path)
    assert left_in_staging(vault) == []


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def _truncate(path: Path) -> None:
    os.truncate(path, 1 << 20)


def _touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def _replace(path: Path) -> None:
    found = path.stat()
    other = path.with_suffix(".new")
    other.write_bytes(bytes(found.st_size))
    os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize("size", [3 * BLOCK, LARGE + 3])
@pytest.mark.parametrize("change", [_append, _truncate, _touch, _replace, Path.unlink])
def test_a_file_that_changes_while_it_is_read_is_refused(
    vault: Vault, tmp_path: Path, change: object, size: int
) -> None:
    path = tmp_path / "growing.flac"
    path.write_bytes(bytes(size))
    seen: list[int] = []

    def once(size: int) -> None:
        assert callable(change)
        if not seen:
            change(path)
        seen.append(size)

    with pytest.raises(SourceError, match=r"growing\.flac"):
        vault.stage(path, on_bytes=once)
    assert left_in_staging(vault) == []


@pytest.mark.parametrize("size", [1, LARGE + 1])
def test_an_interrupt_leaves_nothing(vault: Vault, source: Path, size: int) -> None:
    source.write_bytes(bytes(size))

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.stage(source, on_bytes=interrupt)
    assert left_in_staging(vault) == []


def test_a_staging_folder_that_is_gone_is_named(vault: Vault, source: Path) -> None:
    vault.staging.folder.rmdir()
    with pytest.raises(StorageError, match="staging") as caught:
        vault.stage(source)
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ENOENT
