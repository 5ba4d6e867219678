"""Reading every byte of the vault again, and noting in the registry what was found."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from nachklang.archive.archive import Archive
from nachklang.vault import FixityProblem


@dataclass(frozen=True, slots=True)
class VaultReport:
    """What a verification read and found. `size` is in bytes."""

    objects: int
    size: int
    problems: tuple[FixityProblem, ...]


def verify_vault(archive: Archive, *, on_bytes: Callable[[int], None]) -> VaultReport:
    """Re-read every byte of every object; the outcome for each item is noted in the registry."""
    read = 0

    def count(size: int) -> None:
        nonlocal read
        read += size
        on_bytes(size)

    expected = {item.object_id for item in archive.registry.items()}
    problems = tuple(archive.vault.verify(expected=expected, on_bytes=count))
    damaged = {problem.object_id for problem in problems}
    now = datetime.now(UTC)
    archive.registry.record_checks(
        (object_id, now, "failure" if object_id in damaged else "success") for object_id in sorted(expected)
    )
    return VaultReport(len(expected), read, problems)
