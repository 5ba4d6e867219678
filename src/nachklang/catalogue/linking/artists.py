"""Artists: a name is enough where nobody else bears it; else the works of both decide.

Compared are artists that share a name or an alias, the sounds of a name, an identifier, or a title of
one length that few others have.
"""

from typing import Any

import ibis

from nachklang.catalogue.linking.blocking import Rule, candidates
from nachklang.catalogue.linking.evidence import graded, weighed
from nachklang.catalogue.linking.ground import SPREAD, Ground
from nachklang.catalogue.linking.identifiers import another, identifiers, one_each
from nachklang.catalogue.linking.sides import beside, both_sides
from nachklang.catalogue.linking.workbench import Workbench

_MILLISECONDS = 2000
_RARE = 12
"""A title that so few artists have is a work that tells its artist."""
_FEW = 40
"""A label that so few artists have."""


def artist_pairs(bench: Workbench, ground: Ground) -> Any:
    """Return the compared pairs of artists with their evidence and weight."""
    works = bench.keep("works", _works(ground))
    known = bench.keep("identifiers", identifiers(ground, "artist"))
    rows = bench.keep("rows", _rows(ground, works, known))
    pairs = candidates(bench, _rules(ground, works, known))
    facts = bench.keep("facts", beside(beside(pairs, _shared_works(pairs, works)), _shared_labels(bench, pairs, ground)))
    sides = both_sides(facts, rows)
    return bench.keep("weighed", weighed(sides, _evidence(sides)))


def _rules(ground: Ground, works: Any, known: Any) -> dict[str, Rule]:
    named = _named(ground)
    return {
        "name": Rule(named.filter(named.key != 0).select("id", "source", "key"), 60),
        "sound": Rule(named.filter(named.loose != 0).select("id", "source", key="loose"), 40),
        "identifier": Rule(known.select("id", "source", key=known.scheme + " " + known.value), 10),
        "work": Rule(_timed(works), 6),
    }


def _named(ground: Ground) -> Any:
    """Return `id`, `source`, `key`, `loose` of every name that an artist has."""
    artists, names = ground.artists, ground.names
    aliases = ground.tables["artist_alias"].select(id="artist_id", alias="name")
    others = aliases.join(names, aliases.alias == names.text).join(artists.select("id", "source"), "id")
    columns = ("id", "source", "key", "loose")
    return ibis.union(artists.select(columns), others.select(columns), distinct=True)


def _works(ground: Ground) -> Any:
    """Return `id`, `source`, `key`, `duration`: the titles of an artist, of releases too, and how long they are."""
    recordings = ground.recordings.select("credit", "source", "key", "duration")
    releases = ground.releases.select("credit", "source", "key", duration=ibis.null("int64"))
    titled = ibis.union(recordings, releases).filter(ibis._.key != 0)
    credited = titled.join(ground.credits, "credit")
    credited = credited.mutate(first=credited.position == 1)
    return credited.select("source", "key", "duration", "first", id="artist_id").distinct()


