"""The command: `python -m benchmarks.catalogue [--rows N] [--work FOLDER] [--resume] [--json FILE]`."""

import shutil
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import click

from benchmarks.catalogue.build import Build
from benchmarks.catalogue.stages import Recorder, folder_size
from benchmarks.report import load, machine
from nachklang.catalogue.engines import EngineSettings
from nachklang.catalogue.publishing import Shelf

if TYPE_CHECKING:
    from benchmarks.catalogue.questions import Contestant

_MOST_FOR_THE_PEER = 20_000_000
"""Recordings; beyond, SQLite takes hours."""
_MOST_TEXT = 2_000_000
"""Lines of COPY text; more of them give the same rate."""


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
    _ask(build, recorder, folder, rows)
    if work is None:
        shutil.rmtree(folder)


def _ask(build: Build, recorder: Recorder, folder: Path, rows: int) -> None:
    # What is asked is imported behind the build, whose memory is measured.
    from benchmarks import copy_text, isrc  # noqa: PLC0415
    from benchmarks.catalogue.commands import start_up  # noqa: PLC0415
    from benchmarks.catalogue.peer import Sqlite  # noqa: PLC0415
    from benchmarks.catalogue.questions import Ours, OursInPython, ask, codes_a_second, draw  # noqa: PLC0415

    with_peer = rows <= _MOST_FOR_THE_PEER
    ours = Ours(build.catalogue, build.index)
    files = partial(ours.manifest.paths, Shelf(build.catalogue).folder(ours.manifest.number))
    asked = draw(files)
    contestants: list[Contestant] = [ours, OursInPython(build.catalogue, build.index)]
    if with_peer:
        file = folder / "peer.db"
        built = recorder.has("sqlite full text")
        if not built:
            file.unlink(missing_ok=True)
        peer = Sqlite(file)
        if not built:
            peer.build(files, recorder)
        contestants.append(peer)
        recorder.note("bytes of the peer", file.stat().st_size)
    recorder.note("build", build.totals())
    recorder.note("bytes", {name: folder_size(place) for name, place in build.places().items()})
    for kind, timings in ask(contestants, asked).items():
        recorder.note(kind, timings)
    recorder.note("resolve", codes_a_second(ours, files("recording_isrc")))
    if with_peer:
        codes = sum(tables["recording_isrc"] for tables in recorder.figures["rows"].values())
        recorder.note("codes of another make", isrc.run(codes))
        recorder.note("COPY text", copy_text.run(min(rows, _MOST_TEXT)))
    started = start_up(folder, build.catalogue, build.index, code=asked.isrc[0], words=asked.words[2][0])
    recorder.note("start to end, in seconds", started)


if __name__ == "__main__":
    main()
