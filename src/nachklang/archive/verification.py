"""Reading everything again: every byte of the vault, every entry of the log."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from nachklang.archive.archive import Archive
from nachklang.archive.evidence import former_log_keys
from nachklang.ledger import Entry, LedgerProblem, verify_succession
from nachklang.registry import CopyRecord, CopyState, Damage, ObjectRecord
from nachklang.vault import FixityProblem
from nachklang.vault.layout import object_path

_BATCH = 500


@dataclass(frozen=True, slots=True)
class VaultReport:
    """What a verification read and found. `size` is in bytes."""

    objects: int
    size: int
    problems: tuple[FixityProblem, ...]


def verify_vault(archive: Archive, *, on_bytes: Callable[[int], None]) -> VaultReport:
    """Re-read every byte of every object; the outcome for each item is noted in the registry.

    Where all is sound, objects that the registry does not know are problems too: it may have been put
    back from an older copy.
    """
    read = 0

    def count(size: int) -> None:
        nonlocal read
        read += size
        on_bytes(size)

    expected = {item.object_id for item in archive.registry.items()}
    problems = tuple(archive.vault.verify(expected=expected, on_bytes=count))
    if not problems:
        problems = _unknown(archive)
    _note(archive, expected, {problem.object_id for problem in problems})
    return VaultReport(len(expected), read, problems)


def _note(archive: Archive, expected: Collection[str], damaged: Collection[str | None]) -> None:
    """Write down what each object was found to be; those that were never read whole wait for an audit."""
    now, own = datetime.now(UTC), archive.settings.stores[0].name

    def check(one: ObjectRecord) -> CopyRecord:
        state = CopyState.DAMAGED if one.object_id in damaged else CopyState.SOUND
        return CopyRecord(one.object_id, own, one.head, state, now, now, deep_at=now)

    checks = (check(one) for one in archive.registry.copies.objects() if one.object_id in expected)
    while batch := list(islice(checks, _BATCH)):
        archive.registry.copies.record(batch)
        for one in batch:
            if one.state is CopyState.DAMAGED:
                found = Damage(one.object_id, own, now, "found by `vault verify`; an audit puts it right")
                archive.registry.damage.found(found)


def _unknown(archive: Archive) -> tuple[FixityProblem, ...]:
    """Find the objects of no item. Objects are listed before plans and items: a deposit may be under way."""
    found = set(archive.vault.object_ids())
    found -= {item.object_id for item in archive.registry.plans()}
    found -= {item.object_id for item in archive.registry.items()}
    found -= {removal.object_id for removal in archive.registry.removals.all()}
    detail = "the registry does not know this object; deposit its file again, and it is taken up as it is"
    return tuple(FixityProblem(one, object_path(one), "extra", detail) for one in sorted(found))


def verify_ledger(archive: Archive, *, on_entries: Callable[[int], None]) -> list[LedgerProblem]:
    """Compute the log again from its entries, and require that it holds what the registry logged.

    The second part notices what the log alone cannot show: a folder that was put back, checkpoint and all,
    to an earlier day. The receipts by which earlier keys named their successors have to be there and true.
    """
    problems = archive.ledger.verify(on_entries=on_entries)
    if problems:
        return problems
    expected = {
        index: item.id
        for item in archive.registry.items()
        if (index := archive.registry.ledger_index(item.id)) is not None
    }
    for index, data in enumerate(archive.ledger.entries()):
        subject = Entry.decode(data).subject
        wanted = expected.pop(index, subject)
        if wanted != subject:
            detail = f"is about {subject}, but the registry says {wanted}"
            problems.append(LedgerProblem(f"entry {index}", detail))
    problems += [
        LedgerProblem(f"entry {index}", f"is not there, but the registry says that it is of item {item_id}")
        for index, item_id in sorted(expected.items())
    ]
    return problems + verify_succession(archive.ledger, former_log_keys(archive.settings))
