"""What every registry promises to a database of an earlier version."""

from alembic import command
from sqlalchemy import text
from tests import factories
from tests.contract.registry.base import Promises, accept

from nachklang.registry import CopyState, HeldTogether, Registry
from nachklang.registry._database import Database
from nachklang.registry._migration import _config


class MigrationSuite(Promises):
    """What was known is known afterwards, and what was not known is not pretended."""

    def _at_revision_0002(self, registry: Registry) -> None:
        """Bring the schema back to what 0002 left: three items, two of them checked."""
        for number in (1, 2, 3):
            accept(registry, factories.an_item(number), factories.an_event(), number=number)
        with registry._database.writing() as connection:
            for table in ("rights", "proofs", "standings", "withdrawals", "law_versions", "confirmations"):
                connection.execute(text(f"DROP TABLE {table}"))
            for table in ("removals", "holds", "audit_days", "damages", "absences"):
                connection.execute(text(f"DROP TABLE {table}"))
            for table in ("tasks", "copies", "objects", "records", "shipped"):
                connection.execute(text(f"DROP TABLE {table}"))
            connection.execute(text("DELETE FROM alembic_version"))
            kind = "timestamptz" if registry._database.is_postgresql else "text"
            key = 'text COLLATE "C"' if registry._database.is_postgresql else "text"
            connection.execute(
                text(
                    f"CREATE TABLE checks (object_id {key} PRIMARY KEY, at {kind} NOT NULL, "
                    "outcome text NOT NULL)"
                )
            )
            command.stamp(_config(connection), "0002")
            for number, outcome in ((1, "success"), (2, "failure")):
                at = factories.an_instant(100 + number)
                told = at if registry._database.is_postgresql else at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                row = {"id": factories.an_item(number).object_id, "at": told, "outcome": outcome}
                connection.execute(text("INSERT INTO checks VALUES (:id, :at, :outcome)"), row)

    def test_checks_become_copies_and_objects_wait_for_their_audit(
        self, registry: Registry, url: str
    ) -> None:
        self._at_revision_0002(registry)
        registry.close()
        with Registry.create(url) as found:
            copies = [found.copies.of(factories.an_item(number).object_id) for number in (1, 2, 3)]
            told = [(one.store, one.head, one.state, one.checked_at) for [one] in copies]
            assert told == [
                ("vault", "v1", CopyState.SOUND, factories.an_instant(101)),
                ("vault", "v1", CopyState.DAMAGED, factories.an_instant(102)),
                ("vault", "v1", CopyState.SOUND, factories.an_instant(3)),
            ]
            ids = [factories.an_item(number).object_id for number in (1, 2, 3)]
            assert sorted(found.copies.next_in("vault", until=0, limit=9)) == [(0, one) for one in ids]
            assert [found.copies.object(one) for one in ids] == [None, None, None]
            assert list(found.copies.objects()) == []
            assert sorted(found.copies.held_together(), key=lambda one: one.stores) == [
                HeldTogether((), 1, 0, factories.an_instant(102)),
                HeldTogether(("vault",), 2, 0, factories.an_instant(3)),
            ]
            found.tasks.add_copies("near", factories.NOON)
            assert sorted(one.subject for one in found.tasks.due("near", factories.NOON)) == ids
            assert [one.id for one in found.items()] == [factories.an_item(n).id for n in (1, 2, 3)]

    def test_a_migration_leads_to_the_same_tables(self, registry: Registry, url: str) -> None:
        self._at_revision_0002(registry)
        registry.close()
        Registry.create(url).close()
        database = Database.at(url)
        with database.reading() as connection:
            tables = set(connection.dialect.get_table_names(connection))
        database.close()
        assert "checks" not in tables
        assert {"objects", "copies", "tasks", "absences", "damages", "audit_days", "holds"} <= tables
        assert {"rights", "proofs", "standings", "withdrawals", "law_versions"} <= tables
