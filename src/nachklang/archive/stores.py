"""Stores for copies: added after a probe, and opened as they were found.

`archive.toml` says which stores the institution has; the registry keeps what each was found to do.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nachklang.archive.durable import write_whole
from nachklang.archive.locks import exclusive
from nachklang.config import (
    ARCHIVE_FILE,
    CopyStoreSettings,
    Settings,
    parse_settings,
    read_settings,
    render_copy_store,
)
from nachklang.errors import NotFoundError, SettingsError, StorageError
from nachklang.model.threats import Threats
from nachklang.registry import ProbeRecord
from nachklang.vault.stores import (
    MEANINGS,
    Abilities,
    Address,
    FolderAddress,
    Store,
    UnfitStoreError,
    claim,
    open_store,
    parse_address,
    probe,
    require_claim,
)

if TYPE_CHECKING:
    from nachklang.archive.archive import Archive


@dataclass(frozen=True, slots=True)
class KnownStore:
    """A store of copies. `abilities` and `probed_at` are None where it was never probed at its address."""

    settings: CopyStoreSettings
    abilities: Abilities | None
    probed_at: datetime | None


def add_store(archive: "Archive", new: CopyStoreSettings) -> KnownStore:
    """Probe a store, mark it as this archive's, and write it into registry and `archive.toml`.

    One that stands in `archive.toml` already is probed again. Raises UnfitStoreError where it lacks what
    nothing can make good, or is another archive's; StoreAwayError, StoreRefusedError; SettingsError
    where `archive.toml` says something else of that name; StorageError where it lies in the archive itself.
    """
    folder = archive.settings.folder
    with exclusive(locks_of(folder) / "stores.lock", "adding a store"):
        text = _described(folder, new)
        address = _address(new)
        _require_apart(archive.settings, address)
        abilities = probe(open_store(address))
        if abilities.faults:
            raise UnfitStoreError(f"{new.url} cannot keep copies: {'; '.join(abilities.faults)}")
        claim(
            open_store(address, abilities=abilities, lock=_lock(folder, new.name)),
            archive.settings.id,
            new.name,
        )
        at = datetime.now(UTC)
        findings = {name: getattr(abilities, name) for name in MEANINGS}
        archive.registry.record_probe(ProbeRecord(new.name, new.url, at, findings))
        if text is not None:
            _write(folder / ARCHIVE_FILE, text)
    return KnownStore(new, abilities, at)


def known_stores(archive: "Archive") -> list[KnownStore]:
    """Return every store of copies in the order of `archive.toml`; no store is asked anything."""
    probes = {one.store: one for one in archive.registry.probes()}
    return [_known(settings, probes.get(settings.name)) for settings in archive.settings.copies]


def open_copies(archive: "Archive", name: str) -> Store:
    """Open a store of copies for work, after making sure that it is the one that was added.

    Raises NotFoundError for a name that `archive.toml` does not have, UnfitStoreError where the store was
    not probed or is another's, StoreAwayError and StoreRefusedError.
    """
    known = next((one for one in known_stores(archive) if one.settings.name == name), None)
    if known is None:
        raise NotFoundError(f"{ARCHIVE_FILE} names no store of copies {name[:60]!a}")
    if known.abilities is None or known.abilities.faults:
        raise UnfitStoreError(
            f"the store {name} was not probed at its address; run `nachklang vault store add` for it"
        )
    lock = _lock(archive.settings.folder, name)
    store = open_store(_address(known.settings), abilities=known.abilities, lock=lock)
    require_claim(store, archive.settings.id, name)
    return store


def _known(settings: CopyStoreSettings, found: ProbeRecord | None) -> KnownStore:
    if found is None or found.url != settings.url:
        return KnownStore(settings, None, None)
    findings = {name: found.findings.get(name) for name in MEANINGS}
    return KnownStore(settings, Abilities(**findings), found.at)


def _described(folder: Path, new: CopyStoreSettings) -> str | None:
    """Return the text of `archive.toml` with the store at its end; None where it says the same already."""
    file = folder / ARCHIVE_FILE
    for one in read_settings(folder).copies:
        if one.name == new.name and _same(one, new):
            return None
        if one.name == new.name or (one.url == new.url and one.endpoint == new.endpoint):
            raise SettingsError(f"{file} has the store {one.name} at {one.url} already; change it there")
    text = file.read_text(encoding="utf-8")
    whole = f"{text}{'' if text.endswith(chr(10)) else chr(10)}{render_copy_store(new)}"
    parse_settings(whole, folder)
    return whole


def _same(one: CopyStoreSettings, new: CopyStoreSettings) -> bool:
    """Whether both say the same; who says nothing of threats contradicts nothing."""
    place = (one.url, one.region, one.endpoint) == (new.url, new.region, new.endpoint)
    return place and new.threats in {one.threats, Threats()}


def _address(settings: CopyStoreSettings) -> Address:
    return parse_address(settings.url, region=settings.region, endpoint=settings.endpoint)


def _require_apart(settings: Settings, address: Address) -> None:
    """Refuse a folder in the archive or around it: both would be lost at once, or one taken for another."""
    if not isinstance(address, FolderAddress):
        return
    here = address.folder.resolve()
    for folder in (settings.folder.resolve(), *(one.folder.resolve() for one in settings.stores)):
        if here.is_relative_to(folder) or folder.is_relative_to(here):
            raise StorageError(f"{address.folder} and {folder} lie in each other; choose one apart")


def locks_of(folder: Path) -> Path:
    """Return the folder of an archive's locks, made where it is not there."""
    locks = folder / "locks"
    try:
        locks.mkdir(exist_ok=True)
    except OSError as error:
        raise StorageError(f"{locks}: cannot be made: {error.strerror}") from error
    return locks


def _lock(folder: Path, name: str) -> Path:
    return locks_of(folder) / f"store-{name}.lock"


def _write(file: Path, text: str) -> None:
    try:
        write_whole(file, text, mode=file.stat().st_mode & 0o777)
    except OSError as error:
        raise StorageError(f"{file}: cannot be written: {error.strerror}; the store is not added") from error
