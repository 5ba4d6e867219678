"""Rights leave the archive in the words of others, and nothing of what may not be described."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree
from tests.audio_fixtures import tone, write_flac
from tests.commands import new_archive, run
from tests.conformance.xml_schemas import faults
from tests.scenario.test_lost_and_found import Quiet

from nachklang.archive import Archive, RightsFormat, export_rights, rights_documents
from nachklang.archive.exports import LOCK
from nachklang.archive.locks import exclusive
from nachklang.cli.entry import root
from nachklang.errors import LockedError, NotPermittedError, StorageError
from nachklang.model.acts import Territory
from nachklang.model.items import Item

pytestmark = pytest.mark.xdist_group("rights-export")

DESCRIPTION = """\
[deposit]
depositor = "Kulturverein Beispiel"

[[file]]
path = "open.flac"
title = "Open"
isrc = ["DEABC2600001"]
[file.rights.recording]
licence = "CC-BY-4.0"
[file.rights.composition]
licence = "CC-BY-4.0"
[file.rights.performance]
licence = "CC-BY-4.0"

[[file]]
path = "kept.flac"
title = "Nobody may know of this"
[file.rights.recording]
agreement = "A-1"
[file.rights.composition]
agreement = "A-1"
[file.rights.performance]
agreement = "A-1"

[[agreement]]
reference = "A-1"
acts = ["preserve"]
evidence = "agreement.txt"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rights")
    delivery = folder / "delivery"
    delivery.mkdir()
    for number, name in enumerate(("open.flac", "kept.flac"), 1):
        write_flac(delivery / name, tone(0.2 * number))
    (delivery / "agreement.txt").write_text("For preservation only.\n")
    (delivery / "deposit.toml").write_text(DESCRIPTION)
    archive = new_archive(folder / "archive")
    with Archive.open(archive, sign=True) as opened:
        opened.accept(delivery, Quiet(), executors=lambda: ThreadPoolExecutor(1))
    return archive


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "archive")
    return tmp_path / "archive"


def called(archive: Path, *words: str) -> Result:
    """Call the command in this process."""
    return CliRunner().invoke(
        root, ["--archive", str(archive), "rights", "export", *words], standalone_mode=False
    )


def titled(archive: Archive, title: str) -> Item:
    (found,) = [one for one in archive.registry.items() if one.description.title == title]
    return found


@pytest.mark.parametrize("form", RightsFormat)
def test_the_whole_collection_is_written_less_what_may_not_be_told(
    place: Path, tmp_path: Path, form: RightsFormat
) -> None:
    target = tmp_path / "out"
    with Archive.open(place) as archive:
        outcomes = {
            one.item_id: one for one in export_rights(archive, archive.registry.items(), target, form)
        }
        opened, kept = titled(archive, "Open"), titled(archive, "Nobody may know of this")
        assert outcomes[opened.id].status == "exported"
        assert (outcomes[kept.id].status, outcomes[kept.id].code) == ("refused", "not-permitted")
        documents = rights_documents(archive, opened, form)
    written = {path.name: path.read_text("utf-8") for path in target.iterdir() if path.name != LOCK}
    name = opened.object_id.removeprefix("urn:uuid:")
    expected = {f"{name}.{ending}": text for ending, text in documents.items()}
    assert {file: written[file] for file in expected} == expected
    assert set(written) - set(expected) == ({"odrl-profile.jsonld"} if form is RightsFormat.ODRL else set())
    assert "Nobody may know" not in "".join(written.values())
    assert kept.id not in "".join(written.values())


def test_what_may_not_be_described_is_not_written_to_anybody(place: Path) -> None:
    with Archive.open(place) as archive:
        kept = titled(archive, "Nobody may know of this")
        with pytest.raises(NotPermittedError, match="may not be described"):
            rights_documents(archive, kept, RightsFormat.LABELS)
    ran = run("--archive", place, "rights", "export", kept.id, "--format", "odrl", check=10)
    assert ran.out == ""


def test_documents_are_for_the_territories_that_were_asked_about(place: Path) -> None:
    with Archive.open(place) as archive:
        item = titled(archive, "Open")
        named = (Territory("US"), Territory("JP"), Territory("US"))
        found = json.loads(rights_documents(archive, item, RightsFormat.LABELS, named)["labels.json"])
        assert [one["territory"] for one in found["labels"]] == ["US", "JP"]
        own = json.loads(rights_documents(archive, item, RightsFormat.LABELS)["labels.json"])
        assert [one["territory"] for one in own["labels"]] == [str(archive.settings.jurisdiction)]


def test_an_export_writes_over_an_older_one_and_leaves_nothing_half_done(place: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    with Archive.open(place) as archive:
        item = titled(archive, "Open")
        (first,) = export_rights(archive, [item], target, RightsFormat.LABELS)
        (target / first.files[0]).write_text("older")
        list(export_rights(archive, [item], target, RightsFormat.LABELS))
    assert json.loads((target / first.files[0]).read_text())["item"] == item.id
    assert {path.name for path in target.iterdir()} == {LOCK, *first.files}


def test_two_exports_do_not_write_into_one_folder(place: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    with Archive.open(place) as archive, exclusive(target / LOCK, "an export"), pytest.raises(LockedError):
        list(export_rights(archive, archive.registry.items(), target, RightsFormat.DEALS))


def test_nothing_is_written_into_the_archive(place: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with Archive.open(place) as archive:
        for target in (place / "vault", taken):
            with pytest.raises(StorageError):
                list(export_rights(archive, archive.registry.items(), target, RightsFormat.DEALS))


def test_the_command_writes_one_document_to_stdout(place: Path) -> None:
    labels = json.loads(
        called(place, "DEABC2600001", "--format", "labels", "--in", "DE", "--in", "US").stdout
    )
    assert {one["label"] for one in labels["labels"]} == {"CC-BY-4.0"}
    premis = called(place, "DEABC2600001", "--format", "premis").stdout_bytes
    assert faults(premis) == []
    deals = json.loads(called(place, "DEABC2600001", "--format", "deals", "--json").stdout)
    document = etree.fromstring(called(place, "DEABC2600001", "--format", "deals").stdout_bytes)
    assert len(document.xpath("//*[local-name() = 'Deal']")) == len(deals["deals"]) > 0


def test_the_command_reports_what_it_wrote(place: Path, tmp_path: Path) -> None:
    words = ("--all", "--format", "odrl", "--out", str(tmp_path / "out"))
    report = run("--archive", place, "rights", "export", *words, "--json", check=3).json
    assert sorted(one["status"] for one in report["items"]) == ["exported", "refused"]
    said = called(place, *words)
    assert said.return_value == 3
    assert "1 item exported, 1 refused" in said.stdout
    assert "Nobody may know" not in said.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name the item"),
        (("--all",), "--out"),
        (("DEABC2600001", "--all"), "name the item"),
        (("DEABC2600001", "--in", "YU"), "YU"),
        (("DEABC2600001", "--json"), "--json"),
    ],
)
def test_what_cannot_be_meant_is_a_matter_of_usage(made: Path, words: tuple[str, ...], told: str) -> None:
    ran = CliRunner().invoke(root, ["--archive", str(made), "rights", "export", *words, "--format", "premis"])
    assert (ran.exit_code, told in ran.stderr) == (2, True)
