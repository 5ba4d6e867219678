"""Commands that only read start at once: they import nothing that they do without.

A command ends within some tenths of a second; each of these libraries takes one of them to be imported.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.commands import new_archive, run

_MAPPING = """
[source]
name = "mine"
licence = "CC0-1.0"
snapshot = "2026"
whole = true
[[table]]
file = "mine.csv"
holds = "recordings"
[table.columns]
title = "title"
artists = "artist"
release = "release"
isrcs = "isrc"
"""
_ROWS = "title,artist,release,isrc\nMaple Leaf Rag,Scott Joplin,Rags,DEABC2600001\n"
_PROGRAM = """
import sys
from nachklang.cli.entry import root
root.main(sys.argv[1:], standalone_mode=False)
print(*sorted(name for name in sys.modules if "." not in name), file=sys.stderr)
"""
_BULK = {"numpy", "pyarrow", "ibis", "polars", "pyspark", "pandas", "lxml"}
_OTHER_ROOMS = {"sqlalchemy", "av", "granian", "obstore"}


def said(*words: str | Path) -> tuple[str, set[str]]:
    """Run a command in a process of its own; return what it wrote and what it imported."""
    program = [sys.executable, "-c", _PROGRAM, *map(str, words)]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    return done.stdout, set(done.stderr.split())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start-up")
    (folder / "mine.toml").write_text(_MAPPING)
    (folder / "mine.csv").write_text(_ROWS)
    made = new_archive(folder / "archive")
    run("--archive", made, "catalogue", "import", "table", folder / "mine.toml")
    return made


def test_help_imports_no_engine_and_nothing_that_lays_out_or_converts() -> None:
    text, imported = said("--help")
    assert "Exit statuses:" in text
    assert not imported & (_BULK | _OTHER_ROOMS | {"duckdb", "tantivy", "cattrs", "rich", "stdnum"})


def test_a_look_up_imports_duckdb_alone(archive: Path) -> None:
    text, imported = said("--archive", archive, "catalogue", "lookup", "de-abc-26-00001")
    assert "Maple Leaf Rag — Scott Joplin" in text
    assert "duckdb" in imported
    assert not imported & (_BULK | _OTHER_ROOMS | {"tantivy", "rich", "stdnum"})


@pytest.mark.parametrize("words", [["maple", "rag"], ["rags"], ["scott"], ["DE-ABC-26-00001"]])
def test_a_search_imports_tantivy_and_duckdb_alone(archive: Path, words: list[str]) -> None:
    text, imported = said("--archive", archive, "search", *words)
    assert "Joplin" in text
    assert {"duckdb", "tantivy"} <= imported
    assert not imported & (_BULK | _OTHER_ROOMS | {"rich", "stdnum"})
