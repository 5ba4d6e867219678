"""Unpacking: everything that went in, or a SourceError that says which file."""

import bz2
import gzip
import lzma
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest

from nachklang.catalogue.sources.compression import open_compressed
from nachklang.errors import SourceError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Compress = Callable[[bytes], bytes]

COMPRESSIONS: dict[str, Compress] = {
    ".gz": cache(lambda data: gzip.compress(data, 1)),
    ".bz2": cache(lambda data: bz2.compress(data, 1)),
    ".xz": cache(lambda data: lzma.compress(data, preset=0)),
    ".zst": cache(zstd.compress),
}
KINDS = [pytest.param(suffix, compress, id=suffix) for suffix, compress in COMPRESSIONS.items()]
# Several chunks, and several blocks of bzip2.
TEXT = Random(3).randbytes(1_500_000).hex().encode()


def read(path: Path) -> bytes:
    with open_compressed(path) as file:
        return file.read()


def cut(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("suffix", "compress"), KINDS)
def test_a_text_comes_out_as_it_went_in(tmp_path: Path, suffix: str, compress: Compress) -> None:
    assert read(cut(tmp_path / f"dump{suffix}", compress(TEXT))) == TEXT


def test_what_is_not_compressed_is_read_as_it_is(tmp_path: Path) -> None:
    assert read(cut(tmp_path / "recording", TEXT)) == TEXT
    assert read(cut(tmp_path / "empty", b"")) == b""


def test_a_text_may_be_longer_than_what_is_made_ready_ahead(tmp_path: Path) -> None:
    long = TEXT * 8
    assert read(cut(tmp_path / "dump.zst", zstd.compress(long))) == long


@pytest.mark.parametrize(("suffix", "compress"), KINDS)
def test_the_bytes_say_what_it_is_where_the_name_does_not(
    tmp_path: Path, suffix: str, compress: Compress
) -> None:
    assert read(cut(tmp_path / f"name without {suffix[1:]}", compress(b"Fanny Hensel"))) == b"Fanny Hensel"


@pytest.mark.parametrize(("suffix", "compress"), KINDS)
def test_parts_that_were_packed_one_by_one_are_one_text(
    tmp_path: Path, suffix: str, compress: Compress
) -> None:
    parts = [b"one", b"", b"two" * 100_000, b"three"]
    path = cut(tmp_path / f"dump{suffix}", b"".join(map(compress, parts)))
    assert read(path) == b"".join(parts)


@pytest.mark.parametrize(("suffix", "compress"), KINDS)
def test_nothing_packed_is_nothing(tmp_path: Path, suffix: str, compress: Compress) -> None:
    assert read(cut(tmp_path / f"dump{suffix}", compress(b""))) == b""


@pytest.mark.parametrize(("suffix", "compress"), KINDS)
@pytest.mark.parametrize("left", [0.3, 0.9, -1])
def test_a_file_that_is_cut_off_is_said_to_be(
    tmp_path: Path, suffix: str, compress: Compress, left: float
) -> None:
    packed = compress(TEXT)
    keep = -1 if left < 0 else int(len(packed) * left)
    path = cut(tmp_path / f"dump{suffix}", packed[:keep])
    with pytest.raises(SourceError, match=f"dump{suffix} is cut off or damaged .* fetch the file again"):
        read(path)


@pytest.mark.parametrize(("suffix", "compress"), KINDS)
def test_one_wrong_byte_is_no_silent_loss(tmp_path: Path, suffix: str, compress: Compress) -> None:
    packed = bytearray(compress(TEXT))
    packed[len(packed) // 2] ^= 0xFF
    if suffix == ".zst":  # frames of `zstd` the program carry a checksum, those made here do not
        packed = bytearray(zstd.compress(TEXT, options={zstd.CompressionParameter.checksum_flag: 1}))
        packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(SourceError, match="cut off or damaged"):
        read(cut(tmp_path / f"dump{suffix}", bytes(packed)))


@pytest.mark.parametrize("suffix", COMPRESSIONS)
@pytest.mark.parametrize("content", [b"", b"B", b"<!DOCTYPE html>"])
def test_a_name_that_promises_what_is_not_there_is_refused(
    tmp_path: Path, suffix: str, content: bytes
) -> None:
    with pytest.raises(SourceError, match=r"does not begin as .* which its name promises"):
        read(cut(tmp_path / f"dump{suffix.upper()}", content))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.gz cannot be read: No such file"):
        open_compressed(tmp_path / "none.gz")
    with pytest.raises(SourceError, match="cannot be read: Is a directory"):
        open_compressed(tmp_path)


@pytest.mark.parametrize(("suffix", "compress"), KINDS)
def test_progress_grows_to_the_size_of_the_file(tmp_path: Path, suffix: str, compress: Compress) -> None:
    path = cut(tmp_path / f"dump{suffix}", compress(TEXT))
    seen = [0]
    with open_compressed(path) as file:
        while file.read(1 << 20):
            seen.append(file.read_compressed)
    assert seen == sorted(seen)
    assert 0 < seen[len(seen) // 3] < path.stat().st_size
    assert seen[-1] == path.stat().st_size


@pytest.mark.parametrize(("suffix", "compress"), KINDS)
def test_lines_and_parts_may_be_read_in_turns(tmp_path: Path, suffix: str, compress: Compress) -> None:
    lines = [b"%d\tname\n" % number for number in range(300_000)]
    with open_compressed(cut(tmp_path / f"lines{suffix}", compress(b"".join(lines)))) as file:
        assert [file.readline() for _ in range(100_000)] == lines[:100_000]
        rest = file.read(5) + file.read1() + b"".join(file)
    assert rest == b"".join(lines[100_000:])


@pytest.mark.parametrize(("suffix", "compress"), KINDS)
def test_reading_may_be_given_up(tmp_path: Path, suffix: str, compress: Compress) -> None:
    file = open_compressed(cut(tmp_path / f"dump{suffix}", compress(TEXT)))
    assert file.read(10) == TEXT[:10]
    file.close()
    file.close()
    with pytest.raises(ValueError, match="closed"):
        file.read(1)
