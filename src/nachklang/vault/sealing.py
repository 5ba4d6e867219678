"""Sealing: the seals of an object in a folder or a store, every file of it read once.

Nothing is skipped: what is no plain file, and what cannot be listed or read, is an error that names it.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nachklang.errors import FixityError, NotFoundError, StorageError
from nachklang.vault._tree import UnexpectedKindError, plain_files
from nachklang.vault.seals import FileSeal, new_hash, seal_of
from nachklang.vault.stores.store import Store
from nachklang.vault.validation.digests import SIZE, Hashing, Maker, Measured, Wanted

_SHA512, _BLAKE3 = "sha512", "blake3"

OnBytes = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """One seal for each nonce that was asked for, in that order, and how many files and bytes were read."""

    seals: tuple[str, ...]
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class FileDigests:
    """What the bytes of a file are: their number, and lower-case hex digests."""

    size: int
    sha512: str
    blake3: str


def seal_folder(
    folder: Path, *, nonces: Sequence[bytes | None] = (None,), on_bytes: OnBytes, drop_cache: bool
) -> Sealed:
    """Read an object's folder once and compute its seals, one for each nonce; None is for the plain seal.

    With `drop_cache` the disk is read and not what memory keeps of it. `on_bytes` gets the number of bytes
    of each step, in any thread. Raises NotFoundError where there is no such folder, FixityError for a link,
    a device or a name that no object holds, StorageError for what cannot be listed or read.
    """
    makers = {str(number): new_hash(nonce) for number, nonce in enumerate(nonces)}
    files = {one.name: one.digests for one in _measured(folder, makers, on_bytes, drop_cache=drop_cache)}
    sizes = {path: int(digests[SIZE]) for path, digests in files.items()}
    seals = (
        seal_of({path: FileSeal(files[path][str(number)], size) for path, size in sizes.items()}, nonce)
        for number, nonce in enumerate(nonces)
    )
    return Sealed(tuple(seals), len(files), sum(sizes.values()))


def measure_object(folder: Path, *, on_bytes: OnBytes, drop_cache: bool) -> Mapping[str, FileDigests]:
    """Read an object's folder once and compute both digests of every file; reads and raises as `seal_folder`.

    So one reading can be compared with the manifest, and sealed by `seal_measured`.
    """
    makers: Mapping[str, Maker] = {_SHA512: hashlib.sha512, _BLAKE3: new_hash()}
    return {
        one.name: FileDigests(int(one.digests[SIZE]), one.digests[_SHA512], one.digests[_BLAKE3])
        for one in _measured(folder, makers, on_bytes, drop_cache=drop_cache)
    }


def seal_measured(files: Mapping[str, FileDigests]) -> str:
    """Compute the plain seal of what `measure_object` returned."""
    return seal_of({path: FileSeal(one.blake3, one.size) for path, one in files.items()})


def seal_copy(
    store: Store, prefix: str, *, nonces: Sequence[bytes | None] = (None,), on_bytes: OnBytes
) -> Sealed:
    """Read every key below `prefix`, which is `key_of` an object, once, and compute its seals.

    Raises NotFoundError where there is none, and what stores raise.
    """
    found: list[dict[str, FileSeal]] = [{} for _ in nonces]
    total = 0
    for key, _ in store.entries(prefix):
        hashes, size = [new_hash(nonce)() for nonce in nonces], 0
        for chunk in store.read(key):
            for one in hashes:
                one.update(chunk)
            size += len(chunk)
            on_bytes(len(chunk))
        for files, one in zip(found, hashes, strict=True):
            files[key.removeprefix(prefix)] = FileSeal(one.hexdigest(), size)
        total += size
    if not found[0]:
        raise NotFoundError(f"{store.where} holds nothing below {prefix}")
    seals = tuple(seal_of(files, nonce) for files, nonce in zip(found, nonces, strict=True))
    return Sealed(seals, len(found[0]), total)


def _measured(
    folder: Path, makers: Mapping[str, Maker], on_bytes: OnBytes, *, drop_cache: bool
) -> Iterator[Measured]:
    """Yield each file below a folder, measured by all makers."""
    algorithms, top = tuple(makers), str(folder)
    wanted = [Wanted(f"{top}/{path}", path, 0, algorithms) for path in _listed(folder)]
    with Hashing(on_bytes, makers=makers, drop_cache=drop_cache) as hashing:
        for measured in hashing.measure_all(wanted):
            if measured.error is not None:
                raise _unreadable(folder / measured.name, measured.error)
            yield measured


def _listed(folder: Path) -> Iterator[str]:
    try:
        yield from plain_files(folder)
    except UnexpectedKindError as error:
        raise FixityError(f"{f'{folder}/{error}'!a} is no plain file; verify the object") from None
    except OSError as error:
        if not folder.is_dir():
            raise NotFoundError(f"there is no object in {folder}") from error
        raise _unreadable(Path(error.filename or folder), error.strerror or str(error)) from error


def _unreadable(path: Path, why: str) -> StorageError:
    return StorageError(f"cannot read {str(path)!a}: {why}; check its rights and the disk")
