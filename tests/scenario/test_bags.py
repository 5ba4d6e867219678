"""Objects leave one archive as bags, and another one takes them in."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import bagit
import pytest
from tests.audio_fixtures import tone, write_flac
from tests.commands import new_archive, outcomes, run
from tests.conformance.xml_schemas import faults
from tests.scenario.test_lost_and_found import Quiet

from nachklang.archive import Archive, ExportOutcome, export_objects
from nachklang.ledger import Entry, EntryKind
from nachklang.model.items import Item
from nachklang.vault.bags import check_bag

pytestmark = pytest.mark.xdist_group("bags")

DESCRIPTION = """\
[deposit]
depositor = "Kulturverein Beispiel"
reference = "2026-7"

[[file]]
path = "a 100%.flac"
title = "Ach \\"so\\""
artists = ["Ada Klang", {name = "Björk Ågren", join = " feat. "}, "Cid"]
release = "Zweistimmig"
release_artists = ["Ada Klang"]
track = 3
isrc = ["DEABC2600001"]
label = "Eigenverlag"
catalogue_number = "EV 1"
barcode = "4006381333931"
released = "2026-11"
recorded = "2025"
composers = [{name = "J. S. Bach", born = 1685, died = 1750}]
composers_complete = true

[file.rights.recording]
agreement = "A-1"

[file.rights.performance]
agreement = "A-1"

[file.rights.composition]
licence = "CC-BY-SA-4.0"

[[agreement]]
reference = "A-1"
acts = ["preserve", "describe", "stream"]
territories = ["DE", "US"]
valid_from = 2026-01-01
evidence = "letters/agreement.pdf"

[[file]]
path = "b.flac"

[defaults.rights.recording]
licence = "CC0-1.0"
[defaults.rights.composition]
licence = "CC0-1.0"
[defaults.rights.performance]
licence = "CC0-1.0"

[[prohibition]]
files = ["a 100%.flac"]
kind = "embargo"
acts = ["train", "mine"]
reason = "the band said no"
until = 2090-01-01
"""


@pytest.fixture(scope="module")
def deposited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive with two items, one under an agreement with its proof."""
    folder = tmp_path_factory.mktemp("deposited")
    music = folder / "music"
    (music / "letters").mkdir(parents=True)
    write_flac(music / "a 100%.flac", tone(0.2))
    write_flac(music / "b.flac", tone(0.3))
    (music / "letters/agreement.pdf").write_bytes(b"we agree")
    (music / "deposit.toml").write_text(DESCRIPTION)
    archive = new_archive(folder / "archive", "--name", "Erstes Archiv")
    with Archive.open(archive, sign=True) as opened:
        report = opened.accept(music, Quiet(), executors=lambda: ThreadPoolExecutor(1))
    assert sorted(str(one.status) for one in report.outcomes) == ["accepted", "accepted", "read", "read"]
    return archive


@pytest.fixture
def first(deposited: Path, tmp_path: Path) -> Path:
    """Make a copy of that archive for one test."""
    shutil.copytree(deposited, tmp_path / "first")
    return tmp_path / "first"


def items_of(archive: Path) -> dict[str, Item]:
    with Archive.open(archive) as opened:
        return {item.original_name: item for item in opened.registry.items()}


def exported(archive: Path, target: Path) -> list[ExportOutcome]:
    with Archive.open(archive) as opened:
        return list(export_objects(opened, opened.registry.items(), target))


def taken_in(archive: Path, folder: Path) -> dict[str, Any]:
    """Deposit in this process; returns what came of each file."""
    with Archive.open(archive, sign=True) as opened:
        report = opened.accept(folder, Quiet(), executors=lambda: ThreadPoolExecutor(1))
    return {one.name: one for one in report.outcomes}


def test_an_exported_bag_is_right_for_others_and_for_us(first: Path, tmp_path: Path) -> None:
    report = run("--archive", first, "vault", "export", "--all", "--to", tmp_path / "bags", "--json").json
    assert [one["status"] for one in report["objects"]] == ["exported", "exported"]
    for one in report["objects"]:
        found = check_bag(Path(one["folder"]))
        assert found.problems == ()
        assert one["size"] == sum(file.size for file in found.payload)
        assert found.first("External-Identifier") == one["object_id"]
    (plain,) = (one for one in items_of(first).values() if one.original_name == "b.flac")
    bag = bagit.Bag(str(tmp_path / "bags" / plain.id))
    assert bag.validate()
    assert bag.info["Source-Organization"] == "Erstes Archiv"


