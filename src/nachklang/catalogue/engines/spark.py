"""Spark: the same expressions on one machine or many. An extra, `nachklang[spark]`, that needs Java."""

import os
import shutil
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from nachklang.catalogue.engines.settings import EngineSettings
from nachklang.errors import CatalogueError

ROWS_PER_GROUP = 122_880


class SparkEngine:
    """A session. What is kept lies as Parquet in `work`, which every executor has to reach."""

    keeps_order = False

    def __init__(self, session: Any, work: Path) -> None:
        self._session = session
        self._connection: Any = ibis.pyspark.connect(session)
        self._work = work
        self._numbers = count()
        self._kept: dict[str, Path] = {}

    def read(self, name: str, paths: Sequence[Path], schema: pa.Schema) -> Any:
        """Return a view of the files."""
        if not paths:
            empty = self._fresh(name)
            empty.mkdir()
            pq.write_table(schema.empty_table(), empty / "part-00000.parquet")
            paths = [empty / "part-00000.parquet"]
        self._session.read.parquet(*map(str, paths)).createOrReplaceTempView(name)
        return self._connection.table(name)

    def keep(self, name: str, expression: Any) -> Any:
        """Write the rows aside, and return a view of them under the name."""
        place = self._fresh(name)
        self._rows(expression).write.parquet(str(place))
        self.drop(name)
        self._session.read.parquet(str(place)).createOrReplaceTempView(name)
        self._kept[name] = place
        return self._connection.table(name)

    def drop(self, name: str) -> None:
        """Forget the view and remove its files."""
        place = self._kept.pop(name, None)
        if place is not None:
            self._session.catalog.dropTempView(name)
            shutil.rmtree(place)

    def batches(self, expression: Any) -> pa.RecordBatchReader:
        """Let the executors write parts, whose numbers are the order of the rows, and read these."""
        schema = expression.schema().to_pyarrow()
        place = self._fresh("rows")
        self._rows(expression).write.parquet(str(place))
        return pa.RecordBatchReader.from_batches(schema, _batches_of(place, schema))

    def write(self, expression: Any, path: Path, schema: pa.Schema, metadata: Mapping[str, str]) -> None:
        """Write one file on this machine, as wide in its row groups as DuckDB's."""
        plain = pa.schema([pa.field(one.name, one.type) for one in schema], dict(metadata))
        with pq.ParquetWriter(path, plain, compression="zstd") as writer:
            for batch in self.batches(expression.select(plain.names)):
                rows = pa.Table.from_batches([batch]).select(plain.names)
                writer.write_table(rows.cast(plain), ROWS_PER_GROUP)

    def _rows(self, expression: Any) -> Any:
        self._connection._run_pre_execute_hooks(expression)  # noqa: SLF001  (for functions in Python)
        return self._session.sql(self._connection.compile(expression))

    def _fresh(self, name: str) -> Path:
        return self._work / f"{name}-{next(self._numbers)}"


def _batches_of(place: Path, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for part in sorted(place.glob("part-*.parquet")):
        with pq.ParquetFile(part) as file:
            for batch in file.iter_batches(ROWS_PER_GROUP):
                yield from pa.Table.from_batches([batch]).cast(schema).to_batches()


@contextmanager
def open_spark(settings: EngineSettings, work: Path) -> Iterator[SparkEngine]:
    """Start a session; raises CatalogueError where PySpark or Java is missing."""
    with warnings.catch_warnings():
        # PySpark 4 warns of pandas 3, of which nothing here makes use.
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", ResourceWarning)
        session = _session(settings, settings.spill or work)
        try:
            yield SparkEngine(session, settings.spill or work)
        finally:
            session.stop()


def _session(settings: EngineSettings, spill: Path) -> Any:
    try:
        from py4j.protocol import Py4JError  # noqa: PLC0415  (an extra, as all of these)
        from pyspark.errors import PySparkException  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise CatalogueError(
            f'engine.tables is "{settings.address}", and PySpark is not installed; '
            'install nachklang[spark], or say "duckdb"'
        ) from error
    options = {
        "spark.driver.memory": f"{settings.memory >> 20}m",
        "spark.local.dir": str(spill),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(2 * settings.threads),
        "spark.sql.warehouse.dir": str(spill / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if settings.address.startswith("local"):
        options |= {"spark.driver.host": "localhost", "spark.driver.bindAddress": "127.0.0.1"}
    # Workers run functions of this package, so they have to be this Python where nothing else is said.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(settings.address).appName("nachklang")
    for key, value in options.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise CatalogueError(
            f'engine.tables is "{settings.address}", and Spark does not start: {error}; '
            "it needs Java 17 or newer, and the master that is named"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session
