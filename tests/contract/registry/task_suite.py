"""What every registry promises about what waits for stores, and about stores that are away."""

from datetime import timedelta

import pytest
from tests import factories
from tests.contract.registry.base import Promises

from nachklang.registry import Absence, Registry, Task, TaskKind
from nachklang.registry.tasks import FIRST_PAUSE, LONGEST_PAUSE, pause_after


def a_task(number: int = 1, kind: TaskKind = TaskKind.COPY, store: str = "near") -> Task:
    return Task(store, kind, f"object-{number}", factories.an_instant(number))


def due(registry: Registry, at: int = 1000, store: str = "near") -> list[tuple[TaskKind, str]]:
    return [(one.kind, one.subject) for one in registry.tasks.due(store, factories.an_instant(at))]


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 360), (11, 360), (10**6, 360)]
)
def test_a_pause_doubles_up_to_six_hours(tries: int, minutes: int) -> None:
    assert pause_after(tries) == timedelta(minutes=minutes)


class TaskSuite(Promises):
    """Removals first, then the oldest; what failed rests; nothing is noted twice."""

    def test_removals_come_first_then_the_oldest(self, registry: Registry) -> None:
        registry.tasks.add([a_task(2), a_task(1), a_task(3, TaskKind.REMOVE), a_task(4, store="far")])
        registry.tasks.add([a_task(2), a_task(5)])
        assert due(registry) == [
            (TaskKind.REMOVE, "object-3"),
            (TaskKind.COPY, "object-2"),
            (TaskKind.COPY, "object-1"),
            (TaskKind.COPY, "object-5"),
        ]
        assert due(registry, store="far") == [(TaskKind.COPY, "object-4")]
        assert [one.subject for one in registry.tasks.due("near", factories.an_instant(99), limit=2)] == [
            "object-3",
            "object-2",
        ]

    def test_a_task_that_is_noted_keeps_its_place_and_its_tries(self, registry: Registry) -> None:
        registry.tasks.add([a_task()])
        registry.tasks.failed(a_task(), factories.an_instant(1), "full")
        registry.tasks.add([a_task()])
        [found] = registry.tasks.of("object-1")
        assert (found.tries, found.failure, found.since) == (1, "full", factories.an_instant(1))
        registry.tasks.add([])

    def test_what_failed_rests_for_longer_each_time(self, registry: Registry) -> None:
        registry.tasks.add([a_task(1), a_task(2, TaskKind.REMOVE)])
        at, task = factories.an_instant(10), a_task(1)
        for pause in (FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE):
            registry.tasks.failed(task, at, "the disk is full")
            task = next(one for one in registry.tasks.of("object-1"))
            assert task.next_at == at + pause
            early = at + pause - timedelta(microseconds=1)
            assert [one.subject for one in registry.tasks.due("near", early)] == ["object-2"]
            at += pause
            assert [one.subject for one in registry.tasks.due("near", at)] == ["object-2", "object-1"]

    def test_what_a_clock_that_was_ahead_noted_does_not_rest_for_years(self, registry: Registry) -> None:
        registry.tasks.add([a_task()])
        ahead = factories.NOON + timedelta(days=3650)
        registry.tasks.failed(a_task(), ahead, "full")
        registry.tasks.away("near", ahead, "away")
        assert due(registry) == [(TaskKind.COPY, "object-1")]
        assert registry.tasks.resting(factories.NOON) == set()
        assert registry.tasks.resting(ahead) == {"near"}

    def test_removals_are_found_though_they_rest(self, registry: Registry) -> None:
        registry.tasks.add([a_task(1, TaskKind.REMOVE), a_task(2)])
        registry.tasks.failed(a_task(1, TaskKind.REMOVE), factories.an_instant(2000), "no")
        assert [one.subject for one in registry.tasks.removals("near")] == ["object-1"]
        assert registry.tasks.removals("far") == []

    def test_what_is_done_is_struck_off(self, registry: Registry) -> None:
        registry.tasks.add([a_task(1), a_task(1, TaskKind.REMOVE)])
        for _ in range(2):
            registry.tasks.done(a_task(1))
        assert due(registry) == [(TaskKind.REMOVE, "object-1")]

    def test_every_object_that_a_store_lacks_gets_a_task_once(self, registry: Registry) -> None:
        for number in (1, 2, 3, 4):
            registry.copies.know(factories.an_object_record(number, head="v2"))
        registry.copies.record([factories.a_copy_record(1, store="near", head="v2")])
        registry.copies.record([factories.a_copy_record(2, store="near", head="v1")])
        registry.copies.record([factories.a_copy_record(3, store="vault", head="v2")])
        registry.tasks.add([a_task(4, TaskKind.REMOVE)])
        for _ in range(2):
            registry.tasks.add_copies("near", factories.NOON)
        assert sorted(due(registry)) == [
            (TaskKind.COPY, "object-2"),
            (TaskKind.COPY, "object-3"),
            (TaskKind.REMOVE, "object-4"),
        ]

    def test_what_waits_is_counted_by_store_and_kind(self, registry: Registry) -> None:
        registry.tasks.add([a_task(3), a_task(2), a_task(1, TaskKind.REMOVE), a_task(9, store="far")])
        registry.tasks.failed(a_task(3), factories.an_instant(50), "the disk is full")
        found = [(one.store, one.kind, one.count, one.since, one.failure) for one in registry.tasks.waiting()]
        assert found == [
            ("far", TaskKind.COPY, 1, factories.an_instant(9), None),
            ("near", TaskKind.COPY, 2, factories.an_instant(2), "the disk is full"),
            ("near", TaskKind.REMOVE, 1, factories.an_instant(1), None),
        ]

    def test_an_absence_counts_from_the_first_failure_until_the_store_is_back(
        self, registry: Registry
    ) -> None:
        assert registry.tasks.back("near") is False
        at = factories.NOON
        for tries in range(1, 13):
            registry.tasks.away("near", at, f"try {tries}")
            [found] = registry.tasks.absences()
            pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
            assert found == Absence("near", factories.NOON, tries, at + pause, f"try {tries}")
            assert registry.tasks.resting(at) == {"near"}
            at += pause
            assert registry.tasks.resting(at) == set()
        assert registry.tasks.back("near") is True
        assert registry.tasks.absences() == []
