"""`nachklang catalogue stats`."""

from collections.abc import Iterator
from typing import Any

import click

from nachklang.cli.context import read_catalogue
from nachklang.cli.output import emit_json, results, shown
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
        for words, count in _lines(counted):
            console.print(shown(f"  {words:<40} {count!s:>14}"), markup=False)


def _lines(counted: Any) -> Iterator[tuple[str, Any]]:
    """Name each count: by table and source, or by the place on its scale and what else tells it."""
    if isinstance(counted, dict):
        for table, sources in counted.items():
            yield from ((f"{table} of {source}", count) for source, count in sources.items())
        return
    for one in counted:
        count = one["things"] if "things" in one else one["count"]
        told = [value for key, value in one.items() if key not in {"count", "things", "at"}]
        if "at" in one:
            told.append("not known" if one["at"] is None else one["at"])
        yield ", ".join(" + ".join(value) if isinstance(value, list) else str(value) for value in told), count
