"""Audit: copies are read again, the one that was read longest ago first; a check that did not run is none.

An object is polled in every place at once. Each answers with a seal under a nonce of this moment, so that it
has to read all of its bytes anew, and the vault's own also with the plain seal that the registry has. A deep
audit compares every file with the manifest by SHA-512 instead. Whatever a poll doubts is looked at deeply
before anybody calls it damage.
"""

from collections.abc import Callable, Iterator
from itertools import zip_longest

from nachklang.preservation.audited import Audited, Finding, Wanted
from nachklang.preservation.checking import OnBytes
from nachklang.preservation.examining import examine
from nachklang.preservation.roots import ROOT
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores

__all__ = ["Audited", "Finding", "Wanted", "audit"]

_SLICE = 64


def audit(
    services: Services,
    stores: Stores,
    wanted: Wanted,
    *,
    on_bytes: OnBytes = lambda _: None,
    on_object: Callable[[], None] = lambda: None,
) -> Audited:
    """Read every copy once whose turn came before now, those that something happened to first."""
    done = Audited()
    # All are asked first: one that is away has no turns, and one with nothing in it yet has to answer, too.
    for name in stores.names():
        with services.alone(), stores.using(name):
            pass
    for object_id in _in_turn(services, stores):
        if not wanted.goes_on():
            done.unfinished = True
            break
        with services.alone():
            examine(object_id, services, stores, wanted, done, on_bytes)
        on_object()
    done.found += [Finding(ROOT, name, detail, repaired=True) for name, detail in stores.mended.items()]
    done.skipped = {name: str(error) for name, error in stores.failures.items()}
    return done


def _in_turn(services: Services, stores: Stores) -> Iterator[str]:
    """Yield each object once, by the oldest turn among its copies.

    Turns can be compared in one place only, for each goes on from its own last one, whatever the clock
    did: so places take turns, too.
    """
    until = {name: services.registry.copies.last_turn(name) for name in (services.own, *stores.names())}
    seen: set[str] = set()
    limit = _SLICE
    while True:
        queues = [
            [one for _, one in services.registry.copies.next_in(name, until=until[name], limit=limit)]
            for name in (services.own, *stores.names())
        ]
        ranks = zip_longest(*queues)
        chosen = [one for rank in ranks for one in rank if one is not None and one not in seen]
        if not chosen and all(len(queue) < limit for queue in queues):
            return
        limit += 0 if chosen else limit
        for object_id in list(dict.fromkeys(chosen))[:_SLICE]:
            seen.add(object_id)
            yield object_id
