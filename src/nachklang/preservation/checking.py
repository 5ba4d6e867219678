"""What a place holds of an object, compared with what it ought to hold."""

from collections.abc import Callable
from dataclasses import dataclass

from nachklang.errors import FixityError, NotFoundError, StorageError
from nachklang.preservation.services import Services
from nachklang.registry import CopyRecord, CopyState, ObjectRecord
from nachklang.vault import FixityProblem, Inventory
from nachklang.vault.comparing import compare_object
from nachklang.vault.copy_check import check_copy
from nachklang.vault.inventory import digest_of
from nachklang.vault.layout import object_path
from nachklang.vault.seals import seal_of
from nachklang.vault.stores import Store

OnBytes = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Deep:
    """What came of comparing a copy by SHA-512. `record` is what the object is, where it is all right."""

    problems: tuple[FixityProblem, ...]
    bytes: int
    record: ObjectRecord | None = None


def look_at_own(inventory: Inventory, services: Services, on_bytes: OnBytes) -> Deep:
    """Compare the vault's own object with its inventory, byte for byte."""
    problems, seals = compare_object(services.vault.root, inventory, on_bytes)
    size = sum(one.size for one in seals.values())
    if problems:
        return Deep(tuple(problems), size)
    record = ObjectRecord(
        object_id=inventory.object_id,
        head=inventory.head,
        digest=digest_of(inventory),
        seal=seal_of(seals),
        files=len(seals),
        bytes=size,
    )
    return Deep((), size, record)


def look_at_copy(store: Store, inventory: Inventory, on_bytes: OnBytes) -> Deep:
    """Compare the copy in a store with the inventory; what cannot be listed is damage, too."""
    read = 0

    def count(size: int) -> None:
        nonlocal read
        read += size
        on_bytes(size)

    try:
        problems = check_copy(store, inventory, count)
    except StorageError as error:
        problems = [
            FixityProblem(inventory.object_id, object_path(inventory.object_id), "unreadable", str(error))
        ]
    return Deep(tuple(problems), read)


def inner_path(problem: FixityProblem, object_id: str) -> str:
    """Return the path of a problem in its object's folder; empty for the object as a whole."""
    return problem.path.removeprefix(object_path(object_id)).removeprefix("/")


def summary(problems: tuple[FixityProblem, ...]) -> str:
    """Say in a line what is wrong."""
    first = problems[0]
    more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
    return f"{first.path.rpartition('/')[2]}: {first.kind}: {first.detail}{more}"[:1000]


def checked(
    inventory: Inventory, store: str, deep: Deep, services: Services, *, deep_read: bool = True
) -> CopyRecord:
    """Write down what a copy was found to be."""
    now = services.clock()
    state = CopyState.DAMAGED if deep.problems else CopyState.SOUND
    detail = summary(deep.problems) if deep.problems else ""
    return CopyRecord(
        object_id=inventory.object_id,
        store=store,
        head=inventory.head,
        state=state,
        checked_at=now,
        written_at=now,
        deep_at=now if deep_read else None,
        detail=detail,
    )


def recorded_inventory(object_id: str, services: Services, *, or_newer: bool = False) -> Inventory:
    """Return the vault's own inventory; raises FixityError where it is another than the recorded one.

    An older state of an object, or a forged one, is right in itself: it must not get into the stores. With
    `or_newer`, versions may have been added to what was recorded.
    """
    try:
        inventory, known = services.vault.inventory(object_id), services.registry.copies.object(object_id)
    except NotFoundError as error:
        raise FixityError(f"{object_id} is gone from the vault; audit it, then it is put back") from error
    if known is None or known.digest == digest_of(inventory) or (or_newer and _follows(inventory, known)):
        return inventory
    raise FixityError(f"{object_id} is not in the state that was recorded; audit it, then it is put right")


def _follows(inventory: Inventory, known: ObjectRecord) -> bool:
    """Whether this inventory is of versions that were added to what was recorded."""
    older = known.head in inventory.versions and known.head != inventory.head
    return older and digest_of(inventory.until(known.head)) == known.digest
