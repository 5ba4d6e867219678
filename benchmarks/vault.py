"""Ingest: files into OCFL objects, against ocfl-py's `create`, and a large one against copying and hashing.

ocfl-py records one digest, neither stages nor syncs, and what it has made can be half there, or empty, after
a power cut. It is therefore also measured with the second digest and the syncs that would be needed: its
objects are then as durable as ours, but still not put in place at once.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, Work, measure
from benchmarks.objects import (
    GROUP,
    LARGE_FILE,
    SMALL_FILE,
    Source,
    keep_in_groups,
    keep_with_ocfl_py,
    keep_with_vault,
    new_vault,
    write_sources,
)
from nachklang.vault.layout import OBJECT_DECLARATION

_NOTE = (
    "Ours takes two digests, syncs, and puts each object in place by one rename. "
    "ocfl-py alone takes one digest and leaves durability to chance."
)
_WARM = 100
"""Objects that are made before any are timed."""

_Make = Callable[[Path, Sequence[Source]], Work]
_Entrant = tuple[str, Role, _Make]


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure many small objects, in groups and one by one, and one large file."""
    small = write_sources(folder / "small", count=scale.of(20_000), size=SMALL_FILE)
    title = f"objects of one file of {SMALL_FILE} bytes, in group commits of {GROUP}"
    ours = ("vault.stage and create_objects", Role.OURS, _in_groups)
    yield _measured(folder, title, small, scale.slow, ours, _PLAIN)
    few = small[: scale.of(200)]
    ours = ("vault.stage and create_object", Role.OURS, _one_by_one)
    title = f"objects of one file of {SMALL_FILE} bytes, each durable before the next"
    yield _measured(folder, title, few, scale.slow, ours, _PLAIN, _DURABLE)
    size = scale.of(LARGE_FILE)
    large = write_sources(folder / "large", count=1, size=size)
    contestants = [_contestant(folder, large, *one) for one in (ours, _COPY, _PLAIN, _DURABLE)]
    yield measure(Case("vault", "an object of one large file", size / 1e6, "MB", contestants, _NOTE), scale)


def _measured(
    folder: Path, title: str, sources: Sequence[Source], scale: Scale, *entrants: _Entrant
) -> Result:
    contestants = [_contestant(folder, sources, *one) for one in entrants]
    return measure(Case("vault", title, len(sources), "objects", contestants, _NOTE), scale)


def _contestant(folder: Path, sources: Sequence[Source], name: str, role: Role, make: _Make) -> Contestant:
    return Contestant(name, role, partial(_fresh, folder, sources, make))


def _in_groups(place: Path, sources: Sequence[Source]) -> Work:
    return partial(keep_in_groups, new_vault(place), sources)


def _one_by_one(place: Path, sources: Sequence[Source]) -> Work:
    return partial(keep_with_vault, new_vault(place), sources)


def _with_ocfl_py(place: Path, sources: Sequence[Source], *, as_ours: bool) -> Work:
    (place / "vault").mkdir()
    return partial(keep_with_ocfl_py, place / "vault", sources, as_ours=as_ours)


def _copies(place: Path, sources: Sequence[Source]) -> Work:
    """Do what somebody careful does without an archive: `cp`, `sync`, `sha512sum`, and no object."""
    (place / "vault").mkdir()
    return partial(_copy_sync_hash, [source.file for source in sources], place / "vault")


def _copy_sync_hash(files: Sequence[Path], place: Path) -> None:
    for number, file in enumerate(files):
        with (place / f"{number}").open("xb") as copy, file.open("rb") as original:
            shutil.copyfileobj(original, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        with file.open("rb") as stream:
            hashlib.file_digest(stream, "sha512")


_PLAIN = ("ocfl-py create, SHA-512 only", Role.PEER, partial(_with_ocfl_py, as_ours=False))
_DURABLE = ("ocfl-py create, SHA-256, fsync", Role.PEER, partial(_with_ocfl_py, as_ours=True))
_COPY = ("cp, fsync, SHA-512", Role.LIMIT, _copies)


@contextmanager
def _fresh(folder: Path, sources: Sequence[Source], make: _Make) -> Iterator[Work]:
    """Give work on an empty root, with nothing of earlier work waiting to be written to the disk.

    Some of it is done before, untimed: contestants write in pieces of different sizes, and on virtual
    machines the first to ask for memory of another kind would wait for the host, whichever it is.
    """
    with TemporaryDirectory(dir=folder) as place:
        make(Path(place), sources[:_WARM])()
    with TemporaryDirectory(dir=folder) as place:
        work = make(Path(place), sources)
        os.sync()
        yield work
        _check(Path(place, "vault"), len(sources))


def _check(root: Path, expected: int) -> None:
    """Make sure that there is something to show for the time."""
    made = sum(1 for _ in root.rglob(OBJECT_DECLARATION)) or sum(1 for _ in root.iterdir())
    assert made == expected, f"{made} were made of {expected} files"
