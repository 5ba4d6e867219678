"""`nachklang vault validate`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import click

from nachklang.cli import statuses
from nachklang.cli.output import emit_json, plural, results, shown_path, size
from nachklang.cli.progress import byte_bar
from nachklang.vault.validation import Checked, Finding, kind_of, validate_object, validate_root

_EPILOG = """\b
Example:
  nachklang vault validate /media/disk/ocfl-root
  nachklang vault validate --json object-1 object-2 > findings.json

\b
The exit status is 0 where only warnings (W...) were found, and 11 where there is any error.
"""


@dataclass(slots=True)
class _Count:
    """Adds up bytes that several threads read, and moves a bar."""

    advance: Callable[[int], None]
    total: int = 0
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, count: int) -> None:
        with self._lock:
            self.total += count
        self.advance(count)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What was found at one path that the command was given."""

    path: Path
    kind: Literal["object", "root"]
    objects: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        return sum(one.is_error for one in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors


@click.command(epilog=_EPILOG)
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
def validate(*, paths: tuple[Path, ...], as_json: bool) -> int:
    """Hold any OCFL object or storage root to the specification.

    Each PATH is an object or a storage root of OCFL 1.0 or 1.1, whoever made it; no archive is needed. Every
    file is read and compared with every digest recorded of it. All that is wrong is reported, by the
    specification's own codes, and nothing is changed.
    """
    kinds = {path: _kind(path) for path in paths}
    with byte_bar("Validating", None) as bar:
        count = _Count(lambda read: bar.advance(bar.task_ids[0], read))
        verdicts = [_validate(path, kind, count) for path, kind in kinds.items()]
    if as_json:
        emit_json({"bytes": count.total, "paths": [_document(one) for one in verdicts]})
    else:
        _print(verdicts, count.total)
    return statuses.FIXITY if any(one.errors for one in verdicts) else statuses.OK


def _kind(path: Path) -> Literal["object", "root"]:
    kind = kind_of(path)
    if kind is None:
        raise click.BadParameter(
            f"{shown_path(path)} is neither an OCFL object nor a storage root: it holds no declaration "
            "(0=ocfl_object_1.1 or 0=ocfl_1.1) and no inventory.json, or cannot be listed",
            param_hint="PATH...",
        )
    return kind


def _validate(path: Path, kind: Literal["object", "root"], on_bytes: Callable[[int], None]) -> _Verdict:
    if kind == "object":
        return _Verdict(path, kind, 1, validate_object(path, on_bytes=on_bytes))
    checked = list(validate_root(path, on_bytes=on_bytes))
    return _Verdict(path, kind, sum(bool(one.place) for one in checked), tuple(_all_of(checked)))


def _all_of(checked: Iterable[Checked]) -> Iterator[Finding]:
    for one in checked:
        yield from one.findings


def _document(verdict: _Verdict) -> dict[str, Any]:
    return {
        "path": str(verdict.path),
        "kind": verdict.kind,
        "objects": verdict.objects,
        "errors": verdict.errors,
        "warnings": verdict.warnings,
        "findings": verdict.findings,
    }


def _print(verdicts: list[_Verdict], read: int) -> None:
    console = results()
    for verdict in verdicts:
        for one in verdict.findings:
            place = shown_path(verdict.path) + ("" if one.where == "." else f"/{one.where}")
            console.print(f"{one.code}  {place}: {one.message}", markup=False)
    objects = plural(sum(one.objects for one in verdicts), "object")
    errors = plural(sum(one.errors for one in verdicts), "error")
    warnings = plural(sum(one.warnings for one in verdicts), "warning")
    console.print(f"{objects}, {size(read)} read: {errors}, {warnings}", markup=False)
