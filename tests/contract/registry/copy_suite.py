"""What every registry promises about objects, their copies and the days of audits."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

from tests import factories
from tests.contract.registry.base import Promises

from nachklang.registry import AuditDay, CopyState, HeldTogether, Registry


class CopySuite(Promises):
    """What is where, in whose turn, and since when."""

    # Objects and who holds them

    def test_an_object_is_known_once_it_was_read_whole(self, registry: Registry) -> None:
        assert registry.copies.object("object-1") is None
        known = factories.an_object_record()
        registry.copies.know(known)
        assert registry.copies.object("object-1") == replace(known, held_since=factories.BEGINNING)
        newer = replace(known, head="v2", digest=factories.hex_digest("sha512", 2), bytes=9)
        registry.copies.know(newer)
        assert registry.copies.object("object-1") == replace(newer, held_since=factories.BEGINNING)

    def test_objects_come_by_id_over_many_batches(self, registry: Registry) -> None:
        amount = 1003
        for number in reversed(range(amount)):
            registry.copies.know(factories.an_object_record(number, object_id=f"object-{number:04d}"))
        assert [one.object_id for one in registry.copies.objects()] == [
            f"object-{number:04d}" for number in range(amount)
        ]

    def test_who_holds_an_object_follows_from_its_copies(self, registry: Registry) -> None:
        registry.copies.know(factories.an_object_record())
        for number, store in enumerate(["vault", "near"]):
            registry.copies.record([factories.a_copy_record(store=store, at=number)])
        held = registry.copies.object("object-1")
        assert held is not None
        assert (held.held_by, held.held_since) == (("near", "vault"), factories.an_instant(1))
        registry.copies.record([factories.a_copy_record(store="near", at=5)])
        assert registry.copies.object("object-1") == held, "nothing changed but a date"
        damaged = factories.a_copy_record(store="near", at=7, state=CopyState.DAMAGED, detail="a flipped bit")
        registry.copies.record([damaged])
        lost = registry.copies.object("object-1")
        assert lost is not None
        assert (lost.held_by, lost.held_since) == (("vault",), factories.an_instant(7))

    def test_a_copy_of_an_older_version_does_not_count(self, registry: Registry) -> None:
        registry.copies.know(factories.an_object_record(head="v2"))
        registry.copies.record([factories.a_copy_record(store="vault", head="v2")])
        registry.copies.record([factories.a_copy_record(store="near", head="v1")])
        found = registry.copies.object("object-1")
        assert found is not None
        assert found.held_by == ("vault",)
        registry.copies.know(factories.an_object_record(head="v1"))
        found = registry.copies.object("object-1")
        assert found is not None
        assert found.held_by == ("near",)

    def test_copies_may_be_written_down_before_their_object(self, registry: Registry) -> None:
        registry.copies.record([factories.a_copy_record(at=3)])
        registry.copies.know(factories.an_object_record())
        found = registry.copies.object("object-1")
        assert found is not None
        assert found.held_by == ("vault",)

    def test_a_copy_that_is_forgotten_holds_nothing(self, registry: Registry) -> None:
        registry.copies.know(factories.an_object_record())
        registry.copies.record([factories.a_copy_record(store=name) for name in ("near", "vault")])
        registry.copies.forget("object-1", "near", factories.an_instant(9))
        registry.copies.forget("object-1", "nowhere", factories.an_instant(10))
        assert [one.store for one in registry.copies.of("object-1")] == ["vault"]
        found = registry.copies.object("object-1")
        assert found is not None
        assert (found.held_by, found.held_since) == (("vault",), factories.an_instant(9))

    def test_objects_are_counted_by_who_holds_them_together(self, registry: Registry) -> None:
        for number in (1, 2, 3):
            registry.copies.know(factories.an_object_record(number))
            stores = ["vault", "near"] if number > 1 else ["vault"]
            registry.copies.record([factories.a_copy_record(number, store=one, at=number) for one in stores])
        found = sorted(registry.copies.held_together(), key=lambda one: one.stores)
        assert found == [
            HeldTogether(("near", "vault"), 2, 2005, factories.an_instant(2)),
            HeldTogether(("vault",), 1, 1001, factories.an_instant(1)),
        ]

    # Checks

    def test_what_was_written_last_counts_whatever_the_clock_says(self, registry: Registry) -> None:
        first = factories.a_copy_record(at=5, deep_at=factories.an_instant(5))
        earlier = factories.a_copy_record(at=2, state=CopyState.DAMAGED, detail="cut off")
        registry.copies.record([first])
        registry.copies.record([earlier])
        [found] = registry.copies.of("object-1")
        assert (found.state, found.detail) == (CopyState.DAMAGED, "cut off")
        assert found.checked_at == factories.an_instant(2)
        assert found.deep_at == factories.an_instant(5), "a poll is no deep look"
        assert found.written_at == first.written_at, "it was written once"

    def test_nothing_recorded_changes_nothing(self, registry: Registry) -> None:
        registry.copies.record([], sizes={})
        assert registry.copies.of("object-1") == []
        assert registry.copies.days("0000-00-00") == []

    def test_the_oldest_check_of_a_store_is_known(self, registry: Registry) -> None:
        assert registry.copies.oldest_check("vault") is None
        registry.copies.record([factories.a_copy_record(number, at=number) for number in (3, 1, 2)])
        assert registry.copies.oldest_check("vault") == factories.an_instant(1)

    # Turns

    def _turns(self, registry: Registry, store: str = "vault") -> list[str]:
        until = registry.copies.last_turn(store)
        return [one for _, one in registry.copies.next_in(store, until=until, limit=100)]

    def test_what_was_read_longest_ago_is_next(self, registry: Registry) -> None:
        assert registry.copies.last_turn("vault") == 0
        for number in (2, 3, 1):
            registry.copies.record([factories.a_copy_record(number, at=number)])
        assert self._turns(registry) == ["object-2", "object-3", "object-1"]
        assert registry.copies.next_in("vault", until=registry.copies.last_turn("vault"), limit=1)[0][1] == (
            "object-2"
        )

    def test_turns_grow_though_the_clock_goes_back(self, registry: Registry) -> None:
        for number, at in enumerate([100, 50, 0], start=1):
            registry.copies.record([factories.a_copy_record(number, at=at)])
        assert self._turns(registry) == ["object-1", "object-2", "object-3"]
        until = registry.copies.last_turn("vault")
        registry.copies.record([factories.a_copy_record(1, at=-99999)])
        assert [one for _, one in registry.copies.next_in("vault", until=until, limit=9)] == [
            "object-2",
            "object-3",
        ], "what was read again waits for the next round"

    def test_a_store_that_was_away_is_read_first(self, registry: Registry) -> None:
        for store in ("near", "vault"):
            registry.copies.record([factories.a_copy_record(one, store=store, at=one) for one in (1, 2)])
        registry.copies.put_first("near")
        assert registry.copies.last_turn("near") == 0
        assert {turn for turn, _ in registry.copies.next_in("near", until=0, limit=9)} == {0}
        assert registry.copies.next_in("vault", until=0, limit=9) == []

    def test_two_that_record_at_once_lose_nothing(self, registry: Registry) -> None:
        registry.copies.know(factories.an_object_record())
        together = Barrier(2)

        def record(store: str) -> None:
            together.wait()
            for at in range(20):
                registry.copies.record([factories.a_copy_record(store=store, at=at)], sizes={"object-1": 3})

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(record, ("near", "vault")))
        found = registry.copies.object("object-1")
        assert found is not None
        assert found.held_by == ("near", "vault")
        assert [(one.store, one.copies, one.bytes) for one in registry.copies.days("2026-01-01")] == [
            ("near", 20, 60),
            ("vault", 20, 60),
        ]

    # Days

    def test_days_add_up_what_was_read(self, registry: Registry) -> None:
        sizes = {"object-1": 100, "object-2": 11}
        late = timedelta(days=1)
        checks = [factories.a_copy_record(1), factories.a_copy_record(2, state=CopyState.DAMAGED)]
        registry.copies.record(checks, sizes=sizes)
        registry.copies.record(checks[:1], sizes=sizes)
        registry.copies.record(
            [replace(one, checked_at=one.checked_at + late) for one in checks], sizes={"object-1": 5}
        )
        registry.copies.record(checks)
        assert registry.copies.days("2026-11-22") == [
            AuditDay("2026-11-22", "vault", 3, 211, 1),
            AuditDay("2026-11-23", "vault", 2, 5, 1),
        ]
        assert [one.day for one in registry.copies.days("2026-11-23")] == ["2026-11-23"]
