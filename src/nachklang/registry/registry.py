"""The registry: one object for everything that the operational database keeps."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from nachklang.model.items import Event, Item
from nachklang.registry import _acceptance, _deposits, _entries, _holdings, _migration, _probes, record_book
from nachklang.registry._database import Database
from nachklang.registry._tables import COMMITMENT_SALTS
from nachklang.registry.copies import CopyBook
from nachklang.registry.damage import DamageBook
from nachklang.registry.record_book import RecordBook
from nachklang.registry.records import (
    CommitmentSalt,
    DepositRecord,
    PendingEntry,
    ProbeRecord,
    RecordKind,
    Refusal,
)
from nachklang.registry.removals import RemovalBook
from nachklang.registry.restoring import Restoring
from nachklang.registry.tasks import TaskBook


class Registry:
    """The operational database. Every method is one transaction, and may be called from any thread.

    Every method may raise RegistryError, LockedError (another process writes) and StorageError (no
    space); then nothing of its work was written. A text that a database cannot hold (a NUL character,
    a lone surrogate, an id above 500 characters) is a RegistryError naming the column.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.copies = CopyBook(database)
        self.tasks = TaskBook(database)
        self.damage = DamageBook(database)
        self.removals = RemovalBook(database)
        self.records = RecordBook(database)
        self.restoring = Restoring(database)

    @classmethod
    def create(cls, url: str) -> Self:
        """Make or migrate the database at `sqlite:///PATH` or `postgresql://…`; twice changes nothing."""
        database = Database.at(url, make=True)
        return cls._checked(database, migrate=True)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a database that is there and has our schema; else RegistryError says what to do."""
        return cls._checked(Database.at(url), migrate=False)

    @classmethod
    def _checked(cls, database: Database, *, migrate: bool) -> Self:
        try:
            if migrate:
                _migration.migrate(database)
            _migration.require_current(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin_deposit(self, deposit: DepositRecord) -> None:
        """Record a deposit, or record it anew under the same id."""
        with self._database.writing() as connection:
            _deposits.begin(connection, deposit)

    def finish_deposit(self, deposit_id: str, at: datetime) -> None:
        """Record when a deposit ended; raises NotFoundError."""
        with self._database.writing() as connection:
            _deposits.finish(connection, deposit_id, at)

    def deposits(self) -> list[DepositRecord]:
        """Return every deposit, by (started_at, id)."""
        with self._database.reading() as connection:
            return _deposits.all_deposits(connection)

    def plan_acceptance(self, item: Item, events: Sequence[Event], entry: PendingEntry) -> None:
        """Write down an acceptance before the vault is touched, in place of an older plan of the item.

        Raises NotFoundError where the deposit was not begun, DuplicateItemError where the id, the object
        or the bytes are held. What is planned can be confirmed, unless somebody else is quicker.
        """
        with self._database.writing() as connection:
            _acceptance.plan(connection, item, events, entry)

    def plans(self) -> list[Item]:
        """Return what is planned and not confirmed, by (accepted_at, id)."""
        with self._database.reading() as connection:
            return _acceptance.planned(connection)

    def plan_count(self) -> int:
        """Return how many items are planned and not confirmed."""
        with self._database.reading() as connection:
            return _acceptance.count(connection)

    def drop_plan(self, item_id: str) -> None:
        """Forget a plan with its entry and salts; nothing happens where there is none."""
        with self._database.writing() as connection:
            _acceptance.drop(connection, item_id)

    def confirm_acceptance(self, item_id: str) -> None:
        """Turn a plan into item, events and an entry in the outbox.

        Raises NotFoundError where nothing is planned, DuplicateItemError where another item with the
        same bytes was confirmed since: the plan is then still there, for the caller to drop.
        """
        with self._database.writing() as connection:
            _acceptance.confirm(connection, item_id)

    def record_refusal(self, refusal: Refusal, entry: PendingEntry) -> bool:
        """Record a refusal and put its entry into the outbox; False, and nothing, where its key is known."""
        with self._database.writing() as connection:
            return _deposits.refuse(connection, refusal, entry)

    def refusals(self, deposit_id: str | None = None) -> list[Refusal]:
        """Return the refusals of one deposit, or of all, in the order in which they were recorded."""
        with self._database.reading() as connection:
            return _deposits.refusals(connection, deposit_id)

    def item(self, item_id: str) -> Item:
        """Return one item; raises NotFoundError, for one that was removed RemovedError."""
        with self._database.reading() as connection:
            return _holdings.item(connection, item_id)

    def item_by_sha512(self, sha512: str) -> Item | None:
        """Return the item with these bytes (lower-case hex), if it is held."""
        with self._database.reading() as connection:
            return _holdings.by_sha512(connection, sha512)

    def items(self) -> Iterator[Item]:
        """Yield every item by (accepted_at, id), in bounded memory and without holding a transaction.

        Items confirmed meanwhile are yielded if their turn is still to come; removed ones are not held.
        """
        return _holdings.in_order(self._database)

    def item_count(self) -> int:
        """Return how many items are held."""
        with self._database.reading() as connection:
            return _holdings.totals(connection)[0]

    def held_bytes(self) -> int:
        """Return the sum of the sizes of the items' original files."""
        with self._database.reading() as connection:
            return _holdings.totals(connection)[1]

    def events(self, item_id: str) -> list[Event]:
        """Return an item's events in the order in which they were recorded; raises NotFoundError."""
        with self._database.reading() as connection:
            return _holdings.events(connection, item_id)

    def add_event(self, item_id: str, event: Event) -> None:
        """Record one more event of an item that is held; raises NotFoundError."""
        with self._database.writing() as connection:
            _holdings.add_event(connection, item_id, event)

    def announce(self, entry: PendingEntry) -> bool:
        """Put an entry into the outbox, unless one of its id is known; returns whether it was put."""
        with self._database.writing() as connection:
            return _entries.announce(connection, entry)

    def pending_entries(self) -> list[PendingEntry]:
        """Return the outbox: what is true and not yet in the ledger, oldest first."""
        with self._database.reading() as connection:
            return _entries.pending(connection)

    def mark_logged(self, indices: Mapping[str, int]) -> None:
        """Record at which index of the ledger each entry (by id) stands; the same twice is fine.

        Raises RegistryError, and marks none, where an entry was never in the outbox, was logged at
        another index, or the index is another entry's.
        """
        with self._database.writing() as connection:
            _entries.mark_logged(connection, indices)

    def ledger_index(self, subject: str) -> int | None:
        """Return the index of the newest logged entry about an item or refusal, or None."""
        with self._database.reading() as connection:
            return _entries.ledger_index(connection, subject)

    def entry_index(self, entry_id: str) -> int | None:
        """Return the index at which an entry was logged, or None."""
        with self._database.reading() as connection:
            return _entries.entry_index(connection, entry_id)

    def salt(self, entry_id: str, field: str) -> CommitmentSalt | None:
        """Return what opens one commitment of an entry, or None where it was erased or never was."""
        with self._database.reading() as connection:
            return _entries.salt(connection, entry_id, field)

    def erase_salts(self, entry_id: str) -> None:
        """Erase an entry's salts and values for good: from the tables, and from the database's files.

        Raises LockedError where they are out of the tables but a reader keeps them in a file: erase again.
        What the database's write-ahead log (PostgreSQL) and backups still hold goes as those expire.
        """
        with self._database.writing() as connection:
            _entries.erase_salts(connection, entry_id)
            record_book.note(connection, RecordKind.ERASED, entry_id)
        self._database.purge(COMMITMENT_SALTS)

    def record_probe(self, probe: ProbeRecord) -> None:
        """Record what a store was found to do, in place of what was found before."""
        with self._database.writing() as connection:
            _probes.record(connection, probe)

    def probes(self) -> list[ProbeRecord]:
        """Return what each store was found to do when it was last probed, by name."""
        with self._database.reading() as connection:
            return _probes.every(connection)
