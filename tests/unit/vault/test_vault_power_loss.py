"""A loss of power at any instant, on the unkindest file system, loses nothing that was promised."""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from tests.unit.vault import outages
from tests.unit.vault.outages import Judge, Work, objects, recorded, repeated, resumed, shape, turning_points
from tests.unit.vault.power_loss import Disk, Inode, Log, Named, Step, Tree, Written

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/fd").exists(),
    reason="/proc, which says the paths of open files, is not here",
)

RUNS = [outages.objects, outages.versions]
OBJECT = "staging/objects/abc/abc/abc/DIGEST"


@pytest.fixture(scope="module")
def judges(tmp_path_factory: pytest.TempPathFactory) -> dict[Work, tuple[Log, Judge]]:
    """Record each run once; what its judge has looked at is not looked at again by another test."""
    top = tmp_path_factory.mktemp("power")
    logs = {work: recorded(work, top / work.__name__) for work in RUNS}
    return {work: (log, Judge.of(work, log, top / f"{work.__name__}-judge")) for work, log in logs.items()}


def _chance(seed: int = 1) -> random.Random:
    return random.Random(seed)


@pytest.mark.parametrize("work", RUNS)
def test_nothing_that_was_promised_is_lost(work: Work, judges: dict[Work, tuple[Log, Judge]]) -> None:
    log, judge = judges[work]
    assert list(islice(judge.faults(log, range(len(log.steps) + 1), _chance(), 1), 5)) == []
    assert len(judge.looked_at) > 150


@pytest.mark.parametrize("work", RUNS)
def test_a_killed_run_and_then_a_loss_of_power(
    work: Work, judges: dict[Work, tuple[Log, Judge]], tmp_path: Path
) -> None:
    log, judge = judges[work]
    made = [cut for cut, step in enumerate(log.steps, 1) if step.call == "mkdir" and step.path.count("/") < 2]
    for kill in sorted({*made, *turning_points(log)}):
        again = repeated(work, log.until(kill), tmp_path / str(kill))
        cuts = [cut for cut in turning_points(again) if cut > kill]
        assert list(islice(judge.faults(again, cuts, _chance(kill), 2), 5)) == []


@pytest.mark.parametrize("work", RUNS)
def test_a_second_loss_of_power_during_recovery(
    work: Work, judges: dict[Work, tuple[Log, Judge]], tmp_path: Path
) -> None:
    log, judge = judges[work]
    for cut in turning_points(log):
        for number, left in enumerate(_some_losses(log.until(cut), 2)):
            again = resumed(work, log.until(cut), left, tmp_path / f"{cut}-{number}")
            cuts = _chance(cut).choices(range(len(log.until(cut).promises()), len(again.steps) + 1), k=3)
            assert list(islice(judge.faults(again, cuts, _chance(cut), 1), 5)) == []


def _some_losses(log: Log, many: int) -> list[Tree]:
    found = list(log.losses(_chance(), many))
    return _chance(len(found)).choices(found, k=many)


@pytest.mark.parametrize(
    ("work", "path"),
    [
        *((objects, f"staging/root/{name}") for name in ("0=ocfl_1.1", "ocfl_layout.json", "extensions")),
        *(
            (objects, path)
            for path in (".", "deep", "staging/root", "vault", f"{OBJECT}/v1/content/original/invention.flac")
        ),
        *(
            (objects, path.rstrip("/"))
            for path in ("staging/objects/abc", "staging/objects/abc/abc/", OBJECT)
        ),
        *((objects, f"{OBJECT}/{name}") for name in ("0=ocfl_object_1.1", "inventory.json", "v1")),
        *((objects, f"{OBJECT}/{name}") for name in ("inventory.json.sha512", "v1/inventory.json.sha512")),
        *((objects, f"{OBJECT}/v1/{name}") for name in ("inventory.json", "content", "content/original")),
        *((objects, f"{OBJECT}/v1/content/metadata{name}") for name in ("", "/rights.json")),
        *((outages.versions, f"staging/version{name}") for name in ("", "/version.json", "/inventory.json")),
        *((outages.versions, f"staging/version/v2{name}") for name in ("", "/content", "/inventory.json")),
        *((outages.versions, f"staging/version/v2/content/{name}") for name in ("original", "metadata")),
        (outages.versions, "staging/version/v2/content/metadata/description.json"),
        (outages.versions, "staging/version/inventory.json.sha512"),
        (outages.versions, "staging/version/v2/content/original/repaired.flac"),
        *((outages.versions, path) for path in ("staging", "vault/abc/abc/abc/DIGEST")),
    ],
)
def test_a_writer_that_does_not_sync_it_is_found_out(
    work: Work, path: str, judges: dict[Work, tuple[Log, Judge]]
) -> None:
    log, judge = judges[work]
    careless = log.without(lambda synced: shape(synced) == path)
    assert len(careless.steps) < len(log.steps)
    assert next(judge.faults(careless, turning_points(careless), _chance(), 0), None) is not None


def test_one_sync_of_everything_stands_for_those_of_files_and_folders(tmp_path: Path) -> None:
    log = recorded(objects, tmp_path / "run", barriers=["sync_tree"])
    judge = Judge.of(objects, log, tmp_path / "judge")
    one_sync = log.without(lambda synced: synced.startswith("deep/staging/"))
    assert list(judge.faults(one_sync, turning_points(one_sync), _chance(), 1)) == []


FILE, OTHER = Inode(1, folder=False), Inode(2, folder=False)
FOLDER = Inode(3, folder=True)


def _left(*steps: Step) -> Iterator[dict[str, bytes | None]]:
    return (dict(tree) for tree in Log(Disk(), steps).losses(_chance(), 20))


def _call(*changes: Named | Written) -> Step:
    return Step("call", "path", changes)


TOP = Disk().top
CREATED = _call(Named(TOP, "a", FILE))
WRITTEN = _call(Written(FILE, 0, b"data"))


def test_a_name_and_its_bytes_are_lost_each_on_its_own() -> None:
    found = list(_left(CREATED, WRITTEN))
    for left in ({}, {"a": b""}, {"a": b"da"}, {"a": bytes(4)}, {"a": b"data"}):
        assert left in found


def test_what_was_synced_is_there() -> None:
    synced = [Step("sync", "a", synced=FILE), Step("sync", "", synced=TOP)]
    assert {"a": b"data"} in list(_left(CREATED, WRITTEN, synced[0]))
    assert {"a": b""} not in list(_left(CREATED, WRITTEN, synced[0]))
    assert {} not in list(_left(CREATED, WRITTEN, synced[1]))
    for durable in ((*synced,), (Step("sync", "", everything=True),)):
        assert {frozenset(one.items()) for one in _left(CREATED, WRITTEN, *durable)} == {
            frozenset({("a", b"data")})
        }


def test_a_rename_may_lose_both_names_or_keep_both() -> None:
    made = _call(Named(TOP, "f", FOLDER))
    moved = _call(Named(FOLDER, "b", FILE), Named(TOP, "a", None))
    found = list(_left(CREATED, WRITTEN, made, Step("sync", "", everything=True), moved))
    for names in ({"f"}, {"a", "f"}, {"f", "f/b"}, {"a", "f", "f/b"}):
        assert names in [set(one) for one in found]
    # What a name was given later does not come before what it was given first, once that is durable.
    later = _call(Named(TOP, "a", OTHER))
    assert {"a": None} not in list(_left(CREATED, Step("sync", "", synced=TOP), later))
