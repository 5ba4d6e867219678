"""The page about asking the tables does what it says, over a small archive with metadata of others."""

import warnings
from pathlib import Path
from typing import Any

import pytest
from tests.unit.docs.pages import DOCS, blocks
from tests.unit.docs.walk import Walk
from tests.unit.web.small_archive import make_archive

pytestmark = pytest.mark.xdist_group("docs-tables")

PAGE = (DOCS / "how-to" / "ask-the-tables.md").read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    make_archive(folder).rename(folder / "my-archive")
    return folder


def test_the_commands_write_what_the_page_shows(folder: Path) -> None:
    assert Walk(folder, 0).follow(PAGE) == 3
    assert '"tracks_per_release"' in (folder / "stats.json").read_text("utf-8")


def test_the_program_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("polars", reason="polars is an extra")
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"fetch_arrow_table\(\) is deprecated", DeprecationWarning)
        for block in blocks(PAGE):
            if block.language == "python":
                exec(block.content, names)  # noqa: S102  (the page's own words)
    assert (names["recordings"].rows, len(names["lengths"])) == (64, 64)
    assert (names["songs"].num_rows, names["releases"].num_rows) == (60, 1)
    assert names["longest"].item() == 180_000
