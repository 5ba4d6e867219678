"""Rows into Parquet files."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nachklang.catalogue._disk import sha256_of
from nachklang.catalogue.manifests import TableFile
from nachklang.catalogue.schema import Table

_ROWS_PER_GROUP = 131_072


def write_table(folder: Path, table: Table, batches: Iterable[pa.RecordBatch]) -> TableFile:
    """Write the batches as the file of `table` below `folder`; equal rows give equal bytes."""
    path = folder / table.name / "part-00000.parquet"
    path.parent.mkdir()
    rows = 0
    with pq.ParquetWriter(path, table.arrow, compression="zstd") as writer:
        for group in _groups(batches):
            writer.write_table(group.cast(table.arrow), row_group_size=_ROWS_PER_GROUP)
            rows += group.num_rows
    name = path.relative_to(folder).as_posix()
    return TableFile(table.name, name, rows, path.stat().st_size, sha256_of(path))


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Cut anew, so that what lies in a row group does not depend on how the rows arrived."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        rest = batch
        while rest.num_rows:
            part = rest.slice(0, _ROWS_PER_GROUP - count)
            rest = rest.slice(part.num_rows)
            held.append(part)
            count += part.num_rows
            if count == _ROWS_PER_GROUP:
                yield pa.Table.from_batches(held).combine_chunks()
                held, count = [], 0
    if held:
        yield pa.Table.from_batches(held).combine_chunks()
