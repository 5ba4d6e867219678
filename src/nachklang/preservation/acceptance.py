"""When a deposited file counts as accepted: once as many copies as the policy asks for were verified."""

from contextlib import suppress

from nachklang.errors import NotFoundError
from nachklang.model.items import Item
from nachklang.preservation.services import Services
from nachklang.registry import CopyState


def held_by(object_id: str, services: Services) -> list[str]:
    """Name the places that hold a sound copy of an object's newest version."""
    known = services.registry.copies.object(object_id)
    if known is None:
        return []
    copies = services.registry.copies.of(object_id)
    return [one.store for one in copies if one.state is CopyState.SOUND and one.head == known.head]


def lacking(object_id: str, services: Services) -> str | None:
    """Say what an object lacks of what the policy asks for, or return None."""
    return services.policy.lacking(held_by(object_id, services))


def accept(item: Item, services: Services) -> str | None:
    """Turn the plan of an item that has its copies into an item; return what it lacks, or None.

    A deposit and a replication may do so at once: who comes second finds nothing to do.
    """
    lacks = lacking(item.object_id, services)
    if lacks is None:
        with suppress(NotFoundError):
            services.registry.confirm_acceptance(item.id)
    return lacks


def settle(services: Services) -> int:
    """Accept what was planned and has its copies by now; return how many files that were."""
    return sum(accept(item, services) is None for item in services.registry.plans())
