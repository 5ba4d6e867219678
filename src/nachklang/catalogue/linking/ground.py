"""What the rules of all entities start from: spelled titles and names, credits, sources by number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from nachklang.catalogue.linking.keys import marks_of, spelled_names, spelled_titles
from nachklang.catalogue.linking.workbench import Workbench

SPREAD = 2_654_435_761
"""Spreads small numbers over many bits, so that they can be mixed into a key."""
NOBODY = (
    "various", "various artists", "va", "verschiedene", "verschiedene interpreten", "artistes varies",
    "varios artistas", "varios", "unknown", "unknown artist", "no artist", "anonymous", "traditional",
)  # fmt: skip
"""Names, as they are spelled, that stand where no artist is named."""
_PARTS = ("words", "key", "loose", "numbers", "marks", "version", "script")


@dataclass(frozen=True, slots=True)
class Ground:
    """Tables of one run; a `source` is a number in each but `tables`, which are the catalogue's.

    `names`: `text` and its spelling. `credits`: `credit`, `position`, `artist_id`. `artists`, `recordings`,
    `releases`, `groups`: the columns of the catalogue that are compared, with the parts of name or title.
    `places`: `release_id`, `medium`, `position`, `recording_id`, and its title's `key` and `duration`.
    """

    tables: Mapping[str, Any]
    sources: Any
    names: Any
    credits: Any
    artists: Any
    recordings: Any
    releases: Any
    groups: Any
    places: Any


def lay_ground(bench: Workbench, tables: Mapping[str, Any]) -> Ground:
    """Compute what all entities need, each distinct text spelled once."""
    with bench.clearing(
        "sources", "names", "credits", "artists", "recordings", "releases", "groups", "places"
    ):
        titled = ("recording", "release", "release_group")
        sources = bench.keep("sources", _sources([tables[name] for name in ("artist", *titled)]))
        titles = bench.keep("titles", spelled_titles([tables[name].title for name in titled]))
        named = ("artist", "artist_alias", "label")
        names = bench.keep("names", spelled_names([tables[name].name for name in named]))
        recordings = _titled(
            tables["recording"], sources, titles, duration="duration_ms", year="published_year"
        )
        releases = _titled(
            tables["release"], sources, titles, group="release_group_id", barcode="barcode",
            year="released_year", month="released_month", day="released_day",
        )  # fmt: skip
        recordings = bench.keep("recordings", recordings)
        return Ground(
            tables=tables,
            sources=sources,
            names=names,
            credits=bench.keep("credits", _credits(tables["artist_credit_name"])),
            artists=bench.keep("artists", _artists(tables["artist"], sources, names)),
            recordings=recordings,
            releases=bench.keep("releases", releases),
            groups=bench.keep("groups", _titled(tables["release_group"], sources, titles, type="type")),
            places=bench.keep("places", _places(tables, recordings)),
        )


def numbered(table: Any, sources: Any) -> Any:
    """Put the number of the source in the place of its name."""
    found = table.join(sources, table.source == sources.source_name)
    return found.mutate(source=found.source_number).drop("source_name", "source_number")


def first_artists(ground: Ground, clusters: Any) -> Any:
    """Return `credit`, `artist`, `artist_key` of the first in each credit: its cluster, its name's key."""
    artists = ground.artists.filter(ground.artists.words.notin(NOBODY)).select("id", artist_key="key")
    joined = artists.left_join(clusters, "id")
    named = joined.select("artist_key", artist_id="id", artist=joined.cluster_id.fill_null(joined.id))
    first = ground.credits.filter(ground.credits.position == 1)
    return first.join(named, "artist_id").select("credit", "artist", "artist_key")


def _sources(tables: list[Any]) -> Any:
    names = ibis.union(*(table.select("source") for table in tables), distinct=True)
    number = ibis.row_number().over(order_by=names.source).cast("int16")
    return names.select(source_name="source", source_number=number)


def _titled(table: Any, sources: Any, titles: Any, **columns: str) -> Any:
    wanted = {"id": "id", "source": "source", "credit": "artist_credit_id", "title": "title", **columns}
    comment = table["disambiguation"] if "disambiguation" in table.columns else ibis.null("string")
    rows = numbered(table.mutate(comment=comment).select("comment", **wanted), sources)
    found = rows.join(titles, rows.title == titles.text)
    marks = found.comment.isnull().ifelse(found.marks, found.marks | marks_of(found.comment.fill_null("")))
    return found.mutate(marks=marks).select(*(name for name in wanted if name != "title"), *_PARTS)


def _artists(table: Any, sources: Any, names: Any) -> Any:
    rows = numbered(
        table.select(
            "id", "source", "name", "type", comment="disambiguation", begun="begun_year", ended="ended_year"
        ),
        sources,
    )
    return rows.join(names, rows.name == names.text).drop(
        "name", "text", "marks", "version", "guests", "numbers"
    )


def _credits(table: Any) -> Any:
    return table.select("position", "artist_id", credit="artist_credit_id")


def _places(tables: Mapping[str, Any], recordings: Any) -> Any:
    media = tables["medium"].select("release_id", medium_id="id", medium="position")
    tracks = tables["track"].select("medium_id", "position", "recording_id").join(media, "medium_id")
    heard = recordings.select("key", "duration", recording_id="id")
    return tracks.left_join(heard, "recording_id").drop("medium_id", "recording_id_right")
