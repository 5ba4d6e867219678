"""`nachklang catalogue stats`."""

import click

from nachklang.cli.context import read_catalogue
from nachklang.cli.output import emit_json, results
from nachklang.model.plain import to_plain

_EPILOG = """\b
Example:
  nachklang --archive my-archive catalogue stats --json > stats.json
"""


@click.command(epilog=_EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Write the numbers as JSON.")
def stats(*, as_json: bool) -> None:
    """Count what the catalogue holds: by year, length, popularity, tracks, codes, sources and overlap."""
    found = to_plain(read_catalogue().stats())
    if as_json:
        emit_json(found)
        return
    console = results()
    for name, counted in found.items():
        console.print(f"\n{name.replace('_', ' ')}", markup=False)
        rows = counted.items() if isinstance(counted, dict) else enumerate(counted)
        for value, count in rows:
            console.print(f"  {value!s:<28} {count!s:>14}", markup=False)
