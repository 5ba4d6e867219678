"""Writing results: JSON for machines, short texts for people."""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from nachklang.model.plain import to_plain

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


def emit_json(value: Any) -> None:
    """Write one JSON document to stdout."""
    click.echo(json.dumps(to_plain(value), ensure_ascii=False, indent=2))


def messages() -> Console:
    """Return the console for what is not a result."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def size(count: int) -> str:
    """Write a number of bytes in the decimal unit that suits it."""
    value = float(count)
    for unit in _UNITS[:-1]:
        if value < 1000:
            return f"{count} bytes" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} {_UNITS[-1]}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def shown_path(path: Path) -> str:
    """Write a path for people, escaping what a terminal would act on."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in str(path))
