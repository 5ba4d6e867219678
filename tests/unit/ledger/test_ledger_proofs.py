"""Proofs: those that a log makes are those of the definition, hold, and are read from a few tiles only."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger.oracle import consistency_path, inclusion_path, tree_hash

from nachklang.errors import LedgerError, NotFoundError
from nachklang.ledger import Ledger, Prover, consistency_holds, inclusion_holds
from nachklang.ledger.merkle import leaf_hash
from nachklang.ledger.tiles import TileFolder

MakeLedger = Callable[..., Ledger]
SIZES = (1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 600)
ENTRIES = [b"entry %d" % number for number in range(600)]
ROOTS = {size: tree_hash(ENTRIES[:size]) for size in SIZES}


@dataclass(frozen=True)
class Counting(TileFolder):
    """A folder of which every file that is read is noted."""

    read: list[str] = field(default_factory=list)

    def fetch(self, path: str) -> bytes:
        data = (self.root / path).read_bytes()
        self.read.append(path)
        return data


def _grown(make_ledger: MakeLedger) -> Ledger:
    """Make a log of 600 entries in several steps, so that partial tiles of many widths lie there."""
    ledger = make_ledger()
    for begin, end in zip((0, *SIZES), SIZES, strict=False):
        ledger.append(ENTRIES[begin:end])
    return ledger


def test_inclusion_proofs_are_those_of_the_definition_and_hold(make_ledger: MakeLedger) -> None:
    prover = _grown(make_ledger).prover()
    for size in SIZES:
        for index in {0, 1, size // 2, size - 2, size - 1} & set(range(size)):
            proof = prover.inclusion(index, size)
            assert list(proof) == inclusion_path(index, ENTRIES[:size]), (index, size)
            assert prover.leaf(index) == leaf_hash(ENTRIES[index])
            assert inclusion_holds(leaf_hash(ENTRIES[index]), index, size, proof, ROOTS[size])


def test_consistency_proofs_are_those_of_the_definition_and_hold(make_ledger: MakeLedger) -> None:
    ledger = _grown(make_ledger)
    prover = ledger.prover()
    for new in SIZES:
        assert prover.root(new) == ROOTS[new]
        assert prover.consistency(0, new) == ()
        for old in (size for size in SIZES if size <= new):
            proof = prover.consistency(old, new)
            assert list(proof) == consistency_path(old, ENTRIES[:new]), (old, new)
            assert consistency_holds(old, ROOTS[old], new, ROOTS[new], proof)
    assert ledger.consistency_proof(257, 512) == prover.consistency(257, 512)
    assert ledger.inclusion_proof(256, 257) == prover.inclusion(256, 257)


def test_what_the_checkpoint_does_not_cover_is_not_proved(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=5)
    for index, size in ((5, 5), (-1, 5), (4, 4), (0, 6), (0, 0), (0, -1)):
        with pytest.raises(NotFoundError, match=str(ledger.root)):
            ledger.inclusion_proof(index, size)
    for old, new in ((5, 4), (-1, 5), (5, 6), (0, -1)):
        with pytest.raises(NotFoundError, match=str(ledger.root)):
            ledger.consistency_proof(old, new)
    with pytest.raises(NotFoundError):
        ledger.prover().leaf(5)


def test_a_proof_reads_the_tiles_on_its_path_alone(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=70_000)
    folder = Counting(ledger.root)
    Prover(folder, ledger.checkpoint()).inclusion(1234)
    assert sorted(folder.read) == [
        "tile/0/004",
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
    ]
    folder.read.clear()
    Prover(folder, ledger.checkpoint()).consistency(65_536)
    assert "tile/0/000" not in folder.read
    assert len(folder.read) <= 4


@pytest.mark.parametrize("name", ["tile/0/001", "tile/1/000"])
def test_a_tile_that_is_not_what_was_signed_is_named(make_ledger: MakeLedger, name: str) -> None:
    ledger = make_ledger(count=66_000)
    data = bytearray((ledger.root / name).read_bytes())
    data[0] ^= 1
    (ledger.root / name).write_bytes(data)
    with pytest.raises(LedgerError, match=f"{name}: its hashes are not those"):
        ledger.inclusion_proof(300, 66_000)
    (ledger.root / name).write_bytes(data[:-7])
    with pytest.raises(LedgerError, match=f"{name}: 8185 bytes; expected 256 hashes"):
        ledger.inclusion_proof(300, 66_000)
    (ledger.root / name).unlink()
    with pytest.raises(LedgerError, match=f"{name}: missing"):
        ledger.inclusion_proof(300, 66_000)


def test_an_edge_that_is_not_what_was_signed_is_named(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=300)
    edge = ledger.root / "tile/0/001.p/44"
    data = bytearray(edge.read_bytes())
    data[0] ^= 1
    edge.write_bytes(data)
    complaint = "checkpoint: the newest tiles are not what it was signed for"
    with pytest.raises(LedgerError, match=complaint):
        ledger.inclusion_proof(3, 300)
    with pytest.raises(LedgerError, match=complaint):
        ledger.consistency_proof(20, 300)
    assert "tile/0/001.p/44" in {problem.path for problem in ledger.verify()}


@given(st.data())
def test_no_other_proof_holds(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 40))
    index = data.draw(st.integers(0, size - 1))
    leaves = ENTRIES[:size]
    good = (leaf_hash(leaves[index]), index, size, inclusion_path(index, leaves), tree_hash(leaves))
    assert inclusion_holds(*good)
    others = data.draw(
        st.tuples(
            st.sampled_from([good[0], leaf_hash(b"another"), good[4]]),
            st.sampled_from([index, index + 1, index ^ 1, -1]),
            st.sampled_from([size, size + 1, 0]),
            st.sampled_from([good[3], good[3][:-1], good[3][::-1], [*good[3], good[4]], []]),
            st.sampled_from([good[4], good[0]]),
        )
    )
    leaf, place, count, proof, root = others
    same_path = inclusion_path(place, ENTRIES[:count]) == proof if 0 <= place < count else False
    true = same_path and leaf == leaf_hash(ENTRIES[place]) and root == tree_hash(ENTRIES[:count])
    assert inclusion_holds(*others) is true or (leaf, root, place, count) == (root, root, 0, 1)


def test_a_changed_consistency_proof_does_not_hold() -> None:
    old, new = 6, 13
    proof = consistency_path(old, ENTRIES[:new])
    roots = tree_hash(ENTRIES[:old]), tree_hash(ENTRIES[:new])
    assert consistency_holds(old, roots[0], new, roots[1], proof)
    wrong = [
        (old, roots[1], new, roots[1], proof),
        (old, roots[0], new, roots[0], proof),
        (old + 1, roots[0], new, roots[1], proof),
        (old, roots[0], new + 4, roots[1], proof),
        (old, roots[0], new, roots[1], proof[:-1]),
        (old, roots[0], new, roots[1], [*proof, roots[0]]),
        (0, roots[0], new, roots[1], proof),
        (new, roots[1], old, roots[0], proof),
        (old, roots[0], old, roots[0], proof),
        (old, roots[0], new, roots[1], []),
    ]
    assert not any(consistency_holds(*one) for one in wrong)
