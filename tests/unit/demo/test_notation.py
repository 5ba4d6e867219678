"""The notation: pitches, lengths, ties, loudness, and errors that name bar and token."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.demo.notation import NotationError, parse, pitch_number

LENGTHS = {
    "1": (1, 1),
    "2.": (3, 4),
    "4": (1, 4),
    "8.": (3, 16),
    "4..": (7, 16),
    "16": (1, 16),
    "64": (1, 64),
}
LETTERS = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]


@pytest.mark.parametrize(
    ("name", "number"),
    [("A4", 69), ("C4", 60), ("C#4", 61), ("Db4", 61), ("B3", 59), ("Cb4", 59), ("C0", 12)],
)
def test_pitches_are_midi_numbers(name: str, number: int) -> None:
    assert pitch_number(name) == number


@pytest.mark.parametrize("name", ["", "H4", "c4", "C9", "C##4", "C", "C-1", "C٤"])
def test_what_is_no_pitch_is_an_error(name: str) -> None:
    with pytest.raises(NotationError, match="not a pitch"):
        pitch_number(name)


def test_lengths_last_until_the_next_one() -> None:
    voice = parse("C4/8. D4 r E4/2")
    assert [sound.start for sound in voice.sounds] == [0, Fraction(3, 16), Fraction(9, 16)]
    assert voice.bars == (Fraction(17, 16),)


def test_a_chord_is_one_sound_from_low_to_high() -> None:
    (sound,) = parse("G4+C4+E4/4").sounds
    assert sound.pitches == (60, 64, 67)


def test_a_tie_makes_one_sound_across_the_bar() -> None:
    voice = parse("C4/4~ | C4/2~ C4/8 | D4")
    assert [(sound.start, sound.length) for sound in voice.sounds] == [
        (0, Fraction(7, 8)),
        (Fraction(7, 8), Fraction(1, 8)),
    ]


def test_loudness_lasts_and_grows_with_its_name() -> None:
    sounds = parse("(pp) C4/4 (p) C4 (mp) C4 (mf) C4 (f) C4 (ff) C4 C4").sounds
    loudness = [sound.loudness for sound in sounds]
    assert loudness[:-1] == sorted(set(loudness))
    assert loudness[-1] == loudness[-2] == 1.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("C4/4 | X4/4", "bar 2, 'X4/4'"),
        ("C4", "needs a length"),
        ("C4/3", "expected pitches"),
        ("C4/4...", "expected pitches"),
        ("C4/4 | | D4", "bar 2 is empty"),
        ("", "bar 1 is empty"),
        ("(fff) C4/4", "expected pitches"),
        ("C4/4~ D4", "same pitches"),
        ("C4/4~ r", "rest cannot be tied"),
        ("r/4~ C4", "rest cannot be tied"),
        ("C4/4~", "tied to nothing"),
    ],
)
def test_errors_say_where_and_what(text: str, said: str) -> None:
    with pytest.raises(NotationError, match=said):
        parse(text)


tokens = st.tuples(
    st.lists(st.tuples(st.sampled_from(LETTERS), st.integers(1, 7)), min_size=1, max_size=4, unique=True),
    st.sampled_from(sorted(LENGTHS)),
)


@given(st.lists(st.lists(tokens, min_size=1, max_size=5), min_size=1, max_size=5))
def test_what_is_written_is_what_is_read(bars: list[list[tuple[list[tuple[str, int]], str]]]) -> None:
    text = " | ".join(
        " ".join(
            "+".join(f"{letter}{octave}" for letter, octave in chord) + f"/{length}" for chord, length in bar
        )
        for bar in bars
    )
    voice = parse(text)
    expected = [(chord, Fraction(*LENGTHS[length])) for bar in bars for chord, length in bar]
    assert [sound.length for sound in voice.sounds] == [length for _, length in expected]
    assert [sound.pitches for sound in voice.sounds] == [
        tuple(sorted(12 * (octave + 1) + LETTERS.index(letter) for letter, octave in chord))
        for chord, _ in expected
    ]
    assert sum(voice.bars) == sum(length for _, length in expected)


@given(st.text(alphabet="ABCDEFGr#b0123456789/.~+|() mpf\n", max_size=60))
def test_any_text_is_music_or_a_notation_error(text: str) -> None:
    try:
        voice = parse(text)
    except NotationError:
        return
    assert all(length > 0 for length in voice.bars)
