"""`nachklang ledger monitor`."""

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click

from nachklang.cli.ledger.keys import LOG_KEY, WITNESS_KEY
from nachklang.cli.output import emit_json, emit_line, plural
from nachklang.errors import LedgerError
from nachklang.ledger import Entry, Growth, Monitor, RemoteLog, TileFolder, Verifier, WitnessKey
from nachklang.ledger.tiles import TileReader

_EPILOG = """\b
Example:
  nachklang ledger monitor https://archive.example/ledger --key archive.example/log+9b1d…+AYEK… --keep ~/seen

\b
The exit status is 11 when the log is not what it claims to be; what was seen before is kept.
"""
_STRANGE = "not of a kind that is known here"


@click.command(epilog=_EPILOG)
@click.argument("log", metavar="URL|FOLDER")
@click.option(
    "--key", "keys", type=LOG_KEY, multiple=True, required=True, help="The log's public key, or each it had."
)
@click.option(
    "--keep",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder that remembers what was seen of this log.",
)
@click.option(
    "--witness", "witnesses", type=WITNESS_KEY, multiple=True, help="A witness that must have cosigned it."
)
@click.option("--entries", is_flag=True, help="Read every new entry as well, and count their kinds.")
@click.option("--json", "as_json", is_flag=True, help="Write what is new as JSON.")
def monitor(
    log: str,
    keys: tuple[Verifier, ...],
    folder: Path,
    witnesses: tuple[WitnessKey, ...],
    *,
    entries: bool,
    as_json: bool,
) -> None:
    """Look at the log of somebody else: that it has only grown since the last look, and what is new."""
    follower = Monitor(folder, keys, witnesses)
    with _reader(log) as reader, follower.look(reader) as growth:
        kinds = _kinds(growth) if entries else None
    if as_json:
        emit_json(_document(growth, kinds))
    else:
        _print(growth, kinds)


def _reader(log: str) -> AbstractContextManager[TileReader]:
    if log.startswith(("http://", "https://")):
        return RemoteLog.at(log)
    return nullcontext(TileFolder(Path(log)))


def _kinds(growth: Growth) -> Counter[str]:
    """Read what is new and count the kinds; a log of another archive may hold any entry."""
    kinds = Counter[str]()
    for _, data in growth.entries():
        try:
            kinds[Entry.decode(data).kind] += 1
        except LedgerError:
            kinds[_STRANGE] += 1
    return kinds


def _document(growth: Growth, kinds: Counter[str] | None) -> dict[str, object]:
    checkpoint = growth.checkpoint
    return {
        "origin": checkpoint.origin,
        "seen": growth.seen,
        "size": checkpoint.size,
        "new": checkpoint.size - growth.seen,
        "root": checkpoint.root_hash.hex(),
        "kinds": kinds,
        "witnesses": [{"name": name, "at": at} for name, at in growth.witnesses],
    }


def _print(growth: Growth, kinds: Counter[str] | None) -> None:
    checkpoint = growth.checkpoint
    new = plural(checkpoint.size - growth.seen, "new entry", "new entries")
    emit_line(f"{checkpoint.origin}: {checkpoint.size} entries, {new}; it has only grown")
    for kind, count in sorted((kinds or {}).items()):
        emit_line(f"{count:>8}  {kind}")
    for name, at in growth.witnesses:
        emit_line(f"cosigned by {name} at {at.isoformat()}")
