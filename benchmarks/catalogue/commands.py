"""How long commands that only read take, from their start to their end."""

import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

_RUNS = 9


def start_up(folder: Path, catalogue: Path, index: Path, *, code: str, words: str) -> dict[str, float]:
    """Return the median seconds of each command, in an archive made in `folder` around what was built."""
    archive = folder / "archive"
    if not archive.exists():
        _run("init", str(archive))
        for name, built in (("catalogue", catalogue), ("index", index)):
            shutil.rmtree(archive / name, ignore_errors=True)
            (archive / name).symlink_to(built, target_is_directory=True)
    commands = {
        "--help": ("--help",),
        "catalogue lookup": ("--archive", str(archive), "catalogue", "lookup", code),
        "search": ("--archive", str(archive), "search", words),
    }
    return {name: _median(arguments) for name, arguments in commands.items()}


def _median(arguments: tuple[str, ...]) -> float:
    taken = list[float]()
    for _ in range(_RUNS):
        began = perf_counter()
        _run(*arguments)
        taken.append(perf_counter() - began)
    return round(median(taken), 3)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "nachklang", *arguments], check=True, stdout=subprocess.DEVNULL)
