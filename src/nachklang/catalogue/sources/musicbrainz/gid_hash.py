"""Ids of many gids at once."""

import threading

import duckdb
import pyarrow as pa

from nachklang.catalogue.names import SEPARATOR
from nachklang.catalogue.sources.musicbrainz.naming import NAME


class GidHash:
    """Makes what `naming.entity_id` makes of one gid, of a column of them; for any number of threads."""

    def __init__(self) -> None:
        # Whoever asks computes: the threads are those of the caller.
        self._database = duckdb.connect(":memory:", config={"threads": 1})
        self._of_thread = threading.local()

    def __call__(self, kind: str, gids: pa.Array) -> pa.Array:
        """Return the ids of things of a kind."""
        cursor = self._cursor()
        cursor.register("gids", pa.table({"gid": gids}))
        before = SEPARATOR.join((kind, NAME, ""))
        ids = cursor.sql(
            "select (md5_number_upper($before || gid) >> 2)::bigint as id from gids",
            params={"before": before},
        ).to_arrow_table()
        cursor.unregister("gids")
        return ids.column("id").combine_chunks()

    def close(self) -> None:
        """Give the memory back."""
        self._database.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._of_thread, "cursor"):
            self._of_thread.cursor = self._database.cursor()
        cursor: duckdb.DuckDBPyConnection = self._of_thread.cursor
        return cursor
