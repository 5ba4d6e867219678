"""`nachklang ledger check`."""

from collections.abc import Sequence
from pathlib import Path

import click

from nachklang.cli.context import archive_folder
from nachklang.cli.ledger.files import read_file
from nachklang.cli.ledger.keys import LOG_KEY, WITNESS_KEY
from nachklang.cli.output import emit_json, emit_line, shown
from nachklang.errors import EvidenceError
from nachklang.ledger import Proven, Receipt, Verifier, WitnessKey

_EPILOG = """\b
Example:
  nachklang ledger check entry-41.tlog-proof --key archive.example/log+9b1d…+AYEK…

\b
The exit status is 0 when all of it is true, and 11 when any of it is not.
"""


@click.command(epilog=_EPILOG)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    type=LOG_KEY,
    multiple=True,
    help="The log's public key, or each that it had. Without it, those of the archive at hand.",
)
@click.option(
    "--entry", "entry_file", type=click.Path(path_type=Path), help="The entry, instead of the one in FILE."
)
@click.option(
    "--witness", "witnesses", type=WITNESS_KEY, multiple=True, help="A witness that must have cosigned it."
)
@click.option("--json", "as_json", is_flag=True, help="Write what was proved as JSON.")
def check(
    file: Path,
    keys: tuple[Verifier, ...],
    entry_file: Path | None,
    witnesses: tuple[WitnessKey, ...],
    *,
    as_json: bool,
) -> None:
    """Check the receipt FILE, without the network and without believing the archive."""
    trusted = keys or _own_keys()
    entry = None if entry_file is None else read_file(entry_file)
    try:
        receipt = Receipt.parse(read_file(file).decode(errors="replace"))
        proven = receipt.check(trusted, entry=entry, witnesses=witnesses)
    except EvidenceError as error:
        raise EvidenceError(f"{file}: {error}") from error
    if as_json:
        emit_json(_document(proven))
    else:
        _print(proven)


def _own_keys() -> Sequence[Verifier]:
    """Return the keys of the archive at hand."""
    from nachklang.archive import log_keys  # noqa: PLC0415  (who gives a key does without)
    from nachklang.config import read_settings  # noqa: PLC0415  (the same)

    return log_keys(read_settings(archive_folder(click.get_current_context().obj)))


def _document(proven: Proven) -> dict[str, object]:
    checkpoint = proven.checkpoint
    return {
        "proven": True,
        "origin": checkpoint.origin,
        "index": proven.index,
        "size": checkpoint.size,
        "root": checkpoint.root_hash.hex(),
        "key": proven.key.text,
        "entry": proven.entry.decode(errors="replace"),
        "witnesses": [{"name": name, "at": at} for name, at in proven.witnesses],
    }


def _print(proven: Proven) -> None:
    checkpoint = proven.checkpoint
    emit_line(f"true: entry {proven.index} of the {checkpoint.size} of {checkpoint.origin} is")
    emit_line(shown(proven.entry.decode(errors="replace")))
    for name, at in proven.witnesses:
        emit_line(f"cosigned by {name} at {at.isoformat()}")
