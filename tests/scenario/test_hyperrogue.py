"""All of Debian's hyperrogue-music goes through, each file by its own licence."""

import json
import shutil
from pathlib import Path
from typing import Any, cast

import pytest
from debian.copyright import Copyright
from tests.commands import accept, new_archive, outcomes, run
from tests.scenario.debian_music import debian_music
from tests.unit.vault.oracle import complaints

from nachklang.archive import Archive
from nachklang.deposit.survey import survey

pytestmark = pytest.mark.xdist_group("hyperrogue")

ROOT = "usr/share/hyperrogue"
COPYRIGHT = "usr/share/doc/hyperrogue-music/copyright"


@pytest.fixture(scope="module")
def deposited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive of it; the report stands beside."""
    place = tmp_path_factory.mktemp("hyperrogue")
    new_archive(place / "archive")
    report = accept(place / "archive", debian_music())
    (place / "report.json").write_text(json.dumps(report))
    return place


def licence_of(name: str) -> str:
    """Ask the DEP-5 file itself, with the paths that its author had."""
    document = Copyright((debian_music() / COPYRIGHT).read_text().splitlines(keepends=True))
    paragraph = document.find_files_paragraph(name.removeprefix(f"{ROOT}/"))
    return str(cast("Any", paragraph).license.synopsis)


def test_every_file_is_accepted_or_set_aside_by_name(deposited: Path) -> None:
    found = outcomes(json.loads((deposited / "report.json").read_text()))
    files = {str(path.relative_to(debian_music())) for path in debian_music().rglob("*") if path.is_file()}
    assert set(found) == files
    audio = {name for name in files if name.endswith(".ogg")}
    assert len(audio) == 101
    assert {found[name] for name in audio} == {("accepted", None)}
    assert {found[name] for name in files - audio} == {("set-aside", "not-audio"), ("read", None)}


def test_what_is_odd_about_four_files_is_said(deposited: Path) -> None:
    report = json.loads((deposited / "report.json").read_text())
    odd = {Path(one["name"]).stem: " ".join(one["notes"]) for one in report["files"] if one["notes"]}
    assert set(odd) == {f"hr-savino-{name}" for name in ("caribbean", "ivory", "ocean", "palace")}
    assert all("Vorbis headers come again" in note for note in odd.values())


def test_each_licence_is_that_of_the_dep5_file(deposited: Path) -> None:
    with Archive.open(deposited / "archive") as archive:
        for item in archive.registry.items():
            found = {str(mandate.licence) for mandate in item.rights.mandates}
            assert found == {licence_of(item.original_name)}, item.original_name
            assert {mandate.evidence.kind for mandate in item.rights.mandates} == {"dep5"}


def test_vault_and_ledger_verify_and_every_object_is_valid_for_the_oracle(deposited: Path) -> None:
    vault = run("--archive", deposited / "archive", "vault", "verify", "--json").json
    assert (vault["objects"], vault["problems"]) == (101, [])
    ledger = run("--archive", deposited / "archive", "ledger", "verify", "--json").json
    assert (ledger["size"], ledger["problems"]) == (102, [])
    assert complaints(deposited / "archive/vault") == []


def test_the_root_of_the_patterns_is_found_without_being_told(tmp_path: Path) -> None:
    for name in (COPYRIGHT, f"{ROOT}/music/hr3-caves.ogg", f"{ROOT}/sounds/click.ogg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(debian_music() / name, tmp_path / name)
    (index,) = survey(tmp_path).copyrights
    assert index.root == ROOT
