"""The validator against OCFL's public fixtures: each has its folder's verdict, with all codes of its name."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.vault.validation.building import codes, judged

from nachklang.vault.validation import validate_object
from nachklang.vault.validation.specification import Specification

FOLDER = Path(os.environ.get("NACHKLANG_CONFORMANCE", Path(__file__).parents[3] / "shared/conformance"))
EDITIONS = [edition for edition in ("ocfl-1.0", "ocfl-1.1") if (FOLDER / edition).is_dir()]
KINDS = {
    kind: sorted(path for edition in EDITIONS for path in (FOLDER / edition / f"{kind}-objects").iterdir())
    for kind in ("good", "warn", "bad")
}
NEVER_IN_1_0 = {"E103"}
"""Rules about objects whose versions follow different specifications."""

pytestmark = pytest.mark.skipif(not EDITIONS, reason=f"the OCFL fixtures are not in {FOLDER}")


def named(path: Path) -> set[str]:
    """Return the codes that the name of a fixture begins with."""
    return set(re.findall(r"[EW]\d{3}(?=_)", path.name))


@pytest.fixture
def older(tmp_path: Path) -> Callable[[Path], Path]:
    """Make a fixture of OCFL 1.1 one of 1.0: its declaration, the types, and the sidecars that were right."""

    def make(fixture: Path) -> Path:
        folder = tmp_path / "older" / fixture.name
        shutil.copytree(fixture, folder)
        declaration = folder / "0=ocfl_object_1.1"
        if declaration.exists():
            text = declaration.read_bytes().replace(b"1.1", b"1.0")
            declaration.unlink()
            (folder / "0=ocfl_object_1.0").write_bytes(text)
        for inventory in folder.rglob("inventory.json"):
            _retype(inventory)
        return folder

    return make


def _retype(inventory: Path) -> None:
    before = inventory.read_bytes()
    after = before.replace(b"ocfl.io/1.1/", b"ocfl.io/1.0/")
    inventory.write_bytes(after)
    for algorithm in ("sha512", "sha256", "md5"):
        sidecar = inventory.with_name(f"inventory.json.{algorithm}")
        if sidecar.exists():
            old, new = (hashlib.new(algorithm, data).hexdigest().encode() for data in (before, after))
            sidecar.write_bytes(sidecar.read_bytes().replace(old, new))


@pytest.mark.parametrize("fixture", KINDS["good"], ids=lambda path: path.name)
def test_good_objects_have_no_finding(fixture: Path, older: Callable[[Path], Path]) -> None:
    assert validate_object(fixture) == ()
    assert validate_object(older(fixture)) == ()


@pytest.mark.parametrize("fixture", KINDS["warn"], ids=lambda path: path.name)
def test_warn_objects_have_just_the_warnings_of_their_names(
    fixture: Path, older: Callable[[Path], Path]
) -> None:
    assert codes(validate_object(fixture)) == named(fixture)
    assert codes(validate_object(older(fixture))) == named(fixture)


@pytest.mark.parametrize("fixture", KINDS["bad"], ids=lambda path: path.name)
def test_bad_objects_have_every_error_of_their_names(fixture: Path, older: Callable[[Path], Path]) -> None:
    assert named(fixture)
    assert named(fixture) <= codes(validate_object(fixture))
    expected = {Specification.V1_0.code(code) for code in named(fixture) - NEVER_IN_1_0}
    assert expected <= codes(validate_object(older(fixture)))


def test_no_fewer_right_codes_than_ocfl_py(older: Callable[[Path], Path]) -> None:
    """Both judge the same objects in the same run, those of 1.1 and what is made of them for 1.0."""
    ours = theirs = total = 0
    for fixture in KINDS["bad"]:
        for folder, specification in ((fixture, Specification.V1_1), (older(fixture), Specification.V1_0)):
            expected = {specification.code(code) for code in named(fixture)}
            if specification is Specification.V1_0 and expected & NEVER_IN_1_0:
                continue
            total += 1
            ours += expected <= codes(validate_object(folder))
            theirs += expected <= judged(folder)
    assert total > 100
    assert ours == total
    assert theirs < total
