"""Artist credits as tables write them: names in one cell, with their ids beside them or without."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.ids import hashed_id
from nachklang.catalogue.names import SEPARATOR
from nachklang.catalogue.sources import Batch
from nachklang.catalogue.sources.own_table.cells import Cells
from nachklang.catalogue.sources.own_table.naming import Naming
from nachklang.catalogue.sources.own_table.rows import UNNAMED, RowMaker
from nachklang.errors import InvalidValueError

_REMEMBERED = 1 << 20
_BETWEEN = "\x1e"


@dataclass(frozen=True, slots=True)
class Credited:
    """One name of a credit. Without a name, that of the artist with this id is meant."""

    artist: int
    key: str
    name: str | None
    join_phrase: str


class Credits:
    """Makes credits and their artists, each once as long as it is remembered."""

    def __init__(self, source: str, naming: Naming, maker: RowMaker) -> None:
        self._source = source
        self._naming = naming
        self._maker = maker
        self._known: dict[tuple[str, _Manner], int | str] = {}
        self._noted: set[tuple[int, str]] = set()
        self._artists: list[Credited] = []
        self._credits: list[tuple[int, tuple[Credited, ...]]] = []

    def of(self, cells: Cells, names: str, ids: str) -> pa.Array:
        """Return the credit of each row, null where none is given or it cannot be told."""
        both = pc.binary_join_element_wise(
            pc.fill_null(cells.texts(names), ""), pc.fill_null(cells.texts(ids), ""), _BETWEEN
        ).dictionary_encode()
        manner = _Manner(cells.separator(names), cells.separator(ids), cells.joins(names))
        found: list[int | None] = []
        faults: dict[int, str] = {}
        for number, text in enumerate(both.dictionary.to_pylist()):
            credit = self._credit(text, manner)
            found.append(credit if isinstance(credit, int) else None)
            if isinstance(credit, str):
                faults[number] = credit
        if faults:
            for row, place in enumerate(both.indices.to_pylist()):
                if place in faults:
                    cells.fault(row, names if cells.has(names) else ids, "bad-artists", faults[place])
        return pa.array(found, pa.int64()).take(both.indices)

    def artist(self, name: str) -> int:
        """Return an artist that is known by name only."""
        artist, key = self._naming.of_name("artist", name)
        self._note(Credited(artist, key, name, ""))
        return artist

    def batches(self) -> Iterator[Batch]:
        """Yield the rows of the artists and credits that are new since the last time."""
        names = [
            (credit, place, one) for credit, all_ in self._credits for place, one in enumerate(all_, start=1)
        ]
        if self._artists:
            yield self._maker.batch(
                "artist",
                {
                    "id": [one.artist for one in self._artists],
                    "name": [one.name for one in self._artists],
                    "source_id": [f"artist {one.key}" for one in self._artists],
                },
            )
        if names:
            yield self._maker.batch(
                "artist_credit_name",
                {
                    "artist_credit_id": [credit for credit, _, _ in names],
                    "position": [place for _, place, _ in names],
                    "artist_id": [one.artist for _, _, one in names],
                    "name": [one.name for _, _, one in names],
                    UNNAMED: [one.key if one.name is None else None for _, _, one in names],
                    "join_phrase": [one.join_phrase for _, _, one in names],
                    "source_id": [f"artist-credit {credit}" for credit, _, _ in names],
                },
            )
        self._artists, self._credits = [], []

    def _credit(self, text: str, manner: "_Manner") -> int | str | None:
        """Return the credit of a cell of names and one of ids, why there is none, or None for empty ones."""
        known = self._known.get((text, manner))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
                self._noted.clear()
            known = self._known[text, manner] = self._make(text, manner)
        return known or None

    def _make(self, text: str, manner: "_Manner") -> int | str:
        try:
            names = manner.credited(text, self._naming)
        except InvalidValueError as error:
            return str(error)
        if not names:
            return ""
        words = [part for one in names for part in (str(one.artist), one.name or "", one.join_phrase)]
        credit = hashed_id(self._source, "artist_credit", SEPARATOR.join(words))
        self._credits.append((credit, names))
        for one in names:
            self._note(one)
        return credit

    def _note(self, one: Credited) -> None:
        if one.name is not None and (one.artist, one.name) not in self._noted:
            self._noted.add((one.artist, one.name))
            self._artists.append(one)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a table writes credits: what parts names and ids, and which words between names are kept."""

    names: str
    ids: str
    joins: tuple[str, ...]

    def credited(self, text: str, naming: Naming) -> tuple[Credited, ...]:
        """Read a cell of names and one of ids; raises InvalidValueError where the two do not fit."""
        cell, _, beside = text.rpartition(_BETWEEN)
        printed = self._printed(cell)
        ids = [one.strip() for one in beside.split(self.ids) if one.strip()]
        if printed and ids and len(printed) != len(ids):
            raise InvalidValueError(f"{len(printed)} artists and {len(ids)} ids; expected as many of both")
        if not ids:
            return tuple(Credited(*naming.of_name("artist", name), name, join) for name, join in printed)
        named: Sequence[tuple[str | None, str]] = printed or [(None, join) for join in _joins(len(ids))]
        pairs = zip(named, ids, strict=True)
        return tuple(Credited(naming.of_id("artist", key), key, name, join) for (name, join), key in pairs)

    def _printed(self, cell: str) -> list[tuple[str, str]]:
        """Return the names with the words behind each."""
        if self.joins:
            parts = [*_split_at(self.joins).split(cell), ""]
            pairs = zip(parts[::2], parts[1::2], strict=True)
            return [(name.strip(), join) for name, join in pairs if name.strip()]
        names = [name.strip() for name in cell.split(self.names) if name.strip()]
        return list(zip(names, _joins(len(names)), strict=True))


@cache
def _split_at(joins: tuple[str, ...]) -> re.Pattern[str]:
    """Match what stands between artists, the longest first: ` & The ` before ` & `."""
    return re.compile("(" + "|".join(re.escape(join) for join in sorted(joins, key=len, reverse=True)) + ")")


def _joins(count: int) -> list[str]:
    """Return what a sleeve has between so many names: commas, and an ampersand before the last."""
    return [", "] * max(0, count - 2) + [" & "] * (count > 1) + [""] * (count > 0)
