"""What search found, put into a few words each."""

from collections.abc import Iterable, Sequence
from typing import Literal

from nachklang.catalogue.reading import questions as ask
from nachklang.catalogue.reading.summaries import Summaries
from nachklang.catalogue.reading.views import (
    ArtistSummary,
    CreditedArtist,
    Hit,
    RecordingSummary,
    ReleaseSummary,
)

_MOST_TITLES = 3
"""How many releases a recording is told apart by."""


class Hits:
    """Turns kinds and row ids into hits, each thing once and in the order of what was found."""

    def __init__(self, summaries: Summaries) -> None:
        self._summaries = summaries

    def of(self, found: Sequence[tuple[str, int]]) -> list[Hit]:
        """Return the hits; rows of one cluster are one hit, in the place of the first."""
        by_kind = {
            kind: self._heads(kind, [one for of, one in found if of == kind])
            for kind in ("artist", "release", "recording")
        }
        named = self._named({kind: list(dict.fromkeys(heads.values())) for kind, heads in by_kind.items()})
        wanted = dict.fromkeys((kind, by_kind[kind][one]) for kind, one in found)
        return [named[reference] for reference in wanted if reference in named]

    def _heads(self, kind: str, ids: Sequence[int]) -> dict[int, int]:
        return dict(zip(ids, self._summaries.clusters.heads(kind, ids), strict=True))

    def _named(self, heads: dict[str, list[int]]) -> dict[tuple[str, int], Hit]:
        summaries, recordings = self._summaries, heads["recording"]
        titles = self._release_titles(recordings)
        hits = [
            *(_artist(one) for one in summaries.artists(heads["artist"])),
            *(_release(one) for one in summaries.releases(heads["release"])),
            *(_recording(one, titles.get(one.id, ())) for one in summaries.recordings(recordings)),
        ]
        public = {
            (kind, text): (kind, head)
            for kind, listed in heads.items()
            for head, text in zip(listed, summaries.public.many(kind, listed), strict=True)
        }
        return {public[hit.kind, hit.id]: hit for hit in hits}

    def _release_titles(self, recordings: Sequence[int]) -> dict[str, Sequence[str]]:
        """Return by public id the titles of some releases that each recording stands on."""
        summaries = self._summaries
        places = summaries.places_of(summaries.clusters.members("recording", recordings))
        releases: dict[int, list[int]] = {}
        for row in places:
            listed = releases.setdefault(row["head"], [])
            if row["release_id"] not in listed and len(listed) < _MOST_TITLES:
                listed.append(row["release_id"])
        rows = summaries.asked(
            ask.TITLES_OF_RELEASES, sorted({one for some in releases.values() for one in some})
        )
        titles = {row["id"]: row["title"] for row in rows}
        public = summaries.public.many("recording", releases)
        return {
            text: sorted({titles[one] for one in some if one in titles})
            for text, some in zip(public, releases.values(), strict=True)
        }


def credit_text(artists: Sequence[CreditedArtist]) -> str:
    """Return an artist credit as printed."""
    return "".join(artist.name + artist.join_phrase for artist in artists)


def _hit(
    kind: Literal["artist", "release", "recording"], one: str, title: str, parts: Iterable[str | None]
) -> Hit:
    return Hit(kind, one, title, " · ".join(filter(None, parts)))


def _recording(one: RecordingSummary, releases: Sequence[str]) -> Hit:
    return _hit(
        "recording", one.id, one.title, (one.disambiguation, credit_text(one.artists), ", ".join(releases))
    )


def _release(one: ReleaseSummary) -> Hit:
    tracks = f"{one.tracks} track{'' if one.tracks == 1 else 's'}"
    released = None if one.released is None else str(one.released)
    return _hit(
        "release", one.id, one.title, (one.disambiguation, credit_text(one.artists), released, tracks)
    )


def _artist(one: ArtistSummary) -> Hit:
    parts = ((one.recordings, "recording"), (one.compositions, "composition"))
    counted = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts if count)
    return _hit("artist", one.id, one.name, (one.disambiguation, counted))
