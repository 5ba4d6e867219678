"""The command: `python -m benchmarks.catalogue [--rows N] [--work FOLDER] [--resume] [--json FILE]`."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import click

from benchmarks.catalogue.build import Build
from benchmarks.catalogue.stages import Recorder
from benchmarks.report import load, machine
from nachklang.catalogue.engines import EngineSettings


@click.command()
@click.option("--rows", default=5_000_000, show_default=True, help="Recordings of the world.")
@click.option(
    "--work", type=click.Path(path_type=Path), help="Where to build, and keep; else a folder for the run."
)
@click.option("--resume", is_flag=True, help="Go on with what stands in --work.")
@click.option("--memory", default=9.0, show_default=True, help="Gigabytes for the engine.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="The figures; else in --work.")
def main(rows: int, work: Path | None, *, resume: bool, memory: float, json_file: Path | None) -> None:
    """Build a world and ask it, stage by stage; with a peer where the world is small enough for one."""
    folder = work or Path(mkdtemp(prefix="nachklang-world-"))
    if folder.exists() and not resume and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; remove it, or go on with --resume")
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "rows": rows,
        "began": datetime.now(UTC).isoformat(timespec="seconds"),
        "load": load(),
        "machine": machine(),
    }
    recorder = Recorder(folder, json_file or folder / "figures.json", about)
    if resume:
        recorder.resume()
    build = Build(folder, recorder, EngineSettings.of_machine(memory=int(memory * 1e9), threads=2))
    build.make(rows)
    build.settle()
    if work is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
