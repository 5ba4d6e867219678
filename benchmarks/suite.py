"""Every benchmark by name, in the order in which they run."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks import audio, audit, deposit, ledger, rights, search, status, validation, vault, verify
from benchmarks.measuring import Result, Scale

Benchmark = Callable[[Scale, Path], Iterator[Result]]
"""Measures its cases one by one, in an empty folder that it need not clear."""

BENCHMARKS: Mapping[str, Benchmark] = {
    "vault": vault.run,
    "verify": verify.run,
    "validation": validation.run,
    "audit": audit.run,
    "audio": audio.run,
    "search": search.run,
    "ledger": ledger.run,
    "rights": rights.run,
    "deposit": deposit.run,
    "status": status.run,
}
