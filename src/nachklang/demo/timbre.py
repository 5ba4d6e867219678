"""Timbres: how a tone of one instrument sounds, as numbers and as samples.

A tone is the sum of its partials k = 1…n, each turning k times as fast as the first and, where the
instrument is plucked or struck, dying away the faster the higher it is: the sum of w(k)·z^k·e^(-ft)
with one rotating, shrinking z(t). That is a polynomial in z, so Horner's rule makes the tone with
one complex multiplication a partial and no sine but the first. High partials are left out from the
moment that nobody can hear them any more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
_REFERENCE = 220.0
_INAUDIBLE = 9.2  # natural logarithm of 10 000: 80 dB down


@dataclass(frozen=True, slots=True)
class Timbre:
    """An instrument.

    `partials` are the strengths of the partials. `fading` (whole tone) and `dulling` (more for each
    further partial) are rates of decay a second at 220 Hz; both zero means that the tone holds.
    `attack` is in seconds, `release` a rate a second. `ranks` are the strings or pipes of one note:
    cents off, and strength. `vibrato` is a share of the frequency, `breath` a share of the loudness.
    """

    partials: tuple[float, ...]
    fading: float = 0.0
    dulling: float = 0.0
    attack: float = 0.003
    release: float = 12.0
    ranks: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    vibrato: float = 0.0
    breath: float = 0.0


def _series(count: int, slope: float, pluck: float) -> tuple[float, ...]:
    """Return partials of a string that is struck or plucked at the share `pluck` of its length."""
    return tuple(abs(float(np.sin(np.pi * k * pluck))) / k**slope for k in range(1, count + 1))


LUTE = Timbre(_series(24, 1.0, 0.21), fading=0.85, dulling=0.55, attack=0.002, release=9.0)
PIANO = Timbre(
    _series(20, 1.35, 0.13), fading=0.55, dulling=0.42, release=14.0, ranks=((0.0, 0.75), (1.6, 0.25))
)
ELECTRIC_PIANO = Timbre(
    (1.0, 0.3, 0.1, 0.05, 0.012, 0.0, 0.03, 0.0, 0.0, 0.018),
    fading=0.6,
    dulling=0.75,
    attack=0.004,
    release=7.0,
    ranks=((0.0, 0.75), (3.0, 0.25)),
)
ORGAN = Timbre(
    (1.0, 0.55, 0.16, 0.3, 0.0, 0.1, 0.0, 0.09), attack=0.03, release=26.0, ranks=((0.0, 0.8), (2.6, 0.2))
)
FLUTE = Timbre((1.0, 0.42, 0.15, 0.05, 0.02), attack=0.06, release=16.0, vibrato=0.0035, breath=0.02)


def tone(
    timbre: Timbre, frequency: float, held: float, loudness: float, rate: int, noise: np.random.Generator
) -> Samples:
    """Return a tone of `frequency` hertz that is let go after `held` seconds, as mono samples."""
    seconds = held + _INAUDIBLE / timbre.release
    if timbre.fading:
        seconds = min(seconds, _INAUDIBLE / (timbre.fading * _register(frequency)))
    time = np.arange(max(1, round(seconds * rate)), dtype=np.float64) / rate
    samples = np.zeros(time.size, dtype=np.float32)
    for cents, strength in timbre.ranks:
        samples += np.float32(strength) * _rank(timbre, frequency * 2 ** (cents / 1200), time, loudness)
    samples *= _envelope(timbre, frequency, time, held) * np.float32(loudness)
    if timbre.breath:
        samples += _breath(timbre, time, held, noise) * np.float32(loudness)
    return samples


def _register(frequency: float) -> float:
    """High strings die away sooner than low ones."""
    return float((frequency / _REFERENCE) ** 0.45)


def _rank(timbre: Timbre, frequency: float, time: NDArray[np.float64], loudness: float) -> Samples:
    """Add up the partials; a soft tone has weaker high ones, as on the instruments."""
    dulling = timbre.dulling * _register(frequency)
    turns = (_turns(timbre, frequency, time) % 1.0).astype(np.float32) * np.float32(2 * np.pi)
    z = (np.cos(turns) + 1j * np.sin(turns)).astype(np.complex64)
    if dulling:
        z *= np.exp(-dulling * time).astype(np.float32)
    highest = max(1, min(len(timbre.partials), int(10_000 / frequency)))
    brightness = 0.85 + 0.15 * loudness
    total = np.zeros(time.size, dtype=np.complex64)
    for k in range(highest, 0, -1):
        end = time.size
        if dulling:
            end = min(end, int(np.searchsorted(time, _INAUDIBLE / (dulling * k))) + 1)
        total[:end] += np.complex64(timbre.partials[k - 1] * brightness ** (k - 1))
        total[:end] *= z[:end]
    return np.ascontiguousarray(total.imag)


def _turns(timbre: Timbre, frequency: float, time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how often the first partial has turned; the vibrato sets in after a moment."""
    turns = frequency * time
    if timbre.vibrato:
        depth = timbre.vibrato * np.clip((time - 0.25) / 0.5, 0.0, 1.0)
        turns += frequency * depth / (2 * np.pi * 5.1) * np.sin(2 * np.pi * 5.1 * time)
    return turns


def _envelope(timbre: Timbre, frequency: float, time: NDArray[np.float64], held: float) -> Samples:
    """Return attack, decay and release, which end below hearing at the end of `time`."""
    rise = 0.5 - 0.5 * np.cos(np.pi * np.clip(time / timbre.attack, 0.0, 1.0))
    decay = timbre.fading * _register(frequency) * time
    release = timbre.release * np.clip(time - held, 0.0, None)
    envelope: Samples = (rise * np.exp(-decay - release)).astype(np.float32)
    return envelope


def _breath(timbre: Timbre, time: NDArray[np.float64], held: float, noise: np.random.Generator) -> Samples:
    """Return the player's breath: noise, smoothed to take the hiss away."""
    hiss = noise.standard_normal(time.size + 7).astype(np.float32)
    soft = np.convolve(hiss, np.full(8, 0.125, dtype=np.float32), mode="valid")
    breath: Samples = soft * _envelope(timbre, _REFERENCE, time, held) * np.float32(timbre.breath)
    return breath
