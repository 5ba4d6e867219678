"""Checking inclusion and consistency proofs (RFC 9162 sections 2.1.3.2 and 2.1.4.2), from hashes alone."""

from collections.abc import Sequence

from nachklang.ledger.merkle import HASH_LENGTH, node_hash


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether `proof` shows that the entry hashed to `leaf` is number `index` of the tree of `root`."""
    if not (0 <= index < size and _are_hashes(leaf, root, *proof)):
        return False
    here, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            computed = node_hash(sibling, computed)
            here, last = _up_past_right_edge(here, last)
        else:
            computed = node_hash(computed, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and computed == root


def consistency_holds(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether `proof` shows that the tree of `new` entries begins with all of the tree of `old`.

    Of the empty tree nothing can be proved, so for `old` = 0 the answer is no.
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if not _are_hashes(old_root, new_root, *proof):
        return False
    # A perfect tree stands in the new one as it is, so its own root is left out of the proof.
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(path) and _both_roots(old - 1, new - 1, path) == (old_root, new_root)


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_LENGTH for value in values)


def _both_roots(here: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Compute old and new root from a consistency proof; None where it is too long or too short."""
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            here, last = _up_past_right_edge(here, last)
        else:
            after = node_hash(after, sibling)
        here, last = here >> 1, last >> 1
    return (before, after) if last == 0 else None


def _up_past_right_edge(here: int, last: int) -> tuple[int, int]:
    """Climb from a left child without sibling, at the tree's right edge, to where it has one."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last
