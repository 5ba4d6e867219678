"""Changing the key that signs the log, so that everybody who knows the old one can follow.

An entry of the log names the new key, and the last thing that the old one signs is a checkpoint over that
entry. Every step can be done again: what was cut off anywhere is ended by running it once more.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

from nachklang.archive.archive import Archive
from nachklang.archive.care import tell_stores
from nachklang.archive.durable import sync_folder, write_whole
from nachklang.archive.evidence import former_log_keys
from nachklang.archive.keys import read_key, write_key
from nachklang.archive.locks import exclusive
from nachklang.config import ARCHIVE_FILE, Settings, parse_settings, read_settings
from nachklang.errors import LedgerError, SettingsError, StorageError
from nachklang.ledger import (
    EntryKind,
    Ledger,
    Signer,
    Verifier,
    hand_over,
    hand_over_path,
    key_subject,
    take_over,
)
from nachklang.model.toml_text import quoted
from nachklang.preservation.entries import committed_entry
from nachklang.preservation.outbox import flush
from nachklang.registry import PendingEntry

_VERIFIER = re.compile(r"^verifier[ \t]*=.*$", re.MULTILINE)
_FORMER = re.compile(r"^former_verifiers[ \t]*=.*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rotation:
    """A change of keys: the public halves, and the receipt that leads from the old to the new.

    `untold` maps the stores that do not have the receipt yet to the reason.
    """

    former: str
    verifier: str
    receipt: Path
    untold: dict[str, str]


def rotate_key(folder: Path) -> Rotation:
    """Make a new signing key, have the old one name it in the log, and sign with the new one from now on.

    The new key takes the place of the old one in its file, and stores are told at once. Raises LedgerError
    where the old key is not at hand, LockedError where a deposit is under way, SettingsError where
    `archive.toml` cannot be changed by a program, StorageError.
    """
    settings = read_settings(folder)
    fresh = settings.ledger.key.with_name(f"{settings.ledger.key.name}.next")
    try:
        with exclusive(settings.folder / "deposit.lock", "a deposit or a change of keys"):
            new = _next_key(fresh, settings.ledger.origin)
            if new.verifier.text != settings.ledger.verifier:
                _announce(settings, new)
                _describe(settings, new)
            former, receipt = _take_over(read_settings(folder), new, fresh)
    except OSError as error:
        raise StorageError(f"{error.filename or folder}: {error.strerror}; run it again") from error
    with Archive.open(settings.folder) as archive:
        return Rotation(former.text, new.verifier.text, receipt, tell_stores(archive))


def _next_key(file: Path, origin: str) -> Signer:
    """Return the key that a change which was cut off has made, or make one."""
    if file.exists():
        return Signer.parse(read_key(file))
    return write_key(file, Signer.generate(origin))


def _announce(settings: Settings, new: Signer) -> None:
    """Name the new key in the log, and let the old key sign for it."""
    with Archive.open(settings.folder, sign=True) as archive:
        entry = key_entry(settings.id, new.verifier, datetime.now(UTC))
        archive.registry.announce(entry)
        flush(archive.registry, archive.ledger)
        index = archive.registry.entry_index(entry.id)
        if index is None:
            raise LedgerError(f"the entry {entry.id} did not reach the log; run it again")
        hand_over(archive.ledger, new, index)


def key_entry(archive: UUID, key: Verifier, at: datetime) -> PendingEntry:
    """Make the entry that names a new key of the log."""
    entry_id = str(uuid5(archive, f"entry\x1fkey.rotated\x1f{key.text}"))
    return committed_entry(entry_id, EntryKind.KEY_ROTATED, at, key_subject(key), "", {})


def _describe(settings: Settings, new: Signer) -> None:
    """Write the new key into `archive.toml`, and the old one beside it."""
    file = settings.folder / ARCHIVE_FILE
    former = (settings.ledger.verifier, *settings.ledger.former_verifiers)
    listed = ", ".join(quoted(one) for one in former)
    lines = f"verifier = {quoted(new.verifier.text)}\nformer_verifiers = [{listed}]"
    text, changes = _VERIFIER.subn(lines, _FORMER.sub("", file.read_text(encoding="utf-8")))
    if changes != 1 or not _says(text, settings, new, former):
        raise SettingsError(
            f"{file}: written in a way that only a person can change; put these lines under [ledger] and run "
            f"it again:\n{lines}"
        )
    write_whole(file, text)


def _says(text: str, settings: Settings, new: Signer, former: tuple[str, ...]) -> bool:
    try:
        ledger = parse_settings(text, settings.folder).ledger
    except SettingsError:
        return False
    return (ledger.verifier, ledger.former_verifiers) == (new.verifier.text, former)


def _take_over(settings: Settings, new: Signer, fresh: Path) -> tuple[Verifier, Path]:
    """Sign with the new key alone, and put it in the place of the old one; return that and the receipt."""
    former = former_log_keys(settings)
    root = settings.folder / "ledger"
    ledger = Ledger.open(root, origin=settings.ledger.origin, verifier=new.verifier, signer=new)
    take_over(ledger, former)
    fresh.replace(settings.ledger.key)
    sync_folder(settings.ledger.key.parent)
    return former[0], root / hand_over_path(former[0])
