"""Search finds every row, ranks what people mean first, and takes any text as a question."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.catalogue_rows import Rows, tables_of

from nachklang.catalogue._disk import MissingIndexError
from nachklang.catalogue.search import Found, SearchIndex, build_search, writing
from nachklang.catalogue.search.folding import query_tokens
from nachklang.catalogue.search.index import _best
from nachklang.catalogue.search.questions import AllWords, Question, rarities

_MEMORY = 400_000_000


def built(folder: Path, *parts: Rows) -> SearchIndex:
    return SearchIndex.open([_part(folder / str(number), rows) for number, rows in enumerate(parts)])


def _part(folder: Path, rows: Rows) -> Path:
    index, spill = folder / "index", folder / "spill"
    for path in (index, spill):
        path.mkdir(parents=True)
    build_search(index, tables_of(folder / "tables", rows), memory=_MEMORY, workers=1, spill=spill)
    return index


def shelf() -> Rows:
    """Return a small shelf in several scripts: a release a recording."""
    rows = Rows()
    for title, artist, release in (
        ("Die Kunst der Fuge", "Johann Sebastian Bach", "Bach-Werke"),
        ("Maple Leaf Rag", "Scott Joplin", "Ragtime"),
        ("Bach to the Future", "Die Müßiggänger", "R.E.M. & AC/DC"),
        ("東京事変", "椎名 林檎", "教育"),
        ("Щелкунчик", "Пётр Чайковский", "Балеты"),
        ("!!!", "!!!", "Louden Up"),
    ):
        credit = rows.credit(artist)
        barcode = "0036000291452" if release == "Ragtime" else None
        issued = rows.release(release, credit, barcode=barcode)
        rows.medium(issued, rows.recording(title, credit))
        rows.add("release_label", release_id=issued, label_id=rows.id("label", "Klangwerk"))
    rows.add("label", id=rows.id("label", "Klangwerk"), name="Klangwerk")
    rag = rows.id("recording", "Maple Leaf Rag")
    rows.isrc(rag, "DEABC2600002")
    rows.add("recording_iswc", recording_id=rag, iswc="T0345246801")
    joplin = rows.id("artist", "Scott Joplin")
    rows.add("composer", recording_id=rag, position=1, artist_id=joplin, name="Scott Joplin")
    return rows


ROWS = shelf()
NAMES = {
    (kind, row["id"]): row.get("name") or row["title"]
    for kind in ("artist", "release", "recording")
    for row in ROWS.tables[kind]
}


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return built(tmp_path_factory.mktemp("music"), ROWS)


def named(found: Iterable[Found], kind: str | None = None) -> list[str]:
    return [NAMES[one.kind, one.id] for one in found if kind in {None, one.kind}]


@pytest.mark.parametrize(
    ("words", "kind", "first"),
    [
        ("bach", "artist", "Johann Sebastian Bach"),
        ("joplin", "artist", "Scott Joplin"),
        ("maple leaf", "recording", "Maple Leaf Rag"),
        ("ragtime", "release", "Ragtime"),
        ("mussigganger", "artist", "Die Müßiggänger"),
        ("bach future", "recording", "Bach to the Future"),
        ("ЧАЙКОВСКИЙ петр", "artist", "Пётр Чайковский"),
        ("林檎", "artist", "椎名 林檎"),
        ("事変", "recording", "東京事変"),
        ("rem", "release", "R.E.M. & AC/DC"),
        ("!!!", "artist", "!!!"),
        ("johann seb", "artist", "Johann Sebastian Bach"),
        ("jolpin", "artist", "Scott Joplin"),
        ("0 36000 29145 2", "release", "Ragtime"),
        ("T-034.524.680-1", "recording", "Maple Leaf Rag"),
        ("ragtime maple", "recording", "Maple Leaf Rag"),
    ],
)
def test_what_people_mean_comes_first(music: SearchIndex, words: str, kind: str, first: str) -> None:
    found = music.search(words, limit=20)[0]
    assert (found.kind, NAMES[found.kind, found.id]) == (kind, first)


def test_every_word_must_be_there(music: SearchIndex) -> None:
    found = music.search("bach", limit=20)
    assert set(named(found, "recording")) == {"Die Kunst der Fuge", "Bach to the Future"}
    assert music.search("bach ragtime", limit=20) == []


def test_only_the_last_word_may_be_a_beginning(music: SearchIndex) -> None:
    assert named(music.search("leaf map", limit=20), "recording") == ["Maple Leaf Rag"]
    assert music.search("map leaf", limit=20) == []


def test_whole_words_come_before_beginnings(tmp_path: Path) -> None:
    rows = Rows()
    whole, begun = rows.recording("Bach", popularity=0), rows.recording("Bachata", popularity=1_000_000)
    index = built(tmp_path, rows)
    assert [one.id for one in index.search("bach", limit=2)] == [whole, begun]
    assert [one.id for one in index.search("bach", limit=1)] == [whole]


def test_an_edit_is_allowed_only_where_nothing_was_found(music: SearchIndex) -> None:
    assert named(music.search("mable leaf", limit=20), "recording") == ["Maple Leaf Rag"]
    assert named(music.search("fugue", limit=20), "recording") == ["Die Kunst der Fuge"]
    assert music.search("maxxe leaf", limit=20) == []
    assert [one.near for one in music.search("mable leaf", limit=1) + music.search("maple", limit=1)] == [
        True,
        False,
    ]
    assert "Die Kunst der Fuge" not in named(music.search("future", limit=20))


@pytest.mark.parametrize(
    "spelling", ["DEABC2600002", "de-abc-26-00002", "ISRC: DE ABC 26 00002", " isrc deabc2600002"]
)
def test_an_isrc_is_found_in_any_spelling(music: SearchIndex, spelling: str) -> None:
    assert named(music.search(spelling, limit=20)) == ["Maple Leaf Rag"]


def test_a_title_that_looks_like_an_isrc_is_found_where_nothing_has_that_code(tmp_path: Path) -> None:
    rows = Rows()
    one = rows.recording("QZABC2699999")
    assert [found.id for found in built(tmp_path, rows).search("QZ-ABC-26-99999", limit=9)] == []
    assert [found.id for found in built(tmp_path / "x", rows).search("QZABC2699999", limit=9)] == [one]


def test_limits(music: SearchIndex) -> None:
    assert len(music.search("klangwerk", limit=2)) == 2
    assert music.search("klangwerk", limit=0) == music.search("klangwerk", limit=-1) == []
    assert len(music.search("klangwerk", limit=10**12)) == len(music.search("klangwerk", limit=6)) == 6


def test_a_shorter_answer_is_the_beginning_of_a_longer_one(music: SearchIndex) -> None:
    longest = music.search("b", limit=1000)
    assert len(longest) > 3
    assert all(music.search("b", limit=limit) == longest[:limit] for limit in range(1, len(longest)))


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"popularity": 9_000}, {"popularity": 3}),
        ({"popularity": 1}, {"popularity": None}),
    ],
)
def test_popular_recordings_come_first(
    tmp_path: Path, more: dict[str, int | None], less: dict[str, int | None]
) -> None:
    rows = Rows()
    low, high = rows.recording("Lied", key="a", **less), rows.recording("Lied", key="b", **more)
    assert [one.id for one in built(tmp_path, rows).search("lied", limit=2)] == [high, low]


def test_recordings_with_more_appearances_come_first(tmp_path: Path) -> None:
    rows = Rows()
    credit = rows.credit("Clara Schumann")
    once, often = (rows.recording("Ich stand in dunklen Träumen", credit, key=key) for key in "ab")
    rows.medium(rows.release("Lieder"), once, often)
    rows.medium(rows.release("Romantik"), often)
    # The more a recording appears, the more words it has; they must not weigh more than that.
    assert [one.id for one in built(tmp_path, rows).search("dunklen", limit=2)] == [often, once]


def test_the_song_that_an_album_is_called_by_comes_before_its_others(tmp_path: Path) -> None:
    rows = Rows()
    credit = rows.credit("Running Wild")
    others = [rows.recording(title, credit) for title in ("Raw Ride", "Raise Your Fist", "Merciless Game")]
    called = rows.recording("Under Jolly Roger", credit)
    rows.medium(rows.release("Under Jolly Roger", credit), *others, called)
    found = built(tmp_path, rows).search("under jolly roger", limit=5)
    assert next(one.id for one in found if one.kind == "recording") == called
    assert len(found) == 5


def test_artists_with_more_recordings_come_first(tmp_path: Path) -> None:
    rows = Rows()
    for name, recordings in (("Eva Alt", 1), ("Eva Neu", 9)):
        credit = rows.credit(name)
        for number in range(recordings):
            rows.recording(f"Lied {number}", credit, key=f"{name}/{number}")
    found = built(tmp_path, rows).search("eva", limit=2)
    assert [one.id for one in found] == [rows.id("artist", "Eva Neu"), rows.id("artist", "Eva Alt")]


def test_what_else_a_row_is_found_by(tmp_path: Path) -> None:
    rows = Rows()
    artist = rows.artist("Prince")
    rows.add("artist_alias", artist_id=artist, name="Camille")
    uncredited, recording = rows.release("Sampler"), rows.recording("Kiss", rows.credit("Prince"))
    medium = rows.medium(uncredited)
    rows.track(medium, recording, 1, title="Kiss (Radio Edit)")
    rows.add("release_label", release_id=uncredited, label_id=None, catalogue_number="PRN 86")
    index = built(tmp_path, rows)
    ids = {kind: [one.id for one in index.search(words, limit=9) if one.kind == kind] for words, kind in (
        ("camille", "artist"), ("prince prn", "release"), ("sampler radio edit prince", "recording"),
    )}  # fmt: skip
    assert ids == {"artist": [artist], "release": [uncredited], "recording": [recording]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("j", {"Johann Sebastian Bach", "Scott Joplin"}),
        ("jop", {"Scott Joplin"}),
        ("scott jo", {"Scott Joplin"}),
        ("joplin ragt", {"Ragtime"}),
        ("sebasti", {"Johann Sebastian Bach"}),
        ("sebastopol", set()),
        ("椎", {"椎名 林檎"}),
        ("ma", set()),
        ("", set()),
    ],
)
def test_completions_are_artists_and_releases_by_their_beginning(
    music: SearchIndex, text: str, expected: set[str]
) -> None:
    found = music.complete(text, limit=20)
    assert set(named(found)) >= expected if text == "j" else set(named(found)) == expected
    assert {one.kind for one in found} <= {"artist", "release"}


def test_completions_of_a_large_part_are_its_more_popular_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nachklang.catalogue.search.building.MOST_COMPLETED", 3)
    rows = Rows()
    ids = [rows.artist(f"Name {number}", popularity=2**number) for number in range(30)]
    index = built(tmp_path, rows)
    assert {one.id for one in index.complete("na", limit=20)} == set(ids[-3:])
    assert len(index.search("name", limit=30)) == 30


_WORDS = ("ein", "eine", "einer", "lied", "lieder", "liebe", "nacht", "tag", "in", "der")


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5),
            st.integers(0, 14).map(lambda power: 3**power),
        ),
        min_size=1,
        max_size=60,
    ),
    st.lists(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3), min_size=1, max_size=12),
    st.integers(1, 8),
)
def test_leaving_out_what_cannot_be_better_changes_no_answer(
    tmp_path_factory: pytest.TempPathFactory,
    titles: list[tuple[list[str], int]],
    asked: list[list[str]],
    limit: int,
) -> None:
    rows = Rows()
    for number, (words, popularity) in enumerate(titles):
        rows.recording(" ".join(words), key=str(number), popularity=popularity)
    index = built(tmp_path_factory.mktemp("pruned"), rows)
    for words in asked:
        question = AllWords(rarities(list(dict.fromkeys(words)), index._shards))
        hits = list(_every_hit(index, question))
        best = sorted((hit for hit, _ in hits), key=lambda one: (-one.score, one.kind, one.id))
        assert _best(index._shards, question, limit) == best[:limit]
        assert all(hit.score <= highest for hit, highest in hits)


def _every_hit(index: SearchIndex, question: Question) -> Iterator[tuple[Found, float]]:
    """Yield what all shards answer, each hit with the highest score that its shard was expected to give."""
    for shard in index._shards:
        put = question.put(shard)
        if put is not None:
            yield from ((hit, put.highest * shard.highest_factor) for hit in shard.ask(put.query, 1000))


def test_a_shard_is_closed_when_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_DOCUMENTS_A_SHARD", 2)
    rows = Rows()
    ids = {rows.recording("Lied", key=str(number)) for number in range(5)}
    part = _part(tmp_path, rows)
    assert len(list(part.glob("shard-*"))) == 3
    assert {one.id for one in SearchIndex.open([part]).search("lied", limit=9)} == ids


def test_hits_of_several_parts_are_merged_by_their_score(tmp_path: Path) -> None:
    ours, theirs = Rows("deposits"), Rows("discogs")
    ids = [
        rows.recording("Lied", key=str(number), popularity=number)
        for number, rows in ((1, ours), (50, theirs), (3_000, ours))
    ]
    found = built(tmp_path, ours, theirs).search("lied", limit=9)
    assert [one.id for one in found] == ids[::-1]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_word_is_as_rare_in_one_part_as_in_another(tmp_path: Path) -> None:
    ours, theirs = Rows("deposits"), Rows("discogs")
    ids = {ours.recording("Lied"), theirs.recording("Lied")}
    for number in range(40):
        theirs.recording(f"Stück{number}")
    one, other = built(tmp_path, ours, theirs).search("lied", limit=9)
    assert {one.id, other.id} == ids
    assert one.score == pytest.approx(other.score)


@pytest.mark.parametrize("ids", [[1, 2, 3], [2**62 - 1, 2**62, 2**63 - 1]])
def test_ids_of_any_size_come_back(tmp_path: Path, ids: list[int]) -> None:
    rows = Rows()
    for kind, one in zip(("artist", "release", "recording"), ids, strict=True):
        name = "name" if kind == "artist" else "title"
        rows.add(kind, id=one, **{name: "Lied"})
    found = built(tmp_path, rows).search("lied", limit=9)
    assert {(one.kind, one.id) for one in found} == set(
        zip(("artist", "release", "recording"), ids, strict=True)
    )


def test_documents_are_read_in_ranges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nachklang.catalogue.search.documents.ROWS_A_RANGE", 7)
    rows = Rows()
    ids = {rows.recording("Lied", rows.credit("Ada"), key=str(number)) for number in range(50)}
    found = built(tmp_path, rows).search("lied ada", limit=99)
    assert {one.id for one in found} == ids
    assert len(found) == 50


def test_several_processes_find_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows()
    named_credits = [rows.credit(name) for name in ("Ada", "Ada Lovelace", "Clara")]
    for number in range(60):
        one = rows.recording(
            f"Lied {number % 9}", named_credits[number % 3], key=str(number), popularity=number
        )
        rows.medium(rows.release(f"Platte {number}", named_credits[number % 3]), one)
    monkeypatch.setattr("nachklang.catalogue.search.sharing._WORTH_A_PROCESS", 40)
    tables = tables_of(tmp_path / "tables", rows)
    found = []
    for workers in (1, 3):
        index = tmp_path / str(workers)
        index.mkdir()
        build_search(index, tables, memory=3 * _MEMORY, workers=workers, spill=tmp_path / "spill")
        opened = SearchIndex.open([index])
        asked = [opened.search(words, limit=200) for words in ("ada", "lied 3", "platte", "cla")]
        asked.append(opened.complete("ad", limit=9))
        found.append([{(one.kind, one.id) for one in hits} for hits in asked])
        assert len({path.name[:8] for path in index.glob("shard-*")}) == workers
    assert found[0] == found[1]
    assert len(found[0][0]) > 20


def test_no_room_in_one_of_several_processes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows()
    for number in range(90):
        rows.recording("Lied", rows.credit("Ada"), key=str(number))
    monkeypatch.setattr("nachklang.catalogue.search.sharing._WORTH_A_PROCESS", 40)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "shard-01-000").write_text("in the way")
    with pytest.raises(FileExistsError, match="shard-01-000"):
        build_search(
            tmp_path / "index",
            tables_of(tmp_path / "tables", rows),
            memory=2 * _MEMORY,
            workers=2,
            spill=tmp_path / "spill",
        )


def test_parts_without_rows_find_nothing(tmp_path: Path) -> None:
    assert built(tmp_path, Rows()).search("lied", limit=9) == []
    assert built(tmp_path / "again", Rows()).complete("lied", limit=9) == []
    assert SearchIndex.open([]).search("lied", limit=9) == []


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
def test_no_text_is_an_error(music: SearchIndex, words: str) -> None:
    assert isinstance(music.search(words, limit=20), list)
    assert isinstance(music.complete(words, limit=20), list)


@settings(deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_no_random_text_is_an_error(music: SearchIndex, words: str) -> None:
    assert isinstance(music.search(words, limit=20), list)
    assert isinstance(music.complete(words, limit=20), list)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=8, unique=True
    )
)
def test_every_title_is_found_by_itself(tmp_path_factory: pytest.TempPathFactory, titles: list[str]) -> None:
    rows = Rows()
    ids = {rows.recording(title): title for title in titles}
    index = built(tmp_path_factory.mktemp("titles"), rows)
    for one, title in ids.items():
        if query_tokens(title):
            assert one in {found.id for found in index.search(title, limit=1000)}


def test_a_very_long_title_is_found_by_all_of_it(tmp_path: Path) -> None:
    title = " ".join(f"Satz{number}" for number in range(1_500))
    rows = Rows()
    one = rows.recording(title)
    rows.recording("Satz1")
    assert [found.id for found in built(tmp_path, rows).search(title, limit=9)] == [one]


def _remove(part: Path) -> None:
    for path in (part / "completions").iterdir():
        path.unlink()


def _spoil_meta(part: Path) -> None:
    (part / "shard-00-000" / "meta.json").write_text("{")


def _spoil_note(part: Path) -> None:
    (part / "shard-00-000" / "shard.json").write_text("[]")


@pytest.mark.parametrize("spoil", [_remove, _spoil_meta, _spoil_note])
def test_what_cannot_be_read_is_named(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    part = _part(tmp_path, ROWS)
    spoil(part)
    with pytest.raises(MissingIndexError, match="nachklang catalogue build"):
        SearchIndex.open([part])
