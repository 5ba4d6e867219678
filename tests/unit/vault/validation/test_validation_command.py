"""`nachklang vault validate`: findings on stdout, the verdict as exit status, for any OCFL thing."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.commands import run
from tests.unit.vault.validation.building import edit, write_object
from tests.unit.vault.validation.test_validation_roots import write_root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_root(tmp_path / "root")


def test_a_right_root_and_a_right_object_end_with_0(root: Path, tmp_path: Path) -> None:
    write_object(tmp_path / "object")
    ran = run("vault", "validate", root, tmp_path / "object")
    assert ran.out.startswith("3 objects, ")
    assert ran.out.endswith(" read: 0 errors, 0 warnings\n")
    assert ran.err == ""


def test_warnings_are_shown_and_end_with_0(tmp_path: Path) -> None:
    write_object(tmp_path / "object", object_id="one")
    ran = run("vault", "validate", tmp_path / "object")
    assert f"W005  {tmp_path}/object/inventory.json: id: 'one'; expected a URI\n" in ran.out
    assert ran.out.endswith(" read: 0 errors, 2 warnings\n")


def test_errors_end_with_11_and_name_the_file(root: Path) -> None:
    (root / "ab/cd/one/v1/content/a.txt").write_bytes(b"firsT")
    (root / "ab/\x1b[31m").mkdir()
    ran = run("vault", "validate", root, check=11)
    assert f"E092  {root}/ab/cd/one/v1/content/a.txt: sha512 " in ran.out
    assert f"E073  {root}/ab/\\u001b[31m: an empty folder" in ran.out
    assert "2 objects, " in ran.out
    assert ": 3 errors, 0 warnings\n" in ran.out


def test_the_findings_as_json(root: Path, tmp_path: Path) -> None:
    write_object(tmp_path / "object")
    edit(tmp_path / "object", lambda one: one.__setitem__("head", "v9"))
    read = run("vault", "validate", "--json", root, tmp_path / "object", check=11).json
    assert read["bytes"] > 1000
    good, bad = read["paths"]
    assert good == {
        "path": str(root),
        "kind": "root",
        "objects": 2,
        "errors": 0,
        "warnings": 0,
        "findings": [],
    }
    assert (bad["kind"], bad["objects"], bad["errors"]) == ("object", 1, 1)
    assert bad["findings"] == [
        {"code": "E040", "where": "inventory.json", "message": "head: 'v9'; expected v2"}
    ]


def test_what_is_no_ocfl_is_a_usage_error_before_anything_is_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    ran = run("vault", "validate", root, tmp_path / "photos", check=2)
    assert ran.out == ""
    assert "photos is neither an OCFL object nor a storage root" in ran.err
    assert run("vault", "validate", tmp_path / "nothing", check=2).out == ""
    assert run("vault", "validate", root / "0=ocfl_1.1", check=2).out == ""
    assert run("vault", "validate", check=2).out == ""


def test_no_archive_and_no_engine_is_needed(root: Path) -> None:
    """A person with a disk waits for the disk, not for tables, sound and databases."""
    program = (
        "import sys; from nachklang.cli.entry import root; "
        "root.main(sys.argv[1:], standalone_mode=False); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "vault", "validate", str(root)],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"duckdb", "ibis", "pyarrow", "numpy", "sqlalchemy", "av", "tantivy", "obstore", "cryptography"}
    assert not heavy & set(done.stderr.split())
