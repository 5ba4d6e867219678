"""Puts played notes together: stereo places, a room around them, one loudness for all pieces."""

from collections.abc import Iterator

import numpy as np

from nachklang.demo.performance import Clock, Struck, play
from nachklang.demo.score import Score
from nachklang.demo.timbre import Samples, tone

LEAD_IN = 0.15
"""Seconds of silence before the first beat."""
TAIL = 2.2
"""Seconds after the last bar, in which the room rings out."""
_FADE = 0.9
_WET = 0.3
_ROOM_SECONDS = 1.7
_ROOM_SEED = 1877  # one room for every piece
_LOUDNESS = 0.09
_CEILING = 0.85


def duration(score: Score) -> float:
    """Return the length of a rendered score in seconds, silence before and after included."""
    return LEAD_IN + Clock.of(score).end + TAIL


def render(score: Score, *, seed: int, rate: int) -> Samples:
    """Perform a score; returns float samples of shape (frames, 2), never louder than -1.4 dBFS."""
    dry = np.zeros((round(duration(score) * rate), 2), dtype=np.float32)
    noise = np.random.default_rng(seed + 1)
    for struck in play(score, seed):
        _place(dry, struck, rate, noise)
    return _master(dry + _WET * _room(dry, rate), rate)


def _place(dry: Samples, struck: Struck, rate: int, noise: np.random.Generator) -> None:
    """Add one note at its time; left and right share its power by the angle of its place."""
    note = tone(struck.part.timbre, struck.frequency, struck.held, struck.loudness, rate, noise)
    begin = round((LEAD_IN + struck.start) * rate)
    note = note[: len(dry) - begin] * np.float32(struck.part.gain)
    angle = (struck.part.pan + 1) * np.pi / 4
    dry[begin : begin + len(note), 0] += note * np.float32(np.cos(angle))
    dry[begin : begin + len(note), 1] += note * np.float32(np.sin(angle))


def _room(dry: Samples, rate: int) -> Samples:
    """Let both channels ring in a room: convolution with noise that dies away, high tones first."""
    answers = _impulse(rate)
    size = _fast_size(len(dry) + len(answers))
    source = np.fft.rfft(dry.mean(axis=1), size)
    wet = [np.fft.irfft(source * np.fft.rfft(answers[:, side], size), size) for side in (0, 1)]
    both: Samples = np.stack(wet, axis=1)[: len(dry)].astype(np.float32)
    return both


def _impulse(rate: int) -> Samples:
    """Return the room's answer to a click, shape (frames, 2), with the power of the click."""
    frames = round(_ROOM_SECONDS * rate)
    noise = np.random.default_rng(_ROOM_SEED).standard_normal((frames, 2))
    time = np.arange(frames)[:, np.newaxis] / rate
    frequencies = np.fft.rfftfreq(frames, 1 / rate)[:, np.newaxis]
    spectrum = np.fft.rfft(noise, axis=0)
    total = np.zeros_like(noise)
    for low, high, decay in ((90, 600, 3.6), (600, 2500, 4.4), (2500, 9000, 7.5)):
        band = (frequencies >= low) & (frequencies < high)
        total += np.fft.irfft(spectrum * band, frames, axis=0) * np.exp(-decay * time)
    total *= np.clip((time - 0.012) / 0.02, 0.0, 1.0)
    answer: Samples = (total / np.sqrt((total**2).sum(axis=0))).astype(np.float32)
    return answer


def _fast_size(least: int) -> int:
    """Return the smallest 2^a·3^b·5^c that is not below `least`: sizes that the FFT likes."""
    powers: Iterator[int] = (2**a * 3**b * 5**c for a in range(4, 24) for b in range(4) for c in range(3))
    return min(size for size in powers if size >= least)


def _master(mix: Samples, rate: int) -> Samples:
    """Bring a piece to the common loudness, bend what is left of peaks, fade out."""
    level = mix * np.float32(_LOUDNESS / np.sqrt(np.mean(mix**2)))
    bent: Samples = np.float32(_CEILING) * np.tanh(level / np.float32(_CEILING))
    fade = round(_FADE * rate)
    bent[-fade:] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, fade)))[:, np.newaxis].astype(np.float32)
    return bent
