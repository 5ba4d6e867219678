"""Writing results: JSON for machines, short texts for people."""

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


def emit_json(value: Any) -> None:
    """Write one JSON document to stdout; what its encoding cannot write is escaped as JSON does."""
    plain = _plain(value)
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        text = json.dumps(plain, indent=2)
    click.echo(text)


def emit_json_line(value: Any) -> None:
    """Write one JSON document on a line of its own, in ASCII: every terminal and program can read it."""
    click.echo(json.dumps(_plain(value)))


def _plain(value: Any) -> Any:
    from nachklang.model.plain import to_plain  # noqa: PLC0415  (what writes no JSON does without)

    return to_plain(value)


def emit_line(text: str) -> None:
    """Write a line for people to stdout, as it is; what its encoding cannot write is escaped.

    For results without colours and layout: rich takes longer to be imported than these to be found.
    """
    _escape_what_cannot_be_written()
    click.echo(text, file=sys.stdout)  # not named, a stdout of ASCII would be given UTF-8


def results() -> "Console":
    """Return the console for results that people read; what its encoding cannot write is escaped."""
    from rich.console import Console  # noqa: PLC0415  (see `emit_line`)

    _escape_what_cannot_be_written()
    return Console(highlight=False, soft_wrap=True)


def messages() -> "Console":
    """Return the console for what is not a result."""
    from rich.console import Console  # noqa: PLC0415  (see `emit_line`)

    return Console(stderr=True, highlight=False, soft_wrap=True)


def _escape_what_cannot_be_written() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


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


def shown(text: str) -> str:
    """Write a text for people, escaping what a terminal would act on."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def shown_path(path: Path) -> str:
    """Write a path for people, escaping what a terminal would act on."""
    return shown(str(path))
