"""Interim."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from blake3 import blake3

from nachklang.vault._reading import opened
from nachklang.vault._tree import walk
from nachklang.vault.stores.store import Store


@dataclass(frozen=True, slots=True)
class FileSeal:
    digest: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Sealed:
    seals: tuple[str, ...]
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class MeasuredFile:
    size: int
    sha512: str
    blake3: bytes
    error: str | None = None

    @property
    def seal(self):
        return FileSeal(self.blake3, self.size)


def _new(nonce):
    return blake3(key=nonce) if nonce else blake3()


def seal_of(files: Mapping[str, FileSeal], nonce: bytes | None = None) -> str:
    made = _new(nonce)
    for path in sorted(files, key=lambda one: one.encode()):
        made.update(f"{files[path].digest.hex()} {files[path].size} {path}\n".encode())
    return made.hexdigest()


def _sealed(items, nonces):
    seals = [dict() for _ in nonces]
    total = 0
    n = 0
    for path, chunks in items:
        hs = [_new(x) for x in nonces]
        size = 0
        for c in chunks:
            size += len(c)
            for h in hs:
                h.update(c)
        for i, h in enumerate(hs):
            seals[i][path] = FileSeal(h.digest(), size)
        total += size
        n += 1
    return Sealed(tuple(seal_of(s, x) for s, x in zip(seals, nonces)), n, total)


def _chunks(path, on_bytes):
    with opened(path) as d:
        while c := os.read(d, 1 << 20):
            on_bytes(len(c))
            yield c


def seal_folder(folder: Path, *, nonces, on_bytes=lambda _: None) -> Sealed:
    entries = list(walk(folder))
    for e in entries:
        if e.kind not in ("file", "folder"):
            raise OSError(22, f"{e.path} is no file")
    if not entries:
        raise FileNotFoundError(2, "nothing", str(folder))
    return _sealed(
        ((e.path, _chunks(folder / e.path, on_bytes)) for e in entries if e.kind == "file"), nonces
    )


def seal_copy(store: Store, prefix: str, *, nonces, on_bytes=lambda _: None) -> Sealed:
    def read(k):
        for c in store.read(k):
            on_bytes(len(c))
            yield c

    return _sealed(((k.removeprefix(prefix), read(k)) for k, _ in store.entries(prefix)), nonces)


def measure_files(folder: Path, files, *, on_bytes=lambda _: None):
    found = {}
    for f in files:
        try:
            h = hashlib.sha512()
            b = blake3()
            size = 0
            for c in _chunks(folder / f, on_bytes):
                h.update(c)
                b.update(c)
                size += len(c)
            found[f] = MeasuredFile(size, h.hexdigest(), b.digest())
        except OSError as e:
            found[f] = MeasuredFile(0, "", b"", e.strerror or str(e))
    return found
