"""`nachklang catalogue resolve`."""

from pathlib import Path

import click

from nachklang.cli.context import read_catalogue
from nachklang.cli.output import emit_json, plural

_EPILOG = """\b
Example:
  nachklang --archive my-archive catalogue resolve codes.csv --to recordings.csv
"""


@click.command(epilog=_EPILOG)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    help="The file for the answers, .csv or .parquet: a row a code, in their order.",
)
@click.option("--column", help="The column of the codes; without it `isrc`, or the only one.")
@click.option("--json", "as_json", is_flag=True, help="Write the counts as JSON.")
def resolve(file: Path, target: Path, column: str | None, *, as_json: bool) -> None:
    """Resolve every ISRC in FILE, a CSV, TSV or Parquet file, to the recordings that bear it."""
    found = read_catalogue().codes().resolve(file, target, column=column)
    if as_json:
        emit_json(found)
        return
    parts = (
        plural(found.codes, "code"),
        f"{found.found} found ({found.several} on several recordings)",
        f"{found.unknown} not known",
        f"{found.invalid} no ISRC",
    )
    click.echo(", ".join(parts))
