"""The command: `python -m benchmarks [--small] [--json FILE] [NAME…]`."""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console

from benchmarks.measuring import FULL, SMALL, Result
from benchmarks.report import document, load, show
from benchmarks.suite import BENCHMARKS


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--small", is_flag=True, help="A twentieth of the work, twice: to see that it runs.")
@click.option(
    "--json", "json_file", metavar="FILE", help="Also write the figures as JSON; - is standard output."
)
def main(names: tuple[str, ...], *, small: bool, json_file: str | None) -> None:
    """Measure Nachklang against its peers; NAMES choose some of the benchmarks.

    What is written goes into the folder for temporary files; TMPDIR chooses the disk that is measured.
    """
    began, load_before = datetime.now(UTC), load()
    # ocfl-py and alembic tell every step, which would take time that is not theirs.
    logging.disable(logging.INFO)
    console = Console(stderr=json_file == "-", highlight=False)
    if not console.is_terminal:
        console.width = 120
    results = list[Result]()
    for name in names or BENCHMARKS:
        with TemporaryDirectory(prefix="nachklang-bench-") as folder:
            for result in BENCHMARKS[name](SMALL if small else FULL, Path(folder)):
                show(result, console)
                results.append(result)
    command = " ".join(["python -m benchmarks", *sys.argv[1:]])
    if json_file is not None:
        figures = document(results, command=command, began=began, load_before=load_before)
        with click.open_file(json_file, "w", encoding="utf-8") as opened:
            opened.write(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
