"""`nachklang deposit`."""

from pathlib import Path

import click

from nachklang.cli import statuses
from nachklang.cli.context import open_archive
from nachklang.cli.output import emit_json, plural, results, size
from nachklang.cli.progress import DepositProgress
from nachklang.deposit import Outcome, Report, Status
from nachklang.deposit.names import shown

_ACCEPT_EPILOG = """\b
Example:
  nachklang --archive my-archive deposit accept ~/music/our-album

\b
The folder may hold deposit.toml or deposit.csv, which describe the files and their rights. Gaps are
filled from the files' tags, from .license files beside them and from Debian copyright files.

\b
A folder with bagit.txt is a bag (RFC 8493): it is checked whole first, and then its data/ is deposited.
The exit status is 11 where it is damaged; then nothing of it was taken.
"""


@click.group()
def deposit() -> None:
    """Take music in."""


@deposit.command(epilog=_ACCEPT_EPILOG)
@click.argument("folder", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write the report as JSON.")
def accept(folder: Path, *, as_json: bool) -> int:
    """Take in the audio files of the folder or bag PATH.

    Each file is kept, or refused for a named reason; the rest goes on. Running it again takes what was
    not taken before, and changes nothing else.
    """
    with open_archive(sign=True) as archive, DepositProgress() as progress:
        report = archive.accept(folder, progress)
    if as_json:
        emit_json(_document(report))
    else:
        _print(report)
    return _status(report)


def _status(report: Report) -> int:
    counts = report.counts()
    kept = counts[Status.ACCEPTED] + counts[Status.HELD] + counts[Status.WAITING]
    if not counts[Status.REFUSED]:
        done = statuses.PARTLY_DONE if counts[Status.WAITING] else statuses.OK
        return done if kept else statuses.FAILURE
    return statuses.PARTLY_DONE if kept else statuses.NOT_PERMITTED


def _document(report: Report) -> dict[str, object]:
    return {
        "deposit": report.deposit_id,
        "folder": report.folder,
        "started_at": report.started_at,
        "finished_at": report.finished_at,
        "counts": {status: report.counts()[status] for status in Status},
        "bytes_accepted": report.size(Status.ACCEPTED),
        "files": [_file(outcome) for outcome in report.outcomes],
    }


def _file(outcome: Outcome) -> dict[str, object]:
    return {
        "name": shown(outcome.name),
        "status": outcome.status,
        "size": outcome.size,
        "code": outcome.code,
        "reason": outcome.reason,
        "item": outcome.item_id,
        "notes": outcome.notes,
    }


def _print(report: Report) -> None:
    console = results()
    for line in summary(report):
        console.print(line, markup=False)


def summary(report: Report) -> list[str]:
    """Return the refusals with their reasons, the notes, and what came of the whole."""
    lines: list[str] = []
    for outcome in report.outcomes:
        if outcome.status is Status.REFUSED:
            lines += [f"refused  {shown(outcome.name)}", shown(f"         {outcome.code}: {outcome.reason}")]
        lines += [shown(f"note     {outcome.name}: {note}") for note in outcome.notes]
    return [*lines, _total(report)]


def _total(report: Report) -> str:
    counts = report.counts()
    if not any(counts[status] for status in (Status.ACCEPTED, Status.WAITING, Status.HELD, Status.REFUSED)):
        return "The folder holds no audio file."
    parts = [f"{plural(counts[Status.ACCEPTED], 'file')} accepted ({size(report.size(Status.ACCEPTED))})"]
    words = {
        Status.WAITING: "kept and waiting for copies (`nachklang vault replicate`)",
        Status.HELD: "held already",
        Status.REFUSED: "refused",
        Status.SET_ASIDE: "set aside (not audio)",
    }
    return ", ".join(parts + [f"{counts[status]} {text}" for status, text in words.items() if counts[status]])