def _timed(works: Any) -> Any:
    """Return `id`, `source`, `key` of title and length: twice, so that one of two neighbouring keys is shared."""
    known = works.filter(works.duration.notnull() & works.first)
    early = known.duration // _MILLISECONDS
    late = (known.duration + _MILLISECONDS // 2) // _MILLISECONDS + 1_000_000
    keys = [known.select("id", "source", key=known.key ^ (bucket * SPREAD)) for bucket in (early, late)]
    return ibis.union(*keys)


def _rows(ground: Ground, works: Any, known: Any) -> Any:
    """Return what is compared of an artist. `bearers`: how many rows of all sources have its name."""
    artists = ground.artists
    named = artists.mutate(
        bearers=artists.count().over(group_by="key"), namesakes=artists.count().over(group_by=["key", "source"])
    )
    many = works.group_by("id").agg(works=works.key.nunique())
    rows = beside(beside(named, many, ["id"]), one_each(known), ["id"])
    return rows.mutate(works=rows.works.fill_null(0))


def _shared_works(pairs: Any, works: Any) -> Any:
    """Count, for each pair, the titles that both have: rare ones, others, and those of one length."""
    titles = works.group_by("key").agg(artists=works.id.nunique())
    rarity = titles.mutate(rare=(titles.artists <= _RARE)).select("key", "rare")
    left = works.select("key", "duration", "first", left_id="id").join(rarity, "key")
    right = works.view().select("key", right_id="id", other="duration", other_first="first")
    met = pairs.select("left_id", "right_id").join(left, "left_id").join(right, ["right_id", "key"])
    timed = (met.duration - met.other).abs() <= _MILLISECONDS // 2 + 100
    return met.group_by("left_id", "right_id").agg(
        rare=met.key.nunique(where=met.rare),
        common=met.key.nunique(where=~met.rare),
        timed=met.key.nunique(where=timed & met.first & met.other_first),
    )


def _shared_labels(bench: Workbench, pairs: Any, ground: Ground) -> Any:
    """Count the labels, by name, that both released on and few others did."""
    labels = ground.tables["label"].select(label_id="id", label="name")
    issued = ground.tables["release_label"].select("release_id", "label_id").join(labels, "label_id")
    spelled = issued.join(ground.names, issued.label == ground.names.text).select("release_id", "key")
    credited = ground.releases.join(ground.credits, "credit").select("artist_id", release_id="id")
    used = credited.join(spelled, "release_id").select("artist_id", "key").distinct()
    used = used.mutate(artists=used.count().over(group_by="key"))
    used = bench.keep("labels", used.filter(used.artists <= _FEW).select("artist_id", "key"))
    left, right = used.select("key", left_id="artist_id"), used.view().select("key", right_id="artist_id")
    met = pairs.select("left_id", "right_id").join(left, "left_id").join(right, ["right_id", "key"])
    return met.group_by("left_id", "right_id").agg(labels=met.count())


def _evidence(pair: Any) -> dict[str, Any]:
    rare, common, timed = (pair[name].fill_null(0) for name in ("rare", "common", "timed"))
    shared = rare + common
    least = ibis.least(pair.l_works, pair.r_works)
    same_name = pair.l_key == pair.r_key
    apart = pair.l_words.levenshtein(pair.r_words)
    # What was written in signs or without vowels says little in Latin letters, but in its own.
    other_script = (pair.l_script != pair.r_script) & (ibis.greatest(pair.l_script, pair.r_script) > 1)
    named_alike = same_name | (pair.by_name == 1) | (pair.by_sound == 1) | (apart <= 2)
    alone = same_name & (pair.l_bearers <= 2)
    return {
        "name": graded(
            (alone, 6),
            (same_name & (pair.l_namesakes + pair.r_namesakes == 2), 0),
            (same_name, -6),
            (pair.by_name == 1, -4),
            (pair.l_loose == pair.r_loose, -6),
            (apart <= 1, -6),
            (apart <= 2, -8),
            (other_script, -16),
            otherwise=-45,
        ),
        "works": graded(
            (~named_alike & (timed >= 2) & (3 * timed >= least), 40), (~named_alike, 0),
            (timed >= 3, 40), (rare >= 2, 36), (timed >= 2, 32), (timed + rare >= 2, 28), (timed + rare >= 1, 22),
            (shared >= 2, 16), ((shared == 1) & (ibis.greatest(pair.l_works, pair.r_works) <= 40), 8), (shared == 1, 0), (least >= 6, -22), (least >= 2, -14), (least == 1, -6), otherwise=8,
        ),
        "label": graded((pair.labels.fill_null(0) >= 1, 16)),
        "identifier": graded((pair.by_identifier == 1, 60), (another(pair), -40)),
        "begun": graded((pair.l_begun_year == pair.r_begun_year, 15), ((pair.l_begun_year - pair.r_begun_year).abs() > 1, -25)),
        "ended": graded((pair.l_ended_year == pair.r_ended_year, 6), ((pair.l_ended_year - pair.r_ended_year).abs() > 1, -20)),
        "type": graded((pair.l_type != pair.r_type, -8)),
        "comment": graded((pair.l_disambiguation == pair.r_disambiguation, 6)),
    }  # fmt: skip
