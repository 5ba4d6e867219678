"""Looking after copies: replication, audits, holds, removals and how it all stands."""

from collections.abc import Callable
from uuid import uuid4

from nachklang.archive.archive import Archive
from nachklang.errors import ArchiveError, NotFoundError
from nachklang.ledger import EntryKind
from nachklang.model.items import Item
from nachklang.preservation import audit as _audit
from nachklang.preservation import status as _status
from nachklang.preservation.acceptance import settle
from nachklang.preservation.audit import Audited, Wanted
from nachklang.preservation.entries import about_object
from nachklang.preservation.outbox import flush
from nachklang.preservation.removing import decide_removal, remove_from_own
from nachklang.preservation.replication import Replicated, replicate
from nachklang.preservation.restoring import heal_succession
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.preservation.telling import tell_everybody
from nachklang.registry import Hold, Removal


def replicate_copies(archive: Archive, *, at_once: bool, on_bytes: Callable[[int], None]) -> Replicated:
    """Do all that waits for stores, accept what has its copies by now, and log it; needs `sign`.

    A receipt of a change of keys that the log's own folder has lost comes back from a store.
    """
    services = archive.preservation()
    _tidy(services)
    stores = Stores(services)
    done = replicate(services, stores, on_bytes=on_bytes, at_once=at_once)
    done.accepted = settle(services)
    done.log_faults = heal_succession(services, stores)
    _log(services, stores)
    if done.accepted:
        archive.rebuild_when_free()
    return done


def audit_copies(
    archive: Archive,
    wanted: Wanted,
    *,
    on_bytes: Callable[[int], None],
    on_object: Callable[[], None] = lambda: None,
) -> Audited:
    """Read copies again and put right what is damaged; needs `sign`, for repairs are logged."""
    services = archive.preservation()
    _tidy(services)
    stores = Stores(services)
    try:
        return _audit.audit(services, stores, wanted, on_bytes=on_bytes, on_object=on_object)
    finally:
        _log(services, stores)


def remove_object(archive: Archive, item: Item, notice: str) -> Removal:
    """Remove an item's object from every place; stores that are away do it when they are back. Needs `sign`.

    Raises HeldByLawError where it is under a legal hold: then nothing happens.
    """
    services = archive.preservation()
    removal = decide_removal(item.object_id, item, notice, services)
    return _carry_out(archive, removal, services)


def resume_removal(archive: Archive, object_id: str) -> Removal:
    """Go on with a removal that was decided; raises NotFoundError where none was."""
    services = archive.preservation()
    removal = services.registry.removals.of(object_id)
    if removal is None:
        raise NotFoundError(f"no removal of {object_id} was decided; remove it with a notice")
    return _carry_out(archive, removal, services)


def _carry_out(archive: Archive, removal: Removal, services: Services) -> Removal:
    _tidy(services)
    archive.clear_staging_when_free()
    stores = Stores(services)
    for name in stores.due():
        with services.alone(), stores.using(name):
            pass  # a store removes what it has to when it is opened
    _log(services, stores)
    archive.rebuild_when_free()
    return services.registry.removals.of(removal.object_id) or removal


def _tidy(services: Services) -> None:
    """Finish what killed runs left of the vault's own copies, removals above all, before anything else."""
    services.vault.complete_versions()
    with services.alone():
        services.mender.clear()
    for removal in services.registry.removals.all():
        remove_from_own(removal, services)


def hold_object(archive: Archive, item: Item, reason: str) -> Hold:
    """Put an object under a legal hold: it cannot be removed until that is lifted. Needs `sign`."""
    services = archive.preservation()
    hold = Hold(str(uuid4()), item.object_id, reason, services.clock())
    told = {"hold": hold.id, "reason": reason}
    entry = about_object(EntryKind.HOLD_PLACED, item.object_id, hold.placed_at, told)
    services.registry.removals.hold(hold, entry)
    _log(services, Stores(services))
    return hold


def lift_hold(archive: Archive, hold_id: str) -> None:
    """Lift a legal hold; raises NotFoundError where none of that id stands. Needs `sign`."""
    services = archive.preservation()
    standing = {one.id: one.object_id for one in services.registry.removals.holds()}
    at = services.clock()
    entry = about_object(EntryKind.HOLD_LIFTED, standing.get(hold_id, "none"), at, {"hold": hold_id})
    services.registry.removals.lift(hold_id, at, entry)
    _log(services, Stores(services))


def _log(services: Services, stores: Stores) -> None:
    """Write what waits into the log, then tell every place of it."""
    flush(services.registry, services.ledger)
    tell_everybody(services, stores)


def tell_stores(archive: Archive) -> dict[str, str]:
    """Tell every place what is new, the log above all; return the stores that do not know it yet, and why.

    Nothing is lost by these: `replicate_copies` tells them when they are back.
    """
    services = archive.preservation()
    try:
        tell_everybody(services, Stores(services))
    except ArchiveError as error:
        return dict.fromkeys(services.openers, str(error))
    return {one.store: one.failure for one in services.registry.tasks.absences()}


def vault_status(archive: Archive) -> _status.Status:
    """Return how the vault stands; no store is asked."""
    return _status.status(archive.preservation())
