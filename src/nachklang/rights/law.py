"""The law of every territory on file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from nachklang.model import plain
from nachklang.model.acts import Territory
from nachklang.rights._reading import LawError, read_territory
from nachklang.rights.rules import TerritoryLaw


@dataclass(frozen=True, slots=True)
class Law:
    """Territories with their rules. `digest` is that of the files' names and texts."""

    territories: Mapping[Territory, TerritoryLaw]
    digest: str

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> Self:
        """Read law files, file name to TOML text; LawError names file, line, key and what was expected."""
        found: dict[Territory, TerritoryLaw] = {}
        for file, text in sorted(texts.items()):
            one = read_territory(file, text)
            if one.territory in found:
                raise LawError(
                    f"{file}: territory: expected one file for {one.territory}, found another before it"
                )
            found[one.territory] = one
        return cls(found, plain.digest(dict(texts)))
