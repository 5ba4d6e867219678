"""Search over deposits: hits say what they are, every item is found, and a spoilt index is noticed."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import NOON, a_description, an_item, items

from nachklang.catalogue import Catalogue, MissingIndexError, Snapshot
from nachklang.catalogue.search.folding import query_tokens
from nachklang.errors import CatalogueError
from nachklang.model.items import CreditedName, Item

_SECRET = b"the secret of a test"


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Build a shelf of two items."""
    shelf = [
        an_item(
            number,
            description=a_description(
                number,
                title=title,
                artists=(CreditedName(artist),),
                release=release,
                release_artists=(CreditedName(artist),),
                composers=(artist,),
            ),
        )
        for number, title, artist, release in (
            (1, "Die Kunst der Fuge", "Johann Sebastian Bach", "Bach-Werke"),
            (2, "Maple Leaf Rag", "Scott Joplin", "Ragtime"),
        )
    ]
    root = tmp_path_factory.mktemp("music")
    catalogue = Catalogue(root / "catalogue", index=root / "index", secret=_SECRET)
    catalogue.build(shelf, at=NOON)
    snapshot = catalogue.latest()
    assert snapshot is not None
    return snapshot


def test_hits_say_what_they_are(music: Snapshot) -> None:
    found = {(hit.kind, hit.title): hit.subtitle for hit in music.search("joplin")}
    assert found == {
        ("artist", "Scott Joplin"): "1 recording, 1 composition",
        ("release", "Ragtime"): "Scott Joplin · 2026-11 · 1 track",
        ("recording", "Maple Leaf Rag"): "Scott Joplin · Ragtime",
    }


def test_completions_are_hits(music: Snapshot) -> None:
    assert [(hit.kind, hit.title) for hit in music.complete("rag")] == [("release", "Ragtime")]


def test_limits(music: Snapshot) -> None:
    assert len(music.search("bach", limit=2)) == 2
    assert music.search("bach", limit=0) == []
    assert len(music.search("bach", limit=10**12)) == 3


@settings(max_examples=5, deadline=None)
@given(st.lists(items(), min_size=1, max_size=6, unique_by=lambda item: item.id))
def test_every_item_is_found_by_its_title_and_by_its_isrcs(given_items: list[Item]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder) / "c", index=Path(folder) / "i", secret=_SECRET)
        catalogue.build(given_items, at=NOON)
        snapshot = catalogue.latest()
        assert snapshot is not None
        for item in given_items:
            recording = snapshot.recording_of_item(item.id)
            questions = [isrc.hyphenated for isrc in item.description.isrcs]
            if query_tokens(item.description.title) and not _reads_as_code(item.description.title):
                questions.append(item.description.title)
            for question in questions:
                assert recording in {hit.id for hit in snapshot.search(question, limit=1000)}


def _reads_as_code(title: str) -> bool:
    return sum(character.isdigit() for character in title) >= 7


def _remove(index: Path) -> None:
    shutil.rmtree(index)


def _cut(index: Path) -> None:
    largest = max(index.glob("shard-*/[!.]*"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])


@pytest.mark.parametrize("spoil", [_remove, _cut])
def test_a_spoilt_index_is_named_and_built_anew(
    tmp_path: Path, standing: Catalogue, spoil: Callable[[Path], None]
) -> None:
    (index,) = tmp_path.glob("index/parts/*/search")
    spoil(index)
    reader = standing.latest()
    assert reader is not None
    with pytest.raises(MissingIndexError, match="nachklang catalogue build") as caught:
        reader.search("invention")
    assert isinstance(caught.value, CatalogueError)
    assert reader.counts().recordings == 1
    assert standing.build([an_item(1)], at=NOON) == reader.info
    assert [hit.title for hit in reader.search("invention")] == ["Invention No. 1"]


def test_a_flipped_bit_in_the_index_is_noticed_by_the_next_build(tmp_path: Path, standing: Catalogue) -> None:
    words = next(tmp_path.glob("index/parts/*/search/shard-*/*.term"))
    sound = words.read_bytes()
    words.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
    standing.build([an_item(1)], at=NOON)
    snapshot = standing.latest()
    assert snapshot is not None
    assert not words.exists()
    assert [hit.title for hit in snapshot.search("invention")] == ["Invention No. 1"]
