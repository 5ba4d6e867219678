"""Tree hashes against the recursive definition."""

import hashlib
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.ledger.oracle import tree_hash

from nachklang.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash, perfect_root


def _entries(count: int) -> list[bytes]:
    return [b"%d" % number for number in range(count)]


def _keep(_level: int, _index: int, hashes: list[bytes]) -> list[bytes]:
    return hashes


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


def test_every_root_up_to_600_entries_is_that_of_the_recursive_definition() -> None:
    frontier = Frontier()
    entries = _entries(600)
    for size, entry in enumerate(entries, start=1):
        frontier.add(leaf_hash(entry), _keep)
        if size < 20 or size % 37 == 0 or 250 < size < 260 or 508 < size < 516:
            assert frontier.root() == tree_hash(entries[:size]), size


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600))
def test_the_root_of_any_size_is_that_of_the_recursive_definition(size: int) -> None:
    frontier = Frontier()
    for entry in _entries(size):
        frontier.add(leaf_hash(entry), _keep)
    assert frontier.root() == tree_hash(_entries(size))
    assert [len(level) for level in frontier.levels] == [
        (size >> 8 * level) % 256 for level in range(len(frontier.levels))
    ]


def test_full_tiles_are_handed_over_once_each_in_order_with_the_root_of_those_below() -> None:
    seen: list[tuple[int, int, list[bytes]]] = []

    def settle(level: int, index: int, hashes: list[bytes]) -> list[bytes]:
        seen.append((level, index, list(hashes)))
        return hashes

    frontier = Frontier()
    for number in range(65_536 + 256):
        frontier.add(number.to_bytes(32), settle)
    below = [index for level, index, _ in seen if level == 0]
    assert below == list(range(257))
    assert all(right == left + 1 for left, right in pairwise(below))
    (above,) = [hashes for level, _, hashes in seen if level == 1]
    assert above == [perfect_root(hashes) for level, _, hashes in seen if level == 0][:256]
    assert [len(level) for level in frontier.levels] == [0, 1, 1]
