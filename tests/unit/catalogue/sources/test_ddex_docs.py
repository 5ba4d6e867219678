"""The how-to guide tells of every reason for which something of a delivery is set aside."""

import ast
import re
from pathlib import Path

from tests.unit.docs.pages import DOCS

from nachklang.catalogue.sources import ddex

_WORD = re.compile(r"[a-z]+(-[a-z]+)+|invalid|unreadable")
_OF_A_SCHEME = {"bad-isni", "bad-ipi"}  # put together from the name of the scheme


def test_every_reason_is_explained_and_no_other() -> None:
    page = (DOCS / "how-to" / "import-label-deliveries.md").read_text("utf-8")
    table = page.partition("## What is set aside")[2]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = {word for row in rows for word in re.findall(r"`([^`]+)`", row)}
    used = {
        node.value
        for path in Path(ddex.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _WORD.fullmatch(node.value)
    }
    assert told == used | _OF_A_SCHEME
