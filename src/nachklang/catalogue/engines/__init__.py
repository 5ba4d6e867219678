"""What computes tables: Ibis expressions on DuckDB by default, on Spark by one setting.

An *engine* reads Parquet, keeps what was computed, and hands rows over in their order. Whoever builds
expressions asks Ibis only, so that the same ones run on each.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nachklang.catalogue.engines.interface import Engine
from nachklang.catalogue.engines.settings import EngineSettings

__all__ = ["Engine", "EngineSettings", "open_engine"]


@contextmanager
def open_engine(settings: EngineSettings, work: Path) -> Iterator[Engine]:
    """Start the engine of the settings; what memory cannot hold goes below `work`, the caller's to remove.

    Raises StorageError where there is no room, CatalogueError where the engine is not installed.
    """
    if settings.on_spark:
        from nachklang.catalogue.engines.spark import open_spark  # noqa: PLC0415  (an extra, and slow)

        with open_spark(settings, work) as spark:
            yield spark
    else:
        from nachklang.catalogue.engines.duck import open_duckdb  # noqa: PLC0415  (Ibis takes half a second)

        with open_duckdb(settings, work) as duck:
            yield duck
