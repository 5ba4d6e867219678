"""Ingest: files into OCFL objects, against ocfl-py's `create`.

ocfl-py records one digest, neither stages nor syncs, and what it has made can be half there, or empty, after
a power cut. It is therefore also measured with the second digest and the syncs that would be needed: its
objects are then as durable as ours, but still not put in place at once.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Case, Contestant, Prepare, Result, Role, Scale, Work, measure
from benchmarks.objects import (
    LARGE_FILE,
    SMALL_FILE,
    Source,
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


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure many small objects, and one large file."""
    small = write_sources(folder / "small", count=scale.of(200), size=SMALL_FILE)
    title = f"objects of one file of {SMALL_FILE} bytes"
    yield measure(Case("vault", title, len(small), "objects", _contestants(folder, small), _NOTE), scale.slow)
    size = scale.of(LARGE_FILE)
    large = write_sources(folder / "large", count=1, size=size)
    case = Case("vault", "an object of one large file", size / 1e6, "MB", _contestants(folder, large), _NOTE)
    yield measure(case, scale)


def _contestants(folder: Path, sources: Sequence[Source]) -> list[Contestant]:
    def peer(*, as_ours: bool) -> Prepare:
        return partial(_fresh, folder, sources, lambda root: _with_ocfl_py(root, sources, as_ours=as_ours))

    return [
        Contestant(
            "vault.stage and create_object",
            Role.OURS,
            partial(_fresh, folder, sources, lambda root: _with_vault(root, sources)),
        ),
        Contestant("ocfl-py create, SHA-512 only", Role.PEER, peer(as_ours=False)),
        Contestant("ocfl-py create, SHA-256, fsync", Role.PEER, peer(as_ours=True)),
    ]


def _with_vault(root: Path, sources: Sequence[Source]) -> Work:
    return partial(keep_with_vault, new_vault(root), sources)


def _with_ocfl_py(root: Path, sources: Sequence[Source], *, as_ours: bool) -> Work:
    (root / "vault").mkdir()
    return partial(keep_with_ocfl_py, root / "vault", sources, as_ours=as_ours)


@contextmanager
def _fresh(folder: Path, sources: Sequence[Source], make: Callable[[Path], Work]) -> Iterator[Work]:
    """Give work on an empty root, with nothing of earlier work waiting to be written to the disk.

    The work is done once before, untimed: contestants write in pieces of different sizes, and on virtual
    machines the first to ask for memory of another kind would wait for the host, whichever it is.
    """
    with TemporaryDirectory(dir=folder) as place:
        make(Path(place))()
    with TemporaryDirectory(dir=folder) as place:
        work = make(Path(place))
        os.sync()
        yield work
        made = sum(1 for _ in Path(place, "vault").rglob(OBJECT_DECLARATION))
        assert made == len(sources), f"{made} objects were made of {len(sources)} files"
