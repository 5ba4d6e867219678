"""A made-up collection: items whose words are as unevenly spread as those of real titles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC
from nachklang.model.items import CreditedName, Description, Item, Technical
from nachklang.model.mandates import RightsSignature

_TECHNICAL = Technical("audio/flac", "flac", "flac", 44_100, 2, 8_820_000, 16, 705_600, "FFmpeg")
_ACCEPTED = datetime(2026, 11, 22, 12, tzinfo=UTC)
_TRACKS = 10
_WORDS = 30_000
_SYLLABLES = [first + second for first in "bdfghklmnprstvw" for second in "aeiou"]


@dataclass(frozen=True, slots=True)
class Collection:
    """Items with ten tracks a release, by artists with one or two dozen recordings each."""

    words: tuple[str, ...]
    titles: tuple[tuple[str, ...], ...]
    seed: int

    @classmethod
    def make(cls, count: int, *, seed: int = 2026) -> "Collection":
        """Draw two to five words for each of `count` titles; a few words are everywhere, most are rare."""
        random = np.random.default_rng(seed)
        lengths = random.integers(2, 5, size=_WORDS)
        made = ("".join(random.choice(_SYLLABLES, size=length)) for length in lengths)
        words = tuple(dict.fromkeys(made))
        chance = 1 / (np.arange(len(words)) + 10)
        drawn = random.choice(len(words), size=(count, 5), p=chance / chance.sum())
        sizes = random.integers(2, 6, size=count)
        titles = tuple(
            tuple(words[one] for one in row[:size]) for row, size in zip(drawn, sizes, strict=True)
        )
        return cls(words, titles, seed)

    def items(self) -> Iterator[Item]:
        """Yield one item a title."""
        random = np.random.default_rng(self.seed + 1)
        artists = random.integers(0, max(1, len(self.titles) // 15), size=len(self.titles))
        for number, title in enumerate(self.titles):
            yield self._item(number, title, int(artists[number - number % _TRACKS]))

    def _item(self, number: int, title: tuple[str, ...], artist: int) -> Item:
        digest = f"{number:0128x}"
        name = f"item-{number:08d}"
        return Item(
            id=name,
            object_id=name,
            deposit_id="deposit-1",
            original_name=f"{number}.flac",
            logical_path=f"original/{number}.flac",
            size=1,
            sha512=digest,
            description=self._description(number, title, artist),
            technical=_TECHNICAL,
            rights=RightsSignature(),
            accepted_at=_ACCEPTED,
        )

    def _description(self, number: int, title: tuple[str, ...], artist: int) -> Description:
        release = self.titles[number - number % _TRACKS]
        pair = (self.words[artist * 7 % len(self.words)], self.words[artist * 13 % len(self.words)])
        name = CreditedName(" ".join(pair).title())
        return Description(
            title=" ".join(title).capitalize(),
            artists=(name,),
            release=" ".join(release[::-1]).title(),
            release_artists=(name,),
            track=number % _TRACKS + 1,
            isrcs=(self.isrc(number),),
            released=PartialDate(1990 + number % 36),
        )

    @staticmethod
    def isrc(number: int) -> ISRC:
        """Return the one ISRC of an item."""
        return ISRC("DEABC", f"{number // 100_000:02d}", f"{number % 100_000:05d}")
