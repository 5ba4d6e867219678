"""The book of damage: what was found, in which copy, and how it was repaired."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from nachklang.registry import _entries
from nachklang.registry._database import Database
from nachklang.registry._rows import storable
from nachklang.registry._tables import DAMAGES
from nachklang.registry.records import Damage, PendingEntry


@dataclass(frozen=True, slots=True)
class DamageBook:
    """Damage from when it was found until it was repaired. Every method is one transaction."""

    database: Database

    def found(self, damage: Damage) -> None:
        """Note damage, unless the same copy is noted as damaged already."""
        row = {
            "object_id": damage.object_id,
            "store": damage.store,
            "found_at": damage.found_at,
            "detail": damage.detail,
        }
        with self.database.writing() as connection:
            open_ones = select(DAMAGES.c.position).where(
                DAMAGES.c.object_id == damage.object_id,
                DAMAGES.c.store == damage.store,
                DAMAGES.c.repaired_at.is_(None),
            )
            if connection.execute(open_ones).first() is None:
                connection.execute(insert(DAMAGES), storable(DAMAGES, row))

    def repaired(self, object_id: str, store: str, at: datetime, how: str, entry: PendingEntry) -> None:
        """Note that a copy is sound again, and send the ledger entry that says so.

        Where no damage of it stands, nothing is noted and nothing sent.
        """
        open_ones = update(DAMAGES).where(
            DAMAGES.c.object_id == object_id, DAMAGES.c.store == store, DAMAGES.c.repaired_at.is_(None)
        )
        with self.database.writing() as connection:
            changes = storable(DAMAGES, {"repaired_at": at, "how": how})
            if connection.execute(open_ones.values(changes)).rowcount:
                _entries.announce(connection, entry)

    def of(self, object_id: str, store: str) -> Damage | None:
        """Return the damage of a copy that is not repaired, or None."""
        chosen = select(DAMAGES).where(
            DAMAGES.c.object_id == object_id, DAMAGES.c.store == store, DAMAGES.c.repaired_at.is_(None)
        )
        with self.database.reading() as connection:
            found = connection.execute(chosen).first()
        return None if found is None else _damage(found)

    def standing(self, object_id: str | None = None) -> list[Damage]:
        """Return what was found and is not repaired, oldest first: of one object, or all."""
        chosen = select(DAMAGES).where(DAMAGES.c.repaired_at.is_(None)).order_by(DAMAGES.c.position)
        if object_id is not None:
            chosen = chosen.where(DAMAGES.c.object_id == object_id)
        with self.database.reading() as connection:
            return [_damage(row) for row in connection.execute(chosen)]

    def newest(self, limit: int) -> list[Damage]:
        """Return the newest damage, repaired or not, newest first."""
        chosen = select(DAMAGES).order_by(DAMAGES.c.position.desc()).limit(limit)
        with self.database.reading() as connection:
            return [_damage(row) for row in connection.execute(chosen)]

    def totals(self) -> tuple[int, int]:
        """Return how often damage was found, and how often repaired."""
        with self.database.reading() as connection:
            found, repaired = connection.execute(
                select(func.count(), func.count(DAMAGES.c.repaired_at)).select_from(DAMAGES)
            ).one()
        return int(found), int(repaired)


def _damage(row: Row[*tuple[Any, ...]]) -> Damage:
    return Damage(row.object_id, row.store, row.found_at, row.detail, row.repaired_at, row.how)
