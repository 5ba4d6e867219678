"""Releases: the same edition of the same music; another barcode, date or number speaks for another edition."""

from typing import Any

import ibis

from nachklang.catalogue.linking.blocking import Rule, candidates
from nachklang.catalogue.linking.evidence import graded, weighed
from nachklang.catalogue.linking.ground import SPREAD, Ground
from nachklang.catalogue.linking.identifiers import another, identifiers, one_each
from nachklang.catalogue.linking.sides import beside, both_sides
from nachklang.catalogue.linking.workbench import Workbench

_ALIKE = 3000
"""Tracks whose lengths differ by no more milliseconds may be the same."""


def release_pairs(bench: Workbench, ground: Ground, who: Any, places: Any) -> Any:
    """Return the compared pairs of releases with their evidence and weight.

    `who`: `credit`, `artist`, `artist_key`, of the first artist. `places`: where each recording stands.
    """
    known = bench.keep("identifiers", identifiers(ground, "release"))
    rows = bench.keep("rows", _rows(ground, who, places, known))
    pairs = candidates(bench, _rules(rows, known))
    facts = bench.keep("facts", beside(pairs, _same_tracks(pairs, places)))
    sides = both_sides(facts, rows)
    return bench.keep("weighed", weighed(sides, _evidence(sides)))


def _rules(rows: Any, known: Any) -> dict[str, Rule]:
    titled = rows.filter(rows.key != 0)
    heard = rows.filter((rows.loose != 0) & rows.artist.notnull())
    dated = rows.filter(rows.artist.notnull() & rows.year.notnull() & rows.tracks.notnull())
    return {
        "barcode": Rule(rows.filter(rows.barcode.notnull()).select("id", "source", key="barcode"), 20),
        "identifier": Rule(known.select("id", "source", key=known.scheme + " " + known.value), 10),
        "title": Rule(titled.filter(titled.artist.notnull()).select("id", "source", key=titled.key ^ titled.artist), 60),
        "sound": Rule(heard.select("id", "source", key=heard.loose ^ heard.artist), 60),
        "year": Rule(dated.select("id", "source", key=dated.artist ^ ((dated.year.cast("int64") * 512 + dated.tracks) * SPREAD)), 20),
        "tracks": Rule(titled.filter(titled.tracks > 1).select("id", "source", key=titled.key ^ (titled.tracks * SPREAD)), 20),
    }


def _rows(ground: Ground, who: Any, places: Any, known: Any) -> Any:
    tracks = places.group_by(id="release_id").agg(tracks=places.count())
    rows = ground.releases.left_join(who, "credit").drop("credit_right")
    for facts in (tracks, _labelled(ground), _formats(ground), one_each(known)):
        rows = beside(rows, facts, ["id"])
    return rows


def _labelled(ground: Ground) -> Any:
    """Return `id`, `label`, `number`: the first label by name, and the first catalogue number without its signs."""
    issued = ground.tables["release_label"].select("label_id", "catalogue_number", id="release_id")
    labels = ground.tables["label"].select(label_id="id", label="name")
    named = issued.left_join(labels, "label_id").drop("label_id_right")
    spelled = named.left_join(ground.names, named.label == ground.names.text)
    number = spelled.catalogue_number.lower().re_replace("[^0-9a-z]", "").nullif("").nullif("none")
    return spelled.mutate(number=number).group_by("id").agg(label=spelled.key.min(), number=number.min())


def _formats(ground: Ground) -> Any:
    """Return `id`, `format`: what the first medium is, where sources have a word in common for it."""
    media = ground.tables["medium"].select("format", "position", id="release_id").filter(ibis._.position == 1)
    said = media.format.lower()
    kind = ibis.cases(
        (said.contains("cd"), "cd"),
        (said.contains("vinyl") | said.isin(["lp", "ep"]), "vinyl"),
        (said.contains("file") | said.contains("digital"), "file"),
        (said.contains("cassette"), "cassette"),
        else_=ibis.null("string"),
    )
    return media.mutate(format=kind).group_by("id").agg(format=kind.min())


def _same_tracks(pairs: Any, places: Any) -> Any:
    """Count the places at which both releases have the same title or the same length."""
    columns = ("medium", "position", "key", "duration")
    left = places.select(*columns, left_id="release_id")
    right = places.view().select("medium", "position", right_id="release_id", r_key="key", r_duration="duration")
    met = pairs.select("left_id", "right_id").join(left, "left_id").join(right, ["right_id", "medium", "position"])
    timed = (met.duration - met.r_duration).abs() <= _ALIKE
    alike = (met.key == met.r_key) | timed.fill_null(False)  # noqa: FBT003
    return met.group_by("left_id", "right_id").agg(alike=alike.cast("int32").sum())


def _evidence(pair: Any) -> dict[str, Any]:
    apart = pair.l_words.levenshtein(pair.r_words)
    length = ibis.least(pair.l_words.length(), pair.r_words.length())
    other_script = (pair.l_script != pair.r_script) & (ibis.greatest(pair.l_script, pair.r_script) > 1)
    years = (pair.l_year - pair.r_year).abs()
    months, days = pair.l_month == pair.r_month, pair.l_day == pair.r_day
    least = ibis.least(pair.l_tracks, pair.r_tracks)
    alike = pair.alike.fill_null(0)
    return {
        "seldom": graded(otherwise=-10),
        "title": graded(
            (pair.l_key == pair.r_key, 8), ((apart <= 2) & (length >= 6), 4), (pair.l_loose == pair.r_loose, 2),
            (other_script, -4), otherwise=-30,
        ),
        "marks": graded((pair.l_marks != pair.r_marks, -40)),
        "version": graded((pair.l_version != pair.r_version, -12)),
        "artist": graded(
            (pair.l_artist == pair.r_artist, 8), (pair.l_artist_key == pair.r_artist_key, -4),
            (pair.l_artist.isnull() | pair.r_artist.isnull(), 0), otherwise=-30,
        ),
        "barcode": graded((pair.l_barcode == pair.r_barcode, 30), (pair.l_barcode != pair.r_barcode, -20)),
        "identifier": graded((pair.by_identifier == 1, 60), (another(pair), -40)),
        "date": graded(
            ((years == 0) & months & days, 20), ((years == 0) & months & (pair.l_day.isnull() | pair.r_day.isnull()), 12),
            ((years == 0) & (pair.l_month.isnull() | pair.r_month.isnull()), 4), (years == 0, -12),
            (years == 1, -6), (years > 1, -18),
        ),
        "number": graded((pair.l_number == pair.r_number, 14), (pair.l_number != pair.r_number, -14)),
        "label": graded((pair.l_label == pair.r_label, 3), (pair.l_label != pair.r_label, -6)),
        "tracks": graded(
            ((alike == least) & (pair.l_tracks == pair.r_tracks) & (least >= 3), 14),
            ((alike == least) & (pair.l_tracks == pair.r_tracks), 6), (2 * alike < least, -25),
            (pair.l_tracks != pair.r_tracks, -10), (alike < least, -4),
        ),
        "format": graded((pair.l_format != pair.r_format, -8)),
    }  # fmt: skip
