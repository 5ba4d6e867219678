"""Clusters: strongest first, and nothing together that contradicts itself."""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nachklang.catalogue.engines import Engine, EngineSettings, open_engine
from nachklang.catalogue.linking.evidence import CERTAIN
from nachklang.catalogue.linking.merging import clusters
from nachklang.catalogue.linking.workbench import Workbench

Pair = tuple[int, int]
# The engine of a whole module outlives pytest's list of warnings for one test.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    work: Path = tmp_path_factory.mktemp("merging")
    with open_engine(EngineSettings("duckdb", 1 << 30, 1), work) as opened:
        yield opened


def merged(
    engine: Engine,
    links: dict[Pair, int],
    *,
    against: tuple[Pair, ...] = (),
    several: tuple[int, ...] = (),
) -> list[list[int]]:
    """Merge rows whose source is their tens; return the clusters, in order."""
    pairs = {"left_id": "int64", "right_id": "int64"}
    rows = sorted({one for pair in (*links, *against) for one in pair})
    found = clusters(
        Workbench(engine),
        engine.keep(
            "links",
            ibis.memtable(
                [(*pair, weight) for pair, weight in links.items()], schema=pairs | {"weight": "int32"}
            ),
        ),
        engine.keep(
            "rows",
            ibis.memtable(
                [(one, one // 10, one // 10 in several) for one in rows],
                schema={"id": "int64", "source": "int16", "several": "boolean"},
            ),
        ),
        engine.keep("contrary", ibis.memtable(list(against), schema=pairs)),
    )  # fmt: skip
    together: dict[int, list[int]] = {}
    for row in engine.batches(found).read_all().to_pylist():
        together.setdefault(row["cluster_id"], []).append(row["id"])
    assert all(head == min(members) for head, members in together.items())
    return sorted(sorted(members) for members in together.values())


def test_links_make_a_chain_one_cluster_under_its_smallest_id(engine: Engine) -> None:
    assert merged(engine, {(11, 21): 20, (21, 31): 20, (31, 41): 20}) == [[11, 21, 31, 41]]


def test_of_two_rows_of_one_source_the_stronger_link_wins(engine: Engine) -> None:
    assert merged(engine, {(11, 21): 20, (12, 21): 30}) == [[12, 21]]


def test_a_chain_never_brings_two_rows_of_one_source_together(engine: Engine) -> None:
    assert merged(engine, {(11, 21): 30, (21, 31): 25, (12, 31): 28}) == [[11, 21], [12, 31]]


def test_a_redirect_joins_rows_of_one_source(engine: Engine) -> None:
    assert merged(engine, {(11, 12): CERTAIN, (12, 21): 20}) == [[11, 12, 21]]


def test_rows_that_differ_are_never_in_one_cluster(engine: Engine) -> None:
    links = {(11, 21): 30, (21, 31): 20}
    assert merged(engine, links) == [[11, 21, 31]]
    assert merged(engine, links, against=((11, 31),)) == [[11, 21]]


def test_what_differs_from_one_row_stays_out_of_its_whole_cluster(engine: Engine) -> None:
    links = {(11, 21): 30, (31, 41): 30, (21, 31): 20}
    assert merged(engine, links, against=((11, 41),)) == [[11, 21], [31, 41]]


def test_rows_of_a_source_that_does_not_tell_them_apart_follow_the_same_row(engine: Engine) -> None:
    links = {(11, 51): 30, (11, 52): 20, (11, 53): 20}
    assert merged(engine, links, several=(5,)) == [[11, 51, 52, 53]]
    assert merged(engine, links) == [[11, 51]]


def test_followers_bring_no_second_row_of_a_source_that_tells_its_rows_apart(engine: Engine) -> None:
    links = {(11, 51): 30, (11, 52): 20, (12, 52): 25, (12, 51): 20}
    assert merged(engine, links, several=(5,)) == [[11, 51], [12, 52]]


def test_a_follower_stays_away_from_what_it_differs_from(engine: Engine) -> None:
    links = {(11, 51): 30, (11, 52): 20}
    assert merged(engine, links, several=(5,), against=((51, 52),)) == [[11, 51]]


def test_of_two_followers_that_differ_the_stronger_one_follows(engine: Engine) -> None:
    links = {(11, 51): 30, (11, 52): 20, (11, 53): 22}
    assert merged(engine, links, several=(5,), against=((52, 53),)) == [[11, 51, 53]]


_ACROSS = st.tuples(st.integers(10, 39), st.integers(10, 39)).filter(
    lambda pair: pair[0] // 10 < pair[1] // 10
)


@settings(deadline=None, max_examples=12)
@given(st.dictionaries(_ACROSS, st.integers(13, 60), max_size=14), st.sets(_ACROSS, max_size=5))
def test_no_cluster_contradicts_itself(engine: Engine, links: dict[Pair, int], against: set[Pair]) -> None:
    for together in merged(engine, links or {(10, 20): 20}, against=tuple(against)):
        assert len({one // 10 for one in together}) == len(together)
        assert not [pair for pair in against if set(pair) <= set(together)]
