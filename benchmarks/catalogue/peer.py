"""The peer: SQLite with the same tables, an index of ISRCs, and FTS5 over the same documents.

It is given what it is best at: no journal, nothing synced, a large cache, rows in the order of their
keys, indexes made after the rows, a contentless FTS5 with its weights in a table beside it, and the words
of each document put together for it by DuckDB. It is asked for whole words only, where ours also
takes the last one as a beginning.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.catalogue.questions import HITS
from benchmarks.catalogue.stages import Recorder
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.schema import SOURCE_TABLES, Table
from nachklang.catalogue.search.documents import documents, ranges
from nachklang.catalogue.search.fields import KINDS, factor_of

_PRAGMAS = """
pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive;
pragma cache_size = -2000000; pragma mmap_size = 17179869184; pragma temp_store = memory;
pragma page_size = 8192;
"""
_INDEXES = """
create index isrc_of on recording_isrc (isrc, recording_id);
create index credit_of_recording on recording (artist_credit_id);
create index artist_of_credit on artist_credit_name (artist_id, artist_credit_id);
create index year_of_release on release (released_year);
analyze;
"""
_ARTIST = """
select distinct recording.id, title, duration_ms
from artist_credit_name join recording using (artist_credit_id) where artist_id = ?
"""
_SEARCH = """
select kind, id from full_text join document on number = full_text.rowid
where full_text match ? order by bm25(full_text) * popularity limit ?
"""
_ROWS_PER_BATCH = 65_536
_MEMORY = 3_000_000_000


class Sqlite:
    """One file of SQLite."""

    name = "SQLite"

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.executescript(_PRAGMAS)

    def build(self, files: Callable[[str], Sequence[Path]], recorder: Recorder) -> None:
        """Load the tables, then make the indexes, then the full text; each a stage."""
        with recorder.stage("sqlite tables"):
            for table in SOURCE_TABLES.values():
                self._load(table, files(table.name))
            self._connection.commit()
        with recorder.stage("sqlite indexes"):
            self._connection.executescript(_INDEXES)
        with recorder.stage("sqlite full text"):
            paths = {name: files(name) for name in SOURCE_TABLES}
            with Tables(paths, memory=_MEMORY, spill=recorder.folder / "spill") as tables:
                self._index_words(tables)

    def _load(self, table: Table, files: Iterable[Path]) -> None:
        columns = ", ".join(f"{one.name} {_type(one.type)}" for one in table.arrow)
        key = ", ".join(table.key)
        ending = "" if table.key == ("id",) else " without rowid"
        if any(not column.required for column in table.columns if column.name in table.key):
            key, ending = "", ""  # a primary key holds no null
        primary = f", primary key ({key})" if key else ""
        self._connection.execute(f"create table {table.name} ({columns}{primary}){ending}")
        places = ", ".join("?" * len(table.columns))
        insert = f"insert or ignore into {table.name} values ({places})"  # noqa: S608
        for path in files:
            for batch in pq.ParquetFile(path).iter_batches(_ROWS_PER_BATCH, columns=list(table.names)):
                rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
                self._connection.executemany(insert, rows)

    def _index_words(self, tables: Tables) -> None:
        run = self._connection.execute
        folding = "tokenize='unicode61 remove_diacritics 2'"
        run(f"create virtual table full_text using fts5(words, content='', {folding})")
        run("create table document (number integer primary key, kind text, id integer, popularity real)")
        number = 0
        for kind in KINDS:
            for batch in (one for within in ranges(tables, kind) for one in documents(tables, kind, within)):
                ids, words, weights = (batch[name].to_pylist() for name in ("id", "words", "weight"))
                numbers = range(number, number + len(ids))
                self._connection.executemany(
                    "insert into full_text (rowid, words) values (?, ?)", zip(numbers, words, strict=True)
                )
                self._connection.executemany(
                    "insert into document values (?, ?, ?, ?)",
                    zip(numbers, [kind] * len(ids), ids, map(factor_of, weights), strict=True),
                )
                number += len(ids)
        run("insert into full_text (full_text) values ('optimize')")
        self._connection.commit()

    def isrc(self, code: str) -> int:
        """Ask the index of ISRCs."""
        return len(self._rows("select recording_id from recording_isrc where isrc = ?", code))

    def search(self, words: str) -> int:
        """Ask FTS5 for all words, ranked by BM25 times the popularity."""
        asked = " AND ".join(f'"{word}"' for word in words.split())
        return len(self._rows(_SEARCH, asked, HITS))

    def artist(self, artist_id: int) -> int:
        """Join by the indexes."""
        return len(self._rows(_ARTIST, artist_id))

    def year(self, year: int) -> int:
        """Ask the index of years."""
        return len(self._rows("select id, title from release where released_year = ?", year))

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()


def _type(arrow: pa.DataType) -> str:
    return "text" if pa.types.is_string(arrow) else "integer"
