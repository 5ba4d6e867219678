"""What a package holds, as values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from nachklang.model.items import Event, Item


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file of a package: its path in the package, its bytes, and what it is there for.

    `logical_path` is its path in the object, or None where it was made for the package.
    """

    path: str
    logical_path: str | None
    size: int
    sha512: str
    sha256: str
    media_type: str
    use: Literal["original", "metadata", "deposit"]

    @property
    def address(self) -> str:
        """Its path as a relative URI reference."""
        return quote(self.path)


@dataclass(frozen=True, slots=True)
class Package:
    """An object as it is given out: its item, what happened to it, its files; by whom, with what and when."""

    item: Item
    events: tuple[Event, ...]
    files: tuple[PackagedFile, ...]
    archive_name: str
    agent: str
    made_at: datetime
