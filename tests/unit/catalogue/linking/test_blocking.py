"""Blocks: what is compared, and what is told not to be."""

from pathlib import Path
from typing import Any

import ibis
import pytest

from nachklang.catalogue.engines import Engine, EngineSettings, open_engine
from nachklang.catalogue.linking import Skipped
from nachklang.catalogue.linking.blocking import Rule, candidates
from nachklang.catalogue.linking.workbench import Workbench


def _pairs(
    engine: Engine, bench: Workbench, most: int, *rules: list[tuple[int, int, str]]
) -> list[tuple[int, int]]:
    schema = {"id": "int64", "source": "int16", "key": "string"}
    tables: dict[str, Any] = {
        f"rule{number}": Rule(engine.keep(f"keyed{number}", ibis.memtable(rows, schema=schema)), most)
        for number, rows in enumerate(rules)
    }
    found = engine.batches(candidates(bench, "recording", tables)).read_all().to_pylist()
    return sorted((row["left_id"], row["right_id"]) for row in found)


@pytest.fixture
def engine(tmp_path: Path) -> Any:
    with open_engine(EngineSettings("duckdb", 1 << 30, 1), tmp_path) as opened:
        yield opened


def test_rows_of_two_sources_under_one_key_are_compared_once(engine: Engine) -> None:
    rows = [(2, 1, "a"), (1, 0, "a"), (3, 0, "b"), (4, 0, "b"), (5, 1, "c")]
    assert _pairs(engine, Workbench(engine), 10, rows, rows) == [(1, 2)]


def test_a_key_of_too_many_rows_is_told_and_not_compared(engine: Engine) -> None:
    bench = Workbench(engine)
    rows = [(one, one % 2, "intro") for one in range(1, 6)] + [(11, 0, "rare"), (12, 1, "rare")]
    assert _pairs(engine, bench, 4, rows) == [(11, 12)]
    assert bench.skipped == [Skipped("recording", "rule0", 1, 5)]


def test_another_rule_still_compares_what_one_leaves_out(engine: Engine) -> None:
    rows = [(one, one % 2, "intro") for one in range(1, 6)]
    assert _pairs(engine, Workbench(engine), 4, rows, [(1, 1, "x"), (2, 0, "x")]) == [(1, 2)]
