"""One import, linked and compared, on each engine: the rows are the same."""

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.ddex_fixtures import CLASSICAL, FEATURING, ern43, ern382, purge, put
from tests.factories import NOON, an_item
from tests.unit.catalogue.sources.discogs_dumps import artist, release, tracklist, write_dump
from tests.unit.catalogue.sources.musicbrainz_documents import release as document
from tests.unit.catalogue.sources.musicbrainz_documents import written

from nachklang.catalogue import Catalogue, EngineSettings
from nachklang.catalogue.engines import open_engine
from nachklang.catalogue.sources.ddex import Ddex
from nachklang.catalogue.sources.discogs import Discogs
from nachklang.catalogue.sources.musicbrainz.json_source import MusicBrainzJson
from nachklang.errors import CatalogueError

ADDRESSES = ("duckdb", "local[2]")

pytestmark = pytest.mark.xdist_group("spark")


def _told(folder: Path, address: str) -> dict[str, Any]:
    """Import, import again, link and compare; return all rows and what was said."""
    engine = EngineSettings(address, 2_000_000_000, 2)
    catalogue = Catalogue(folder / "catalogue", index=folder / "index", secret=b"secret", engine=engine)
    catalogue.build([an_item(number) for number in range(1, 4)], at=NOON)
    catalogue.take_in(MusicBrainzJson([written(folder, document())]), at=NOON)
    records = {
        "artists": [artist("Ann"), artist("Other", 2)],
        "releases": [release(inside=tracklist(("1", "Song", "3:45"), ("2", "Other song", "")))],
    }
    (folder / "discogs").mkdir()
    catalogue.take_in(Discogs(write_dump(folder / "discogs", **records)), at=NOON)
    catalogue.take_in(MusicBrainzJson([written(folder, document(title="Renamed"))]), at=NOON)
    put(folder / "ddex", "a.xml", ern382(CLASSICAL, created="2026-11-20T12:00:00Z"))
    put(folder / "ddex", "b.xml", ern43(CLASSICAL, FEATURING, created="2026-11-21T12:00:00Z"))
    put(folder / "ddex", "c.xml", purge(FEATURING))
    catalogue.take_in(Ddex(folder / "ddex", licence="LicenseRef-label"), at=NOON)
    info = catalogue.link(at=NOON)
    with catalogue.diff(1, info.number) as diff:
        changes = diff.summary()
    return {
        "rows": {
            f"{file.parent.name}/{file.name}": pq.read_table(file).to_pylist()
            for file in sorted((folder / "catalogue" / "snapshots" / str(info.number)).glob("*/*.parquet"))
        },
        "counted": dict(info.rows),
        "changes": changes,
    }


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    if shutil.which("java") is None:
        pytest.fail("Spark needs Java; `make test` installs it on Debian as root")
    return {address: _told(tmp_path_factory.mktemp("engine"), address) for address in ADDRESSES}


@pytest.mark.parametrize("what", ["counted", "rows", "changes"])
def test_spark_says_what_duckdb_says(told: dict[str, dict[str, Any]], what: str) -> None:
    ours, theirs = (told[address][what] for address in ADDRESSES)
    assert ours.keys() == theirs.keys()
    for name in ours:
        assert ours[name] == theirs[name], name


def test_there_was_something_to_compare(told: dict[str, dict[str, Any]]) -> None:
    counted = told["duckdb"]["counted"]
    assert counted["recording"] >= 4
    assert counted["track"] >= 4
    assert told["duckdb"]["changes"]


def test_a_master_that_is_not_there_is_a_catalogue_error(tmp_path: Path) -> None:
    settings = EngineSettings("local[none]", 1_000_000_000, 1)
    with pytest.raises(CatalogueError, match="Spark does not start"), open_engine(settings, tmp_path):
        pass
