"""Recordings: one performance under one title by one artist and of one length.

A shared ISRC is one piece of evidence and never enough: what it joins must also sound like the same by
title, artist and length. Live, remixed and remastered recordings are other recordings.
"""

from typing import Any

import ibis

from nachklang.catalogue.linking.blocking import Rule, candidates
from nachklang.catalogue.linking.evidence import graded, weighed
from nachklang.catalogue.linking.ground import SPREAD, Ground, numbered
from nachklang.catalogue.linking.identifiers import another, identifiers, one_each
from nachklang.catalogue.linking.sides import beside, both_sides
from nachklang.catalogue.linking.workbench import Workbench

_MILLISECONDS = 4000


def recording_pairs(bench: Workbench, ground: Ground, who: Any, places: Any, releases: Any) -> Any:
    """Return the compared pairs of recordings with their evidence and weight.

    `who`: `credit`, `artist`, `artist_key`, of the first artist. `places`: where each recording stands.
    `releases`: `id`, `cluster_id` of those that several sources have.
    """
    isrcs = ground.tables["recording_isrc"].select("source", "isrc", id="recording_id")
    isrcs = bench.keep("isrcs", numbered(isrcs, ground.sources))
    rows = bench.keep("rows", _rows(ground, who, isrcs))
    pairs = candidates(bench, _rules(rows, isrcs, _places(rows, places, releases)))
    facts = bench.keep("facts", beside(pairs, _near(pairs, ground.recordings)))
    sides = both_sides(facts, rows)
    evidence = _evidence(sides)
    kept = weighed(sides, evidence).select("left_id", "right_id", "weight", *evidence)
    return bench.keep("weighed", kept)


def _rows(ground: Ground, who: Any, isrcs: Any) -> Any:
    coded = isrcs.select("id", coded=ibis.literal(True)).distinct()
    rows = ground.recordings.left_join(who, "credit").drop("credit_right", "credit", "words")
    return beside(rows, coded, ["id"])


def _places(rows: Any, places: Any, releases: Any) -> Any:
    """Return recordings under the place at which they stand on a release that several sources have."""
    stands = places.join(releases, places.release_id == releases.id)
    place = (stands.medium.cast("int64") * 1_000_003 + stands.position) * SPREAD
    stands = stands.select(id="recording_id", key=stands.cluster_id ^ place)
    return stands.join(rows.select("id", "source"), "id")


def _rules(rows: Any, isrcs: Any, places: Any) -> dict[str, Rule]:
    titled = rows.filter((rows.key != 0) & rows.artist.notnull())
    timed = rows.filter(rows.duration.notnull() & rows.artist.notnull())
    early = timed.duration // _MILLISECONDS
    late = (timed.duration + _MILLISECONDS // 2) // _MILLISECONDS + 1_000_000
    lengths = [timed.select("id", "source", key=timed.artist ^ (bucket * SPREAD)) for bucket in (early, late)]
    return {
        "title": Rule(titled.select("id", "source", key=titled.key ^ titled.artist), 40),
        "length": Rule(ibis.union(*lengths), 24),
        "isrc": Rule(isrcs.select("id", "source", key="isrc"), 20),
        "place": Rule(places.select("id", "source", "key"), 20),
    }


def _near(pairs: Any, recordings: Any) -> Any:
    """Return the pairs whose titles differ by a letter or two, or sound alike."""
    columns = ("key", "loose", "words")
    left = recordings.select(left_id="id", **{f"l_{name}": name for name in columns})
    right = recordings.view().select(right_id="id", **{f"r_{name}": name for name in columns})
    met = pairs.select("left_id", "right_id").join(left, "left_id").join(right, "right_id")
    met = met.filter(met.l_key != met.r_key)
    length = ibis.least(met.l_words.length(), met.r_words.length())
    near = (met.l_words.levenshtein(met.r_words) <= ibis.cases((length >= 6, 2), (length >= 3, 1), else_=0))
    return met.filter(near).select("left_id", "right_id", near=ibis.literal(True))


def _evidence(pair: Any) -> dict[str, Any]:
    other_script = (pair.l_script != pair.r_script) & (ibis.greatest(pair.l_script, pair.r_script) > 1)
    apart = (pair.l_duration - pair.r_duration).abs()
    return {
        "seldom": graded(otherwise=-12),
        "title": graded(
            (pair.l_key == pair.r_key, 10), (pair.l_numbers != pair.r_numbers, -30), (pair.near, 6),
            ((pair.l_loose == pair.r_loose) & (pair.l_loose != 0), 5), (other_script, 0), otherwise=-35,
        ),
        "marks": graded((pair.l_marks != pair.r_marks, -40)),
        "version": graded((pair.l_version != pair.r_version, -15)),
        "artist": graded(
            (pair.l_artist == pair.r_artist, 10), (pair.l_artist_key == pair.r_artist_key, -6),
            (pair.l_artist.isnull() | pair.r_artist.isnull(), 0), otherwise=-25,
        ),
        "length": graded(
            (apart <= 1100, 10), (apart <= 3000, 6), (apart <= 5000, 0), (apart <= 10_000, -12), (apart > 10_000, -30),
        ),
        "isrc": graded((pair.by_isrc == 1, 15), (pair.l_coded & pair.r_coded, -6)),
        "place": graded((pair.by_place == 1, 16)),
        "year": graded(((pair.l_year - pair.r_year).abs() > 2, -6)),
    }  # fmt: skip
