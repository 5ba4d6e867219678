"""When the bytes of each object were last read again, and what came out."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, select

from nachklang.registry._database import Database, native_insert
from nachklang.registry._rows import storable
from nachklang.registry._tables import CHECKS

Check = tuple[str, datetime, str]
"""Object id, instant, outcome."""

_BATCH = 1000


def record(database: Database, rows: Iterable[Check]) -> None:
    """Write checks, a transaction for each thousand; an older check never replaces a newer one."""
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        values = [
            storable(CHECKS, {"object_id": object_id, "at": at, "outcome": outcome})
            for object_id, at, outcome in batch
        ]
        # In one order for everybody, so that two writers cannot wait for each other.
        values.sort(key=lambda row: (row["object_id"], row["at"]))
        with database.writing() as connection:
            fresh = native_insert(connection, CHECKS)
            newest = fresh.on_conflict_do_update(
                index_elements=[CHECKS.c.object_id],
                set_={"at": fresh.excluded.at, "outcome": fresh.excluded.outcome},
                where=fresh.excluded.at >= CHECKS.c.at,
            )
            connection.execute(newest, values)


def last(connection: Connection, object_id: str) -> tuple[datetime, str] | None:
    """Return instant and outcome of the newest check."""
    found = connection.execute(select(CHECKS).where(CHECKS.c.object_id == object_id)).one_or_none()
    return None if found is None else (found.at, found.outcome)
