"""`nachklang rights law`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from nachklang.cli import statuses
from nachklang.cli.output import emit_json, emit_line, plural
from nachklang.cli.rights.law_lines import law_lines, overview_lines
from nachklang.errors import InvalidValueError
from nachklang.model.acts import Territory
from nachklang.rights import Law, LawError, TerritoryLaw, wrong_examples

_LAW_EPILOG = """\b
Example:
  nachklang rights law
  nachklang rights law DE
  nachklang rights law --check my-law/ch.toml

\b
No archive is needed. The exit status is 0, and 1 for a file that cannot be used or whose
worked examples do not hold.
"""


@click.command(epilog=_LAW_EPILOG)
@click.argument("names", nargs=-1, metavar="[TERRITORY]... | --check FILE...")
@click.option("--check", is_flag=True, help="Read the law files named, and run their worked examples.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def law(names: tuple[str, ...], *, check: bool, as_json: bool) -> int:
    """List the territories whose law is on file, or show the rules of each TERRITORY, by ISO 3166-1.

    Each rule is shown with its citation, the day since which the cited text stands, and what it leaves
    unknown.
    """
    if check:
        return _check(names, as_json=as_json)
    from nachklang.archive import read_law  # noqa: PLC0415  (`--help` does without)

    on_file = read_law()
    if not names:
        _emit(_overview(on_file), overview_lines(on_file), as_json=as_json)
        return statuses.OK
    found = [_named(on_file, name) for name in names]
    lines = [line for one in found for line in law_lines(one, on_file.files[one.file])]
    _emit(found, lines, as_json=as_json)
    return statuses.OK


def _named(on_file: Law, text: str) -> TerritoryLaw:
    try:
        territory = Territory.parse(text)
    except InvalidValueError as error:
        raise click.BadParameter(str(error), param_hint="TERRITORY") from error
    if territory not in on_file.territories:
        known = ", ".join(sorted(map(str, on_file.territories)))
        raise LawError(f"no law is on file for {territory}; there is some for {known}")
    return on_file.territories[territory]


def _overview(on_file: Law) -> dict[str, Any]:
    return {
        "digest": on_file.digest,
        "files": on_file.files,
        "territories": [
            {
                "territory": one.territory,
                "name": one.name,
                "file": one.file,
                "rules": one.rule_count,
                "statutes": len(one.statutes),
                "text_dates": one.text_dates,
            }
            for _, one in sorted(on_file.territories.items())
        ],
    }


def _check(names: Sequence[str], *, as_json: bool) -> int:
    """Read the files as one law, so that two of them cannot speak for one territory."""
    if not names:
        raise click.UsageError("Name the law files to check, after --check.")
    checked = Law.parse({name: _read(name) for name in names})
    wrong = [
        f"{one.file}: {one.territory}: {fault}"
        for _, one in sorted(checked.territories.items())
        for fault in wrong_examples(one)
    ]
    places = plural(len(checked.territories), "territory", "territories")
    told = f"{plural(len(checked.files), 'file')} read, {places}"
    right = "every worked example holds"
    verdict = (
        plural(len(wrong), "worked example does", "worked examples do") + " not hold" if wrong else right
    )
    _emit({"files": checked.files, "wrong": wrong}, [*wrong, f"{told}; {verdict}."], as_json=as_json)
    return statuses.FAILURE if wrong else statuses.OK


def _read(name: str) -> str:
    try:
        return Path(name).read_text("utf-8")
    except OSError as error:
        raise LawError(f"{name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LawError(f"{name}: not UTF-8: {error.reason} at byte {error.start}") from error


def _emit(value: Any, lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        emit_json(value)
    else:
        for line in lines:
            emit_line(line)
