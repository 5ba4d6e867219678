"""An open archive: its parts, put together from its settings."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import TYPE_CHECKING, Self

from nachklang import deposit, workers
from nachklang.archive.imports import ACTS, ground_of, import_entry, require_ground
from nachklang.archive.in_force import InForce, KnownRecords, today
from nachklang.archive.keys import load_signer
from nachklang.archive.law_files import note_law, read_law
from nachklang.archive.locks import exclusive
from nachklang.archive.preserving import services_of
from nachklang.archive.reading import catalogue_of
from nachklang.catalogue import DEPOSITS, IDENTITY, SnapshotInfo, Watch
from nachklang.config import Settings, read_settings
from nachklang.errors import InvalidIdentifierError, LockedError, NotFoundError, RemovedError
from nachklang.ledger import Ledger, Signer, Verifier
from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.identifiers import ISRC
from nachklang.model.items import Event, Item
from nachklang.model.mandates import RightsSignature
from nachklang.preservation.outbox import flush
from nachklang.preservation.services import Services as Preservation
from nachklang.registry import Registry
from nachklang.rights import Decision, OwnUse, decide_here
from nachklang.vault import Vault

if TYPE_CHECKING:
    from nachklang.catalogue.sources import Source

_SHORTEST_PREFIX = 4
_TRIES = 300
_PAUSE = 0.2
"""Seconds between tries: a build of a small catalogue takes about one."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of an item: the store that has it, and when it was last read and compared."""

    store: str
    last_check: datetime
    state: str


@dataclass(frozen=True, slots=True)
class History:
    """What happened to an item since it came."""

    events: tuple[Event, ...]
    copies: tuple[Copy, ...]
    ledger_index: int | None


