"""Validation: any OCFL object held to the specification, against ocfl-py's validator and the hash limit.

The objects record SHA-512 in the manifest and SHA-256 in the fixity block, as those of the vault do. What is
read lies in memory, so that the programs are measured and not the disk.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from ocfl.validator import Validator

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, at_once, measure
from benchmarks.objects import SMALL_FILE, new_vault, validate_with_ocfl_py, write_sources
from nachklang.vault.validation import validate_object, validate_root

_LARGE_FILE = 1 << 30
_FILES, _FILE = 20_000, 20_000
_OBJECTS = 1000
_CHUNK = 1 << 20
_NOTE = (
    "The limit hashes as many bytes that are in memory by both algorithms, on all cores, "
    "and reads and compares nothing."
)


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure one large file, many small ones in one object, and many small objects."""
    large = write_object(folder / "large", count=1, size=scale.of(_LARGE_FILE))
    yield measure(_object_case(large, "an object of one large file", 1, scale.of(_LARGE_FILE)), scale.slow)
    count = scale.of(_FILES)
    small = write_object(folder / "small", count=count, size=_FILE)
    title = f"an object of many files of {_FILE} bytes"
    yield measure(_object_case(small, title, count, _FILE), scale.slow)
    sources = write_sources(folder / "sources", count=scale.of(_OBJECTS), size=SMALL_FILE)
    root = new_vault(folder / "many", sources).root
    contestants = [
        Contestant("validate_root", Role.OURS, at_once(partial(_root, root, len(sources)))),
        Contestant("ocfl-py StorageRoot.validate", Role.PEER, at_once(partial(_root_with_ocfl_py, root))),
    ]
    title = f"a storage root of objects of one file of {SMALL_FILE} bytes"
    yield measure(Case("validation", title, len(sources), "objects", contestants), scale)


def _object_case(folder: Path, title: str, count: int, size: int) -> Case:
    contestants = [
        Contestant("validate_object", Role.OURS, at_once(partial(_ours, folder))),
        Contestant("ocfl-py Validator", Role.PEER, at_once(partial(_with_ocfl_py, folder))),
        Contestant("SHA-512 and SHA-256 in memory", Role.LIMIT, at_once(partial(_limit, count, size))),
    ]
    return Case("validation", title, count * size / 1e6, "MB", contestants, _NOTE)


def _ours(folder: Path) -> None:
    found = validate_object(folder)
    assert found == (), found[:3]


def _with_ocfl_py(folder: Path) -> None:
    judge = Validator(log_warnings=True)
    assert judge.validate_object(str(folder)), judge.status_str()


def _root(root: Path, objects: int) -> None:
    checked = list(validate_root(root))
    assert len(checked) == objects + 1
    assert not any(one.findings for one in checked)


def _root_with_ocfl_py(root: Path) -> None:
    validate_with_ocfl_py(root)


def _limit(count: int, size: int) -> None:
    """Hash zeroes: one file by an algorithm a thread, many files shared out among the threads."""
    chunk = memoryview(bytes(min(_CHUNK, size)))
    cores = len(os.sched_getaffinity(0))
    with ThreadPoolExecutor(cores) as pool:
        if count == 1:
            jobs = [pool.submit(_hash, chunk, 1, size, [name]) for name in ("sha512", "sha256")]
        else:
            jobs = [
                pool.submit(_hash, chunk, share, size, ["sha512", "sha256"])
                for share in (len(range(core, count, cores)) for core in range(cores))
            ]
        for job in jobs:
            job.result()


def _hash(chunk: memoryview, count: int, size: int, algorithms: list[str]) -> None:
    for _ in range(count):
        for name in algorithms:
            made = hashlib.new(name)
            for begin in range(0, size, _CHUNK):
                made.update(chunk[: size - begin])


def write_object(folder: Path, *, count: int, size: int) -> Path:
    """Write an object of random files, a hundred in each folder."""
    random = np.random.default_rng(count)
    sha512: dict[str, list[str]] = {}
    sha256: dict[str, list[str]] = {}
    state: dict[str, list[str]] = {}
    for number in range(count):
        name = f"{number // 100}/{number}.bin"
        path = folder / "v1" / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digests = hashlib.sha512(), hashlib.sha256()
        with path.open("wb") as stream:
            for begin in range(0, size, _CHUNK):
                data = random.bytes(min(_CHUNK, size - begin))
                stream.write(data)
                for one in digests:
                    one.update(data)
        sha512[digests[0].hexdigest()] = sha256[digests[1].hexdigest()] = [f"v1/content/{name}"]
        state[digests[0].hexdigest()] = [name]
    _write_inventory(folder, sha512, sha256, state)
    return folder


def _write_inventory(
    folder: Path, sha512: dict[str, list[str]], sha256: dict[str, list[str]], state: dict[str, list[str]]
) -> None:
    version = {
        "created": "2026-11-22T12:00:00Z",
        "message": "Made to be measured",
        "user": {"name": "Nachklang", "address": "https://nachklang.example/software"},
        "state": state,
    }
    inventory = {
        "id": "urn:example:measured",
        "type": "https://ocfl.io/1.1/spec/#inventory",
        "digestAlgorithm": "sha512",
        "head": "v1",
        "manifest": sha512,
        "fixity": {"sha256": sha256},
        "versions": {"v1": version},
    }
    data = json.dumps(inventory, indent=2).encode()
    for place in (folder, folder / "v1"):
        (place / "inventory.json").write_bytes(data)
        (place / "inventory.json.sha512").write_text(f"{hashlib.sha512(data).hexdigest()} inventory.json\n")
    (folder / "0=ocfl_object_1.1").write_text("ocfl_object_1.1\n")
