"""Being a witness of others' logs: a key and a memory, in a folder of their own."""

from collections.abc import Sequence
from pathlib import Path

from nachklang.archive.keys import make_witness_key
from nachklang.ledger import Verifier, Witness


def open_witness(folder: Path, name: str | None, logs: Sequence[Verifier]) -> Witness:
    """Open the witness in a folder, or make it where `name` says what it is called.

    It cosigns the logs of these keys; one log may have several. LedgerError where there is no key and no
    name, where the key has another name, or where others can read it.
    """
    cosigner = make_witness_key(folder / "witness.key", name)
    by_origin: dict[str, list[Verifier]] = {}
    for key in logs:
        by_origin.setdefault(key.name, []).append(key)
    return Witness(folder / "cosigned", cosigner, by_origin)
