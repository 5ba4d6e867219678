"""`init`: an archive in a folder. What is there already is left as it is; what is missing is made."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from nachklang.archive.durable import write_whole
from nachklang.archive.keys import make_key
from nachklang.archive.secrets import PUBLIC_IDS, make_secret
from nachklang.config import ARCHIVE_FILE, NewArchive, Settings, parse_settings, read_settings, render
from nachklang.errors import SettingsError, StorageError
from nachklang.ledger import Ledger
from nachklang.model.acts import ActorClass, Territory
from nachklang.registry import Registry
from nachklang.vault import Vault

_KEY = Path("keys/ledger.key")
_FOLDERS = ("catalogue", "index", "ledger", "publication", "quarantine", "staging")


def create(
    folder: Path,
    *,
    name: str,
    institution_classes: tuple[ActorClass, ...],
    jurisdiction: Territory,
    registry_url: str = "sqlite:///registry.db",
) -> bool:
    """Make an archive, or finish making one; returns whether `archive.toml` was written now.

    An `archive.toml` that is there stays as it is, and the other arguments then mean nothing. Raises
    SettingsError where the folder holds something else, StorageError where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = _describe(folder, name, institution_classes, jurisdiction, registry_url)
        settings = read_settings(folder)
        _furnish(settings)
    except OSError as error:
        raise StorageError(f"{error.filename or folder}: cannot be made: {error.strerror}") from error
    return written


def _describe(
    folder: Path,
    name: str,
    institution_classes: tuple[ActorClass, ...],
    jurisdiction: Territory,
    registry_url: str,
) -> bool:
    """Write `archive.toml` where there is none, after the key whose public half it names."""
    file = folder / ARCHIVE_FILE
    if file.exists():
        return False
    _require_empty(folder)
    archive_id = uuid4()
    new = NewArchive(
        id=archive_id,
        name=name,
        institution_classes=institution_classes,
        jurisdiction=jurisdiction,
        registry_url=registry_url,
        origin="to be made",
        verifier="to be made",
    )
    _require_usable(new, folder)
    signer = make_key(folder / _KEY, f"nachklang.example/{archive_id}")
    write_whole(file, render(replace(new, origin=signer.name, verifier=signer.verifier.text)))
    return True


def _require_usable(new: NewArchive, folder: Path) -> None:
    """Refuse what `archive.toml` could not say, and a database that is not there, before anything is made."""
    try:
        settings = parse_settings(render(new), folder)
    except SettingsError as error:
        raise SettingsError(f"nothing was made, for this would not be an archive: {error}") from error
    if not settings.registry_url.startswith("sqlite:"):
        Registry.create(settings.registry_url).close()


def _require_empty(folder: Path) -> None:
    """Only what an `init` that was cut off can have left may be in the folder."""
    strange = [entry.name for entry in folder.iterdir() if entry.name not in {"keys", f"{ARCHIVE_FILE}.new"}]
    if strange:
        found = f"{len(strange)} other entries, {min(strange)!a} first"
        raise SettingsError(f"{folder}: not empty and no archive ({found}); name a new or an empty folder")


def _furnish(settings: Settings) -> None:
    """Make the rooms that are missing: folders, registry, vault, log."""
    for one in _FOLDERS:
        (settings.folder / one).mkdir(exist_ok=True)
    make_secret(settings.folder / PUBLIC_IDS)
    Registry.create(settings.registry_url).close()
    Vault.create(settings.stores[0].folder, staging=settings.folder / "staging")
    if not (settings.folder / "ledger" / "checkpoint").exists():
        signer = make_key(settings.ledger.key, settings.ledger.origin)
        Ledger.create(settings.folder / "ledger", origin=settings.ledger.origin, signer=signer)
