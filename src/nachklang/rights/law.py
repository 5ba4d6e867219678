"""The law of every territory on file."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from nachklang.model import plain
from nachklang.model.acts import Territory
from nachklang.rights._reading import read_territories
from nachklang.rights.rules import TerritoryLaw


@dataclass(frozen=True, slots=True)
class Law:
    """Territories with their rules. `digest` is that of the files' names and texts.

    `files` holds the SHA-256 of each file by its name, so that a later change can be told by file.
    """

    territories: Mapping[Territory, TerritoryLaw]
    digest: str
    files: Mapping[str, str]

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> Self:
        """Read law files, file name to TOML text; LawError names file, line, key and what was expected."""
        found: dict[Territory, TerritoryLaw] = {}
        for file, text in sorted(texts.items()):
            found |= read_territories(file, text, found)
        digests = {file: hashlib.sha256(text.encode()).hexdigest() for file, text in sorted(texts.items())}
        return cls(found, plain.digest(dict(texts)), digests)
