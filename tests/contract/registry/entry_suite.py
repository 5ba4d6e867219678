"""What every registry promises about refusals, and the outbox."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from tests import factories
from tests.contract.registry.base import Promises, accept

from nachklang.errors import NotFoundError, RegistryError
from nachklang.registry import Registry


class EntrySuite(Promises):
    """What became true gets into the ledger once, in its order."""

    # Refusals

    def test_a_refusal_is_recorded_once(self, registry: Registry) -> None:
        refusal, entry = factories.a_refusal(), factories.a_pending_entry()
        assert registry.record_refusal(refusal, entry)
        again = replace(refusal, reason="seen again", at=factories.an_instant(50))
        assert not registry.record_refusal(again, factories.a_pending_entry(2))
        assert registry.refusals() == [refusal]
        assert registry.pending_entries() == [entry]
        assert registry.salt(factories.a_pending_entry(2).id, "name") is None

    def test_of_the_same_refusal_at_once_one_is_recorded(self, registry: Registry) -> None:
        together = Barrier(2)

        def refuse(number: int) -> bool:
            together.wait()
            return registry.record_refusal(factories.a_refusal(), factories.a_pending_entry(number))

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(refuse, (1, 2))) == [False, True]
        assert len(registry.pending_entries()) == len(registry.refusals()) == 1

    def test_refusals_can_be_asked_for_by_deposit(self, registry: Registry) -> None:
        registry.begin_deposit(factories.a_deposit_record(2))
        first, second = factories.a_refusal(1), factories.a_refusal(2, deposit_id="deposit-2", sha512=None)
        registry.record_refusal(first, factories.a_pending_entry(1))
        registry.record_refusal(second, factories.a_pending_entry(2))
        assert registry.refusals() == [first, second]
        assert registry.refusals("deposit-2") == [second]
        assert registry.refusals("deposit-3") == []

    def test_a_refusal_needs_its_deposit(self, registry: Registry) -> None:
        with pytest.raises(NotFoundError, match="deposit-8"):
            registry.record_refusal(factories.a_refusal(deposit_id="deposit-8"), factories.a_pending_entry())
        assert registry.pending_entries() == []

    def test_a_refusal_whose_entry_fails_is_not_recorded(self, registry: Registry) -> None:
        registry.record_refusal(factories.a_refusal(1), factories.a_pending_entry(1))
        with pytest.raises(RegistryError, match="refused what was to be written"):
            registry.record_refusal(factories.a_refusal(2), factories.a_pending_entry(1))
        assert registry.refusals() == [factories.a_refusal(1)]

    # Outbox

    def test_the_outbox_keeps_the_order_in_which_things_became_true(self, registry: Registry) -> None:
        for number in (1, 2):
            registry.plan_acceptance(factories.an_item(number), [], factories.a_pending_entry(number))
        registry.record_refusal(factories.a_refusal(), factories.a_pending_entry(3))
        registry.confirm_acceptance(factories.an_item(2).id)
        registry.confirm_acceptance(factories.an_item(1).id)
        assert registry.pending_entries() == [factories.a_pending_entry(number) for number in (3, 2, 1)]

    def test_logged_entries_leave_the_outbox_and_keep_their_index(self, registry: Registry) -> None:
        for number in (1, 2):
            accept(registry, factories.an_item(number), number=number)
        registry.mark_logged({"entry-000001": 0})
        assert [entry.id for entry in registry.pending_entries()] == ["entry-000002"]
        assert registry.ledger_index("item-000001") == 0
        assert registry.ledger_index("item-000002") is None
        assert registry.ledger_index("nothing") is None
        indices = [registry.entry_index(one) for one in ("entry-000001", "entry-000002", "nothing")]
        assert indices == [0, None, None]
        assert registry.salt("entry-000001", "name") is not None

    def test_the_newest_entry_about_a_subject_counts(self, registry: Registry) -> None:
        accept(registry, factories.an_item())
        registry.record_refusal(factories.a_refusal(), factories.a_pending_entry(2, subject="item-000001"))
        registry.mark_logged({"entry-000001": 10})
        assert registry.ledger_index("item-000001") == 10
        registry.mark_logged({"entry-000002": 11})
        assert registry.ledger_index("item-000001") == 11

    def test_marking_the_same_again_is_fine_and_anything_else_is_not(self, registry: Registry) -> None:
        for number in (1, 2):
            accept(registry, factories.an_item(number), number=number)
        for _ in range(2):
            registry.mark_logged({"entry-000001": 4})
        for wrong in ({"entry-000001": 5}, {"entry-000002": 4}, {"entry-000002": 6, "unknown": 7}):
            with pytest.raises(RegistryError):
                registry.mark_logged(wrong)
        assert registry.ledger_index("item-000001") == 4
        assert [entry.id for entry in registry.pending_entries()] == ["entry-000002"]

    def test_a_planned_entry_cannot_be_logged(self, registry: Registry) -> None:
        registry.plan_acceptance(factories.an_item(), [], factories.a_pending_entry())
        with pytest.raises(RegistryError, match="not in the outbox"):
            registry.mark_logged({"entry-000001": 0})

    def test_entries_may_be_without_salts_and_have_any_bytes(self, registry: Registry) -> None:
        entry = factories.a_pending_entry(payload=bytes(range(256)) * 256, salts=())
        registry.record_refusal(factories.a_refusal(), entry)
        assert registry.pending_entries() == [entry]
