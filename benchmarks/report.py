"""The results: one table a case for people, one JSON document for machines."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Result, Timing

_SOFTWARE = ("nachklang", "ocfl-py", "mutagen", "av", "tantivy", "duckdb", "cryptography")


def machine() -> dict[str, Any]:
    """Say what is measured on and with."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _field(Path("/proc/cpuinfo"), "model name"),
        "memory": _field(Path("/proc/meminfo"), "MemTotal"),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "software": {name: version(name) for name in _SOFTWARE} | {"sqlite": sqlite3.sqlite_version},
    }


def _field(file: Path, name: str) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    values = (line.partition(":")[2].strip() for line in lines if line.startswith(name))
    return next(values, "unknown")


def load() -> list[float]:
    """Return the load averages of 1, 5 and 15 minutes."""
    return [round(one, 2) for one in os.getloadavg()]


def document(
    results: Sequence[Result], *, command: str, began: datetime, load_before: list[float]
) -> dict[str, Any]:
    """Make the JSON document of one run."""
    return {
        "command": command,
        "began": began.isoformat(timespec="seconds"),
        "seconds": round((datetime.now(UTC) - began).total_seconds(), 1),
        "load_before": load_before,
        "load_after": load(),
        "machine": machine(),
        "results": [_case(result) for result in results],
    }


def _case(result: Result) -> dict[str, Any]:
    case = result.case
    return {
        "benchmark": case.benchmark,
        "title": case.title,
        "amount": case.amount,
        "unit": case.unit,
        "note": case.note,
        "contestants": [_contestant(timing, result) for timing in result.timings],
    }


def _contestant(timing: Timing, result: Result) -> dict[str, Any]:
    return {
        "name": timing.name,
        "role": timing.role.value,
        "runs": timing.runs,
        "wall_seconds": timing.wall,
        "cpu_seconds": timing.cpu,
        "rate": result.case.amount / timing.wall,
        "wall_ratio": timing.wall / result.ours.wall,
        "cpu_ratio": _ratio(timing.cpu, result.ours.cpu),
    }


def _ratio(theirs: float, ours: float) -> float | None:
    """Divide CPU times; None where the kernel's clock is too coarse for ours."""
    return theirs / ours if ours > 0 else None


def show(result: Result, console: Console) -> None:
    """Print one case as a table."""
    case = result.case
    title = f"{case.benchmark}: {case.title} ({_number(case.amount)} {case.unit})"
    table = Table(title=title, title_justify="left", caption=case.note or None, caption_justify="left")
    table.add_column("contestant")
    for name in ("wall", "CPU", f"{case.unit}/s", "wall ÷ ours", "CPU ÷ ours"):
        table.add_column(name, justify="right")
    for timing in result.timings:
        table.add_row(*_row(timing, result))
    console.print(table)
    console.print()


def _row(timing: Timing, result: Result) -> tuple[str, ...]:
    cpu = _ratio(timing.cpu, result.ours.cpu)
    return (
        f"{timing.name} ({timing.role})",
        _seconds(timing.wall),
        _seconds(timing.cpu),
        _number(result.case.amount / timing.wall),
        f"{timing.wall / result.ours.wall:.2f}",
        "too short" if cpu is None else f"{cpu:.2f}",
    )


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
