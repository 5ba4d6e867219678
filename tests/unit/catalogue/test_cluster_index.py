"""The members of a cluster are found, whatever kind of thing it is of."""

from pathlib import Path

import pytest
from tests.catalogue_rows import Rows, tables_of

from nachklang.catalogue._disk import MissingIndexError
from nachklang.catalogue.cluster_index import ClusterIndex, build_cluster_index


def built(folder: Path, *parts: Rows) -> ClusterIndex:
    place = folder / "index"
    place.mkdir()
    build_cluster_index(place, tables_of(folder / "part", *parts))
    return ClusterIndex.open(place)


def test_members_are_found_by_kind_and_head(tmp_path: Path) -> None:
    links = Rows("identity")
    links.cluster("recording", 7, 3, 2**62 + 5)
    links.cluster("recording", 8, 9)
    links.cluster("artist", 7, 1)
    index = built(tmp_path, links)
    assert index.members("recording", 7) == [3, 7, 2**62 + 5]
    assert index.members("recording", 8) == [8, 9]
    assert index.members("artist", 7) == [1, 7]
    assert index.members("recording", 3) == index.members("release", 7) == []


def test_no_clusters_are_an_index_too(tmp_path: Path) -> None:
    assert built(tmp_path).members("artist", 1) == []


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError, match="catalogue build"):
        ClusterIndex.open(tmp_path)
