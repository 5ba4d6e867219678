"""The command: `python -m benchmarks.rights_many [--items N] [--signatures N] [--work FOLDER] [--json FILE]`.

Two questions about very many items, from their facts to the counts: may the public stream them in Germany
today (one act, one territory, one day), and what changes in Germany in 2034 for any act (a calendar, with the
first names). Each stage's seconds and peaks of memory and disk are printed and written down.
"""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp

import click
import pyarrow.parquet as pq

from benchmarks.catalogue.stages import Recorder
from benchmarks.report import load, machine
from benchmarks.rights_world import signatures, write_items
from nachklang import workers
from nachklang.archive import read_law
from nachklang.catalogue import EngineSettings
from nachklang.catalogue.permissions import open_permissions
from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.mandates import RightsSignature
from nachklang.rights.compiling import SCHEMA, compiled, uses_of
from nachklang.rights.question import Use

_GERMANY, _PUBLIC = [Territory("DE")], [ActorClass.PUBLIC]
_DAY, _FIRST, _LAST = date(2026, 11, 22), date(2034, 1, 1), date(2034, 12, 31)
_NAMES = 100


@click.command()
@click.option("--items", default=16_000_000, show_default=True, help="How many items.")
@click.option("--signatures", "distinct", default=400_000, show_default=True, help="Distinct signatures.")
@click.option("--work", type=click.Path(path_type=Path), help="An empty folder to work in and keep.")
@click.option("--memory", default=4.0, show_default=True, help="Gigabytes for the engine.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="The figures; else in --work.")
def main(items: int, distinct: int, work: Path | None, memory: float, json_file: Path | None) -> None:
    """Decide very many items at once, on two processors."""
    folder = work or Path(mkdtemp(prefix="nachklang-rights-"))
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "items": items,
        "signatures": distinct,
        "began": datetime.now(UTC).isoformat(timespec="seconds"),
        "load": load(),
        "machine": machine(),
    }
    recorder = Recorder(folder, json_file or folder / "figures.json", about)
    with recorder.stage("make signatures and items"):
        made = signatures(distinct)
        paths = write_items(folder / "items", items, distinct)
    settings = EngineSettings.of_machine(memory=int(memory * 1e9), threads=2, spill=folder)
    _ask(recorder, made, paths, settings)
    if work is None:
        shutil.rmtree(folder)


def _ask(
    recorder: Recorder, made: list[RightsSignature], paths: list[Path], settings: EngineSettings
) -> None:
    one, every = recorder.folder / "one.parquet", recorder.folder / "every.parquet"
    with recorder.stage("one act, territory and day: compile"):
        _compile(made, uses_of([Act.STREAM], _GERMANY, _PUBLIC), one)
    with (
        recorder.stage("one act, territory and day: join and count"),
        open_permissions(settings, recorder.folder, paths) as room,
    ):
        recorder.figures["answers"] = [
            [answered.why_not or answered.bases, answered.items]
            for answered in room.answers(room.intervals([one]), _DAY)
        ]
    with recorder.stage("a year: compile every act"):
        _compile(made, uses_of(Act, _GERMANY, _PUBLIC), every)
    with (
        recorder.stage("a year: calendar and names"),
        open_permissions(settings, recorder.folder, paths) as room,
    ):
        intervals = room.intervals([every])
        recorder.figures["turns"] = len(room.calendar(intervals, _FIRST, _LAST))
        recorder.figures["names"] = len(room.calendar_names(intervals, _FIRST, _LAST, _NAMES))
    with (
        recorder.stage("every item's answer into Parquet"),
        open_permissions(settings, recorder.folder, paths) as room,
    ):
        room.write(room.intervals([one]), _DAY, recorder.folder / "rows.parquet")


def _compile(made: list[RightsSignature], uses: tuple[Use, ...], path: Path) -> None:
    with workers.processes(2) as executor, pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for batch in compiled(made, uses, read_law(), executor):
            writer.write_batch(batch)


if __name__ == "__main__":
    main()
