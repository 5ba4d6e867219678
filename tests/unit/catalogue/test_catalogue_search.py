"""Search finds every item, ranks what people mean first, and takes any text as a question."""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import NOON, a_description, an_item, items

from nachklang.catalogue import Catalogue, Hit, MissingIndexError, Snapshot
from nachklang.catalogue.search.folding import query_tokens
from nachklang.errors import CatalogueError
from nachklang.model.identifiers import ISRC, Barcode
from nachklang.model.items import CreditedName, Item

Build = Callable[[Iterable[Item]], Snapshot]
NAMESPACE = UUID(int=2)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Build a small shelf in several scripts."""
    names = {
        1: ("Die Kunst der Fuge", "Johann Sebastian Bach", "Bach-Werke"),
        2: ("Maple Leaf Rag", "Scott Joplin", "Ragtime"),
        3: ("Bach to the Future", "Die Müßiggänger", "R.E.M. & AC/DC"),
        4: ("東京事変", "椎名 林檎", "教育"),
        5: ("Щелкунчик", "Пётр Чайковский", "Балеты"),
        6: ("!!!", "!!!", "Louden Up"),
    }
    shelf = [
        an_item(
            number,
            description=a_description(
                number,
                title=title,
                artists=(CreditedName(artist),),
                release=release,
                release_artists=(CreditedName(artist),),
                label="Klangwerk",
                barcode=Barcode("036000291452") if number == 2 else None,
                composers=("Scott Joplin",) if number == 2 else (),
            ),
        )
        for number, (title, artist, release) in names.items()
    ]
    root = tmp_path_factory.mktemp("music")
    catalogue = Catalogue(root / "catalogue", index=root / "index", namespace=NAMESPACE)
    catalogue.build(shelf, at=NOON)
    snapshot = catalogue.latest()
    assert snapshot is not None
    return snapshot


def titles(hits: list[Hit], kind: str) -> list[str]:
    return [hit.title for hit in hits if hit.kind == kind]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("bach", ("artist", "Johann Sebastian Bach")),
        ("joplin", ("artist", "Scott Joplin")),
        ("maple leaf", ("recording", "Maple Leaf Rag")),
        ("ragtime", ("release", "Ragtime")),
        ("mussigganger", ("artist", "Die Müßiggänger")),
        ("bach future", ("recording", "Bach to the Future")),
        ("ЧАЙКОВСКИЙ петр", ("artist", "Пётр Чайковский")),
        ("林檎", ("artist", "椎名 林檎")),
        ("事変", ("recording", "東京事変")),
        ("rem", ("release", "R.E.M. & AC/DC")),
        ("!!!", ("artist", "!!!")),
        ("johann seb", ("artist", "Johann Sebastian Bach")),
        ("jolpin", ("artist", "Scott Joplin")),
        ("0 36000 29145 2", ("release", "Ragtime")),
    ],
)
def test_what_people_mean_comes_first(music: Snapshot, words: str, first: tuple[str, str]) -> None:
    hit = music.search(words)[0]
    assert (hit.kind, hit.title) == first


def test_hits_say_what_they_are(music: Snapshot) -> None:
    found = {(hit.kind, hit.title): hit.subtitle for hit in music.search("joplin")}
    assert found == {
        ("artist", "Scott Joplin"): "1 recording, 1 composition",
        ("release", "Ragtime"): "Scott Joplin · 2026-11 · 1 track",
        ("recording", "Maple Leaf Rag"): "Scott Joplin · Ragtime",
    }


def test_every_word_must_be_there(music: Snapshot) -> None:
    assert titles(music.search("bach"), "recording") == ["Die Kunst der Fuge", "Bach to the Future"]
    assert music.search("bach ragtime") == []


def test_only_the_last_word_may_be_a_beginning(music: Snapshot) -> None:
    assert titles(music.search("leaf map"), "recording") == ["Maple Leaf Rag"]
    assert music.search("map leaf") == []


def test_an_edit_is_allowed_only_where_nothing_was_found(music: Snapshot) -> None:
    assert titles(music.search("mable leaf"), "recording") == ["Maple Leaf Rag"]
    assert titles(music.search("fugue"), "recording") == ["Die Kunst der Fuge"]
    assert music.search("maxxe leaf") == []
    assert titles(music.search("bahc"), "recording") == ["Bach to the Future", "Die Kunst der Fuge"]


@pytest.mark.parametrize(
    "spelling", ["DEABC2600002", "de-abc-26-00002", "ISRC: DE ABC 26 00002", " isrc deabc2600002"]
)
def test_an_isrc_is_found_in_any_spelling(music: Snapshot, spelling: str) -> None:
    assert [hit.title for hit in music.search(spelling)] == ["Maple Leaf Rag"]


def test_limits(music: Snapshot) -> None:
    assert len(music.search("klangwerk", limit=2)) == 2
    assert music.search("klangwerk", limit=0) == []
    assert len(music.search("klangwerk", limit=10**12)) == 6


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "\0", "\ud800", '"', '"""', "a AND", "NOT", "(", ")(", "title:", "title:[a TO b]",
        "*", "a*", "?", "~", "bach~2", "^", "bach^9", "\\", "/.*/",
        "-", "--", "+-!(){}[]^~*?:/", "🎷🎺", "👩‍👩‍👧",
        "' or 1=1 --",
        "x" * 10_000, "bach " * 2_000, " ".join(map(str, range(5_000))), "é" * 10_000, "東" * 10_000,
        "e" + "\u0301" * 10_000, "9" * 10_000, "DE" + "\u0660" * 10, "\ufdfa" * 10_000,
    ],
)  # fmt: skip
def test_no_text_is_an_error(music: Snapshot, words: str) -> None:
    assert isinstance(music.search(words), list)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_no_random_text_is_an_error(music: Snapshot, words: str) -> None:
    assert isinstance(music.search(words), list)