class Archive:
    """An open archive. Use it as a context manager, or close it."""

    def __init__(self, settings: Settings, registry: Registry, signer: Signer | None) -> None:
        self.settings = settings
        self.registry = registry
        self.law = read_law()
        folder = settings.folder
        self.vault = Vault.open(settings.stores[0].folder, staging=folder / "staging")
        verifier = Verifier.parse(settings.ledger.verifier)
        self.ledger = Ledger.open(
            folder / "ledger", origin=settings.ledger.origin, verifier=verifier, signer=signer
        )
        self.catalogue = catalogue_of(settings)
        self._known: KnownRecords | None = None

    @classmethod
    def open(cls, folder: Path, *, sign: bool = False) -> Self:
        """Open the archive in `folder`; with `sign` its log can be appended to.

        Raises SettingsError, RegistryError, StorageError or LedgerError, each saying what to do.
        """
        settings = read_settings(folder)
        signer = load_signer(settings.ledger.key) if sign else None
        registry = Registry.open(settings.registry_url)
        try:
            archive = cls(settings, registry, signer)
            if sign:
                archive.ledger.recover()
        except BaseException:
            registry.close()
            raise
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.registry.close()

    def decide(
        self,
        act: Act,
        item: Item,
        *,
        territory: Territory | None = None,
        on: date | None = None,
        actor: ActorClass | None = None,
    ) -> Decision:
        """Decide an act; where nothing else is said, today and in the archive's own territory.

        Where no actor is named it is decided for the archive itself, as `nachklang.rights.here` says.
        """
        return self.in_force().decide(act, item, territory=territory, on=on, actor=actor)

    def rights_of(self, item: Item, on: date | None = None) -> RightsSignature:
        """Return what is decided on: the item's own statements, and all that is recorded for it."""
        return self.in_force().rights_of(item, on)

    def in_force(self) -> InForce:
        """Return the law and the records as they are now: for one decision, or for many at once."""
        known = self._known
        if known is None or not known.are_current(self.registry, self.catalogue):
            known = self._known = KnownRecords.read(self.registry, self.catalogue)
        settings = self.settings
        return InForce(self.law, known.coverage, settings.jurisdiction, settings.institution_classes)

    def find_item(self, text: str) -> Item:
        """Find an item by its id, its recording's id, its ISRC or a beginning of its id; NotFoundError."""
        wanted = text.strip().removeprefix("urn:uuid:")
        matches = self._by_id(wanted) or self._by_isrc(wanted) or self._by_prefix(wanted)
        if len(matches) == 1:
            return matches[0]
        if not matches:
            hint = "give an item's id, the beginning of one, a recording's id or an ISRC"
            raise NotFoundError(f"no item {wanted[:80]!a} in this archive; {hint}")
        ids = ", ".join(item.id for item in matches[:5])
        raise NotFoundError(f"{wanted[:80]!a} stands for {len(matches)} items: {ids}; name one by its id")

    def _by_id(self, text: str) -> list[Item]:
        """Find the item of this id, or the items of the recording of this id."""
        try:
            return [self.registry.item(text)]
        except RemovedError:
            raise
        except NotFoundError:
            snapshot = self.catalogue.latest()
        if snapshot is None:
            return []
        try:
            return [self.registry.item(item_id) for item_id in snapshot.recording(text).item_ids]
        except NotFoundError:
            return []

    def _by_isrc(self, text: str) -> list[Item]:
        try:
            isrc = ISRC.parse(text)
        except InvalidIdentifierError:
            return []
        return [item for item in self.registry.items() if isrc in item.description.isrcs]

    def _by_prefix(self, text: str) -> list[Item]:
        if len(text) < _SHORTEST_PREFIX:
            return []
        return [item for item in self.registry.items() if item.id.startswith(text.lower())]

    def history(self, item: Item) -> History:
        """Return what happened to an item: its events, its copies, its place in the log."""
        copies = self.registry.copies.of(item.object_id)
        return History(
            events=tuple(self.registry.events(item.id)),
            copies=tuple(Copy(one.store, one.checked_at, str(one.state)) for one in copies),
            ledger_index=self.registry.ledger_index(item.id),
        )

    def content(self, item: Item) -> Path:
        """Return the file in the vault that holds the item's original bytes."""
        return self.vault.path(item.object_id, item.logical_path)

    def rebuild_catalogue(self) -> SnapshotInfo:
        """Make a snapshot of all items that may be described to the public."""
        return self.catalogue.build(self._describable(), at=datetime.now(UTC))

    def take_in(self, source: "Source", watch: Watch) -> SnapshotInfo:
        """Import metadata into the catalogue and log it; needs an archive opened with `sign`.

        Its licence has to be a ground for keeping and for showing it. Raises NotPermittedError,
        LockedError, SourceError or StorageError; the snapshots that are there stay as they are.
        """
        origin = source.origin
        self._decide_import(origin.name, origin.licence, origin.snapshot)
        info = self.catalogue.take_in(source, at=datetime.now(UTC), watch=watch)
        self._announce_imports(info)
        return info

    def link_catalogue(self, watch: Watch) -> SnapshotInfo:
        """Find which rows of different sources mean the same; see `Catalogue.link`."""
        return self.catalogue.link(at=datetime.now(UTC), watch=watch)

    def _announce_imports(self, info: SnapshotInfo) -> None:
        """Log every part that was imported, once, also where an import was cut off before it was logged."""
        for part in info.parts:
            if part.source not in {DEPOSITS, IDENTITY}:
                decided = self._decide_import(part.source, part.licence, part.snapshot)
                self.registry.announce(import_entry(self.settings.id, part, decided))
        flush(self.registry, self.ledger)

    def _decide_import(self, source: str, licence: str, snapshot: str) -> str:
        rights = ground_of(source, licence, snapshot)
        where, own, day = self.settings.jurisdiction, self.settings.institution_classes, today()
        decided = [decide_here(OwnUse(act, where, own), day, rights, self.law) for act in ACTS]
        return require_ground(source, licence, decided)

    def _describable(self) -> Iterator[Item]:
        in_force = self.in_force()
        return (item for item in self.registry.items() if in_force.decide(Act.DESCRIBE, item).permitted)

    def accept(
        self, folder: Path, progress: "deposit.Progress", *, executors: Callable[[], Executor] | None = None
    ) -> "deposit.Report":
        """Take a folder in and bring the catalogue up to date; needs an archive opened with `sign`.

        `executors` makes what decodes; processes of this machine where nothing is said. Raises LockedError
        where another deposit is under way.
        """
        with self._deposit_lock():
            services = self.preservation()
            note_law(self.law, self.registry, services.profile, services.clock())
            report = deposit.accept(
                folder,
                deposit.Services(services, self.law, self.in_force().coverage),
                executors=executors or workers.processes,
                ahead=2 * workers.count(),
                progress=progress,
            )
            self.rebuild_when_free()
        return report

    def rebuild_when_free(self) -> None:
        """Build the catalogue, after whoever is building it now: that build may not know the newest items."""
        for _ in range(_TRIES):
            try:
                self.rebuild_catalogue()
            except LockedError:
                sleep(_PAUSE)
            else:
                return
        self.rebuild_catalogue()

    def clear_staging_when_free(self) -> None:
        """Remove what killed deposits left in staging; one that is under way did so when it began."""
        with suppress(LockedError), self._deposit_lock():
            self.vault.clear_staging()

    def preservation(self) -> Preservation:
        """Return what looks after copies, put together from the settings; see `nachklang.archive.care`."""
        return services_of(self)

    @contextmanager
    def _deposit_lock(self) -> Iterator[None]:
        with exclusive(self.settings.folder / "deposit.lock", "a deposit"):
            yield
