"""Releases: the same edition of the same music; another barcode, date or number speaks for another edition.

Compared are releases that share a barcode, an identifier, a title or its sounds with the artist, a title
with the number of tracks, or a year with the artist and the number of tracks.
"""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.linking.blocking import Rule
from nachklang.catalogue.linking.comparing import PAIR, beside, sharing, with_facts
from nachklang.catalogue.linking.evidence import graded
from nachklang.catalogue.linking.ground import SPREAD, Ground
from nachklang.catalogue.linking.identifiers import another, identifiers
from nachklang.catalogue.linking.workbench import Workbench

_ALIKE = 3000
"""Tracks whose lengths differ by no more milliseconds may be the same."""


class Releases:
    """The rules for releases. `who`: `credit`, `artist`, `artist_key`, of the first artist of each credit."""

    name = "release"

    def __init__(self, bench: Workbench, ground: Ground, who: Any) -> None:
        self._places = ground.places
        self._known = identifiers(ground, self.name)
        self.rows = bench.keep("release_rows", _rows(ground, who, self._known.alone))

    def rules(self) -> Mapping[str, Rule]:
        """Return what makes two releases candidates."""
        rows = self.rows
        titled = rows.filter(rows.key != 0)
        by_artist = titled.filter(titled.artist.notnull())
        heard = by_artist.filter(by_artist.loose != 0)
        dated = rows.filter(rows.artist.notnull() & rows.year.notnull() & rows.tracks.notnull())
        year = dated.year.cast("int64") * 4096 + dated.tracks
        counted = titled.filter(titled.tracks > 1)
        return {
            "barcode": Rule(rows.filter(rows.barcode.notnull()).select("id", "source", key="barcode"), 20),
            "identifier": Rule(self._known.keyed, 10),
            "title": Rule(by_artist.select("id", "source", key=by_artist.key ^ by_artist.artist), 60),
            "sound": Rule(heard.select("id", "source", key=heard.loose ^ heard.artist), 60),
            "year": Rule(dated.select("id", "source", key=dated.artist ^ (year * SPREAD)), 20),
            "tracks": Rule(counted.select("id", "source", key=counted.key ^ (counted.tracks * SPREAD)), 20),
        }

    def facts(self, pairs: Any) -> Any:
        """Add shared identifiers, and at how many places both have the same."""
        identified = sharing(pairs, self._known.keyed, "by_identifier")
        return with_facts(pairs, [identified, self._same_tracks(pairs)])

    def _same_tracks(self, pairs: Any) -> Any:
        """Count the places at which both releases have the same title or the same length."""
        columns = ("medium", "position", "key", "duration")
        left = self._places.select(*columns, left_id="release_id")
        right = self._places.view().select(
            "medium", "position", right_id="release_id", other_key="key", other_duration="duration"
        )
        found = pairs.select(*PAIR).join(left, "left_id").join(right, ["right_id", "medium", "position"])
        timed = (found.duration - found.other_duration).abs() <= _ALIKE
        alike = (found.key == found.other_key) | timed.fill_null(False)  # noqa: FBT003
        return found.group_by(*PAIR).agg(alike=alike.cast("int32").sum())

    def evidence(self, pair: Any) -> Mapping[str, Any]:
        """Weigh title, artist, barcode, date, label and tracks."""
        return {
            "seldom": graded(otherwise=-10),
            "title": _title_weight(pair),
            "marks": graded((pair.l_marks != pair.r_marks, -40)),
            "version": graded((pair.l_version != pair.r_version, -12)),
            "artist": graded(
                (pair.l_artist == pair.r_artist, 8), (pair.l_artist_key == pair.r_artist_key, -4),
                (pair.l_artist.isnull() | pair.r_artist.isnull(), 0), otherwise=-30,
            ),
            "barcode": graded(
                (pair.l_barcode == pair.r_barcode, 30), (pair.l_barcode != pair.r_barcode, -20)
            ),
            "identifier": graded((pair.by_identifier, 60), (another(pair), -40)),
            "date": _date_weight(pair),
            "number": graded((pair.l_number == pair.r_number, 14), (pair.l_number != pair.r_number, -14)),
            "label": graded((pair.l_label == pair.r_label, 3), (pair.l_label != pair.r_label, -6)),
            "tracks": _tracks_weight(pair),
            "format": graded((pair.l_format != pair.r_format, -8)),
        }  # fmt: skip


