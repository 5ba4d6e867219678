"""A real archive with three stores whose registry tells of a year: audits, damage, removals and what waits.

The registry's own books wrote all of it; no bytes lie anywhere, for the page of the vault asks no store.
"""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from tests import factories

from nachklang.archive import Archive, create
from nachklang.config import ARCHIVE_FILE, CopyStoreSettings, render_copy_store
from nachklang.model.acts import ActorClass, Territory
from nachklang.model.threats import Threats
from nachklang.registry import (
    CopyRecord,
    CopyState,
    Damage,
    Hold,
    ObjectRecord,
    Registry,
    Removal,
    Task,
    TaskKind,
)

OBJECTS = 40
SIZE = 30_000_000
MISSING = 4
"""So many objects are not in the third store."""
TELLTALES = {
    "url": "bucket-4711",
    "endpoint": "endpoint-4712.example",
    "folder": "folder-4713",
    "absence": "absence-4714",
    "task": "task-4715",
    "damage": "damage-4716",
    "how": "how-4717",
    "notice": "Erika Mustermann, notice-4718",
    "hold": "Max Mustermann, hold-4719",
    "digest": "d19e57" * 20,
}
"""What has to stay among those who keep the archive, by where it stands."""
DAMAGED_DAYS = (3, 200)
"""So many days ago damage was found; the newer one is not repaired."""

OWN, NEAR, FAR = "vault", "magdeburg", "wien"


def object_id(number: int) -> str:
    """Return the id of an object."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, str(number))}"


def make_empty_archive(folder: Path) -> Path:
    """Make an archive below `folder` in which nothing is, and return its place."""
    place = folder / "archive"
    create(
        place,
        name="Klangarchiv Beispielstadt",
        institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
        jurisdiction=Territory("DE"),
    )
    return place


def make_vault_archive(folder: Path, now: datetime) -> Path:
    """Make the archive below `folder`, as it stands at `now`, and return its place."""
    place = make_empty_archive(folder)
    _add_stores(place)
    with Archive.open(place) as archive:
        _know_objects(archive.registry, now)
        _audit(archive.registry, now)
        _find_damage(archive.registry, now)
        _remove_and_hold(archive.registry, now)
        _let_wait(archive.registry, now)
    return place


def _add_stores(place: Path) -> None:
    stores = [
        CopyStoreSettings(
            NEAR,
            f"file:///srv/{TELLTALES['folder']}",
            threats=Threats("Stadtbibliothek", Territory("DE"), "tape"),
        ),
        CopyStoreSettings(
            FAR,
            f"s3://{TELLTALES['url']}/copies",
            endpoint=f"https://{TELLTALES['endpoint']}",
            threats=Threats("Speicher GmbH", Territory("AT"), "disk"),
        ),
    ]
    described = place / ARCHIVE_FILE
    text = described.read_text(encoding="utf-8").replace("least = 1", "least = 3")
    text = text.replace("apart = 1", "apart = 2")
    described.write_text(text + "".join(map(render_copy_store, stores)), encoding="utf-8")


def _know_objects(registry: Registry, now: datetime) -> None:
    for number in range(OBJECTS):
        registry.copies.know(ObjectRecord(object_id(number), "v1", TELLTALES["digest"], "5ea1" * 16, 9, SIZE))
    written = now - timedelta(days=400)
    copies = [
        CopyRecord(object_id(number), store, "v1", CopyState.SOUND, written, written)
        for number in range(OBJECTS)
        for store in (OWN, NEAR, FAR)
        if store != FAR or number >= MISSING
    ]
    registry.copies.record(copies)


def _audit(registry: Registry, now: datetime) -> None:
    """Read a few copies every other day, and everything on two days; all checks are of the last year."""
    for ago in range(366, -1, -2):
        count = OBJECTS if ago in {40, 200} else 1 + ago % 7
        _read(registry, now - timedelta(days=ago), range(count))


def _read(registry: Registry, at: datetime, numbers: range, state: CopyState = CopyState.SOUND) -> None:
    checks = [
        CopyRecord(
            object_id(number), OWN, "v1", state, at, at - timedelta(days=1), detail=TELLTALES["damage"]
        )
        for number in numbers
    ]
    registry.copies.record(checks, sizes={object_id(number): SIZE for number in numbers})


def _find_damage(registry: Registry, now: datetime) -> None:
    newer, older = DAMAGED_DAYS
    _read(registry, now - timedelta(days=older), range(1, 2), CopyState.DAMAGED)
    found = now - timedelta(days=older)
    registry.damage.found(Damage(object_id(1), OWN, found, TELLTALES["damage"]))
    entry = factories.a_pending_entry(71, subject=object_id(1))
    registry.damage.repaired(object_id(1), OWN, found + timedelta(days=2), TELLTALES["how"], entry)
    _read(registry, found + timedelta(days=2), range(1, 2))
    registry.damage.found(Damage(object_id(0), OWN, now - timedelta(days=newer), TELLTALES["damage"]))
    _read(registry, now - timedelta(days=newer), range(1), CopyState.DAMAGED)


def _remove_and_hold(registry: Registry, now: datetime) -> None:
    gone = object_id(OBJECTS + 1)
    removal = Removal(gone, "item-1", "ab" * 64, SIZE, TELLTALES["notice"], now - timedelta(days=9))
    registry.removals.decide(removal, [OWN, NEAR, FAR], factories.a_pending_entry(72, subject=gone))
    registry.removals.confirm(gone, OWN, now, factories.a_pending_entry(73, subject=gone))
    hold = Hold("hold-1", object_id(5), TELLTALES["hold"], now - timedelta(days=30))
    registry.removals.hold(hold, factories.a_pending_entry(74, subject=object_id(5)))


def _let_wait(registry: Registry, now: datetime) -> None:
    since = now - timedelta(hours=50)
    failure = f"could not be reached: {TELLTALES['task']}"
    tasks = [Task(FAR, TaskKind.COPY, object_id(number), since, 3, now, failure) for number in range(MISSING)]
    registry.tasks.add(tasks)
    registry.tasks.away(FAR, since, f"https://{TELLTALES['absence']}:9000: connection refused")
