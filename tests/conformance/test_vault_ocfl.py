"""The vault against OCFL 1.1's public fixtures and against ocfl-py, which judges both."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.vault.oracle import complaints, objects
from tests.unit.vault.samples import ONE, SOUND, THREE, TWO, deposit, make

from nachklang.vault import NewFile, Vault
from nachklang.vault.layout import object_path

FIXTURES = (
    Path(os.environ.get("NACHKLANG_CONFORMANCE", Path(__file__).parents[3] / "shared/conformance"))
    / "ocfl-1.1"
)
PLACE = object_path(ONE)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    (tmp_path / "invention.flac").write_bytes(SOUND)
    vault = Vault.create(tmp_path / "vault", staging=tmp_path / "staging")
    deposit(vault, ONE, tmp_path / "invention.flac")
    return vault


def test_root_and_objects_have_no_error_and_no_warning(vault: Vault, tmp_path: Path) -> None:
    make(vault, TWO, [NewFile("leer", b""), NewFile("metadata/Ünïcode 音.json", b"{}")])
    make(vault, THREE, [NewFile(name, vault.stage(tmp_path / "invention.flac")) for name in ("a", "b/c")])
    assert objects(vault.root) == 3
    assert complaints(vault.root) == []


def test_the_judge_sees_damage(vault: Vault) -> None:
    (vault.root / PLACE / "v1/content/metadata/rights.json").write_bytes(b"?")
    (vault.root / "abc").mkdir()
    found = "\n".join(complaints(vault.root))
    assert "E092" in found
    assert "E073" in found


DAMAGES: dict[str, Callable[[Path], object]] = {
    "E001": lambda folder: (folder / "more").write_bytes(b""),
    "E007": lambda folder: (folder / "0=ocfl_object_1.1").write_bytes(b"ocfl_object_1.0\n"),
    "E015": lambda folder: (folder / "v1/more").write_bytes(b""),
    "E023": lambda folder: (folder / "v1/content/more").write_bytes(b""),
    "E024": lambda folder: (folder / "v1/content/more").mkdir(),
    "E058": lambda folder: (folder / "inventory.json.sha512").unlink(),
    "E060": lambda folder: (folder / "inventory.json").write_bytes(
        (folder / "inventory.json").read_bytes() + b" "
    ),
    "E061": lambda folder: (folder / "inventory.json.sha512").write_bytes(b"x"),
    "E072": lambda folder: (folder / "0=ocfl_object_1.1").unlink(),
    "E092": lambda folder: (folder / "v1/content/metadata/rights.json").unlink(),
}


@pytest.mark.parametrize("code", DAMAGES)
def test_what_ocfl_py_calls_an_error_is_a_problem_here(vault: Vault, code: str) -> None:
    DAMAGES[code](vault.root / PLACE)
    assert code in "\n".join(complaints(vault.root))
    assert {problem.object_id for problem in vault.verify()} == {ONE}


def _fixtures() -> list[Path]:
    return sorted(path for path in FIXTURES.glob("*-objects/*") if path.is_dir())


@pytest.mark.skipif(not FIXTURES.is_dir(), reason=f"the OCFL fixtures are not in {FIXTURES}")
def test_no_foreign_object_passes_or_stops_the_verification(vault: Vault) -> None:
    fixtures = _fixtures()
    assert len(fixtures) > 70
    for fixture in fixtures:
        shutil.rmtree(vault.root / PLACE)
        shutil.copytree(fixture, vault.root / PLACE)
        problems = list(vault.verify(expected=[ONE]))
        assert problems, fixture.name
        assert {problem.object_id for problem in problems} == {ONE}
