"""What a message of DDEX is written from: releases as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SENDER = "PADPIDA2026112201X"
GRID = "A12425GABC1234002M"


@dataclass(frozen=True)
class Who:
    """An artist or composer. `others` are names in other languages, by code."""

    name: str
    roles: tuple[str, ...] = ("MainArtist",)
    isni: str | None = None
    ipi: str | None = None
    own_id: str | None = None
    sort_name: str | None = None
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Take:
    """A sound recording. `video` makes it one with pictures."""

    title: str
    sub_title: str | None = None
    isrcs: tuple[str, ...] = ()
    iswc: str | None = None
    duration: str | None = "PT3M14S"
    line: str | None = None
    artists: tuple[Who, ...] = ()
    composers: tuple[Who, ...] = ()
    year: str | None = "2025"
    created: str | None = None
    video: bool = False


@dataclass(frozen=True)
class Work:
    """A work of several movements."""

    title: str
    movements: tuple[Take, ...]


@dataclass(frozen=True)
class Disc:
    """What stands on one disc."""

    parts: tuple[Work | Take, ...]

    @property
    def takes(self) -> list[Take]:
        return [
            take for part in self.parts for take in (part.movements if isinstance(part, Work) else [part])
        ]


@dataclass(frozen=True)
class Deal:
    """Where a release may be had, from and until when."""

    territories: tuple[str, ...] = ("Worldwide",)
    excluded: tuple[str, ...] = ()
    start: str | None = "2026-01-30"
    end: str | None = None
    take_down: bool = False
    pre_order: bool = False


@dataclass(frozen=True)
class Album:
    """A release. `dates` are release dates by territory."""

    title: str = "Leere Straßen"
    sub_title: str | None = None
    grid: str | None = GRID
    icpn: str | None = "4006381333931"
    own_id: str | None = "NK-001"
    catalogue_number: str | None = "KL 2601"
    type: str | None = "Album"
    line: str | None = "Ada Klang"
    artists: tuple[Who, ...] = (Who("Ada Klang"),)
    labels: tuple[str, ...] = ("Klangwerk",)
    dates: Mapping[str, str] = field(default_factory=lambda: {"Worldwide": "2026-01-30"})
    original: str | None = None
    deals: tuple[Deal, ...] = (Deal(),)
    discs: tuple[Disc, ...] = (Disc((Take("Morgen", isrcs=("DEABC2600001",)),)),)

    @property
    def takes(self) -> list[Take]:
        return [take for disc in self.discs for take in disc.takes]
