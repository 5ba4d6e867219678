"""The book of copies: each object, each store that has it, and what its last check said."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, select, update

from nachklang.registry._database import Database, native_insert
from nachklang.registry._rows import storable
from nachklang.registry._tables import AUDIT_DAYS, COPIES, OBJECTS
from nachklang.registry.records import AuditDay, CopyRecord, CopyState, HeldTogether, ObjectRecord

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 0
"""The turn of a copy that something happened to: before all that were only read long ago.

Turns are microseconds since 1970, but always grow in a store, whatever its clock does.
"""

_BATCH = 500
_Rows = Iterable[Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class CopyBook:
    """What is known of objects and of their copies. Every method is one transaction."""

    database: Database

    def know(self, record: ObjectRecord) -> None:
        """Write what an object is, in place of what was known; who holds it follows from its copies."""
        row = {
            name: getattr(record, name) for name in ("object_id", "head", "digest", "seal", "files", "bytes")
        }
        changes = dict(row)
        row |= {"held_by": _text([]), "held_since": _BEGINNING}
        with self.database.writing() as connection:
            written = native_insert(connection, OBJECTS).values(storable(OBJECTS, row))
            connection.execute(
                written.on_conflict_do_update(index_elements=[OBJECTS.c.object_id], set_=changes)
            )
            _follow(connection, [record.object_id], None)

    def object(self, object_id: str) -> ObjectRecord | None:
        """Return what is known of an object, or None where it was never read whole."""
        with self.database.reading() as connection:
            found = connection.execute(select(OBJECTS).where(OBJECTS.c.object_id == object_id)).one_or_none()
        return None if found is None or not found.digest else _object(found)

    def objects(self) -> Iterator[ObjectRecord]:
        """Yield every object by id, a batch at a time, holding no transaction between batches."""
        last = ""
        while True:
            chosen = (
                select(OBJECTS)
                .where(OBJECTS.c.object_id > last, OBJECTS.c.digest != "")
                .order_by(OBJECTS.c.object_id)
            )
            with self.database.reading() as connection:
                batch = [_object(row) for row in connection.execute(chosen.limit(_BATCH))]
            yield from batch
            if len(batch) < _BATCH:
                return
            last = batch[-1].object_id

    def record(self, checks: Sequence[CopyRecord], *, sizes: Mapping[str, int] | None = None) -> None:
        """Write what copies were when they were read; what is written last counts, whatever the clock says.

        `sizes` maps object ids to the bytes that were read of each, for the days of audits.
        """
        if not checks:
            return
        rows = [storable(COPIES, _row(one)) for one in checks]
        # In one order for everybody, so that two writers cannot wait for each other.
        rows.sort(key=lambda row: (row["object_id"], row["store"], row["checked_at"]))
        with self.database.writing() as connection:
            _give_turns(connection, rows)
            fresh = native_insert(connection, COPIES)
            changed = ("head", "state", "detail", "checked_at", "turn")
            newest = fresh.on_conflict_do_update(
                index_elements=[COPIES.c.object_id, COPIES.c.store],
                set_={name: fresh.excluded[name] for name in changed}
                | {"deep_at": func.coalesce(fresh.excluded.deep_at, COPIES.c.deep_at)},
            )
            connection.execute(newest, rows)
            _follow(
                connection, sorted({one.object_id for one in checks}), max(one.checked_at for one in checks)
            )
            if sizes is not None:
                _count_days(connection, checks, sizes)

    def of(self, object_id: str) -> list[CopyRecord]:
        """Return the copies of an object, by store."""
        chosen = select(COPIES).where(COPIES.c.object_id == object_id).order_by(COPIES.c.store)
        with self.database.reading() as connection:
            return [_copy(row) for row in connection.execute(chosen)]

    def last_turn(self, store: str) -> int:
        """Return the turn that was given last in a store."""
        with self.database.reading() as connection:
            return _last_turn(connection, store)

    def next_in(self, store: str, *, until: int, limit: int) -> list[tuple[int, str]]:
        """Return turn and object of the copies in a store whose turn is at most `until`, in turn."""
        chosen = (
            select(COPIES.c.turn, COPIES.c.object_id)
            .where(COPIES.c.store == store, COPIES.c.turn <= until)
            .order_by(COPIES.c.turn)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [(row.turn, row.object_id) for row in connection.execute(chosen)]

    def put_first(self, store: str) -> None:
        """Let all copies of a store be read before anything else: it was away, and may come back changed."""
        with self.database.writing() as connection:
            connection.execute(update(COPIES).where(COPIES.c.store == store).values(turn=AT_ONCE))

    def forget(self, object_id: str, store: str, at: datetime) -> None:
        """Forget a copy that is there no more, by intention."""
        with self.database.writing() as connection:
            connection.execute(delete(COPIES).where(COPIES.c.object_id == object_id, COPIES.c.store == store))
            _follow(connection, [object_id], at)

    def held_together(self) -> list[HeldTogether]:
        """Count objects and bytes by the stores that hold them soundly."""
        counted = select(
            OBJECTS.c.held_by,
            func.count().label("objects"),
            func.sum(OBJECTS.c.bytes).label("bytes"),
            func.min(OBJECTS.c.held_since).label("since"),
        ).group_by(OBJECTS.c.held_by)
        with self.database.reading() as connection:
            rows = connection.execute(counted).all()
        return [HeldTogether(_names(row.held_by), row.objects, int(row.bytes), row.since) for row in rows]

    def oldest_check(self, store: str) -> datetime | None:
        """Return when the copy of a store that was read longest ago was read, or None where it has none."""
        with self.database.reading() as connection:
            found: datetime | None = connection.execute(
                select(func.min(COPIES.c.checked_at)).where(COPIES.c.store == store)
            ).scalar_one()
        return found

    def days(self, since: str) -> list[AuditDay]:
        """Return what was read on each day from `since` (YYYY-MM-DD) on, by day and store."""
        chosen = (
            select(AUDIT_DAYS).where(AUDIT_DAYS.c.day >= since).order_by(AUDIT_DAYS.c.day, AUDIT_DAYS.c.store)
        )
        with self.database.reading() as connection:
            return [AuditDay(*row) for row in connection.execute(chosen)]


def _follow(connection: Connection, object_ids: Sequence[str], at: datetime | None) -> None:
    """Bring what the objects say of their holders up to date; `at` is since when, where that changes."""
    sound = (
        select(COPIES.c.object_id, COPIES.c.store)
        .join(OBJECTS, and_(OBJECTS.c.object_id == COPIES.c.object_id, OBJECTS.c.head == COPIES.c.head))
        .where(COPIES.c.object_id.in_(object_ids), COPIES.c.state == str(CopyState.SOUND))
    )
    holders: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(sound):
        holders[row.object_id].append(row.store)
    for object_id in object_ids:
        text = _text(holders[object_id])
        changed = update(OBJECTS).where(OBJECTS.c.object_id == object_id, OBJECTS.c.held_by != text)
        values = {"held_by": text} | ({} if at is None else {"held_since": at})
        connection.execute(changed.values(storable(OBJECTS, values)))


def _last_turn(connection: Connection, store: str) -> int:
    found: int | None = connection.execute(
        select(func.max(COPIES.c.turn)).where(COPIES.c.store == store)
    ).scalar_one()
    return found or AT_ONCE


def _give_turns(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Give each row a turn after all that were given in its store."""
    last: dict[str, int] = {}
    for row in rows:
        store = row["store"]
        before = last.get(store) if store in last else _last_turn(connection, store)
        at = int((row["checked_at"] - _BEGINNING).total_seconds() * 1_000_000)
        last[store] = row["turn"] = max(at, (before or AT_ONCE) + 1)


