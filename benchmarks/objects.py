"""Files to keep, and the two ways to make OCFL objects of them: the vault's and ocfl-py's."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from ocfl import Object, StorageRoot, VersionMetadata
from ocfl.layout_registry import add_layout

from nachklang.vault import NewFile, NewObject, Vault
from nachklang.vault.layout import LAYOUT, object_path

SMALL_FILE = 4096
"""Bytes of each of the many small files."""

LARGE_FILE = 256 << 20
"""Bytes of the one large file."""

GROUP = 500
"""Objects that become durable together."""

_MESSAGE, _USER, _ADDRESS = "Made to be measured", "Nachklang", "https://nachklang.example/software"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A folder with one file in it, which becomes one object."""

    object_id: str
    file: Path


def write_sources(folder: Path, *, count: int, size: int) -> list[Source]:
    """Write `count` files of `size` random bytes, all different, each in its own folder."""
    random = np.random.default_rng(count)
    sources = []
    for number in range(count):
        file = folder / str(number) / "original" / "sound.bin"
        file.parent.mkdir(parents=True)
        with file.open("wb") as stream:
            for begin in range(0, size, _CHUNK):
                stream.write(random.bytes(min(_CHUNK, size - begin)))
        sources.append(Source(f"urn:uuid:{uuid5(NAMESPACE_URL, str(number))}", file))
    return sources


def keep_with_vault(vault: Vault, sources: Iterable[Source]) -> None:
    """Copy each file into the vault as an object of its own, durable before the next."""
    for source in sources:
        vault.create_objects([_staged(vault, source)])


def keep_in_groups(vault: Vault, sources: Sequence[Source]) -> None:
    """Copy each file into the vault as an object of its own, in group commits."""
    for begin in range(0, len(sources), GROUP):
        vault.create_objects([_staged(vault, source) for source in sources[begin : begin + GROUP]])


def _staged(vault: Vault, source: Source) -> NewObject:
    files = [NewFile("original/sound.bin", vault.stage(source.file))]
    return NewObject(source.object_id, files, _MESSAGE, _USER, _ADDRESS, datetime.now(UTC))


def keep_with_ocfl_py(root: Path, sources: Iterable[Source], *, as_ours: bool) -> None:
    """Have ocfl-py make objects of the same files at the same paths.

    ocfl-py 2.1 records SHA-512 only: its `fixity` argument makes an empty block and computes nothing. With
    `as_ours` the SHA-256 is computed by one more reading, though recorded nowhere, and all is synced.
    """
    for source in sources:
        folder = root / object_path(source.object_id)
        folder.parent.mkdir(parents=True, exist_ok=True)
        metadata = VersionMetadata(message=_MESSAGE, name=_USER, address=_ADDRESS)
        made = Object(identifier=source.object_id)
        made.create(srcdir=str(source.file.parent.parent), metadata=metadata, objdir=str(folder))
        if as_ours:
            with source.file.open("rb") as stream:
                hashlib.file_digest(stream, "sha256")
            _sync_object(folder, root)


def _sync_object(folder: Path, root: Path) -> None:
    """Make durable what ocfl-py left to the system: every file, then every folder up to the root."""
    inside = sorted(folder.rglob("*"), reverse=True)
    above = [one for one in folder.parents if one.is_relative_to(root)]
    for path in (*inside, folder, *above):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


class _Layout:
    """Tells ocfl-py, which knows layouts 0002 and 0003 only, that this registered one is no mistake."""

    NAME = LAYOUT

    def read_layout_params(self, *, root_fs: object) -> None:
        """Take the parameters as they are: objects are found by walking."""


def validate_with_ocfl_py(root: Path) -> int:
    """Have ocfl-py read and check everything below a storage root; returns the count of sound objects."""
    add_layout(LAYOUT, _Layout)
    judge = StorageRoot(root=str(root))
    judge.registered_extensions.append(LAYOUT)
    assert judge.validate(log_warnings=True), f"ocfl-py finds fault with {root}: {judge.errors[:3]}"
    return int(judge.good_objects)


def new_vault(folder: Path, sources: Sequence[Source] = ()) -> Vault:
    """Make a vault in a new folder, and keep `sources` in it."""
    vault = Vault.create(folder / "vault", staging=folder / "staging")
    keep_in_groups(vault, sources)
    return vault
