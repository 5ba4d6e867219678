"""The pages about validation: each code is explained, and what is shown happens."""

import re
from pathlib import Path

from tests.unit.docs.pages import DOCS, PROJECT
from tests.unit.docs.walk import Walk
from tests.unit.vault.validation.test_validation_roots import write_root

from nachklang.vault.validation.specification import Specification

PAGE = (DOCS / "reference" / "ocfl-codes.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| `([EW]\d{3})` \| .* \|(.*)\|$", PAGE, flags=re.MULTILINE))


def test_every_code_is_explained_once_and_no_other() -> None:
    """Codes are written where they arise, so they are looked for in the source."""
    found = set[str]()
    for file in (PROJECT / "src/nachklang/vault/validation").glob("*.py"):
        found |= set(re.findall(r'"([EW]\d{3})"', file.read_text("utf-8")))
    only_in_1_0 = {"E086"}
    assert set(ROWS) == found - only_in_1_0
    assert len(re.findall(r"^\| `[EW]\d{3}`", PAGE, flags=re.MULTILINE)) == len(ROWS)


def test_the_codes_of_1_0_are_as_the_page_says() -> None:
    for code, older in ROWS.items():
        assert Specification.V1_0.code(code) == (older.strip(" `") or code)
        assert Specification.V1_1.code(code) == code


def test_the_how_to_can_be_followed(tmp_path: Path) -> None:
    root = write_root(tmp_path / "old-repository")
    (root / "ab/cd/one/v1/content/a.txt").write_bytes(b"firsT")
    text = (DOCS / "how-to" / "check-an-ocfl-root.md").read_text("utf-8")
    assert Walk(tmp_path, 0).follow(text) == 2
