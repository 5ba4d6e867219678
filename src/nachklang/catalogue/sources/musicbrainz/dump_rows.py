"""What the expressions over the dump's tables have in common."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from nachklang.catalogue.schema import SOURCE_TABLES
from nachklang.catalogue.sources import Keep
from nachklang.catalogue.sources.musicbrainz.dump_tables import HASHED
from nachklang.catalogue.sources.musicbrainz.naming import NAME

_UNKNOWN = 99


@dataclass(frozen=True, slots=True)
class Dump:
    """The staged tables of one dump. Tables are asked for by the names that MusicBrainz has for them."""

    staged: Mapping[str, Any]
    keep: Keep
    snapshot: str

    def __getitem__(self, table: str) -> Any:
        return self.staged[f"mb_{table}"]

    def things(self, kind: str, *more: str) -> Any:
        """Return `<kind>_key`, `<kind>_id`, `<kind>_gid` and `more` of each thing of a kind."""
        table = self[kind]
        chosen = {f"{kind}_key": table.id, f"{kind}_id": table[HASHED]}
        return table.select(
            **chosen, **{f"{kind}_{name}": table[name] for name in ("gid", *more) if name in table.columns}
        )

    def with_thing(self, rows: Any, column: str, kind: str, *more: str) -> Any:
        """Join the thing that a column speaks of; rows go that speak of none that is there."""
        things = self.things(kind, *more)
        return rows.join(things, rows[column] == things[f"{kind}_key"])

    def with_word(self, rows: Any, column: str, table: str, word: str = "name") -> Any:
        """Add `<column>_word`: what a number of a list means, null where the list has it not."""
        words = self[table].select(word_key=self[table].id, **{f"{column}_word": self[table][word]})
        return rows.left_join(words, rows[column] == words.word_key).drop("word_key")

    def rows(self, table: str, found: Any) -> Any:
        """Return the rows of a table of the catalogue; columns that were not found are null."""
        constant = {"source": NAME, "snapshot": self.snapshot}
        columns = {}
        for field in SOURCE_TABLES[table].staged:
            kind = ibis.DataType.from_pyarrow(field.type)
            if field.name in constant:
                columns[field.name] = ibis.literal(constant[field.name], kind)
            elif field.name in found.columns:
                columns[field.name] = found[field.name].cast(kind)
            else:
                columns[field.name] = ibis.null(kind)
        return found.select(**columns)


def known_word(word: Any, known: Collection[str]) -> Any:
    """Return a word of MusicBrainz in small letters, `other` where the catalogue has it not."""
    small = word.lower()
    return ibis.ifelse(word.isnull(), ibis.null("string"), ibis.ifelse(small.isin(known), small, "other"))


def text(column: Any) -> Any:
    """Return a text, null where it is empty: MusicBrainz writes both."""
    return column.nullif("")


def day_number(rows: Any, name: str) -> Any:
    """Return a date as one number, by which dates are in order; what is not known comes last."""
    month, day = (rows[f"{name}_{part}"].fill_null(_UNKNOWN) for part in ("month", "day"))
    return rows[f"{name}_year"] * 10_000 + month * 100 + day


def date_columns(name: str, number: Any) -> dict[str, Any]:
    """Return the three columns of a date out of its number."""
    number = number.cast("int64")
    year = ((number - number % 10_000) / 10_000).cast("int16")
    month = ((number % 10_000 - number % 100) / 100).cast("int8")
    day = (number % 100).cast("int8")
    return {
        f"{name}_year": year,
        f"{name}_month": month.nullif(_UNKNOWN),
        f"{name}_day": day.nullif(_UNKNOWN),
    }
