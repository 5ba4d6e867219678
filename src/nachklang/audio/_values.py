"""The values of this room, and the signal by which a reader refuses a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nachklang.errors import ArchiveError
from nachklang.model.items import Technical


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says about itself, under normalised lower-case keys (`title`, `isrc`, `license`...).

    `fields[key][i]` is the raw name of the field (`TXXX:LICENSE`, `WCOP`, `©cpy`) that `values[key][i]`
    came from. Texts hold neither NUL nor lone surrogates; order is the file's.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AudioProblem:
    """Why a file is refused: `code` is empty, not-audio, drm, truncated, corrupt or unsupported."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Examination:
    """The result: exactly one of `technical` and `problem` is set."""

    technical: Technical | None
    tags: Tags
    problem: AudioProblem | None
    warnings: tuple[str, ...] = ()


class UnfitAudioError(ArchiveError):
    """A reader met a reason to refuse the file. It stays in this room: `examine` makes a problem of it."""

    code = "unfit-audio"

    def __init__(self, problem: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = AudioProblem(problem, detail)


@dataclass(frozen=True, slots=True)
class Structure:
    """What a container says of itself, read without a decoder.

    `samples` is the stated number per channel (None where the format does not say) and `least` the
    smallest number that a whole decode may give. `metadata_size` is in bytes. `texts` are pairs of raw
    field name and text that stand outside the usual tags; `id3` is offset and size of an ID3v2 tag.
    """

    samples: int | None = None
    least: int | None = None
    bit_depth: int | None = None
    pcm_md5: bytes | None = None
    metadata_size: int = 0
    texts: tuple[tuple[str, str], ...] = ()
    id3: tuple[int, int] | None = None
    repeated_headers: bool = False
    warnings: tuple[str, ...] = ()
