"""Arrays of whole numbers, memory-mapped without NumPy, which takes a tenth of a second to be imported."""

import mmap
from pathlib import Path
from typing import Literal

Kind = Literal["B", "H", "I", "Q", "q"]
"""What a number is, as `struct` names it: one, two, four or eight bytes, the last with a sign."""


def mapped(path: Path, kind: Kind, count: int) -> memoryview:
    """Map a file of `count` numbers.

    Raises OSError, and ValueError where the file is of another size.
    """
    size, expected = path.stat().st_size, count * memoryview(b"").cast(kind).itemsize
    if size != expected:
        raise ValueError(f"{path}: expected {expected} bytes, found {size}")
    if not size:  # an empty file cannot be mapped
        return memoryview(b"").cast(kind)
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast(kind)