def test_the_bag_holds_the_newest_version_and_its_documents(first: Path, tmp_path: Path) -> None:
    item = items_of(first)["a 100%.flac"]
    run("--archive", first, "vault", "export", item.id[:8], "--to", tmp_path / "bags")
    bag = tmp_path / "bags" / item.id
    with Archive.open(first) as opened:
        inventory = opened.vault.inventory(item.object_id)
        for path in inventory.logical_paths():
            kept = opened.vault.path(item.object_id, path).read_bytes()
            assert (bag / "data" / path).read_bytes() == kept
    assert sorted(path.name for path in bag.iterdir() if path.is_file()) == [
        "bag-info.txt",
        "bagit.txt",
        "manifest-sha256.txt",
        "manifest-sha512.txt",
        "mets.xml",
        "premis.xml",
        "tagmanifest-sha256.txt",
        "tagmanifest-sha512.txt",
    ]
    assert "mets.xml" in (bag / "tagmanifest-sha512.txt").read_text()


def test_the_documents_are_right_by_their_schemas(first: Path, tmp_path: Path) -> None:
    for outcome in exported(first, tmp_path / "bags"):
        for name in ("mets.xml", "premis.xml"):
            assert faults((outcome.folder / name).read_bytes()) == []


def test_another_archive_takes_the_bag_in_and_decides_anew(first: Path, tmp_path: Path) -> None:
    second = new_archive(tmp_path / "second")
    for outcome in exported(first, tmp_path / "bags"):
        report = taken_in(second, outcome.folder)
        (kept,) = (one for one in report.values() if one.item_id is not None)
        assert (kept.status, kept.notes) == ("accepted", ())
    before, after = items_of(first), items_of(second)
    for name, item in before.items():
        again = after[f"original/{name}"]
        assert again.sha512 == item.sha512
        assert again.description == item.description
        assert again.technical == item.technical
        assert again.rights.terms == item.rights.terms
        assert again.rights.prohibitions == item.rights.prohibitions
        assert [(one.layer, one.licence, one.agreement) for one in again.rights.mandates] == [
            (one.layer, one.licence, one.agreement) for one in item.rights.mandates
        ]
    with Archive.open(second) as opened:
        item = after["original/a 100%.flac"]
        proof = "metadata/evidence/metadata/evidence/letters/agreement.pdf"
        assert opened.vault.read(item.object_id, proof) == b"we agree"
        (record, _) = opened.registry.deposits()
        assert record.depositor == "Erstes Archiv"
        assert (record.reference or "").startswith("urn:uuid:")


def damage_flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def damage_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def damage_loss(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [damage_flip, damage_cut, damage_loss])
@pytest.mark.parametrize("name", ["original/b.flac", "metadata/rights.json"])
def test_a_damaged_object_does_not_leave(
    first: Path, tmp_path: Path, damage: Callable[[Path], None], name: str
) -> None:
    item = items_of(first)["b.flac"]
    with Archive.open(first) as opened:
        path = opened.vault.path(item.object_id, name)
    damage(path)
    ran = run("--archive", first, "vault", "export", "--all", "--to", tmp_path / "bags", check=11)
    assert str(path) in ran.out
    assert "1 object exported" in ran.out
    assert [one.name for one in (tmp_path / "bags").iterdir() if item.id in one.name] == []


def test_an_export_that_was_cut_off_goes_on(first: Path, tmp_path: Path) -> None:
    target = tmp_path / "bags"
    with Archive.open(first) as opened:
        done = next(export_objects(opened, opened.registry.items(), target))
    other = next(item for item in items_of(first).values() if item.id != done.item_id)
    half = target / f".{other.id}.new/data"
    half.mkdir(parents=True)
    (half / "half.flac").write_bytes(b"hal")
    before = (done.folder / "mets.xml").stat().st_mtime_ns
    assert {one.item_id: one.status for one in exported(first, target)} == {
        done.item_id: "held",
        other.id: "exported",
    }
    assert (done.folder / "mets.xml").stat().st_mtime_ns == before
    assert sorted(one.name for one in target.iterdir() if one.is_dir()) == sorted([done.item_id, other.id])


