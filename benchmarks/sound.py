"""Generated sound: a chord that dies away again and again over quiet noise, different for each number."""

from pathlib import Path

import numpy as np

from nachklang.demo.encoding import Codec, encode
from nachklang.demo.tagging import write_tags
from nachklang.demo.timbre import Samples

RATE = 44_100
"""Samples a second and channel."""


def write_sound(path: Path, codec: Codec, *, seconds: float, number: int) -> None:
    """Write a stereo file with tags of a recording."""
    encode(_samples(seconds, number), path, codec)
    tags = {
        "TITLE": f"Generated piece {number}",
        "ARTIST": "The Generators",
        "ALBUM": "Made to be measured",
        "TRACKNUMBER": str(number),
        "DATE": "2026",
    }
    write_tags(path, tags)


def _samples(seconds: float, number: int) -> Samples:
    """Return samples of shape (frames, 2)."""
    random = np.random.default_rng(number)
    time = np.arange(round(seconds * RATE)) / RATE
    tones = random.uniform(110, 1760, size=4)
    chord = sum(np.sin(2 * np.pi * tone * time) for tone in tones) * np.exp(-3 * (time % 0.5)) / 6
    noise = random.normal(scale=0.003, size=(len(time), 2))
    samples: Samples = (np.stack([chord, np.roll(chord, 400)], axis=1) + noise).astype(np.float32)
    return samples
