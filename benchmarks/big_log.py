"""A log of millions of entries: opening it, and proving that an entry is in it.

Its tiles are those that appending would make, written without waiting for the disk and without the entries
themselves, which no proof reads.
"""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, at_once, measure
from nachklang.ledger import Checkpoint, Ledger, Prover, Signer, inclusion_holds
from nachklang.ledger.merkle import TILE_WIDTH, Frontier, leaf_hash, perfect_root
from nachklang.ledger.tiles import level_row

_ORIGIN = "nachklang.example/benchmark"
_OPENED = 100
_PROVED = 1000
_NOTE = "No peer. The limit checks a proof that is in memory; its time says how little of it is hashing."


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure opening and proving in a log of ten million entries."""
    size, signer = scale.of(10_000_000), Signer.generate(_ORIGIN)
    root = folder / "big"
    build(root, size, signer)
    opening = [Contestant("Ledger.open and its size", Role.OURS, at_once(partial(_open, root, signer, size)))]
    yield measure(Case("ledger", f"open a log of {size:,} entries", _OPENED, "openings", opening), scale)
    ledger = Ledger.open(root, origin=_ORIGIN, verifier=signer.verifier)
    chosen = random.Random(1).choices(range(size), k=_PROVED)  # noqa: S311  (not for secrets)
    proving = [
        Contestant("Ledger.prover, kept", Role.OURS, at_once(partial(_prove_again, ledger.prover(), chosen))),
        Contestant(
            "Ledger.inclusion_proof, opening each time", Role.OURS, at_once(partial(_prove, ledger, chosen))
        ),
        Contestant("check of a proof", Role.LIMIT, at_once(partial(_check, ledger.prover(), chosen[0]))),
    ]
    yield measure(Case("ledger", f"proofs in {size:,} entries", _PROVED, "proofs", proving, _NOTE), scale)


def build(root: Path, size: int, signer: Signer) -> None:
    """Write the hash tiles of a log of `size` entries, and sign it."""
    above = Frontier()

    def write(level: int, index: int, hashes: list[bytes], width: int = TILE_WIDTH) -> list[bytes]:
        file = root / level_row(level).path(index, width)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"".join(hashes))
        return hashes

    def settle(level: int, index: int, hashes: list[bytes]) -> list[bytes]:
        return write(level + 1, index, hashes)

    tiles, rest = divmod(size, TILE_WIDTH)
    for index in range(tiles):
        above.add(perfect_root(write(0, index, _leaves(index, TILE_WIDTH))), settle)
    whole = Frontier(size, [_leaves(tiles, rest), *above.levels])
    for level, hashes in enumerate(whole.levels):
        if hashes:
            write(level, level_row(level).edge(size)[0], hashes, len(hashes))
    (root / "checkpoint").write_text(
        Checkpoint.sign(_ORIGIN, size, whole.root(), signer).note, encoding="utf-8"
    )


def _leaves(tile: int, count: int) -> list[bytes]:
    return [leaf_hash(_entry(number)) for number in range(tile * TILE_WIDTH, tile * TILE_WIDTH + count)]


def _entry(number: int) -> bytes:
    return b"entry %d" % number


def _open(root: Path, signer: Signer, size: int) -> None:
    for _ in range(_OPENED):
        assert Ledger.open(root, origin=_ORIGIN, verifier=signer.verifier).size == size


def _prove(ledger: Ledger, chosen: list[int]) -> None:
    size = ledger.size
    for index in chosen:
        ledger.inclusion_proof(index, size)


def _prove_again(prover: Prover, chosen: list[int]) -> None:
    for index in chosen:
        prover.inclusion(index)


def _check(prover: Prover, index: int) -> None:
    size, root = prover.checkpoint.size, prover.checkpoint.root_hash
    proof, leaf = prover.inclusion(index), leaf_hash(_entry(index))
    for _ in range(_PROVED):
        assert inclusion_holds(leaf, index, size, proof, root)
