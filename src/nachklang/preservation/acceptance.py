"""When a deposited file counts as accepted: once as many copies as the policy asks for were verified."""

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


def settle(services: Services) -> int:
    """Accept what was planned and has its copies by now; return how many files that were."""
    met = [item for item in services.registry.plans() if lacking(item.object_id, services) is None]
    for item in met:
        services.registry.confirm_acceptance(item.id)
    return len(met)
