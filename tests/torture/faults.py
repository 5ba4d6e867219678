"""Thousands of random faults over deposits, audits, repairs and removals: nothing may be lost or missed.

Run as `python -m tests.torture.faults --faults 10000 --seed 1`. Prints a table, or with `--json` the same as
JSON; the exit status is 1 where a byte was lost, a fault missed, an alarm false or anything else wrong.
"""

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress
from tests.torture.lying import torture_servers
from tests.torture.places import FolderPlace
from tests.torture.run import Run, tell_nobody
from tests.torture.shims import System
from tests.torture.tally import Tally
from tests.torture.world import World

from nachklang.config import CopyStoreSettings

_MEMORY = Path("/dev/shm")  # noqa: S108 - where there is one: a run writes and reads a lot

_SHARE = 100

A_WORLD = 2_500
"""Faults for one archive: each batch reads everything, and an archive grows with every batch."""


def torture(
    faults: int,
    seed: int,
    folder: Path,
    *,
    servers: bool = True,
    tell: Callable[[int], None] = tell_nobody,
) -> Tally:
    """Inject so many faults into archives below `folder`, and say what came of them.

    With `servers`, every hundredth of them into one whose stores are S3 servers that lie. `tell` gets how
    many were injected so far.
    """
    rng, tally = Random(seed), Tally()
    lied_about = faults // _SHARE if servers else 0
    while (left := faults - lied_about - tally.injected) > 0:
        with tempfile.TemporaryDirectory(dir=folder) as world:
            torture_folders(tally.injected + min(left, A_WORLD), rng, Path(world), tally, tell)
    if lied_about:
        (folder / "servers").mkdir()
        torture_servers(lied_about, rng, folder / "servers", tally)
    return tally


def torture_folders(
    faults: int, rng: Random, folder: Path, tally: Tally, tell: Callable[[int], None] = tell_nobody
) -> None:
    """Inject faults into an archive with two stores in folders, until the tally has so many."""
    with running_in_folders(folder, rng, tally) as run:
        run.until(faults, tell)
        run.end()


@contextmanager
def running_in_folders(folder: Path, rng: Random, tally: Tally) -> Iterator[Run]:
    """Make an archive with two stores in folders, and yield a run over it in which nothing happened yet."""
    system = System()
    stores = [folder / "near", folder / "far"]
    for one in stores:
        one.mkdir()
    world = World.make(folder, system, rng, [CopyStoreSettings(one.name, one.as_uri()) for one in stores])
    for one in stores:
        world.places[one.name] = FolderPlace(one.name, one, one / "ocfl", system)
    with system.installed():
        yield Run(world, rng, tally, system)
    world.close()


def _progress() -> Progress:
    columns = (*Progress.get_default_columns(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--servers", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)  # of alembic and of ocfl-py, which say all that they do
    above = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=above) as folder, _progress() as bar:
        task = bar.add_task("Injecting faults", total=chosen.faults)
        tally = torture(
            chosen.faults,
            chosen.seed,
            Path(folder),
            servers=chosen.servers,
            tell=lambda injected: bar.update(task, completed=injected),
        )
    if chosen.json:
        sys.stdout.write(json.dumps(tally.as_plain(), indent=2) + "\n")
    else:
        console = Console(width=110)
        for table in tally.tables():
            console.print(table)
        for line in tally.told:
            console.print(line)
    return 0 if tally.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
