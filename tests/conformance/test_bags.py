"""The check of bags against the Library of Congress's suite: each bag gets the verdict of its folder."""

import os
import shutil
from pathlib import Path

import pytest

from nachklang.vault.bags import check_bag

FOLDER = Path(os.environ.get("NACHKLANG_CONFORMANCE", Path(__file__).parents[3] / "shared/conformance"))
SUITE = FOLDER / "bagit"
BAGS = {
    verdict: sorted(path for path in SUITE.glob(f"v*/{verdict}/*") if path.is_dir())
    for verdict in ("valid", "warning", "invalid", "linux-only", "windows-only")
}

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason=f"the bags are not in {FOLDER}")


def named(path: Path) -> str:
    return f"{path.parts[-3]}-{path.name}"


@pytest.mark.parametrize("bag", BAGS["valid"], ids=named)
def test_valid_bags_have_no_error(bag: Path) -> None:
    report = check_bag(bag)
    assert report.errors == ()
    assert report.payload


@pytest.mark.parametrize("bag", BAGS["warning"], ids=named)
def test_bags_to_be_warned_of_have_warnings_only(bag: Path, tmp_path: Path) -> None:
    copy = tmp_path / bag.name
    shutil.copytree(bag, copy)
    copy.chmod(0o755)
    (copy / "data").chmod(0o755)
    if bag.name == "special-system-files":
        # An empty file of the suite; version control often leaves out files of that name.
        (copy / "data/.DS_Store").touch()
    report = check_bag(copy)
    assert report.errors == ()
    assert report.warnings


@pytest.mark.parametrize("bag", [*BAGS["invalid"], *BAGS["linux-only"], *BAGS["windows-only"]], ids=named)
def test_invalid_bags_have_errors(bag: Path) -> None:
    assert check_bag(bag).errors


def test_the_suite_is_whole() -> None:
    assert {verdict: len(bags) for verdict, bags in BAGS.items()} == {
        "valid": 13,
        "warning": 6,
        "invalid": 15,
        "linux-only": 6,
        "windows-only": 6,
    }
