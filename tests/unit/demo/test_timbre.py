"""Timbres and mixing: pitch, decay, silence at the end, stereo, no clipping."""

from fractions import Fraction

import numpy as np
import pytest

from nachklang.demo.mixing import LEAD_IN, duration, render
from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import ELECTRIC_PIANO, FLUTE, LUTE, ORGAN, PIANO, Samples, Timbre, tone

RATE = 44_100
EVERY = {"lute": LUTE, "piano": PIANO, "electric piano": ELECTRIC_PIANO, "organ": ORGAN, "flute": FLUTE}


def sounded(timbre: Timbre, frequency: float, held: float = 1.0) -> Samples:
    return tone(timbre, frequency, held, 0.8, RATE, np.random.default_rng(1))


def level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples.astype(float) ** 2)))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("frequency", [73.4, 261.6, 1318.5])
def test_a_tone_has_the_pitch_it_was_asked_for(name: str, frequency: float) -> None:
    samples = sounded(EVERY[name], frequency)[:RATE]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * RATE))
    around = slice(round(8 * frequency * 0.94), round(8 * frequency * 1.06))
    found = (np.argmax(spectrum[around]) + around.start) / 8
    assert abs(1200 * np.log2(found / frequency)) < 8


@pytest.mark.parametrize("name", EVERY)
def test_a_tone_begins_and_ends_without_a_click(name: str) -> None:
    samples = sounded(EVERY[name], 440.0)
    assert samples.dtype == np.float32
    assert abs(samples[0]) < 1e-3
    assert abs(samples[-1]) < 1e-3
    assert np.all(np.isfinite(samples))


@pytest.mark.parametrize("name", ["lute", "piano", "electric piano"])
def test_struck_tones_die_away_and_grow_mellow(name: str) -> None:
    samples = sounded(EVERY[name], 220.0, held=3.0)
    early, late = samples[2000 : 2000 + RATE // 2], samples[2 * RATE : 2 * RATE + RATE // 2]
    assert level(late) < level(early) / 2

    def brightness(part: Samples) -> float:
        power = np.abs(np.fft.rfft(part)) ** 2
        return float((power * np.arange(power.size)).sum() / power.sum())

    assert brightness(late) < brightness(early)


@pytest.mark.parametrize("name", ["organ", "flute"])
def test_blown_tones_hold_until_they_are_let_go(name: str) -> None:
    samples = sounded(EVERY[name], 440.0, held=2.0)
    middle, end = samples[RATE // 2 : RATE], samples[3 * RATE // 2 : 2 * RATE]
    assert level(end) == pytest.approx(level(middle), rel=0.3)
    assert level(samples[-RATE // 20 :]) < level(end) / 50


def test_partials_beyond_hearing_are_left_out() -> None:
    power = np.abs(np.fft.rfft(sounded(LUTE, 2093.0))) ** 2
    frequencies = np.fft.rfftfreq(len(sounded(LUTE, 2093.0)), 1 / RATE)
    assert power[frequencies > 12_000].sum() < power.sum() * 1e-6


def test_a_render_is_stereo_in_time_and_never_clips() -> None:
    parts = (
        Part("left", PIANO, "(ff) C3+C4+E4+G4+C5/4 C3+C4+E4+G4+C5 r/2", 1.0, -0.8),
        Part("right", PIANO, "(ff) r/2 C5+E5+G5/2", 1.0, 0.8),
    )
    score = Score("Etude", Fraction(1), 120, parts)
    samples = render(score, seed=1, rate=RATE)
    assert samples.shape == (round(duration(score) * RATE), 2)
    assert np.abs(samples).max() <= 0.85
    assert level(samples[: round((LEAD_IN - 0.02) * RATE)]) < 1e-6
    first = samples[round(LEAD_IN * RATE) : round((LEAD_IN + 0.4) * RATE)]
    assert level(first[:, 0]) > 1.3 * level(first[:, 1])
    assert np.abs(samples[-100:]).max() < 1e-4