def _count_days(connection: Connection, checks: Sequence[CopyRecord], sizes: Mapping[str, int]) -> None:
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in checks:
        day = one.checked_at.astimezone(UTC).date().isoformat()
        read = {
            "copies": 1,
            "bytes": sizes.get(one.object_id, 0),
            "damaged": int(one.state is not CopyState.SOUND),
        }
        counted[day, one.store].update(read)
    for (day, store), values in sorted(counted.items()):
        row = {"day": day, "store": store, **{name: values[name] for name in ("copies", "bytes", "damaged")}}
        fresh = native_insert(connection, AUDIT_DAYS).values(row)
        sums = {name: AUDIT_DAYS.c[name] + fresh.excluded[name] for name in ("copies", "bytes", "damaged")}
        connection.execute(
            fresh.on_conflict_do_update(index_elements=[AUDIT_DAYS.c.day, AUDIT_DAYS.c.store], set_=sums)
        )


def _row(one: CopyRecord) -> dict[str, Any]:
    return {
        "object_id": one.object_id,
        "store": one.store,
        "head": one.head,
        "state": str(one.state),
        "detail": one.detail,
        "written_at": one.written_at,
        "checked_at": one.checked_at,
        "deep_at": one.deep_at,
        "turn": AT_ONCE,
    }


def _copy(row: Row[*tuple[Any, ...]]) -> CopyRecord:
    return CopyRecord(
        object_id=row.object_id,
        store=row.store,
        head=row.head,
        state=CopyState(row.state),
        checked_at=row.checked_at,
        written_at=row.written_at,
        deep_at=row.deep_at,
        detail=row.detail,
    )


def _object(row: Row[*tuple[Any, ...]]) -> ObjectRecord:
    return ObjectRecord(
        object_id=row.object_id,
        head=row.head,
        digest=row.digest,
        seal=row.seal,
        files=row.files,
        bytes=row.bytes,
        held_by=_names(row.held_by),
        held_since=row.held_since,
    )


def _text(stores: Iterable[str]) -> str:
    return json.dumps(sorted(stores), ensure_ascii=False)


def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
