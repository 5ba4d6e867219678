"""Joins items with intervals, in the engine. Items are read once for all counts, and never held in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from nachklang.catalogue.engines import Engine, EngineSettings, open_engine
from nachklang.catalogue.permissions.answers import Answered, Named, Turned
from nachklang.errors import CatalogueError

_USE = ("act", "territory", "actor")
_BASES = ("recording", "composition", "performance")
_ANSWER = ("permitted", *_BASES, "why_not")
_TURN = ("day", *_USE, "gained")


class Permissions:
    """Items, and tables of intervals to ask about them. Use `open_permissions`."""

    def __init__(self, engine: Engine, items: Sequence[Path]) -> None:
        self._engine = engine
        schema = pq.read_schema(items[0])
        self._items = engine.read("items", items, schema)
        self._tables = 0

    def intervals(self, paths: Sequence[Path]) -> Any:
        """Read a table of intervals, to hand it to the questions below."""
        self._tables += 1
        return self._engine.read(f"intervals_{self._tables}", paths, pq.read_schema(paths[0]))

    def answers(self, intervals: Any, on: date) -> list[Answered]:
        """Count the items by their answer to each compiled use on a day."""
        standing = _standing(intervals, on)
        grouped = self._counted(standing, (*_USE, *_ANSWER))
        found = [
            Answered(
                **{name: row[name] for name in (*_USE, "permitted", "why_not")},
                bases=tuple(row[name] for name in _BASES if row[name] is not None),
                items=int(row["items"]),
            )
            for row in grouped
        ]
        self._require_all(found)
        return sorted(found, key=lambda one: (one.act, one.territory, one.actor, -one.items, _told(one)))

    def rows(self, intervals: Any, on: date) -> Iterator[pa.RecordBatch]:
        """Stream an item's answer to each compiled use on a day, a row each; in no order."""
        yield from self._engine.batches(self._answered(intervals, on))

    def write(self, intervals: Any, on: date, path: Path) -> None:
        """Write the rows of `rows` into one Parquet file."""
        answered = self._answered(intervals, on)
        required = {"item", *_USE, "permitted"}
        schema = pa.schema(
            [
                pa.field(field.name, field.type, nullable=field.name not in required)
                for field in answered.schema().to_pyarrow()
            ]
        )
        self._engine.write(answered, path, schema, {"decided_on": on.isoformat()})

    def calendar(self, intervals: Any, first: date, last: date) -> list[Turned]:
        """Count the items that gain or lose each compiled use on each day from `first` to `last`."""
        return self._turned(_turns(intervals, first, last))

    def calendar_names(self, intervals: Any, first: date, last: date, limit: int) -> list[Named]:
        """Name the first `limit` of these, day by day and in the order of their ids."""
        return self._named(_turns(intervals, first, last), limit)

    def changes(self, before: Any, then: date, after: Any, now: date) -> list[Turned]:
        """Count the items whose answer by `before` on the day `then` is not that by `after` on `now`."""
        return self._turned(_changes(before, then, after, now))

    def change_names(self, before: Any, then: date, after: Any, now: date, limit: int) -> list[Named]:
        """Name the first `limit` of these."""
        return self._named(_changes(before, then, after, now), limit)

    @cached_property
    def _sizes(self) -> Any:
        """How many items share a signature: that is all that counts need of them."""
        grouped = self._items.group_by("signature").agg(items=self._items.count())
        return self._engine.keep("sizes", grouped)

    def _counted(self, answers: Any, names: Sequence[str]) -> list[dict[str, Any]]:
        joined = answers.join(self._sizes, "signature")
        grouped = joined.group_by(list(names)).agg(items=joined["items"].sum())
        return self._rows(grouped)

    def _turned(self, turns: Any) -> list[Turned]:
        found = [Turned(**{**row, "items": int(row["items"])}) for row in self._counted(turns, _TURN)]
        return sorted(found, key=lambda one: (one.day, one.act, one.territory, one.actor, one.gained))

    def _named(self, turns: Any, limit: int) -> list[Named]:
        joined = turns.join(self._items, "signature").select(*_TURN, "item")
        ordered = joined.order_by([*_TURN, "item"]).limit(limit)
        return [Named(**row) for row in self._rows(ordered)]

    def _answered(self, intervals: Any, on: date) -> Any:
        standing = _standing(intervals, on)
        return self._items.join(standing, "signature").select("item", *_USE, *_ANSWER)

    def _require_all(self, found: Sequence[Answered]) -> None:
        """Refuse to count where an item's signature was not compiled: it would be left out in silence."""
        there = sum(row["items"] for row in self._rows(self._sizes.select("items")))
        told: dict[tuple[str, str, str], int] = {}
        for one in found:
            use = (one.act, one.territory, one.actor)
            told[use] = told.get(use, 0) + one.items
        if any(items != there for items in told.values()) or (there and not told):
            items = min(told.values(), default=0)
            raise CatalogueError(
                f"the intervals answer for {items} items and there are {there}: compile every signature that "
                "an item has, once"
            )

    def _rows(self, expression: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._engine.batches(expression).read_all().to_pylist()
        return found


@contextmanager
def open_permissions(settings: EngineSettings, work: Path, items: Sequence[Path]) -> Iterator[Permissions]:
    """Start the engine on these items; what memory cannot hold goes below `work`, the caller's to remove."""
    with open_engine(settings, work) as engine:
        yield Permissions(engine, items)


def _standing(intervals: Any, on: date) -> Any:
    day = ibis.literal(on)
    return intervals.filter((intervals["first"] <= day) & (intervals["last"] >= day))


def _turns(intervals: Any, first: date, last: date) -> Any:
    begins = intervals["first"]
    turned = intervals.filter(
        intervals["turned"] & (begins >= ibis.literal(first)) & (begins <= ibis.literal(last))
    )
    return turned.select("signature", *_USE, day=turned["first"], gained=turned["permitted"])


def _changes(before: Any, then: date, after: Any, now: date) -> Any:
    old = _standing(before, then).select("signature", *_USE, was="permitted")
    new = _standing(after, now).select("signature", *_USE, "permitted")
    both = old.join(new, ["signature", *_USE])
    differing = both.filter(both["was"] != both["permitted"])
    return differing.select("signature", *_USE, day=ibis.literal(now), gained=differing["permitted"])


def _told(one: Answered) -> str:
    return " ".join([*one.bases, one.why_not or ""])
