"""The stores of copies during one run: each opened once, those that are away asked once."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from nachklang.errors import ArchiveError, FixityError, StorageError
from nachklang.preservation.removing import ALWAYS, remove_first
from nachklang.preservation.roots import keep_root
from nachklang.preservation.services import Services
from nachklang.vault.stores import (
    Store,
    StoreAwayError,
    StoreConflictError,
    StoreExistsError,
    StoreRefusedError,
    UnfitStoreError,
)

AWAY = (StoreAwayError, StoreRefusedError, UnfitStoreError)
"""What says that a store cannot be used at all, and not that one of its copies is wrong."""

_NOT_READY = (*AWAY, FixityError, StorageError, StoreExistsError, StoreConflictError)
"""What a store may say while it is made ready: it cannot be used, and the others go on."""


@dataclass(slots=True)
class Stores:
    """Opens stores when they are needed.

    `failures` says why those are away that are, `mended` what was wrong with the root of one, and is right.

    Used only while nobody else works on copies (`Services.alone`): what a store has to remove it removes when
    it is opened, before anything else.
    """

    services: Services
    failures: dict[str, ArchiveError] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    _open: dict[str, Store] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Name the stores that are not known to be away in this run."""
        return [name for name in self.services.openers if name not in self.failures]

    def due(self) -> list[str]:
        """Name the stores that may be asked now: one that was away is left alone for a while."""
        resting = self.services.registry.tasks.resting(self.services.clock())
        return [name for name in self.names() if name not in resting]

    @contextmanager
    def using(self, name: str) -> Iterator[Store | None]:
        """Open a store for the block; None where it is away. What says so inside the block ends it quietly.

        Its absence is noted, with when it is asked again. Once it answers, its copies are read first.
        """
        store = self._opened(name)
        try:
            yield store
        except AWAY as error:
            self._note(name, error)

    def _opened(self, name: str) -> Store | None:
        if name in self.failures:
            return None
        if name not in self._open:
            try:
                self._open[name] = self._ready(name)
            except _NOT_READY as error:
                self._note(name, error)
                return None
        return self._open[name]

    def _ready(self, name: str) -> Store:
        """Open a store and do what comes before anything else."""
        store = self.services.openers[name]()
        with suppress(StorageError):  # a disk that is mounted for reading only can be audited
            store.clear_staging(before=ALWAYS)
        if (wrong := keep_root(name, store, self.services)) is not None:
            self.mended[name] = wrong
        remove_first(name, store, self.services)
        tasks = self.services.registry.tasks
        if name in {one.store for one in tasks.absences()}:
            self.services.registry.copies.put_first(name)
            tasks.back(name)
        return store

    def set_aside(self, name: str, error: ArchiveError) -> None:
        """Note that a store cannot be used for now, though it answers."""
        self._note(name, error)

    def _note(self, name: str, error: ArchiveError) -> None:
        self.failures[name] = error
        self._open.pop(name, None)
        self.services.registry.tasks.away(name, self.services.clock(), str(error))
