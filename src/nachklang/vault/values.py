"""What goes into the vault, and what verification says about what lies there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from nachklang.errors import ArchiveError, InvalidValueError

ProblemKind = Literal["altered", "missing", "extra", "unreadable", "invalid"]
"""`altered`: bytes differ from the record. `missing`: recorded, not there. `extra`: there, not recorded.
`unreadable`: the file system refused. `invalid`: a record is no OCFL, contradicts another, or is absent,
so that what hangs on it cannot be checked."""


class ObjectExistsError(ArchiveError):
    """The vault holds an object of that id; a version that exists is never written again."""

    code = "object-exists"


class VersionConflictError(ArchiveError):
    """An object is not as the writer of its next version knows it."""

    code = "version-conflict"


class InvalidLogicalPathError(InvalidValueError):
    """A logical path is not one that OCFL allows, or that every file system can hold."""

    code = "invalid-logical-path"


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A copy in staging, durable once an object holds it. `size` is in bytes; digests are lower-case hex."""

    path: Path
    size: int
    sha512: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file of an object to be made: a staged copy, which is moved, or bytes, which are written."""

    logical_path: str
    content: StagedFile | bytes


@dataclass(frozen=True, slots=True)
class NewObject:
    """An object to be made: what goes into its v1, and why, by whom and when.

    `object_id` is `urn:uuid:` and a lower-case UUID, `address` a `mailto:`, `https:` or `urn:` address.
    """

    object_id: str
    files: Sequence[NewFile]
    message: str
    user: str
    address: str
    created: datetime


@dataclass(frozen=True, slots=True)
class FixityProblem:
    """One thing that verification found.

    `path` is relative to the storage root, with `/`, and is safe text: control characters and bytes that
    are not UTF-8 are escaped. `object_id` is None for what belongs to no object that is known.
    """

    object_id: str | None
    path: str
    kind: ProblemKind
    detail: str