@pytest.mark.parametrize("what", ["original/b.flac", "extra.txt", "state"])
def test_a_bag_that_is_there_is_never_written_over(first: Path, tmp_path: Path, what: str) -> None:
    target, item = tmp_path / "bags", items_of(first)["b.flac"]
    exported(first, target)
    if what == "state":
        shutil.rmtree(target / item.id)
        other = items_of(first)["a 100%.flac"]
        (target / other.id).rename(target / item.id)
    else:
        (target / item.id / "data" / what).write_bytes(b"mine")
    found = {one.item_id: one for one in exported(first, target)}[item.id]
    assert (found.status, found.code) == ("refused", "fixity")
    assert "is there already" in (found.reason or "")
    if what != "state":
        assert (target / item.id / "data" / what).read_bytes() == b"mine"


def test_what_may_not_be_kept_any_more_does_not_leave(first: Path, tmp_path: Path) -> None:
    """The agreement holds in Germany and the United States: an archive elsewhere may not rest on it."""
    settings = first / "archive.toml"
    settings.write_text(settings.read_text().replace('jurisdiction = "DE"', 'jurisdiction = "FR"'))
    ran = run("--archive", first, "vault", "export", "--all", "--to", tmp_path / "bags", check=3)
    assert "not-permitted" in ran.out
    item = items_of(first)["a 100%.flac"]
    run("--archive", first, "vault", "export", item.id, "--to", tmp_path / "other", check=10)
    assert [one.name for one in (tmp_path / "bags").iterdir() if item.id in one.name] == []


def test_a_bag_is_no_part_of_a_vault(first: Path) -> None:
    ran = run("--archive", first, "vault", "export", "--all", "--to", first / "vault/bags", check=1)
    assert "lies in the archive" in ran.err
    assert not (first / "vault/bags").exists()


def test_the_export_is_of_something(first: Path, tmp_path: Path) -> None:
    run("--archive", first, "vault", "export", "--to", tmp_path / "bags", check=2)
    run("--archive", first, "vault", "export", "--all", "one", "--to", tmp_path / "bags", check=2)


def test_a_damaged_bag_is_refused_whole_with_all_that_is_wrong(first: Path, tmp_path: Path) -> None:
    second = new_archive(tmp_path / "second")
    bag = next(one.folder for one in exported(first, tmp_path / "bags") if (one.folder / "data").is_dir())
    damage_flip(bag / "data/metadata/premis.json")
    (bag / "data/metadata/technical.json").unlink()
    (bag / "data/extra.flac").write_bytes(b"more")
    before = sorted(path for path in second.rglob("*") if "lock" not in path.name)
    ran = run("--archive", second, "deposit", "accept", bag, "--json", check=11)
    error = ran.json["error"]
    assert error["code"] == "damaged-bag"
    for wrong in ("premis.json: altered", "technical.json: missing", "extra.flac: unlisted"):
        assert wrong in error["message"]
    # What the first deposit says in any case is on which law it rests.
    after = sorted(path for path in second.rglob("*") if "lock" not in path.name)
    assert [path for path in after if "ledger" not in path.parts] == [
        path for path in before if "ledger" not in path.parts
    ]
    with Archive.open(second) as opened:
        assert opened.registry.deposits() == []
        assert [Entry.decode(one).kind for one in opened.ledger.entries()] == [EntryKind.LAW_CHANGED]


def test_a_bag_from_elsewhere_is_a_deposit_like_any_other(archive: Path, tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    write_flac(music / "a.flac", tone(0.2))
    (music / "a.flac.license").write_text("SPDX-License-Identifier: CC0-1.0\n")
    bagit.make_bag(str(music), {"Source-Organization": "Beispiel"}, checksums=["md5"])
    report = run("--archive", archive, "deposit", "accept", music, "--json").json
    assert outcomes(report) == {"a.flac": ("accepted", None), "a.flac.license": ("read", None)}
    assert report["folder"].endswith("/data")


def test_a_file_that_changes_after_its_bag_was_checked_is_refused(first: Path, tmp_path: Path) -> None:
    second = new_archive(tmp_path / "second")
    bag = next(one.folder for one in exported(first, tmp_path / "bags"))
    (sound,) = (bag / "data/original").iterdir()

    class Meddling(Quiet):
        def begin(self, files: int, size: int) -> None:
            """Change the file in the moment between check and copy."""
            del files, size
            damage_flip(sound)

    with Archive.open(second, sign=True) as opened:
        report = opened.accept(bag, Meddling(), executors=lambda: ThreadPoolExecutor(1))
        assert list(opened.registry.items()) == []
    (found,) = (one for one in report.outcomes if one.name == f"original/{sound.name}")
    assert (found.status, found.code) == ("refused", "source")
    assert "changed after its bag was checked" in (found.reason or "")
