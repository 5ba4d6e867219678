"""What all promise suites of the registry start from: one registry with one deposit."""

from collections.abc import Iterator

import pytest
from tests import factories

from nachklang.model.items import Event, Item
from nachklang.registry import Registry


def accept(registry: Registry, item: Item, *events: Event, number: int = 1) -> None:
    registry.plan_acceptance(item, events, factories.a_pending_entry(number, subject=item.id))
    registry.confirm_acceptance(item.id)


class Promises:
    """Subclasses give `url`: of a database that is there and empty, or may be made."""

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def registry(self, url: str) -> Iterator[Registry]:
        with Registry.create(url) as registry:
            registry.begin_deposit(factories.a_deposit_record())
            yield registry
