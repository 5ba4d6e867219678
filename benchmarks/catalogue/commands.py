"""How long commands that only read take, from their start to their end.

As for whoever installed the software: its modules lie there as bytecode, whatever this process is told.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

_RUNS = 11


def start_up(
    folder: Path, catalogue: Path, index: Path, *, code: str, words: str
) -> dict[str, dict[str, float]]:
    """Return the median seconds of each command, in all and of CPU time, in an archive made in `folder`."""
    archive, bytecode = folder / "archive", folder / "bytecode"
    if not archive.exists():
        _run(bytecode, "init", str(archive))
        for name, built in (("catalogue", catalogue), ("index", index)):
            shutil.rmtree(archive / name, ignore_errors=True)
            (archive / name).symlink_to(built, target_is_directory=True)
    commands = {
        "--help": ("--help",),
        "catalogue lookup": ("--archive", str(archive), "catalogue", "lookup", code),
        "search": ("--archive", str(archive), "search", words),
    }
    return {name: _median(bytecode, arguments) for name, arguments in commands.items()}


def _median(bytecode: Path, arguments: tuple[str, ...]) -> dict[str, float]:
    _run(bytecode, *arguments)
    taken = [_run(bytecode, *arguments) for _ in range(_RUNS)]
    walls, processors = zip(*taken, strict=True)
    return {"wall": round(median(walls), 3), "cpu": round(median(processors), 3)}


def _run(bytecode: Path, *arguments: str) -> tuple[float, float]:
    """Run a command; return its seconds in all and of CPU time."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began, before = perf_counter(), os.times()
    subprocess.run(
        [sys.executable, "-m", "nachklang", *arguments],
        check=True,
        stdout=subprocess.DEVNULL,
        env=kept | {"PYTHONPYCACHEPREFIX": str(bytecode)},
    )
    seconds, after = perf_counter() - began, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, used
