"""The world's metadata comes in by one command each, is linked, asked, compared and tidied up."""

import gzip
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from tests.commands import Ran, run

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"

pytestmark = [
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the samples are not there: {SAMPLES}"),
    pytest.mark.xdist_group("catalogue-story"),
]


def _documents() -> list[dict[str, Any]]:
    files = sorted((SAMPLES / "musicbrainz").glob("*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def _codes() -> dict[str, set[str]]:
    """Return the ISRCs of each recording, by its MBID."""
    found: dict[str, set[str]] = defaultdict(set)
    for document in _documents():
        for medium in document["media"]:
            before = [medium["pregap"]] if "pregap" in medium else []
            for track in [*before, *medium.get("tracks", []), *medium.get("data-tracks", [])]:
                found[track["recording"]["id"]] |= set(track["recording"].get("isrcs", []))
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Ran]]:
    """Import every sample, then link them."""
    archive = tmp_path_factory.mktemp("world") / "archive"
    run("init", archive, "--jurisdiction", "DE")
    told = [
        run("--archive", archive, "catalogue", "import", kind, SAMPLES / folder, "--json", check=None)
        for kind, folder in (("musicbrainz-json", "musicbrainz"), ("discogs", "discogs"))
    ]
    told.append(run("--archive", archive, "catalogue", "link", "--json"))
    return archive, told


def test_the_numbers_are_those_of_the_files(world: tuple[Path, list[Ran]]) -> None:
    archive, (musicbrainz, discogs, _) = world
    assert musicbrainz.status in {0, 3}
    assert discogs.status in {0, 3}
    codes = _codes()
    first = musicbrainz.json
    assert first["rows"]["release"] == len({document["id"] for document in _documents()})
    assert first["rows"]["recording"] == len(codes)
    assert first["rows"]["recording_isrc"] == sum(map(len, codes.values()))
    raw = gzip.decompress((SAMPLES / "discogs" / "discogs_20200801_releases.xml.gz").read_bytes())
    releases = len(re.findall(rb"<release [^>]*\bid=", raw))
    assert discogs.json["rows"]["release"] == first["rows"]["release"] + releases
    assert first["part"]["licence"] == discogs.json["part"]["licence"] == "CC0-1.0"
    (several,) = run(
        "--archive",
        archive,
        "catalogue",
        "sql",
        "select count(*) as n from (select recording_id from recording_isrc group by 1 having count(*) > 1)",
        "--json",
    ).json
    assert several["n"] == sum(len(one) > 1 for one in codes.values())


def test_each_import_is_a_snapshot_that_can_be_compared(world: tuple[Path, list[Ran]]) -> None:
    archive, _ = world
    listed = run("--archive", archive, "snapshot", "list", "--json").json
    assert [[part["source"] for part in one["parts"]] for one in listed] == [
        ["musicbrainz"],
        ["discogs", "musicbrainz"],
        ["discogs", "identity", "musicbrainz"],
    ]
    counts = run("--archive", archive, "snapshot", "diff", "1", "2", "--json").json
    assert counts["release"]["added"] == listed[1]["rows"]["release"] - listed[0]["rows"]["release"]
    assert counts["release"]["removed"] == counts["release"]["changed"] == 0
    rows = run("--archive", archive, "snapshot", "diff", "1", "2", "--rows", "label").out.splitlines()
    assert len(rows) == counts["label"]["added"]
    assert {json.loads(row)["source"] for row in rows} == {"discogs"}


def test_the_log_says_what_was_taken_in(world: tuple[Path, list[Ran]]) -> None:
    archive, _ = world
    assert run("--archive", archive, "ledger", "verify", "--json").json["size"] == 2


def test_what_was_imported_is_found(world: tuple[Path, list[Ran]]) -> None:
    archive, _ = world
    document = next(one for one in _documents() if one["title"] == "Rumours")
    near = run("--archive", archive, "search", "rumourz", "fleetwood").out
    assert near.startswith("Nothing has all of these words")
    hits = run("--archive", archive, "search", "rumours", "fleetwood", "--json").json
    assert document["title"] in [hit["title"] for hit in hits if hit["kind"] == "release"]
    code, owner = next(
        (code, recording) for recording, codes in sorted(_codes().items()) for code in sorted(codes)
    )
    found = run("--archive", archive, "catalogue", "lookup", code, "--json").json
    owners = [one for one, codes in _codes().items() if code in codes]
    assert owner in owners
    assert found["recordings"] == len(owners)
    assert {one["source_id"] for one in found["bearers"]} >= set(owners)
    assert run("--archive", archive, "catalogue", "lookup", "nonsense", check=1).err


def test_wrong_input_is_named_and_leaves_the_catalogue(world: tuple[Path, list[Ran]], tmp_path: Path) -> None:
    archive, _ = world
    before = run("--archive", archive, "snapshot", "list", "--json").out
    missing = run("--archive", archive, "catalogue", "import", "discogs", tmp_path / "none.xml.gz", check=1)
    assert "none.xml.gz" in missing.err
    cut = tmp_path / "discogs_20200801_labels.xml.gz"
    cut.write_bytes((SAMPLES / "discogs" / cut.name).read_bytes()[:3000])
    broken = run("--archive", archive, "catalogue", "import", "discogs", cut, check=1)
    assert cut.name in broken.err
    refused = run(
        "--archive",
        archive,
        "catalogue",
        "import",
        "ddex",
        tmp_path,
        "--licence",
        "Proprietary-1",
        check=None,
    )
    assert refused.status in {1, 10}
    assert run("--archive", archive, "snapshot", "list", "--json").out == before


def test_old_snapshots_go(world: tuple[Path, list[Ran]]) -> None:
    archive, _ = world
    assert run("--archive", archive, "snapshot", "gc", "--keep", "1", "--json").json["snapshots"] == [1, 2]
    assert run("--archive", archive, "search", "rumours", "--json").json
