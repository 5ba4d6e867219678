"""What every registry promises about damage that was found and repaired."""

from dataclasses import replace

from tests import factories
from tests.contract.registry.base import Promises

from nachklang.registry import Damage, Registry


def damage(number: int = 1, store: str = "near") -> Damage:
    return Damage(f"object-{number}", store, factories.an_instant(number), f"flipped bit {number}")


class DamageSuite(Promises):
    """Damage is noted once while it stands, and logged once when it ends."""

    def test_damage_is_noted_once_for_as_long_as_it_stands(self, registry: Registry) -> None:
        for again in (damage(1), replace(damage(1), detail="seen again"), damage(2), damage(1, "vault")):
            registry.damage.found(again)
        assert registry.damage.standing() == [damage(1), damage(2), damage(1, "vault")]
        assert registry.damage.totals() == (3, 0)
        assert registry.damage.of("object-1", "near") == damage(1)
        assert registry.damage.of("object-2", "vault") is None

    def test_what_is_repaired_is_logged_and_stands_no_more(self, registry: Registry) -> None:
        registry.damage.found(damage(1))
        registry.damage.found(damage(1, "vault"))
        entry, at = factories.a_pending_entry(), factories.an_instant(9)
        registry.damage.repaired("object-1", "near", at, "put right", entry)
        assert registry.damage.standing() == [damage(1, "vault")]
        assert registry.damage.of("object-1", "near") is None
        assert registry.damage.totals() == (2, 1)
        assert registry.pending_entries() == [entry]
        assert registry.damage.newest(5) == [
            damage(1, "vault"),
            replace(damage(1), repaired_at=at, how="put right"),
        ]
        assert registry.damage.newest(1) == [damage(1, "vault")]

    def test_a_repair_is_told_once(self, registry: Registry) -> None:
        registry.damage.found(damage())
        for number in (1, 2):
            at, entry = factories.an_instant(number), factories.a_pending_entry(number)
            registry.damage.repaired("object-1", "near", at, "put right", entry)
        assert registry.pending_entries() == [factories.a_pending_entry(1)]
        [found] = registry.damage.newest(5)
        assert found.repaired_at == factories.an_instant(1)

    def test_new_damage_of_the_same_copy_is_new(self, registry: Registry) -> None:
        registry.damage.found(damage())
        registry.damage.repaired("object-1", "near", factories.NOON, "so", factories.a_pending_entry())
        registry.damage.found(replace(damage(), found_at=factories.an_instant(70)))
        assert registry.damage.totals() == (2, 1)
        assert [one.found_at for one in registry.damage.standing()] == [factories.an_instant(70)]
