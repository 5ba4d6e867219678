"""The vault's status, and which object an audit reads next, over a registry of a million objects.

The limits ask the same file through Python's own sqlite3, without a transaction, types or values: the one sum
over all objects that no status can do without, and the one look into an index that chooses a copy.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, at_once, measure
from nachklang.archive import Archive, create, vault_status
from nachklang.config import ARCHIVE_FILE, CopyStoreSettings, render_copy_store
from nachklang.model.acts import ActorClass, Territory
from nachklang.model.plain import instant_text

_OBJECTS, _TASKS, _DAMAGES, _DAYS, _CHOICES = 1_000_000, 50_000, 2_000, 365, 200
_STORES = ("vault", "magdeburg", "wien")
_SPREAD = 0x9E3779B97F4A7C15F39CC0605CEDC835
"""Times this, numbers in a row become ids without an order, each once: it is odd."""
_NOTE = "The limit is plain sqlite3 over the same file: {}."
_SUMS = "SELECT held_by, count(*), sum(bytes), min(held_since) FROM objects GROUP BY held_by"
_NEXT = "SELECT turn, object_id FROM copies WHERE store = ? AND turn <= ? ORDER BY turn LIMIT 1"

# Ids are spread as UUIDs are and written in their order, which is fast; turns are in another order. One
# object of a hundred is not in the last store. `uuid` and `ago` are functions of this module.
_FILL_OBJECTS = """
WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :count)
INSERT INTO objects (object_id, head, digest, seal, files, bytes, held_by, held_since)
SELECT uuid(n) AS id, 'v1', printf('%0128x', n), printf('%064x', n), 9, 30000000 + n % 5000000,
    CASE WHEN n % 100 THEN '["magdeburg", "vault", "wien"]' ELSE '["magdeburg", "vault"]' END, ago(86400 + n)
FROM number ORDER BY id
"""
_FILL_COPIES = """
INSERT INTO copies (object_id, store, head, state, detail, written_at, checked_at, turn)
SELECT object_id, :store, 'v1', 'sound', '', held_since, ago(rowid * 7919 % 31536000),
    rowid * 7919 % :count + 1
FROM objects WHERE :store != 'wien' OR held_by LIKE '%wien%' ORDER BY object_id
"""
_FILL_TASKS = """
WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :count)
INSERT INTO tasks (store, kind, subject, since, tries, next_at, failure)
SELECT 'wien', 'copy', uuid(n), ago(n), 3, ago(0), 'the store could not be reached: connection refused'
FROM number
"""
_FILL_DAMAGES = """
WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :count)
INSERT INTO damages (object_id, store, found_at, detail, repaired_at, how)
SELECT uuid(n), 'wien', ago(n * 9000), 'v1/content/original/a.flac: other bytes than were recorded',
    CASE WHEN n % 50 THEN ago(n * 9000 - 60) END, 'fetched from vault'
FROM number
"""
_FILL_DAYS = """
WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :count)
INSERT INTO audit_days (day, store, copies, bytes, damaged)
SELECT substr(ago(86400 * n), 1, 10), :store, 8000 + n, 240000000000 + n, n % 30 = 0 FROM number
"""


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure a whole status, and choosing the copy of a store that was read longest ago."""
    place, objects = folder / "archive", scale.of(_OBJECTS)
    _make(place, scale)
    with Archive.open(place) as archive, closing(sqlite3.connect(place / "registry.db")) as plain:
        ours = Contestant("vault_status", Role.OURS, at_once(partial(_status, archive, objects)))
        limit = Contestant("GROUP BY", Role.LIMIT, at_once(lambda: plain.execute(_SUMS).fetchall()))
        note = _NOTE.format("the sum over all objects alone")
        yield measure(Case("status", "status", objects, "objects", [ours, limit], note), scale)
        until = archive.registry.copies.last_turn("wien")
        ours = Contestant("CopyBook.next_in", Role.OURS, at_once(partial(_choose, archive, until)))
        limit = Contestant("ORDER BY … LIMIT 1", Role.LIMIT, at_once(partial(_choose_plainly, plain, until)))
        note = _NOTE.format("the same query")
        title = f"the next of {objects:,} objects"
        yield measure(Case("status", title, _CHOICES, "choices", [ours, limit], note), scale)


def _make(place: Path, scale: Scale) -> None:
    create(
        place,
        name="Benchmark",
        institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
        jurisdiction=Territory("DE"),
    )
    described = place / ARCHIVE_FILE
    text = described.read_text(encoding="utf-8").replace("least = 1", "least = 3")
    stores = [CopyStoreSettings(name, f"file://{place.parent / name}") for name in _STORES[1:]]
    described.write_text(text + "".join(map(render_copy_store, stores)), encoding="utf-8")
    with closing(sqlite3.connect(place / "registry.db")) as plain, plain:
        plain.execute("PRAGMA cache_size = -500000")
        _fill(plain, scale)


def _fill(plain: sqlite3.Connection, scale: Scale) -> None:
    """Let the database write the rows itself, which is many times faster than handing them over."""
    now = datetime.now(UTC)
    plain.create_function("ago", 1, lambda seconds: instant_text(now - timedelta(seconds=seconds)))
    plain.create_function("uuid", 1, lambda number: f"urn:uuid:{UUID(int=number * _SPREAD % 2**128)}")
    count = {"count": scale.of(_OBJECTS)}
    plain.execute(_FILL_OBJECTS, count)
    for store in _STORES:
        plain.execute(_FILL_COPIES, {"store": store, **count})
        plain.execute(_FILL_DAYS, {"store": store, "count": _DAYS})
    plain.execute(_FILL_TASKS, {"count": scale.of(_TASKS)})
    plain.execute(_FILL_DAMAGES, {"count": scale.of(_DAMAGES)})


def _status(archive: Archive, objects: int) -> None:
    found = vault_status(archive)
    assert found.objects == objects, f"{found.objects} objects are counted"
    assert len(found.places) == len(_STORES), f"{len(found.places)} places are known"


def _choose(archive: Archive, until: int) -> None:
    for _ in range(_CHOICES):
        ((_, object_id),) = archive.registry.copies.next_in("wien", until=until, limit=1)
        assert object_id


def _choose_plainly(plain: sqlite3.Connection, until: int) -> None:
    for _ in range(_CHOICES):
        assert plain.execute(_NEXT, ("wien", until)).fetchall()
