"""Indexes are worth nothing by themselves: whatever becomes of them, a build makes them again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.factories import NOON, an_item
from tests.unit.catalogue.told import Told, rows

from nachklang.catalogue import Catalogue, MissingIndexError
from nachklang.catalogue._disk import locked
from nachklang.catalogue.indexes import INDEX_VERSION, index_folder, without_index
from nachklang.catalogue.publishing import Shelf
from nachklang.errors import LockedError


def _cut(folder: Path) -> None:
    file = max(folder.rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    file.write_bytes(file.read_bytes()[:-1])


def _age(folder: Path) -> None:
    mark = folder / "nachklang-index.json"
    mark.write_text(mark.read_text().replace(f": {INDEX_VERSION},", f": {INDEX_VERSION - 1},"))


@pytest.fixture
def known(catalogue: Catalogue) -> Catalogue:
    """Give a catalogue with a deposit, something imported, and clusters."""
    catalogue.build([an_item(1)], at=NOON)
    catalogue.take_in(Told([[rows("artist", {"id": 1, "name": "Zacharias Beispiel"})]]), at=NOON)
    catalogue.link(at=NOON)
    return catalogue


@pytest.mark.parametrize(
    ("source", "kind", "harm"),
    [("told", "search", _cut), ("told", "isrc", shutil.rmtree), ("identity", "clusters", _age)],
)
def test_an_index_that_is_gone_cut_or_old_is_made_again(
    tmp_path: Path, known: Catalogue, source: str, kind: str, harm: Callable[[Path], None]
) -> None:
    # Not of `known.required()`: what a snapshot has opened stays open.
    newest = Shelf(tmp_path / "catalogue").newest()
    assert newest is not None
    (part,) = [part for part in newest.parts if part.source == source]
    folder = index_folder(tmp_path / "index", part.content, kind)
    harm(folder)
    assert without_index(tmp_path / "index", newest.parts) == [part]
    if kind != "clusters":  # a catalogue without clusters asks it nothing
        with pytest.raises(MissingIndexError):
            known.required().search("zacharias") if kind == "search" else known.codes()
    assert known.build([an_item(1)], at=NOON).number == 3
    assert [hit.title for hit in known.required().search("zacharias")] == ["Zacharias Beispiel"]
    known.codes()
    assert without_index(tmp_path / "index", newest.parts) == []


def test_a_missing_index_waits_for_an_import_and_others_for_nothing(tmp_path: Path, known: Catalogue) -> None:
    with locked(tmp_path / "catalogue" / "locks" / "imports"):
        known.build([an_item(1), an_item(2)], at=NOON)
        shutil.rmtree(tmp_path / "index")
        with pytest.raises(LockedError):
            known.build([an_item(1), an_item(2)], at=NOON)
