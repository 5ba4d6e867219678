"""Running the command line as its users do: in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = [sys.executable, "-m", "nachklang"]


@dataclass(frozen=True)
class Ran:
    """What a command wrote, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*words: str | Path, check: int | None = 0, cwd: Path | None = None) -> Ran:
    """Run `nachklang WORDS` and require its exit status, unless `check` is None."""
    done = subprocess.run(
        [*PROGRAM, *map(str, words)],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200"},
        check=False,
    )
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    if check is not None and ran.status != check:
        raise AssertionError(f"{words}: status {ran.status}, expected {check}\n{ran.out}\n{ran.err}")
    return ran


def new_archive(folder: Path, *options: str) -> Path:
    """Make an archive and return its folder."""
    run("init", folder, *options)
    return folder


def accept(archive: Path, folder: Path, *, check: int | None = 0) -> Any:
    """Deposit a folder and return the report."""
    return run("--archive", archive, "deposit", "accept", folder, "--json", check=check).json


def outcomes(report: Any) -> dict[str, tuple[str, str | None]]:
    """Return the status and the code of each file."""
    return {one["name"]: (one["status"], one["code"]) for one in report["files"]}


def described(folder: Path, names: Sequence[str], licence: str = "CC0-1.0") -> None:
    """Write a `deposit.toml` that puts every layer of the files under one licence."""
    rights = "".join(
        f'[defaults.rights.{layer}]\nlicence = "{licence}"\n'
        for layer in ("recording", "composition", "performance")
    )
    files = "".join(f"[[file]]\npath = {json.dumps(name)}\n" for name in names)
    (folder / "deposit.toml").write_text(rights + files)
