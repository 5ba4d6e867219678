"""The tracks of a release, out of a list in which works have parts and headings stand between."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from nachklang.catalogue.sources.discogs.credits import Credit, Credited, read_artists
from nachklang.catalogue.sources.discogs.roles import composes
from nachklang.catalogue.sources.discogs.rows import Aside

_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-5][0-9])(?:[.,]([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Track:
    """One track; `credit` is empty where the release's counts. A part's title has the work's before it."""

    position: str
    title: str
    duration_ms: int | None
    credit: Credit
    composers: tuple[Credited, ...]


@dataclass(slots=True)
class _Line:
    """One line of the list as it stands there."""

    position: str = ""
    title: str = ""
    duration: str = ""
    credit: Credit = ()
    composers: tuple[Credited, ...] = ()
    parts: "tuple[_Line, ...]" = ()

    @property
    def is_bare(self) -> bool:
        return not (self.position or self.duration or self.parts)


def read_tracks(tracklist: etree._Element, aside: Aside) -> list[Track]:
    """Read `<tracklist>`.

    A line with neither position nor duration is a heading, unless no line has a position. The parts of a
    line with a position of its own are within that track; of one without, they are the tracks.
    """
    lines = list(_lines(tracklist))
    positioned = any(line.position or line.parts for line in lines)
    tracks = list[Track]()
    for line in lines:
        if not (positioned and line.is_bare):
            tracks.extend(_tracks(line, aside))
    return tracks


def _lines(parent: etree._Element) -> Iterator[_Line]:
    for element in parent.iterchildren("track"):
        line = _Line()
        for part in element:
            match part.tag:
                case "position":
                    line.position = (part.text or "").strip()
                case "title":
                    line.title = (part.text or "").strip()
                case "duration":
                    line.duration = (part.text or "").strip()
                case "artists":
                    line.credit = tuple(read_artists(part))
                case "extraartists":
                    line.composers = tuple(read_artists(part, composes))
                case "sub_tracks":
                    line.parts = tuple(_lines(part))
        yield line


def _tracks(line: _Line, aside: Aside) -> Iterator[Track]:
    if line.parts and not line.position:
        for part in line.parts:
            part.title = ": ".join(filter(None, (line.title, part.title)))
            part.credit = part.credit or line.credit
            part.composers = line.composers + part.composers
            yield from _tracks(part, aside)
        return
    if line.parts:
        aside("parts-of-track", f"{len(line.parts)} parts of track {line.position} have no row of their own")
    yield Track(line.position, line.title, _milliseconds(line, aside), line.credit, line.composers)


def _milliseconds(line: _Line, aside: Aside) -> int | None:
    if not line.duration:
        return None
    found = _CLOCK.fullmatch(line.duration)
    if found is None:
        aside("bad-duration", f"track {line.position}: {line.duration[:60]!a}; expected M:SS or H:MM:SS")
        return None
    hours, minutes, seconds, fraction = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))
