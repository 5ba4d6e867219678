"""Replication: every place gets what it lacks, removals first; a store that is away blocks nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nachklang.errors import ArchiveError, FixityError, LockedError, StorageError
from nachklang.preservation.checking import (
    OnBytes,
    checked,
    inner_path,
    look_at_copy,
    look_at_own,
    recorded_inventory,
    summary,
)
from nachklang.preservation.healing import keep_recovery
from nachklang.preservation.removing import remove_from_store
from nachklang.preservation.repair import end_damage, repair_copy
from nachklang.preservation.services import Services
from nachklang.preservation.stores import AWAY, Stores
from nachklang.registry import Task, TaskKind
from nachklang.vault import FixityProblem, Inventory
from nachklang.vault.copies import write_copy
from nachklang.vault.inventory import INVENTORY, SIDECAR
from nachklang.vault.stores import Store, StoreConflictError

_SLICE = 100
_END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(slots=True)
class Replicated:
    """What a run did: copies written and verified, removals confirmed, and what failed, by store and object.

    `accepted` counts the files of deposits that had waited for these copies; `log_faults` says what is wrong
    with receipts of the log, where one had to be brought back.
    """

    copied: int = 0
    accepted: int = 0
    removed: int = 0
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    away: dict[str, str] = field(default_factory=dict)
    log_faults: list[str] = field(default_factory=list)


def receive(object_id: str, services: Services, on_bytes: OnBytes = lambda _: None) -> None:
    """Re-read an object that was just written, write down what it is, and what its copies wait for.

    Raises FixityError where it is not, byte for byte, what was written; that is known where it was received
    before, in this version.
    """
    inventory = recorded_inventory(object_id, services, or_newer=True)
    deep = look_at_own(inventory, services, on_bytes)
    if deep.record is None:
        raise FixityError(
            f"{object_id}, {summary(deep.problems)}, directly after it was written; check the disk, remove "
            "this object's folder, which was never accepted, and run the deposit again"
        )
    keep_recovery(object_id, services)
    services.registry.copies.know(deep.record)
    services.registry.copies.record([checked(inventory, services.own, deep, services)])
    now = services.clock()
    services.registry.tasks.add(Task(name, TaskKind.COPY, object_id, now) for name in services.openers)


def copy_now(object_id: str, services: Services, stores: Stores) -> None:
    """Write the copies of one object into every store that can be used now."""
    done = Replicated()
    for task in services.registry.tasks.of(object_id):
        if task.store in stores.due():
            _run_in_store(task.store, [task], services, stores, done, lambda _: None)


def replicate(services: Services, stores: Stores, *, on_bytes: OnBytes, at_once: bool = False) -> Replicated:
    """Do all that is due in every store. With `at_once`, what failed before is not left alone for a while."""
    done = Replicated()
    to_remove = _count_removals(services)
    if at_once:
        # One for which nothing waits is asked as well: it may have missed what is told to all.
        for name in stores.names():
            with services.alone(), stores.using(name):
                pass
    for name in stores.due():
        services.registry.tasks.add_copies(name, services.clock())
        _empty_queue(name, services, stores, done, on_bytes, at_once=at_once)
    done.removed = to_remove - _count_removals(services)
    done.away = {name: str(error) for name, error in stores.failures.items()}
    return done


def _count_removals(services: Services) -> int:
    waiting = services.registry.tasks.waiting()
    return sum(one.count for one in waiting if one.kind is TaskKind.REMOVE)


def _empty_queue(
    name: str, services: Services, stores: Stores, done: Replicated, on_bytes: OnBytes, *, at_once: bool
) -> None:
    """Work off a store's queue in slices, until nothing is due or nothing gets done."""
    tried: set[tuple[TaskKind, str]] = set()
    while name not in stores.failures:
        until = _END_OF_TIME if at_once else services.clock()
        slice_ = services.registry.tasks.due(name, until, limit=_SLICE + len(tried))
        fresh = [one for one in slice_ if (one.kind, one.subject) not in tried]
        if not fresh:
            return
        tried |= {(one.kind, one.subject) for one in fresh}
        _run_in_store(name, fresh, services, stores, done, on_bytes)


def _run_in_store(
    name: str,
    tasks: Iterable[Task],
    services: Services,
    stores: Stores,
    done: Replicated,
    on_bytes: OnBytes,
) -> None:
    for task in tasks:
        with services.alone(), stores.using(name) as store:
            if store is None:
                return
            try:
                _do(task, store, services, done, on_bytes)
            except (*AWAY, LockedError):
                raise
            except ArchiveError as error:
                services.registry.tasks.failed(task, services.clock(), str(error))
                done.failed.append((name, task.subject, str(error)))


def _do(task: Task, store: Store, services: Services, done: Replicated, on_bytes: OnBytes) -> None:
    if task.kind is TaskKind.REMOVE:
        remove_from_store(task, store, services)
        return
    removal = services.registry.removals.of(task.subject)
    if removal is not None and services.own not in removal.confirmed:
        services.registry.tasks.done(task)
        return
    _copy(task, store, services, on_bytes)
    done.copied += 1


def _copy(task: Task, store: Store, services: Services, on_bytes: OnBytes) -> None:
    """Write a copy, read it again, and only then call it one."""
    inventory = recorded_inventory(task.subject, services)
    try:
        write_copy(services.vault.root, inventory, store)
        deep = look_at_copy(store, inventory, on_bytes)
    except (FixityError, StorageError, StoreConflictError) as error:
        deep = look_at_copy(store, inventory, on_bytes)
        if not any(_is_in_the_way(one, error, inventory) for one in deep.problems):
            raise
    if deep.problems:
        own = look_at_own(inventory, services, on_bytes)
        if own.problems:
            raise FixityError(f"{task.subject} is damaged in the vault: {summary(own.problems)}; audit it")
        repair_copy(task.store, store, inventory, deep, services)
    else:
        end_damage(task.subject, task.store, "written anew and read again", services)
        services.registry.copies.record([checked(inventory, task.store, deep, services)])
    services.registry.tasks.done(task)


def _is_in_the_way(problem: FixityProblem, error: ArchiveError, inventory: Inventory) -> bool:
    """Whether something else lies there, which only a repair may take away; what is not written yet does not.

    Where the disk refused, the object's own inventory may be that of the version before.
    """
    older = problem.kind == "altered" and inner_path(problem, inventory.object_id) in {INVENTORY, SIDECAR}
    return problem.kind != "missing" and not (older and isinstance(error, StorageError))
