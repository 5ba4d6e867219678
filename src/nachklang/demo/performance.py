"""From a score to sounds in seconds: tempo, breath, accents and a player's small freedoms.

The freedoms are drawn from a seed, so that one seed always gives one performance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nachklang.demo.notation import Sound
from nachklang.demo.score import Part, Score

_GRID = 64
_LOOSENESS = 0.006
_UNEVENNESS = 0.04


@dataclass(frozen=True, slots=True)
class Struck:
    """One note as played: `start` and `held` in seconds, `frequency` in hertz, `loudness` 0 to 1."""

    part: Part
    start: float
    held: float
    frequency: float
    loudness: float


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns positions in a score (whole notes) into seconds."""

    positions: NDArray[np.float64]
    seconds: NDArray[np.float64]

    @classmethod
    def of(cls, score: Score) -> "Clock":
        """Lay the tempo over the score: swaying in each phrase, slowing in the last two bars."""
        steps = round(float(score.length) * _GRID)
        positions = np.arange(steps + 1) / _GRID
        phrase = float(score.bar) * score.phrase
        sway = 1 + score.rubato * np.cos(2 * np.pi * (positions - float(score.pickup)) / phrase)
        closing = np.clip(1 - (positions[-1] - positions) / (2 * float(score.bar)), 0.0, 1.0)
        pace = 240 / score.tempo * sway * (1 + score.slowing * closing**2)
        seconds = np.concatenate([[0.0], np.cumsum((pace[1:] + pace[:-1]) / 2 / _GRID)])
        return cls(positions, seconds)

    def at(self, position: Fraction) -> float:
        """Return the seconds from the first beat to a position."""
        return float(np.interp(float(position), self.positions, self.seconds))

    @property
    def end(self) -> float:
        """Seconds from the first beat to the end of the last bar."""
        return float(self.seconds[-1])


def play(score: Score, seed: int) -> Iterator[Struck]:
    """Play all parts; notes of one chord are a hair apart, as from a hand."""
    clock = Clock.of(score)
    freedom = np.random.default_rng(seed)
    for part, voice in zip(score.parts, score.voices(), strict=True):
        for sound in voice.sounds:
            yield from _strike(score, part, sound, clock, freedom)


def _strike(
    score: Score, part: Part, sound: Sound, clock: Clock, freedom: np.random.Generator
) -> Iterator[Struck]:
    start = clock.at(sound.start)
    until = clock.at(_let_go(score, part, sound))
    weight = sound.loudness * _accent(score, sound.start)
    for pitch in sound.pitches:
        delay, unevenness = np.clip(freedom.standard_normal(2), -2.0, 2.0)
        begin = max(0.0, start + _LOOSENESS * float(delay))
        yield Struck(
            part=part,
            start=begin,
            held=max(0.05, until - begin),
            frequency=float(440.0 * 2 ** ((pitch - 69) / 12)),
            loudness=float(weight * (1 + _UNEVENNESS * float(unevenness))),
        )


def _let_go(score: Score, part: Part, sound: Sound) -> Fraction:
    """Return where a sound ends: at its written end, or where the pedal comes up."""
    end = sound.start + sound.length
    if part.ring is None:
        return end
    begin = sound.start - score.pickup
    return max(end, (begin // part.ring + 1) * part.ring + score.pickup)


def _accent(score: Score, start: Fraction) -> float:
    """Return the weight of the place in the bar: first beat, other beats, between them."""
    place = (start - score.pickup) % score.bar
    if place == 0:
        return 1.06
    return 1.0 if place.denominator <= score.bar.denominator else 0.93
