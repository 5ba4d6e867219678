"""The book of tasks: what waits for a store, in the order in which it has to be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, case, delete, exists, func, insert, literal, or_, select, update

from nachklang.registry._database import Database, native_insert
from nachklang.registry._rows import storable
from nachklang.registry._tables import ABSENCES, COPIES, OBJECTS, TASKS, Instant
from nachklang.registry.records import Absence, Task, TaskKind

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
"""A try that failed is repeated after a minute, then after twice the time, up to six hours.

What is to rest for longer than that was noted by a clock that was ahead: it is due at once.
"""


_LAST = datetime.max.replace(tzinfo=UTC) - LONGEST_PAUSE


def is_over(pause: datetime, now: datetime) -> bool:
    """Whether a pause is over by now, or ends so late that the clock was wrong when it began."""
    return pause <= now or pause > now + LONGEST_PAUSE


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries that failed."""
    doubled: int = 2 ** min(tries - 1, 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of one kind waits for a store, since when, and what the newest failure said."""

    store: str
    kind: TaskKind
    count: int
    since: datetime
    failure: str | None


@dataclass(frozen=True, slots=True)
class TaskBook:
    """What waits for stores, and which of them are away. Every method is one transaction."""

    database: Database

    def add(self, tasks: Iterable[Task]) -> None:
        """Note what has to be done; what is noted already keeps its place."""
        with self.database.writing() as connection:
            add(connection, tasks)

    def add_copies(self, store: str, at: datetime) -> None:
        """Note a copy for every object that a store lacks, or has in an older version."""
        current = and_(
            COPIES.c.object_id == OBJECTS.c.object_id,
            COPIES.c.store == store,
            COPIES.c.head == OBJECTS.c.head,
        )
        noted = and_(TASKS.c.store == store, TASKS.c.subject == OBJECTS.c.object_id)
        lacking = select(
            literal(store),
            literal(str(TaskKind.COPY)),
            OBJECTS.c.object_id,
            literal(at, Instant()),
            literal(0),
            literal(at, Instant()),
        ).where(~exists().where(current), ~exists().where(noted))
        columns = ["store", "kind", "subject", "since", "tries", "next_at"]
        with self.database.writing() as connection:
            connection.execute(insert(TASKS).from_select(columns, lacking))

    def due(self, store: str, at: datetime, *, limit: int = 100) -> list[Task]:
        """Return what may be done in a store now, removals first, then the oldest.

        What would wait for longer than anything does was written when the clock was wrong: it is due.
        """
        later = min(at, _LAST) + LONGEST_PAUSE
        chosen = (
            select(TASKS)
            .where(TASKS.c.store == store, or_(TASKS.c.next_at <= at, TASKS.c.next_at > later))
            .order_by(case((TASKS.c.kind == str(TaskKind.REMOVE), 0), else_=1), TASKS.c.position)
            .limit(limit)
        )
        return self._tasks(chosen)

    def removals(self, store: str) -> list[Task]:
        """Return every removal that waits for a store, due or not, oldest first."""
        waiting = (TASKS.c.store == store, TASKS.c.kind == str(TaskKind.REMOVE))
        return self._tasks(select(TASKS).where(*waiting).order_by(TASKS.c.position))

    def of(self, subject: str) -> list[Task]:
        """Return what waits of one object."""
        return self._tasks(select(TASKS).where(TASKS.c.subject == subject).order_by(TASKS.c.position))

    def _tasks(self, chosen: Any) -> list[Task]:
        with self.database.reading() as connection:
            return [_task(row) for row in connection.execute(chosen)]

    def done(self, task: Task) -> None:
        """Strike a task off; one that is struck off already is no error."""
        with self.database.writing() as connection:
            connection.execute(delete(TASKS).where(_is(task)))

    def failed(self, task: Task, at: datetime, failure: str) -> None:
        """Note that a try failed, and when the next one is due."""
        values = {"tries": task.tries + 1, "next_at": at + pause_after(task.tries + 1), "failure": failure}
        with self.database.writing() as connection:
            connection.execute(update(TASKS).where(_is(task)).values(storable(TASKS, values)))

    def waiting(self) -> list[Waiting]:
        """Count what waits, by store and kind."""
        counted = (
            select(
                TASKS.c.store,
                TASKS.c.kind,
                func.count().label("count"),
                func.min(TASKS.c.since).label("since"),
                func.max(TASKS.c.failure).label("failure"),
            )
            .group_by(TASKS.c.store, TASKS.c.kind)
            .order_by(TASKS.c.store, TASKS.c.kind)
        )
        with self.database.reading() as connection:
            rows = connection.execute(counted).all()
        return [Waiting(one.store, TaskKind(one.kind), int(one[2]), one.since, one.failure) for one in rows]

    def away(self, store: str, at: datetime, failure: str) -> None:
        """Note that a store could not be used; each time it is left alone for longer."""
        with self.database.writing() as connection:
            known = connection.execute(select(ABSENCES).where(ABSENCES.c.store == store)).one_or_none()
            tries = 1 if known is None else known.tries + 1
            row = {
                "store": store,
                "since": at if known is None else known.since,
                "tries": tries,
                "next_at": at + pause_after(tries),
                "failure": failure,
            }
            written = native_insert(connection, ABSENCES).values(storable(ABSENCES, row))
            connection.execute(written.on_conflict_do_update(index_elements=[ABSENCES.c.store], set_=row))

    def back(self, store: str) -> bool:
        """Note that a store answered; returns whether it had been away."""
        with self.database.writing() as connection:
            return connection.execute(delete(ABSENCES).where(ABSENCES.c.store == store)).rowcount > 0

    def resting(self, at: datetime) -> set[str]:
        """Name the stores that are away and left alone for now."""
        return {one.store for one in self.absences() if at < one.next_at <= at + LONGEST_PAUSE}

    def absences(self) -> list[Absence]:
        """Return the stores that are away, by name."""
        with self.database.reading() as connection:
            return [
                Absence(row.store, row.since, row.tries, row.next_at, row.failure)
                for row in connection.execute(select(ABSENCES).order_by(ABSENCES.c.store))
            ]


def add(connection: Connection, tasks: Iterable[Task]) -> None:
    """Write tasks that are not there yet."""
    rows = [
        storable(
            TASKS,
            {
                "store": one.store,
                "kind": str(one.kind),
                "subject": one.subject,
                "since": one.since,
                "tries": one.tries,
                "next_at": one.next_at or one.since,
                "failure": one.failure,
            },
        )
        for one in tasks
    ]
    if rows:
        fresh = native_insert(connection, TASKS)
        connection.execute(
            fresh.on_conflict_do_nothing(index_elements=[TASKS.c.store, TASKS.c.kind, TASKS.c.subject]), rows
        )


def drop_copies(connection: Connection, object_id: str) -> None:
    """Strike off every copy of an object that still waits."""
    connection.execute(delete(TASKS).where(TASKS.c.subject == object_id, TASKS.c.kind == str(TaskKind.COPY)))


def _is(task: Task) -> Any:
    return and_(TASKS.c.store == task.store, TASKS.c.kind == str(task.kind), TASKS.c.subject == task.subject)


def _task(row: Row[*tuple[Any, ...]]) -> Task:
    return Task(row.store, TaskKind(row.kind), row.subject, row.since, row.tries, row.next_at, row.failure)
