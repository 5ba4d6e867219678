"""The scores: bars as long as they should be, notes where the works have them, sane performances."""

from dataclasses import replace
from fractions import Fraction

import pytest

from nachklang.demo import scores
from nachklang.demo.mixing import duration
from nachklang.demo.notation import NotationError
from nachklang.demo.performance import Clock, play
from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import PIANO

EVERY = {name: getattr(scores, name) for name in scores.__all__}
BARS = {
    "BACH": 19,
    "PETZOLD": 16,
    "BEETHOVEN": 23,  # with the upbeat
    "CHOPIN": 17,
    "CLARA_SCHUMANN": 15,
    "SATIE": 12,
    "JOPLIN": 20,
    "GREENSLEEVES": 17,
}
MELODIES = {
    "BACH": (0, "G C E G C E G C E G C E A D F A D F A D F A D F"),
    "PETZOLD": (0, "D G A B C D G G E C D E F# G G G C D C B A B C B A G F# G A B G B A"),
    "BEETHOVEN": (0, "E D# E D# E B D C A C E A B E G# B C E E D# E D# E B D C A C E A B E C B A"),
    "CHOPIN": (0, "E C# D B B B F# D# E A A A"),
    "CLARA_SCHUMANN": (0, "C C C A A# C C C# C# C# C# C# D# G# F"),
    "SATIE": (0, "F# A G F# C# B C# D A F#"),
    "JOPLIN": (0, "D E C A B G D E C A B G D E C A B A G# G G D D# E C E C E C C D D# E"),
    "GREENSLEEVES": (0, "A C D E F# E D B G A B C A A G# A B G# E A"),
}
NAMES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_part_has_the_same_bars_of_the_right_length(name: str) -> None:
    voices = EVERY[name].voices()
    assert {len(voice.bars) for voice in voices} == {BARS[name]}
    assert len({sum(voice.bars) for voice in voices}) == 1


@pytest.mark.parametrize("name", sorted(EVERY))
def test_the_melody_begins_as_the_work_does(name: str) -> None:
    part, melody = MELODIES[name]
    expected = melody.split()
    sounds = EVERY[name].voices()[part].sounds[: len(expected)]
    assert [NAMES[sound.pitches[-1] % 12] for sound in sounds] == expected


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_piece_lasts_between_15_and_40_seconds(name: str) -> None:
    assert 15 <= duration(EVERY[name]) <= 40


@pytest.mark.parametrize("name", sorted(EVERY))
def test_players_stay_close_to_the_score_and_within_hearing(name: str) -> None:
    score = EVERY[name]
    clock = Clock.of(score)
    written = [
        (clock.at(sound.start), pitch)
        for voice in score.voices()
        for sound in voice.sounds
        for pitch in sound.pitches
    ]
    for struck, (start, pitch) in zip(play(score, seed=5), written, strict=True):
        assert abs(struck.start - start) <= 0.0121
        assert struck.frequency == pytest.approx(440 * 2 ** ((pitch - 69) / 12))
        assert 0.2 < struck.loudness < 1.2


def test_one_seed_is_one_performance_and_another_is_another() -> None:
    first, again, other = (list(play(scores.SATIE, seed)) for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_a_wrong_bar_names_piece_part_and_bar() -> None:
    short = Score("Etude", Fraction(3, 4), 90, (Part("left hand", PIANO, "C4/2. | C4/2"),))
    with pytest.raises(NotationError, match=r"Etude, left hand: bar 2 lasts 1/2 instead of 3/4"):
        short.voices()


def test_the_last_bar_is_short_by_the_upbeat() -> None:
    text = "C4/4 | D4/2. | E4/2"
    score = Score("Etude", Fraction(3, 4), 90, (Part("hand", PIANO, text),), pickup=Fraction(1, 4))
    assert score.length == Fraction(3, 2)
    with pytest.raises(NotationError, match="bar 1"):
        replace(score, pickup=Fraction(1, 8)).voices()


def test_a_pedal_holds_to_its_end_and_not_beyond() -> None:
    part = Part("hand", PIANO, "C4/4 D4 E4 | r/2.", ring=Fraction(3, 4))
    score = Score("Etude", Fraction(3, 4), 60, (part,), slowing=0.0, rubato=0.0)
    ends = [struck.start + struck.held for struck in play(score, seed=1)]
    assert ends == pytest.approx([3.0, 3.0, 3.0], abs=1e-6)


def test_the_end_slows_down() -> None:
    steady = Score(
        "Etude", Fraction(1), 60, (Part("hand", PIANO, "C4/1 | C4 | C4"),), slowing=0.0, rubato=0.0
    )
    assert Clock.of(steady).end == pytest.approx(12.0)
    assert Clock.of(replace(steady, slowing=0.5)).end > 12.5
