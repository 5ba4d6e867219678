"""What every registry promises about its database: kills, competition, erasure, migrations, failures."""

import signal
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, text
from tests import factories
from tests.contract.registry import programs
from tests.contract.registry.base import Promises, accept

from nachklang.errors import LockedError, RegistryError
from nachklang.registry import PendingEntry, Registry
from nachklang.registry._database import Database
from nachklang.registry._tables import DEPOSITS, ENTRIES, METADATA

PROJECT = Path(__file__).parents[3]


def start(*arguments: str, stdout: int | None = None) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-W", "error", "-m", programs.__name__, *arguments]
    return subprocess.Popen(command, cwd=PROJECT, stdout=stdout)


def impatient(url: str) -> Registry:
    """Open a registry that waits for locks only briefly."""
    return Registry(Database.at(url, lock_seconds=0.05))


class DatabaseSuite(Promises):
    """Subclasses give what only they know: the files of a database, how to lock one, how to break one."""

    def stored_bytes(self, url: str) -> bytes:
        """Return everything that the database's tables have on disk now."""
        raise NotImplementedError

    def locked(self, url: str) -> AbstractContextManager[object]:
        """Hold what every writer needs."""
        raise NotImplementedError

    def make_read_only(self, registry: Registry, url: str) -> str:
        """Make further writes impossible; return what the message has to say."""
        raise NotImplementedError

    # Kills and competition

    def test_a_kill_between_plan_and_confirmation_leaves_the_plan(self, registry: Registry, url: str) -> None:
        with start("plan-then-die", url) as process:
            assert process.wait() == -signal.SIGKILL
        item = factories.an_item()
        assert registry.plans() == [item]
        assert registry.item_count() == 0
        registry.confirm_acceptance(item.id)
        assert registry.item(item.id) == item
        assert registry.events(item.id) == programs.EVENTS
        assert registry.pending_entries() == [factories.a_pending_entry()]

    def test_a_kill_within_a_confirmation_leaves_all_or_nothing(self, registry: Registry, url: str) -> None:
        item = factories.an_item()
        registry.plan_acceptance(item, programs.EVENTS, factories.a_pending_entry())
        with start("confirm-and-die", url, stdout=subprocess.PIPE) as process:
            printed = process.communicate()[0].decode().split("\n")
            assert process.returncode == 0
        *killed, last, end = printed
        # The plan is read and deleted; item, events and outbox are written; all is committed.
        assert len(killed) >= 6
        assert set(killed) == {f"{signal.SIGKILL:d} 1 0 0 0"}
        assert (last, end) == ("0 0 1 2 1", "")
        assert registry.events(item.id) == programs.EVENTS
        assert registry.pending_entries() == [factories.a_pending_entry()]

    def test_two_processes_that_write_at_once_lose_nothing(self, registry: Registry, url: str) -> None:
        amount = 40
        with start("accept-many", url, "1", str(amount)) as one:
            with start("accept-many", url, str(amount + 1), str(amount)) as other:
                assert other.wait() == 0
            assert one.wait() == 0
        numbers = range(1, 2 * amount + 1)
        assert list(registry.items()) == [factories.an_item(number) for number in numbers]
        entries = sorted(registry.pending_entries(), key=lambda entry: entry.id)
        assert entries == [factories.a_pending_entry(number) for number in numbers]
        assert all(registry.events(f"item-{number:06d}") == programs.EVENTS for number in numbers)
        [shared], [day] = registry.copies.of("object-1"), registry.copies.days("2026-11-22")
        assert shared.checked_at in {factories.an_instant(amount), factories.an_instant(2 * amount)}
        assert (day.copies, day.bytes) == (2 * amount, sum(numbers))

    def test_a_writer_that_waits_in_vain_says_so(self, registry: Registry, url: str) -> None:
        with (
            impatient(url) as waiting,
            self.locked(url),
            pytest.raises(LockedError, match="another process is writing"),
        ):
            waiting.begin_deposit(factories.a_deposit_record(2))
        assert registry.deposits() == [factories.a_deposit_record()]

    def test_what_cannot_be_written_says_so(self, registry: Registry, url: str) -> None:
        expected = self.make_read_only(registry, url)
        with pytest.raises(RegistryError, match=expected):
            registry.begin_deposit(factories.a_deposit_record(2))

    # Erasure

    def test_erased_salts_are_gone_from_the_files_too(self, registry: Registry, url: str) -> None:
        entries = [self._entry(number) for number in range(120)]
        for number, entry in enumerate(entries):
            registry.record_refusal(factories.a_refusal(number), entry)
        erased, kept = entries[::7], [entry for number, entry in enumerate(entries) if number % 7]
        stored = self.stored_bytes(url)
        for entry in entries:
            assert all(self._traces(stored, entry)), "the test must see what it looks for"
        for entry in erased:
            registry.erase_salts(entry.id)
            assert registry.salt(entry.id, "name") is None
        stored = self.stored_bytes(url)
        assert not any(trace for entry in erased for trace in self._traces(stored, entry))
        assert all(trace for entry in kept for trace in self._traces(stored, entry))
        registry.erase_salts(erased[0].id)
        registry.erase_salts("unknown")

    def _entry(self, number: int) -> PendingEntry:
        # A text that no database packs: else the test would not see it where it is.
        long = "".join(factories.hex_digest("sha512", number * 1000 + part) for part in range(number % 25))
        person = factories.a_salt("name", number, value=f"Person <{number}> {long}")
        return factories.a_pending_entry(number, salts=(person, factories.a_salt("place", number + 5000)))

    def _traces(self, stored: bytes, entry: PendingEntry) -> list[bool]:
        wanted = [salt.salt for salt in entry.salts] + [entry.salts[0].value[:15].encode()]
        return [text in stored for text in wanted]

    # Schema

    def test_migrations_lead_to_the_tables_that_the_code_knows(self, registry: Registry) -> None:
        with registry._database.reading() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, METADATA) == []

    def test_creating_twice_changes_nothing(self, registry: Registry, url: str) -> None:
        accept(registry, factories.an_item())
        with Registry.create(url) as again:
            assert list(again.items()) == [factories.an_item()]
        with Registry.open(url) as opened:
            assert opened.deposits() == [factories.a_deposit_record()]

    def test_foreign_keys_hold(self, registry: Registry) -> None:
        accept(registry, factories.an_item())
        for table in (DEPOSITS, ENTRIES):
            refused = pytest.raises(RegistryError, match="refused what was to be written")
            with refused, registry._database.writing() as connection:
                connection.execute(delete(table))
        assert registry.deposits() == [factories.a_deposit_record()]

    def test_a_newer_schema_is_left_alone(self, registry: Registry, url: str) -> None:
        with registry._database.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        for use in (Registry.open, Registry.create):
            with pytest.raises(RegistryError, match="newer version of Nachklang"):
                use(url)

    def test_a_changed_document_is_named(self, registry: Registry) -> None:
        accept(registry, factories.an_item())
        with registry._database.writing() as connection:
            connection.execute(text("UPDATE items SET rights = '{\"mandates\": 3}'"))
        with pytest.raises(RegistryError, match="item item-000001, rights"):
            registry.item("item-000001")
