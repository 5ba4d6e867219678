"""From the registry's outbox into the ledger: each entry exactly once, whatever is killed when.

An outcome and its entry are written to the registry in one transaction. The entry goes to the ledger
afterwards, and is marked in the registry after that. A run that was killed between the last two leaves
entries at the end of the ledger that are not marked yet: those are recognised by their bytes.
"""

from collections.abc import Mapping

from nachklang.ledger import Ledger
from nachklang.registry import PendingEntry, Registry
from nachklang.vault.stores import held

_BATCH = 256
_LOCK = ".outbox"


def flush(registry: Registry, ledger: Ledger) -> int:
    """Append all entries that wait, and return how many were appended now.

    One process at a time, which the others wait for: else two would append what both found waiting.
    Raises LockedError where that takes too long.
    """
    if not registry.pending_entries():
        return 0
    with held(ledger.root / _LOCK, "the ledger's outbox"):
        return _flush(registry, ledger)


def _flush(registry: Registry, ledger: Ledger) -> int:
    ledger.recover()
    pending = registry.pending_entries()
    logged = _logged_already(ledger, {one.payload: one.id for one in pending})
    if logged:
        registry.mark_logged(logged)
    waiting = [one for one in pending if one.id not in logged]
    for start in range(0, len(waiting), _BATCH):
        _append(registry, ledger, waiting[start : start + _BATCH])
    return len(waiting)


def _append(registry: Registry, ledger: Ledger, batch: list[PendingEntry]) -> None:
    indices = ledger.append([one.payload for one in batch])
    registry.mark_logged({one.id: index for one, index in zip(batch, indices, strict=True)})


def _logged_already(ledger: Ledger, pending: Mapping[bytes, str]) -> dict[str, int]:
    """Find the pending entries that stand at the end of the ledger."""
    found: dict[str, int] = {}
    for index in range(ledger.size - 1, -1, -1):
        entry_id = pending.get(ledger.entry(index))
        if entry_id is None:
            break
        found[entry_id] = index
    return found
