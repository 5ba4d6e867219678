"""Recordings: one performance, under one title, by one artist, of one length.

A shared ISRC is one piece of evidence and never enough: what it joins must be alike by title, artist and
length, too. Live, remixed and remastered recordings are other recordings. Compared are recordings that
share an ISRC, an identifier, a title or a length with the artist, or a place on a release that both have.
"""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.linking.blocking import Rule
from nachklang.catalogue.linking.comparing import PAIR, beside, sharing, with_facts
from nachklang.catalogue.linking.evidence import graded
from nachklang.catalogue.linking.ground import SPREAD, Ground, numbered
from nachklang.catalogue.linking.identifiers import another, identifiers
from nachklang.catalogue.linking.workbench import Workbench

_MILLISECONDS = 4000


class Recordings:
    """The rules for recordings.

    `who`: `credit`, `artist`, `artist_key`, of the first artist. `releases`: `id`, `cluster_id` of the
    releases that several sources have.
    """

    name = "recording"

    def __init__(self, bench: Workbench, ground: Ground, who: Any, releases: Any) -> None:
        self._words = ground.recordings
        self._known = identifiers(ground, self.name)
        codes = ground.tables["recording_isrc"].select("source", id="recording_id", key="isrc")
        self._isrcs = bench.keep("isrcs", numbered(codes, ground.sources))
        self._places = bench.keep("stands", _stands(ground, releases))
        self.rows = bench.keep("recording_rows", self._rows(ground, who))

    def _rows(self, ground: Ground, who: Any) -> Any:
        coded = self._isrcs.select("id", coded=ibis.literal(True)).distinct()  # noqa: FBT003
        rows = beside(ground.recordings.drop("words"), who, ["credit"]).drop("credit")
        rows = beside(beside(rows, coded, ["id"]), self._known.alone, ["id"])
        strict = _telling(ground)
        rows = beside(rows, strict.mutate(strict=ibis.literal(True)), ["source"])  # noqa: FBT003
        return rows.mutate(several=rows.strict.isnull()).drop("strict")

    def rules(self) -> Mapping[str, Rule]:
        """Return what makes two recordings candidates."""
        by_artist = self.rows.filter(self.rows.artist.notnull())
        titled = by_artist.filter(by_artist.key != 0)
        return {
            "isrc": Rule(self._isrcs, 20),
            "identifier": Rule(self._known.keyed, 10),
            "place": Rule(self._places, 20),
            "title": Rule(titled.select("id", "source", key=titled.key ^ titled.artist), 40),
            "length": Rule(_lengths(by_artist), 24),
        }

    def facts(self, pairs: Any) -> Any:
        """Add shared ISRCs, identifiers and places, and whether titles that differ are near."""
        keyed = {"by_isrc": self._isrcs, "by_identifier": self._known.keyed, "by_place": self._places}
        shared = [sharing(pairs, keys, name) for name, keys in keyed.items()]
        return with_facts(pairs, [*shared, self._near(pairs)])

    def _near(self, pairs: Any) -> Any:
        """Return the pairs whose titles differ by a letter or two."""
        columns = ("key", "words")
        left = self._words.select(left_id="id", **{f"l_{name}": name for name in columns})
        right = self._words.view().select(right_id="id", **{f"r_{name}": name for name in columns})
        found = pairs.select(*PAIR).join(left, "left_id").join(right, "right_id")
        found = found.filter(found.l_key != found.r_key)
        length = ibis.least(found.l_words.length(), found.r_words.length())
        near = found.l_words.levenshtein(found.r_words) <= ibis.cases(
            (length >= 6, 2), (length >= 3, 1), else_=0
        )
        return found.filter(near).select(*PAIR, near=ibis.literal(True))  # noqa: FBT003

    def evidence(self, pair: Any) -> Mapping[str, Any]:
        """Weigh title, version, artist, length, ISRC and places."""
        other_script = (pair.l_script != pair.r_script) & (ibis.greatest(pair.l_script, pair.r_script) > 1)
        apart = (pair.l_duration - pair.r_duration).abs()
        return {
            "seldom": graded(otherwise=-12),
            "title": graded(
                (pair.l_key == pair.r_key, 10), (pair.l_numbers != pair.r_numbers, -30), (pair.near, 6),
                ((pair.l_loose == pair.r_loose) & (pair.l_loose != 0), 5), (other_script, 0), otherwise=-35,
            ),
            "marks": graded((pair.l_marks != pair.r_marks, -40)),
            "version": graded(
                ((pair.l_version != 0) & (pair.r_version != 0) & (pair.l_version != pair.r_version), -30),
                (pair.l_version != pair.r_version, -6),
            ),
            "artist": graded(
                (pair.l_artist == pair.r_artist, 10), (pair.l_artist_key == pair.r_artist_key, -6),
                (pair.l_artist.isnull() | pair.r_artist.isnull(), 0), otherwise=-25,
            ),
            "length": graded(
                (apart <= 1100, 10), (apart <= 3000, 6), (apart <= 5000, 0), (apart <= 10_000, -12),
                (apart > 10_000, -30),
            ),
            "isrc": graded((pair.by_isrc, 15), (pair.l_coded & pair.r_coded, -6)),
            "identifier": graded((pair.by_identifier, 60), (another(pair), -40)),
            "place": graded((pair.by_place, 16)),
            "year": graded(((pair.l_year - pair.r_year).abs() > 2, -6)),
        }  # fmt: skip


def _lengths(rows: Any) -> Any:
    """Return artist and length as keys: twice, so that one of two neighbouring keys is shared."""
    timed = rows.filter(rows.duration.notnull())
    early = timed.duration // _MILLISECONDS
    late = (timed.duration + _MILLISECONDS // 2) // _MILLISECONDS + 1_000_000
    return ibis.union(
        *(timed.select("id", "source", key=timed.artist ^ (bucket * SPREAD)) for bucket in (early, late))
    )


def _stands(ground: Ground, releases: Any) -> Any:
    """Return recordings under the places at which they stand on releases that several sources have."""
    stands = ground.places.join(releases, ground.places.release_id == releases.id)
    place = stands.medium.cast("int64") * 1_000_003 + stands.position
    keyed = stands.select(id="recording_id", key=stands.cluster_id ^ (place * SPREAD))
    return keyed.join(ground.recordings.select("id", "source"), "id")


def _telling(ground: Ground) -> Any:
    """Return the sources that tell recordings apart, which is seen by one that is on several releases."""
    places = ground.places.group_by(id="recording_id").agg(
        first_release=ground.places.release_id.min(), last_release=ground.places.release_id.max()
    )
    several = places.filter(places.first_release != places.last_release)
    return ground.recordings.semi_join(several, "id").select("source").distinct()
