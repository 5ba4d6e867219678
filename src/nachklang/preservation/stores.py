"""The stores of copies during one run: each opened once, those that are away asked once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from nachklang.errors import ArchiveError, FixityError, StorageError
from nachklang.preservation.removing import remove_first
from nachklang.preservation.services import Services
from nachklang.vault.copies import write_root
from nachklang.vault.stores import Store, StoreAwayError, StoreRefusedError, UnfitStoreError

AWAY = (StoreAwayError, StoreRefusedError, UnfitStoreError)
"""What says that a store cannot be used at all, and not that one of its copies is wrong."""


@dataclass(slots=True)
class Stores:
    """Opens stores when they are needed. `failures` says why those are away that are.

    Used only while nobody else works on copies (`Services.alone`): what a store has to remove it removes when
    it is opened, before anything else.
    """

    services: Services
    failures: dict[str, ArchiveError] = field(default_factory=dict)
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
                store = self.services.openers[name]()
                write_root(store)
                remove_first(name, store, self.services)
            except (*AWAY, FixityError, StorageError) as error:
                self._note(name, error)
                return None
            self._open[name] = store
            if self.services.registry.tasks.back(name):
                self.services.registry.copies.put_first(name)
        return self._open[name]

    def _note(self, name: str, error: ArchiveError) -> None:
        self.failures[name] = error
        self._open.pop(name, None)
        self.services.registry.tasks.away(name, self.services.clock(), str(error))