@settings(max_examples=8, deadline=None)
@given(st.lists(items(), min_size=1, max_size=6, unique_by=lambda item: item.id))
def test_every_item_is_found_by_its_title_and_by_its_isrcs(given_items: list[Item]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder) / "c", index=Path(folder) / "i", namespace=NAMESPACE)
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


def test_a_title_that_looks_like_an_isrc_is_found_where_no_recording_has_that_code(build: Build) -> None:
    title = str(ISRC("QZABC", "26", "99999"))
    assert [
        hit.title for hit in build([an_item(1, description=a_description(1, title=title))]).search(title)
    ] == [title]


def test_a_very_long_title_is_found_by_all_of_it(build: Build) -> None:
    title = " ".join(f"Satz{number}" for number in range(1_500))
    snapshot = build([an_item(1, description=a_description(1, title=title)), an_item(2)])
    assert [hit.title for hit in snapshot.search(title)] == [title]


def _remove(index: Path) -> None:
    shutil.rmtree(index)


def _cut(index: Path) -> None:
    largest = max(index.glob("[!.]*"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])


def _spoil_meta(index: Path) -> None:
    (index / "meta.json").write_text("{" + " " * ((index / "meta.json").stat().st_size - 1))


def _spoil_mark(index: Path) -> None:
    (index / "nachklang-index.json").write_text("[]")


def _exchange(index: Path) -> None:
    mark = index / "nachklang-index.json"
    mark.write_text(mark.read_text().replace('"content": "', '"content": "0'))


@pytest.mark.parametrize("spoil", [_remove, _cut, _spoil_meta, _spoil_mark, _exchange])
def test_a_spoilt_index_is_named_and_built_anew(
    tmp_path: Path, standing: Catalogue, spoil: Callable[[Path], None]
) -> None:
    spoil(tmp_path / "index" / "1")
    reader = standing.latest()
    assert reader is not None
    with pytest.raises(MissingIndexError, match="nachklang catalogue build") as caught:
        reader.search("invention")
    assert isinstance(caught.value, CatalogueError)
    assert reader.counts().recordings == 1
    assert standing.build([an_item(1)], at=NOON) == reader.info
    assert [hit.title for hit in reader.search("invention")] == ["Invention No. 1"]


def test_a_flipped_bit_in_the_index_is_noticed_by_the_next_build(tmp_path: Path, standing: Catalogue) -> None:
    (words,) = (tmp_path / "index" / "1").glob("*.term")
    sound = words.read_bytes()
    words.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
    standing.build([an_item(1)], at=NOON)
    snapshot = standing.latest()
    assert snapshot is not None
    assert not words.exists()
    assert [hit.title for hit in snapshot.search("invention")] == ["Invention No. 1"]
