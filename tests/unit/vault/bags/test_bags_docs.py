"""The page about bags knows every code."""

import re

from tests.unit.docs.pages import DOCS

from nachklang.vault.bags import BAG_CODES


def test_every_code_has_its_line() -> None:
    page = (DOCS / "how-to/bags-and-exports.md").read_text()
    lines = dict(re.findall(r"^\| `([a-z\-]+)` \| (.+) \|$", page, re.MULTILINE))
    assert lines == BAG_CODES