def _title_weight(pair: Any) -> Any:
    apart = pair.l_words.levenshtein(pair.r_words)
    length = ibis.least(pair.l_words.length(), pair.r_words.length())
    other_script = (pair.l_script != pair.r_script) & (ibis.greatest(pair.l_script, pair.r_script) > 1)
    return graded(
        (pair.l_key == pair.r_key, 8), (pair.l_numbers != pair.r_numbers, -30),
        ((apart <= 2) & (length >= 6), 4),
        ((pair.l_loose == pair.r_loose) & (pair.l_loose != 0), 2), (other_script, -4), otherwise=-30,
    )  # fmt: skip


def _date_weight(pair: Any) -> Any:
    years = (pair.l_year - pair.r_year).abs()
    same_month = (years == 0) & (pair.l_month == pair.r_month)
    no_day = pair.l_day.isnull() | pair.r_day.isnull()
    no_month = pair.l_month.isnull() | pair.r_month.isnull()
    return graded(
        (same_month & (pair.l_day == pair.r_day), 20), (same_month & no_day, 12),
        ((years == 0) & no_month, 4), (years == 0, -12), (years == 1, -6), (years > 1, -18),
    )  # fmt: skip


def _tracks_weight(pair: Any) -> Any:
    least, alike = ibis.least(pair.l_tracks, pair.r_tracks), pair.alike.fill_null(0)
    equal = (alike == least) & (pair.l_tracks == pair.r_tracks)
    return graded(
        (equal & (least >= 3), 14), (equal, 6), (2 * alike < least, -25),
        (pair.l_tracks != pair.r_tracks, -10), (alike < least, -4),
    )  # fmt: skip


def _rows(ground: Ground, who: Any, alone: Any) -> Any:
    rows = beside(ground.releases, who, ["credit"])
    tracks = ground.places.group_by(id="release_id").agg(tracks=ground.places.count())
    for facts in (tracks, _labelled(ground), _formats(ground), alone):
        rows = beside(rows, facts, ["id"])
    return rows.mutate(several=ibis.literal(False)).drop("credit", "group")  # noqa: FBT003


def _labelled(ground: Ground) -> Any:
    """Return `id`, `label`, `number`: the first label by name, the first catalogue number without signs."""
    issued = ground.tables["release_label"].select("label_id", "catalogue_number", id="release_id")
    labels = ground.tables["label"].select(label_id="id", label="name")
    named = beside(issued, labels, ["label_id"])
    spelled = named.left_join(ground.names, named.label == ground.names.text)
    number = spelled.catalogue_number.lower().re_replace("[^0-9a-z]", "").nullif("").nullif("none")
    return (
        spelled.mutate(number=number).group_by("id").agg(label=ibis._.key.min(), number=ibis._.number.min())
    )


def _formats(ground: Ground) -> Any:
    """Return `id`, `format`: what the first medium is, where sources have a word in common for it."""
    media = ground.tables["medium"].select("format", "position", id="release_id").filter(ibis._.position == 1)
    said = media.format.lower()
    kind = ibis.cases(
        (said.contains("cassette"), "cassette"),
        (said.contains("vinyl") | (said == "lp"), "vinyl"),
        (said.contains("file") | said.contains("digital"), "file"),
        (said.contains("cd"), "cd"),
        else_=ibis.null("string"),
    )
    return media.group_by("id").agg(format=kind.min())
