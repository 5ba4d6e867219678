"""A score: parts in the project's notation, with tempo and what the players do with it."""

from dataclasses import dataclass
from fractions import Fraction

from nachklang.demo.notation import NotationError, Voice, parse
from nachklang.demo.timbre import Timbre


@dataclass(frozen=True, slots=True)
class Part:
    """One voice for one timbre.

    `gain` is its place in the balance, `pan` runs from -1 (left) to 1 (right). Where `ring` is
    set, what is struck sounds on to the next multiple of it, in whole notes: a pedal, or strings
    that nobody damps.
    """

    name: str
    timbre: Timbre
    text: str
    gain: float = 1.0
    pan: float = 0.0
    ring: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """An excerpt of a composition.

    `bar` is the length of a full bar and `pickup` of the upbeat, in whole notes; as is the custom,
    the last bar is short by the upbeat. `tempo` counts quarters a minute. `slowing` is how much
    longer the last beat is than the first, `phrase` the bars of one breath, `rubato` how much the
    tempo sways in it.
    """

    title: str
    bar: Fraction
    tempo: float
    parts: tuple[Part, ...]
    pickup: Fraction = Fraction(0)
    slowing: float = 0.3
    phrase: int = 4
    rubato: float = 0.02

    def voices(self) -> tuple[Voice, ...]:
        """Parse every part; raises NotationError naming the piece, part and bar that is wrong."""
        return tuple(self._voice(part) for part in self.parts)

    @property
    def length(self) -> Fraction:
        """Length in whole notes."""
        return sum(self.voices()[0].bars, Fraction(0))

    def _voice(self, part: Part) -> Voice:
        try:
            voice = parse(part.text)
            self._check_bars(voice)
        except NotationError as error:
            raise NotationError(f"{self.title}, {part.name}: {error}") from error
        return voice

    def _check_bars(self, voice: Voice) -> None:
        lengths = list(voice.bars)
        if self.pickup:
            lengths[0] += self.bar - self.pickup
            lengths[-1] += self.pickup
        for number, length in enumerate(lengths, start=1):
            if length != self.bar:
                raise NotationError(f"bar {number} lasts {length} instead of {self.bar} of a whole note")
