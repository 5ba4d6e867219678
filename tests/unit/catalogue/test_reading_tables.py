"""Tables open what a question names, once, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.catalogue_rows import Rows

from nachklang.catalogue.reading.tables import Tables
from nachklang.errors import CatalogueError


@pytest.fixture
def paths(tmp_path: Path) -> dict[str, list[Path]]:
    """Write recordings and artists."""
    rows = Rows()
    rows.recording("Lied", rows.credit("Ada"))
    return {file.table: [tmp_path / file.path] for file in rows.write(tmp_path)}


def test_a_question_opens_no_file_of_another_table(paths: dict[str, list[Path]]) -> None:
    paths["recording"][0].unlink()
    with Tables(paths) as tables:
        assert tables.rows("select name from artist") == [{"name": "Ada"}]
        assert tables.pairs("select id, head from artist join wanted using (id)", [1]) == []
        assert tables.batches("select name from artist").read_all().num_rows == 1
        with pytest.raises(CatalogueError, match="a file of the snapshot cannot be read"):
            tables.rows("select title from recording")
        assert tables.rows("select count(*) as n from release") == [{"n": 0}]


def test_threads_may_ask_first_all_at_once(paths: dict[str, list[Path]]) -> None:
    with Tables(paths) as tables, ThreadPoolExecutor(8) as threads:
        answers = [
            threads.submit(tables.rows, f"select count(*) as n from {name}")  # noqa: S608
            for name in ("artist", "recording", "artist_credit_name", "release") * 8
        ]
        assert sum(one.result()[0]["n"] for one in answers) == 24


def test_no_bar_is_drawn_but_our_own(paths: dict[str, list[Path]]) -> None:
    with Tables(paths) as tables:
        assert tables.rows("select current_setting('enable_progress_bar') as drawn") == [{"drawn": False}]
