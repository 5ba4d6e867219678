"""`nachklang catalogue sql`."""

import csv
import sys
from typing import Any

import click

from nachklang.cli.context import read_catalogue
from nachklang.cli.output import emit_json

_EPILOG = """\b
Example:
  nachklang --archive my-archive catalogue sql "select count(*) from recording"
  nachklang --archive my-archive catalogue sql "from artist limit 10" --json
"""


@click.command(epilog=_EPILOG)
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Write the rows as JSON, which keeps their types.")
def sql(question: str, *, as_json: bool) -> None:
    """Ask the tables of the newest snapshot one QUESTION in SQL, and write the answer as CSV.

    Questions only: nothing can be changed, and no other file be read. The tables are described in the
    reference, under catalogue tables.
    """
    with read_catalogue().sql() as room:
        answer = room.ask(question)
        if as_json:
            emit_json([row for batch in answer for row in batch.to_pylist()])
        else:
            _write(answer)


def _write(answer: Any) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.schema.names)
    for batch in answer:
        writer.writerows(zip(*(column.to_pylist() for column in batch.columns), strict=True))
