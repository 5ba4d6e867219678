"""Fixity: every byte of a vault read again, against ocfl-py's validator and against the machine's own limit.

Every run begins with files that are dropped from memory, so that all contestants read the disk.
"""

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, Work, cold, measure
from benchmarks.objects import LARGE_FILE, SMALL_FILE, new_vault, validate_with_ocfl_py, write_sources
from nachklang.vault import Vault

_CHUNK = 1 << 20
_NOTE = (
    "The first limit reads and hashes all files and compares nothing; "
    "the second hashes as many bytes that are in memory."
)


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure a vault of many small objects, and one of a single large file."""
    small = write_sources(folder / "small", count=scale.of(1000), size=SMALL_FILE)
    vault = new_vault(folder / "a", small)
    case = _case(vault, "a vault of many small objects", len(small), "objects", len(small))
    yield measure(case, scale)
    large = write_sources(folder / "large", count=1, size=scale.of(LARGE_FILE))
    vault = new_vault(folder / "b", large)
    yield measure(_case(vault, "a vault of one large file", vault.total_bytes() / 1e6, "MB", 1), scale)


def _case(vault: Vault, title: str, amount: float, unit: str, objects: int) -> Case:
    files = sorted(path for path in vault.root.rglob("*") if path.is_file())

    def after_dropping(name: str, role: Role, work: Work) -> Contestant:
        return Contestant(name, role, partial(cold, vault.root, work))

    contestants = [
        after_dropping("vault.verify", Role.OURS, partial(_verify, vault)),
        after_dropping("ocfl-py validate", Role.PEER, partial(_validate, vault.root, objects)),
        after_dropping("read, SHA-512 and SHA-256", Role.LIMIT, partial(_read_and_hash, files)),
        after_dropping("SHA-512 and SHA-256 in memory", Role.LIMIT, partial(_hash, vault.total_bytes())),
    ]
    return Case("verify", title, amount, unit, contestants, _NOTE)


def _verify(vault: Vault) -> None:
    problems = list(vault.verify())
    assert not problems, f"the vault finds fault with what it wrote: {problems[:3]}"


def _validate(root: Path, objects: int) -> None:
    sound = validate_with_ocfl_py(root)
    assert sound == objects, f"ocfl-py finds {sound} sound objects, expected {objects}"


def _read_and_hash(files: list[Path]) -> None:
    for file in files:
        sha512, sha256 = hashlib.sha512(), hashlib.sha256()
        with file.open("rb", buffering=0) as stream:
            while chunk := stream.read(_CHUNK):
                sha512.update(chunk)
                sha256.update(chunk)


def _hash(size: int) -> None:
    sha512, sha256, chunk = hashlib.sha512(), hashlib.sha256(), memoryview(bytes(_CHUNK))
    for begin in range(0, size, _CHUNK):
        part = chunk[: size - begin]
        sha512.update(part)
        sha256.update(part)
