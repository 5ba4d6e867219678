"""What is to be read out of COPY text, and what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

Text = bytes | bytearray
BEHIND_THE_END = "this and what follows stands behind the end mark `\\.`; it is left out"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file in their order, and the types of those that are taken: `int32` or `string`."""

    columns: tuple[str, ...]
    taken: Mapping[str, pa.DataType]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line; `whole` where the row is not taken for it."""

    line: int
    reason: str
    detail: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Parsed:
    """The rows that were taken, the line of each, what was wrong, and whether the end mark was met."""

    rows: pa.Table
    lines: Sequence[int]
    faults: list[Fault] = field(default_factory=list)
    ended: bool = False
