"""Identity: how well and how fast several sources that tell of one world are linked.

`python -m benchmarks.identity [--rows N] [--work FOLDER] [--json FILE]`. Each of three sources is settled by
the real importer, without the indexes, of which linking makes no use; then the real linker runs.
"""

import shutil
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import click

from benchmarks._identity_judge import Judged, judge
from benchmarks.catalogue.build import AT, stage_world
from benchmarks.catalogue.stages import Figures, Recorder
from benchmarks.report import load, machine
from benchmarks.world import World, make_world
from nachklang.catalogue.engines import EngineSettings
from nachklang.catalogue.importing.importer import Importer
from nachklang.catalogue.importing.linker import Linker
from nachklang.catalogue.linking.resolving import ENTITIES
from nachklang.catalogue.schema import IDENTITY_TABLES
from nachklang.catalogue.watching import Stage, unwatched

SOURCES = ("world-a", "world-b", "world-c")
OVERLAP = 0.3
"""The share of artists that a second source knows."""
_SETTLED = tuple(IDENTITY_TABLES)


class _Settling(Importer):
    """An importer that stops short of the indexes."""

    def _build_indexes(self, *_: object) -> None:
        pass


def run(rows: int, folder: Path, recorder: Recorder, engine: EngineSettings) -> dict[str, Judged]:
    """Make a world of `rows` recordings below `folder`, settle and link it; return how well, by entity."""
    catalogue, index = folder / "catalogue", folder / "index"
    with recorder.stage("world"):
        world = _made(folder / "made", rows, engine)
    recorder.note("rows", world.rows)
    for name in world.sources:
        with recorder.stage(f"settle {name}"):
            source = stage_world(catalogue, world, name)
            _Settling(catalogue, index=index, engine=engine).run(source, at=AT, watch=unwatched)
    with ExitStack() as stack:
        watch = _Watch(recorder, stack)
        info = Linker(catalogue, index=index, engine=engine).run(at=AT, watch=watch.reached)
    recorder.note("linked", {name: info.rows[name] for name in IDENTITY_TABLES})
    recorder.note("linking", _total([stage for stage in recorder.stages if stage.name in watch.names]))
    judged = judge(catalogue, world.truth, ENTITIES)
    for name, one in judged.items():
        recorder.note(name, one.figures())
    return judged


def _made(folder: Path, rows: int, engine: EngineSettings) -> World:
    """Make the world in a process of its own, whose memory is not ours."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        making = pool.submit(
            make_world, folder, rows, sources=SOURCES, overlap=OVERLAP, threads=engine.threads
        )
        return making.result()


class _Watch:
    """Cuts the run of the linker into stages: each entity, and each table that is written."""

    def __init__(self, recorder: Recorder, stack: ExitStack) -> None:
        self._recorder = recorder
        self._stack = stack
        self.names = list[str]()

    def reached(self, stage: Stage) -> None:
        """End a stage and begin the next."""
        steps = {"link": ENTITIES, "settle": _SETTLED}.get(stage.name)
        self.names.append(f"{stage.name} {steps[stage.done]}" if steps else stage.name)
        self._stack.close()
        self._stack.enter_context(self._recorder.stage(self.names[-1]))


def _total(stages: list[Figures]) -> dict[str, float]:
    return {
        "seconds": round(sum(stage.seconds for stage in stages), 1),
        "cpu": round(sum(stage.cpu for stage in stages), 1),
        "memory": max(stage.memory for stage in stages),
        "private": max(stage.private for stage in stages),
        "disk": max(stage.disk for stage in stages),
    }


@click.command()
@click.option("--rows", default=5_000_000, show_default=True, help="Recordings of the world.")
@click.option(
    "--work", type=click.Path(path_type=Path), help="An empty folder, which is kept; else one for the run."
)
@click.option("--memory", default=9.0, show_default=True, help="Gigabytes for the engine.")
@click.option("--threads", default=2, show_default=True, help="Threads of the engine.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="The figures; else in --work.")
def main(rows: int, work: Path | None, memory: float, threads: int, json_file: Path | None) -> None:
    """Make a world that three sources tell of, link them, and say how well and how fast."""
    folder = work or Path(mkdtemp(prefix="nachklang-identity-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; remove it first")
    about: dict[str, Any] = {
        "rows": rows,
        "began": datetime.now(UTC).isoformat(timespec="seconds"),
        "load": load(),
        "machine": machine(),
    }
    recorder = Recorder(folder, json_file or folder / "figures.json", about)
    judged = run(rows, folder, recorder, EngineSettings.of_machine(memory=int(memory * 1e9), threads=threads))
    for name, one in judged.items():
        print(f"{name:14} precision {one.precision:.5f}  recall {one.recall:.4f}")
    if work is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
