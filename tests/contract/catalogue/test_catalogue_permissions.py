"""Items joined with compiled intervals: each engine says what `decide` says, a hundred thousand times."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.unit.rights.rights_cases import law_with_everything, random_day, random_signatures, random_uses
from tests.unit.rights.rights_samples import DE, LAW, US, agreed, licensed

from nachklang.catalogue import EngineSettings
from nachklang.catalogue.permissions import Named, Permissions, open_permissions
from nachklang.errors import CatalogueError
from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import Agreement, RightsSignature
from nachklang.rights import AnyUse, Decision, Law, OwnUse, Use, decide, decide_here
from nachklang.rights.compiling import own_uses_of, table_of, uses_of
from nachklang.rights.intervals import many_intervals
from nachklang.rights.reducing import reduced
from nachklang.rights.turning import turns

ADDRESSES = ("duckdb", "local[2]")
EVERYTHING = law_with_everything()
FIRST, LAST = date(2025, 1, 1), date(2030, 12, 31)
NOW = date(2026, 11, 22)
OWN = (ActorClass.SOUND_HERITAGE_BODY, ActorClass.NATIONAL_LIBRARY)
USES: tuple[AnyUse, ...] = (
    *uses_of([Act.STREAM, Act.PRESERVE], [DE, US], [ActorClass.PUBLIC, ActorClass.NATIONAL_LIBRARY]),
    *own_uses_of([Act.STREAM, Act.PRESERVE, Act.DOWNLOAD], [DE, US], OWN),
)
_T = TypeVar("_T")

pytestmark = pytest.mark.xdist_group("spark")


@dataclass(frozen=True)
class World:
    """Signatures, how often each is had, and the files that the engines read."""

    signatures: Sequence[RightsSignature]
    folder: Path

    @property
    def items(self) -> list[tuple[int, int]]:
        return [
            (number * 10 + one, number) for number in range(len(self.signatures)) for one in range(number % 3)
        ]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    ends = (agreed(Agreement("A", frozenset(Act), valid_from=day)) for day in (NOW, FIRST, LAST))
    signatures = [*random_signatures(Random(10), 60), *ends]
    made = World(signatures, tmp_path_factory.mktemp("permissions"))
    _write_items(made.folder / "items.parquet", made.items)
    pq.write_table(table_of(signatures, USES, EVERYTHING), made.folder / "now.parquet")
    pq.write_table(table_of(signatures, USES, LAW), made.folder / "before.parquet")
    return made


def _write_items(path: Path, items: Sequence[tuple[int, int]]) -> None:
    columns = [
        pa.array([one[0] for one in items], pa.int64()),
        pa.array([one[1] for one in items], pa.int32()),
    ]
    pq.write_table(pa.table(columns, ["item", "signature"]), path)


def _asked(address: str, folder: Path, ask: Callable[[Permissions], _T]) -> _T:
    if address != "duckdb" and shutil.which("java") is None:
        pytest.fail("Spark needs Java; `make test` installs it on Debian as root")
    (folder / "work").mkdir(exist_ok=True)
    settings = EngineSettings(address, 2_000_000_000, 2)
    with open_permissions(settings, folder / "work", [folder / "items.parquet"]) as room:
        return ask(room)


@pytest.fixture(scope="module")
def told(world: World) -> dict[str, dict[str, Any]]:
    """Ask each engine one question of each kind."""

    def ask(room: Permissions) -> dict[str, Any]:
        now = room.intervals([world.folder / "now.parquet"])
        before = room.intervals([world.folder / "before.parquet"])
        path = world.folder / "rows.parquet"
        room.write(now, NOW, path)
        return {
            "answers": room.answers(now, NOW),
            "rows": sorted(pq.read_table(path).to_pylist(), key=str),
            "calendar": room.calendar(now, FIRST, LAST),
            "calendar_names": room.calendar_names(now, FIRST, LAST, 5),
            "law": room.changes(before, NOW, now, NOW),
        }

    return {address: _asked(address, world.folder, ask) for address in ADDRESSES}


@pytest.mark.parametrize("what", ["answers", "rows", "calendar", "calendar_names", "law"])
def test_spark_says_what_duckdb_says(told: dict[str, dict[str, Any]], what: str) -> None:
    ours, theirs = (told[address][what] for address in ADDRESSES)
    assert ours
    assert ours == theirs


def test_counts_are_those_of_the_items(world: World, told: dict[str, dict[str, Any]]) -> None:
    for use in USES:
        ours = [
            one for one in told["duckdb"]["answers"] if (one.act, one.territory, one.actor) == _names(use)
        ]
        assert sum(one.items for one in ours) == len(world.items)


def test_the_calendar_counts_and_names_each_item_that_turns(
    world: World, told: dict[str, dict[str, Any]]
) -> None:
    expected = [
        (turn.day, *_names(use), turn.gained, item)
        for item, number in world.items
        for use, cut in many_intervals(USES, world.signatures[number], EVERYTHING)
        for turn in turns(cut, FIRST, LAST)
    ]
    counted = told["duckdb"]["calendar"]
    assert {FIRST, LAST} <= {one.day for one in counted}, "the ends were not tried"
    assert sum(one.items for one in counted) == len(expected)
    for one in counted:
        key = (one.day, one.act, one.territory, one.actor, one.gained)
        assert one.items == sum(each[:5] == key for each in expected)
    named = told["duckdb"]["calendar_names"]
    assert [(one.day, one.act, one.territory, one.actor, one.gained, one.item) for one in named] == sorted(
        expected
    )[:5]


def test_changes_of_the_law_are_those_that_decide_tells(
    world: World, told: dict[str, dict[str, Any]]
) -> None:
    def permitted(item: int, use: AnyUse, law: Law) -> bool:
        return _decided(use, NOW, world.signatures[item // 10], law).permitted

    expected = {
        (*_names(use), item, permitted(item, use, EVERYTHING))
        for item, _ in world.items
        for use in USES
        if permitted(item, use, LAW) != permitted(item, use, EVERYTHING)
    }

    def ask(room: Permissions) -> list[Named]:
        before, now = (room.intervals([world.folder / f"{name}.parquet"]) for name in ("before", "now"))
        return room.change_names(before, NOW, now, NOW, 1_000)

    named = _asked("duckdb", world.folder, ask)
    assert {(one.act, one.territory, one.actor, one.item, one.gained) for one in named} == expected
    assert len(named) == len(expected) == sum(one.items for one in told["duckdb"]["law"])


def _decided(use: AnyUse, on: date, item: RightsSignature, law: Law = EVERYTHING) -> Decision:
    if isinstance(use, OwnUse):
        return decide_here(use, on, item, law)
    return decide(use.act, use.territory, on, use.actor, item, law)


def _names(use: AnyUse) -> tuple[str, str, str]:
    return use.act.value, use.territory.code, use.who


@pytest.mark.parametrize(("address", "signatures", "days"), [("duckdb", 2_000, 10), ("local[2]", 200, 2)])
def test_the_join_says_what_decide_says(address: str, signatures: int, days: int, tmp_path: Path) -> None:
    random = Random(days)
    items = random_signatures(random, signatures)
    _write_items(tmp_path / "items.parquet", [(number, number) for number in range(signatures)])
    pq.write_table(pa.concat_tables(_in_groups(random, items)), tmp_path / "intervals.parquet")
    asked = [date.min, date.max, *(random_day(random) for _ in range(days - 2))]

    def ask(room: Permissions) -> int:
        intervals = room.intervals([tmp_path / "intervals.parquet"])
        return sum(_compare(room.rows(intervals, on), on, items) for on in asked)

    assert _asked(address, tmp_path, ask) == signatures * days * 7


def _in_groups(random: Random, items: Sequence[RightsSignature]) -> Iterator[pa.Table]:
    """Compile seven uses for each hundred signatures, others for each hundred; every second one reduced.

    Two of the uses are the archive's own.
    """
    for first in range(0, len(items), 100):
        group = [reduced(one) if number % 2 else one for number, one in enumerate(items[first : first + 100])]
        own = own_uses_of(random.sample(list(Act), 2), [random.choice([DE, US])], OWN)
        table = table_of(group, [*random_uses(random, 5), *own], EVERYTHING)
        moved = pc.add(table["signature"], pa.scalar(first, pa.int32()))
        yield table.set_column(0, table.schema.field(0), moved)


def _compare(rows: Iterator[pa.RecordBatch], on: date, items: Sequence[RightsSignature]) -> int:
    count = permitted = 0
    for batch in rows:
        columns = (batch[name].to_pylist() for name in ("item", "act", "territory", "actor", "permitted"))
        for item, act, territory, actor, told in zip(*columns, strict=True):
            what, where = Act(act), Territory(territory)
            use = OwnUse(what, where, OWN) if actor == "archive" else Use(what, where, ActorClass(actor))
            assert _decided(use, on, items[item]).permitted == told, (items[item], use, on)
            count += 1
            permitted += told
    assert count // 20 < permitted < count, "hardly anything was permitted, or all"
    return count


def test_a_signature_that_was_not_compiled_is_not_left_out_in_silence(tmp_path: Path) -> None:
    _write_items(tmp_path / "items.parquet", [(0, 0), (1, 0), (2, 1)])
    for number, signatures in enumerate(([licensed("CC0-1.0")], [])):
        path = tmp_path / f"{number}.parquet"
        pq.write_table(table_of(signatures, USES, LAW), path)

        def ask(room: Permissions, path: Path = path) -> object:
            return room.answers(room.intervals([path]), NOW)

        with pytest.raises(CatalogueError, match="there are 3: compile every signature"):
            _asked("duckdb", tmp_path, ask)


def test_no_items_have_no_answers(tmp_path: Path) -> None:
    _write_items(tmp_path / "items.parquet", [])
    pq.write_table(table_of([], USES, LAW), tmp_path / "intervals.parquet")

    def ask(room: Permissions) -> list[Any]:
        intervals = room.intervals([tmp_path / "intervals.parquet"])
        return [*room.answers(intervals, NOW), *room.calendar(intervals, FIRST, LAST)]

    assert _asked("duckdb", tmp_path, ask) == []


def test_the_layers_have_the_columns_that_are_joined() -> None:
    assert [layer.value for layer in Layer] == ["recording", "composition", "performance"]
