"""Thousands of random faults over deposits, audits, repairs and removals: nothing may be lost or missed.

Run as `python -m tests.torture.faults --faults 10000 --seed 1`. Prints a table, or with `--json` the same as
JSON; the exit status is 1 where a byte was lost, a fault missed, an alarm false or anything else wrong.
"""

import argparse
import json
import logging
import sys
import tempfile
from pathlib import Path
from random import Random

from rich.console import Console
from tests.torture.lying import torture_servers
from tests.torture.places import FolderPlace
from tests.torture.run import Run
from tests.torture.shims import System
from tests.torture.tally import Tally
from tests.torture.world import World

from nachklang.config import CopyStoreSettings

_MEMORY = Path("/dev/shm")  # noqa: S108 - where there is one: a run writes and reads a lot

_SHARE = 100


def torture(faults: int, seed: int, folder: Path, *, servers: bool = True) -> Tally:
    """Inject so many faults into archives below `folder`, and say what came of them.

    With `servers`, every hundredth of them into one whose stores are S3 servers that lie.
    """
    rng, tally = Random(seed), Tally()
    for name in ("folders", "servers"):
        (folder / name).mkdir()
    lied_about = faults // _SHARE if servers else 0
    torture_folders(faults - lied_about, rng, folder / "folders", tally)
    if lied_about:
        torture_servers(lied_about, rng, folder / "servers", tally)
    return tally


def torture_folders(faults: int, rng: Random, folder: Path, tally: Tally) -> None:
    """Inject so many faults into an archive with two stores in folders."""
    system = System()
    stores = [folder / "near", folder / "far"]
    for one in stores:
        one.mkdir()
    world = World.make(folder, system, rng, [CopyStoreSettings(one.name, one.as_uri()) for one in stores])
    for one in stores:
        world.places[one.name] = FolderPlace(one.name, one, one / "ocfl", system)
    with system.installed():
        run = Run(world, rng, tally, system)
        run.until(faults)
        run.end()
    world.close()


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
    with tempfile.TemporaryDirectory(dir=above) as folder:
        tally = torture(chosen.faults, chosen.seed, Path(folder), servers=chosen.servers)
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
