"""Names and titles: what is brought to one form, and what is kept apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nachklang.catalogue.linking import spelling
from nachklang.catalogue.linking.spelling import marks_in, named_row, spell_name, spell_title

ALIKE = [
    ("Don't Stop", "DON’T STOP"),
    ("Größe", "Grosse"),
    ("Café del Mar", "cafe del mar"),
    ("The Album", "Album, The"),
    ("Rock & Roll", "Rock and Roll"),
    ("Symphony No. 5, Pt. II", "Symphony no 5 Part 2"),
    ("Song (feat. Somebody)", "Song ft. Somebody"),
    ("Song (with Somebody)", "Song"),
    ("Song - Single", "Song"),
    ("Song [Original Mix]", "Song"),
    ("Ｓｏｎｇ（Live）", "Song - Live"),
    ("R.E.M.", "REM"),
    ("Жизнь", "zhizn"),
    ("Güneş", "Gunes"),
]
APART = [
    ("Song", "Song (Live)"),
    ("Song", "Song - 2011 Remaster"),
    ("Song (2009 Remaster)", "Song (2011 Remaster)"),
    ("Song (A Remix)", "Song (B Remix)"),
    ("Song (Radio Edit)", "Song (Extended Mix)"),
    ("Part I", "Part II"),
    ("Symphony No. 5", "Symphony No. 6"),
]
ALOUD = [
    ("Пётр Ильич Чайковский", "Pyotr Ilyich Tchaikovsky"),
    ("Tchaikovsky, Pyotr Ilyich", "Peter Iljitsch Tschaikowski"),
    ("فيروز", "Fayrouz"),
    ("Φωτιά μου", "Fotia mou"),
    ("사랑", "Sarang"),
    ("さくら", "Sakura"),
]


def _told_apart(one: str, other: str) -> bool:
    left, right = spell_title(one), spell_title(other)
    return (left.key, left.marks, left.version) != (right.key, right.marks, right.version)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_one_title_spelled_twice_has_one_key(one: str, other: str) -> None:
    assert not _told_apart(one, other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_versions_and_parts_are_told_apart(one: str, other: str) -> None:
    assert _told_apart(one, other)


@pytest.mark.parametrize(("one", "other"), ALOUD)
def test_a_name_in_two_scripts_sounds_alike(one: str, other: str) -> None:
    assert spell_name(one).loose == spell_name(other).loose != 0


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Live and Let Die", 0),
        ("Live and Let Die (Live)", spelling.LIVE),
        ("Song (Acoustic Version)", spelling.ACOUSTIC),
        ("Song (French Version)", spelling.OTHER),
        ("Song (Album Version)", 0),
        ("(Live)", 0),
        ("Song - Remastered 2011 - Live", spelling.REMASTER | spelling.LIVE),
    ],
)
def test_a_version_is_seen_only_where_it_is_said_beside_the_title(text: str, marks: int) -> None:
    assert spell_title(text).marks == marks


def test_a_comment_may_say_the_version() -> None:
    assert marks_in("live, 1986-07-12: Wembley Stadium, London") == spelling.LIVE


def test_the_order_of_the_words_of_a_name_does_not_count() -> None:
    assert spell_name("Beatles, The").key == spell_name("The Beatles").key
    assert spell_name("Bach, Johann Sebastian").key == spell_name("Johann Sebastian Bach").key
    assert spell_title("Day Night").key != spell_title("Night Day").key


def test_a_number_that_tells_namesakes_apart_in_their_source_is_no_part_of_the_name() -> None:
    assert spell_name("John Smith (2)").key == spell_name("John Smith").key


def test_guests_stand_beside_the_name() -> None:
    assert spell_name("Somebody feat. Else").key == spell_name("Somebody").key
    assert spell_title("Song (feat. A & B)").guests == spell_title("Song ft. B and A").guests != 0


def test_scripts_say_how_sure_latin_letters_are() -> None:
    texts = ["Überall", "Жизнь", "사랑", "夜に"]
    scripts = [spelling.LATIN, spelling.LETTERS, spelling.SOUNDS, spelling.SIGNS]
    assert [spell_title(text).script for text in texts] == scripts


def test_identifiers_name_rows_of_the_source_that_their_scheme_is_called_after() -> None:
    assert named_row("discogs", "artist", "1") != named_row("discogs", "artist", "2")
    assert named_row("discogs", "artist", "not a number") is None
    assert named_row("musicbrainz", "artist", "a") != named_row("musicbrainz", "release", "a")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_every_text_has_a_spelling(text: str) -> None:
    for spelled in (spell_title(text), spell_name(text)):
        assert spelled.words.isascii()
        assert 0 <= spelled.key < 1 << 63
        assert (spelled.key == 0) == (not spelled.words)
        assert 0 <= spelled.loose < 1 << 63


@settings(deadline=None)
@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_case_never_counts(text: str) -> None:
    assert spell_title(text.upper()) == spell_title(text.lower())
