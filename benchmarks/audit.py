"""Audit: an object's bytes read again, fast by its seal and deep by SHA-512, against its peers.

What is read lies in memory, so that the programs are measured and not the disk. The peers read the same
payload: ocfl-py the same object, bagit-python a bag of its content. Both know SHA-512 and nothing faster.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import bagit
from blake3 import blake3
from ocfl.validator import Validator

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, at_once, measure
from benchmarks.validation import write_object
from nachklang.vault.sealing import measure_object, seal_folder

_LARGE_FILE = 1 << 30
_FILES, _FILE = 20_000, 20_000
_CHUNK = 1 << 20
_CORES = len(os.sched_getaffinity(0))
_T = TypeVar("_T")
_NOTE = (
    "One limit hashes as many bytes that are in memory, on all cores. The other opens, reads and hashes the "
    "files, a share on each core. One file has one SHA-512, which no second core can help with."
)


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure one large file in one object, and many small ones in one object."""
    large = write_object(folder / "large", count=1, size=scale.of(_LARGE_FILE))
    yield from _cases(large, _bag(large), "one large file", 1, scale.of(_LARGE_FILE), scale.slow)
    count = scale.of(_FILES)
    small = write_object(folder / "small", count=count, size=_FILE)
    yield from _cases(small, _bag(small), f"many files of {_FILE} bytes", count, _FILE, scale.slow)


def _cases(folder: Path, bag: Path, what: str, count: int, size: int, scale: Scale) -> Iterator[Result]:
    files = sorted(str(path) for path in folder.rglob("*") if path.is_file())
    peers = [
        Contestant("ocfl-py Validator", Role.PEER, at_once(partial(_with_ocfl_py, folder))),
        Contestant("bagit-python", Role.PEER, at_once(partial(_with_bagit, bag, 1))),
        Contestant("bagit-python, 2 processes", Role.PEER, at_once(partial(_with_bagit, bag, 2))),
    ]
    seal = seal_folder(folder, on_bytes=_ignore, drop_cache=False).seals
    fast: list[Contestant] = [
        Contestant("seal_folder", Role.OURS, at_once(partial(_seal, folder, seal))),
        *peers,
        Contestant("BLAKE3 in memory", Role.LIMIT, at_once(partial(_in_memory, _blake3, count, size))),
        Contestant("read and BLAKE3", Role.LIMIT, at_once(partial(_from_files, _blake3, files))),
    ]
    yield measure(Case("audit", f"fast, an object of {what}", count * size / 1e6, "MB", fast, _NOTE), scale)
    deep: list[Contestant] = [
        Contestant("measure_object", Role.OURS, at_once(partial(measure_object, folder, **_QUIET))),
        *peers,
        Contestant(
            "SHA-512 in memory", Role.LIMIT, at_once(partial(_in_memory, hashlib.sha512, count, size))
        ),
        Contestant("read and SHA-512", Role.LIMIT, at_once(partial(_from_files, hashlib.sha512, files))),
    ]
    yield measure(Case("audit", f"deep, an object of {what}", count * size / 1e6, "MB", deep, _NOTE), scale)


def _ignore(_: int) -> None:
    """Count nothing."""


_QUIET: dict[str, Any] = {"on_bytes": _ignore, "drop_cache": False}
_blake3 = partial(blake3, max_threads=blake3.AUTO)


def _seal(folder: Path, expected: tuple[str, ...]) -> None:
    assert seal_folder(folder, on_bytes=_ignore, drop_cache=False).seals == expected


def _with_ocfl_py(folder: Path) -> None:
    judge = Validator(log_warnings=True)
    assert judge.validate_object(str(folder)), judge.status_str()


def _with_bagit(bag: Path, processes: int) -> None:
    assert bagit.Bag(str(bag)).validate(processes=processes)


def _bag(folder: Path) -> Path:
    """Make a bag of an object's content, whose files are linked so that one place in memory holds both."""
    bag = folder.with_name(f"{folder.name}-bag")
    logging.getLogger("bagit").setLevel(logging.ERROR)
    content = folder / "v1" / "content"
    for path in content.rglob("*"):
        if path.is_file():
            target = bag / path.relative_to(content)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, target)
    bagit.make_bag(str(bag), checksums=["sha512"])
    return bag


def _in_memory(make: Callable[[], Any], count: int, size: int) -> None:
    chunk = memoryview(bytes(min(_CHUNK, size)))

    def share(number: int) -> None:
        for _ in range(number):
            made = make()
            for begin in range(0, size, _CHUNK):
                made.update(chunk[: size - begin])
            made.hexdigest()

    _on_all_cores(share, [len(range(core, count, _CORES)) for core in range(_CORES)])


def _from_files(make: Callable[[], Any], files: list[str]) -> None:
    def share(part: list[str]) -> None:
        block = memoryview(bytearray(_CHUNK))
        for path in part:
            made = make()
            descriptor = os.open(path, os.O_RDONLY)
            while read := os.readv(descriptor, [block]):
                made.update(block[:read])
            os.close(descriptor)
            made.hexdigest()

    _on_all_cores(share, [files[core::_CORES] for core in range(_CORES)])


def _on_all_cores(work: Callable[[_T], None], parts: list[_T]) -> None:
    with ThreadPoolExecutor(_CORES) as pool:
        for job in [pool.submit(work, part) for part in parts]:
            job.result()
