"""What is performed, in which format, and what the file says about itself in its tags.

The grounds stand in `papers/deposit.toml`, but for three files that carry their licence in their tags.
Those name the composer too: a performer's licence says nothing about somebody else's composition.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nachklang.demo import scores
from nachklang.demo.encoding import FLAC, MP3, OPUS, VORBIS, WAV, Codec
from nachklang.demo.score import Score

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
BY_NC = "https://creativecommons.org/licenses/by-nc/4.0/"


@dataclass(frozen=True, slots=True)
class Recording:
    """One file of the demo. `seed` chooses among the performances that a score can have."""

    file: str
    score: Score
    codec: Codec
    seed: int
    tags: Mapping[str, str] = field(default_factory=dict)


PROGRAMME = (
    Recording(
        "bach-prelude-in-c.flac",
        scores.BACH,
        FLAC,
        1722,
        {"TITLE": "Prelude in C major, BWV 846", "ARTIST": "Ensemble Nachklang", "ALBUM": "First Echoes"},
    ),
    Recording(
        "petzold-minuet-in-g.ogg",
        scores.PETZOLD,
        VORBIS,
        1725,
        {
            "TITLE": "Minuet in G major, BWV Anh. 114",
            "ARTIST": "Sine Wave Consort",
            "ALBUM": "First Echoes",
            "ALBUMARTIST": "Ensemble Nachklang",
            "TRACKNUMBER": "2",
            "DATE": "2026",
            "ISRC": "AANKL2600002",
            "LABEL": "Nachklang Demonstration",
            "COMPOSER": "Christian Petzold",
            "LICENSE": CC0,
        },
    ),
    Recording("beethoven-fuer-elise.wav", scores.BEETHOVEN, WAV, 1810),
    Recording(
        "chopin-prelude-in-a.flac",
        scores.CHOPIN,
        FLAC,
        1839,
        {"TITLE": "Prelude in A major, op. 28 no. 7", "ARTIST": "Ensemble Nachklang", "ALBUM": "Late Echoes"},
    ),
    Recording(
        "clara-schumann-warum-willst-du.opus",
        scores.CLARA_SCHUMANN,
        OPUS,
        1841,
        {
            "TITLE": "Warum willst du and're fragen",
            "ARTIST": "Duo Phasor",
            "ALBUM": "Late Echoes",
            "COMPOSER": "Clara Schumann",
            "LICENSE": CC0,
        },
    ),
    Recording(
        "satie-gymnopedie-1.ogg",
        scores.SATIE,
        VORBIS,
        1888,
        {"TITLE": "Gymnopédie no. 1", "ARTIST": "Duo Phasor", "ALBUM": "Late Echoes"},
    ),
    Recording(
        "joplin-the-entertainer.mp3",
        scores.JOPLIN,
        MP3,
        1902,
        {
            "TITLE": "The Entertainer",
            "ARTIST": "Ensemble Nachklang",
            "ALBUM": "Late Echoes",
            "COMPOSER": "Scott Joplin",
            "LICENSE": BY_NC,
        },
    ),
    Recording(
        "greensleeves.mp3",
        scores.GREENSLEEVES,
        MP3,
        1580,
        {"TITLE": "Greensleeves", "ARTIST": "Sine Wave Consort"},
    ),
)
