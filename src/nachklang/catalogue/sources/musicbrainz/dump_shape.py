"""From the tables of the dump to those of the catalogue, as Ibis expressions."""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.sources import Keep
from nachklang.catalogue.sources.musicbrainz.dump_credits import credit_names, credits_of, with_credit
from nachklang.catalogue.sources.musicbrainz.dump_links import (
    composers,
    identifiers,
    recording_iswcs,
    redirects,
)
from nachklang.catalogue.sources.musicbrainz.dump_rows import Dump, date_columns, day_number, known_word, text
from nachklang.catalogue.sources.musicbrainz.dump_tables import HASHED

_ARTIST_TYPES = ("person", "group", "orchestra", "choir", "character", "other")
_GROUP_TYPES = ("album", "single", "ep", "broadcast", "other")
_STATUSES = ("official", "promotion", "bootleg", "withdrawn", "other")


def shape(staged: Mapping[str, Any], keep: Keep, snapshot: str) -> Mapping[str, Any]:
    """Return every table that MusicBrainz tells of."""
    dump = Dump(staged, keep, snapshot)
    credit_ids = keep("mb_credit_ids", credits_of(dump))
    first_days = keep("mb_first_days", _first_days(dump))
    found = {
        "artist": _artists(dump),
        "artist_alias": _aliases(dump),
        "artist_credit_name": credit_names(dump, credit_ids),
        "recording": _recordings(dump, credit_ids, first_days),
        "recording_isrc": _isrcs(dump),
        "recording_iswc": recording_iswcs(dump),
        "composer": composers(dump),
        "release_group": _release_groups(dump, credit_ids),
        "release": _releases(dump, credit_ids, first_days),
        "release_event": _release_events(dump),
        "label": _labels(dump),
        "release_label": _release_labels(dump),
        "medium": _media(dump),
        "track": _tracks(dump, credit_ids),
        "identifier": identifiers(dump),
        "redirect": redirects(dump),
    }
    return {name: dump.rows(name, rows) for name, rows in found.items()}


def _artists(dump: Dump) -> Any:
    artists = dump.with_word(dump["artist"], "type", "artist_type")
    artists = dump.with_word(artists, "area", "area")
    begun, ended = (day_number(artists, name) for name in ("begin_date", "end_date"))
    return artists.select(
        id=artists[HASHED],
        name="name",
        sort_name=text(artists.sort_name),
        type=known_word(artists.type_word, _ARTIST_TYPES),
        area="area_word",
        disambiguation=text(artists.comment),
        **date_columns("begun", begun),
        **date_columns("ended", ended),
        source_id="gid",
    )


def _aliases(dump: Dump) -> Any:
    found = dump.with_thing(dump["artist_alias"], "artist", "artist", "name")
    found = found.filter((found.name != found.artist_name) & (found.name != ""))
    return found.select("artist_id", "name", source_id="artist_gid")


def _recordings(dump: Dump, credit_ids: Any, first_days: Any) -> Any:
    recordings = with_credit(dump["recording"], credit_ids)
    published = _published(dump, first_days)
    recordings = recordings.left_join(published, recordings.id == published.recording_key)
    return recordings.select(
        "artist_credit_id",
        id=recordings[HASHED],
        title="name",
        duration_ms="length",
        disambiguation=text(recordings.comment),
        **date_columns("published", recordings.first_day),
        source_id="gid",
    )


def _published(dump: Dump, first_days: Any) -> Any:
    """Return when recordings came out first, on whatever release."""
    tracks, media = dump["track"], dump["medium"]
    places = media.select(place_key="id", release="release")
    tracks = tracks.select("recording", "medium").join(places, tracks.medium == places.place_key)
    dated = tracks.join(first_days, tracks.release == first_days.dated_release)
    return dated.group_by(recording_key=dated.recording).agg(first_day=dated.first_day.min())


def _isrcs(dump: Dump) -> Any:
    found = dump.with_thing(dump["isrc"], "recording", "recording")
    return found.select("recording_id", "isrc", source_id="recording_gid")


def _release_groups(dump: Dump, credit_ids: Any) -> Any:
    groups = dump.with_word(dump["release_group"], "type", "release_group_primary_type")
    groups = with_credit(groups, credit_ids)
    return groups.select(
        "artist_credit_id",
        id=groups[HASHED],
        title="name",
        type=known_word(groups.type_word, _GROUP_TYPES),
        source_id="gid",
    )


def _releases(dump: Dump, credit_ids: Any, first_days: Any) -> Any:
    releases = with_credit(dump["release"], credit_ids)
    releases = dump.with_word(releases, "status", "release_status")
    releases = dump.with_word(releases, "language", "language", "iso_code_3")
    releases = dump.with_word(releases, "script", "script", "iso_code")
    groups = dump.things("release_group")
    releases = releases.left_join(groups, releases.release_group == groups.release_group_key)
    releases = releases.left_join(first_days, releases.id == first_days.dated_release)
    return releases.select(
        "artist_credit_id",
        "release_group_id",
        "barcode",
        id=releases[HASHED],
        title="name",
        status=known_word(releases.status_word, _STATUSES),
        language=text(releases.language_word),
        script=text(releases.script_word),
        disambiguation=text(releases.comment),
        **date_columns("released", releases.first_day),
        source_id="gid",
    )


def _dated(dump: Dump) -> Any:
    """Return where and when releases came out; the country is null where it is not known."""
    somewhere = dump["release_unknown_country"].mutate(country=ibis.null("int32"))
    return ibis.union(dump["release_country"], somewhere.select(dump["release_country"].columns))


def _first_days(dump: Dump) -> Any:
    """Return the day on which each release came out first, as a number."""
    dated = _dated(dump)
    dated = dated.filter(dated.date_year.notnull())
    return dated.group_by(dated_release=dated.release).agg(first_day=day_number(dated, "date").min())


def _release_events(dump: Dump) -> Any:
    """Return the events that have a territory or a date."""
    events = dump.with_thing(_dated(dump), "release", "release")
    codes = dump["iso_3166_1"].select(country_key="area", territory="code")
    events = events.left_join(codes, events.country == codes.country_key)
    events = events.filter(events.territory.notnull() | events.date_year.notnull())
    return events.select(
        "release_id",
        "territory",
        **{f"released_{part}": events[f"date_{part}"] for part in ("year", "month", "day")},
        source_id="release_gid",
    )


def _labels(dump: Dump) -> Any:
    labels = dump["label"]
    return labels.select(id=labels[HASHED], name="name", source_id="gid")


def _release_labels(dump: Dump) -> Any:
    found = dump.with_thing(dump["release_label"], "release", "release")
    labels = dump.things("label")
    found = found.left_join(labels, found.label == labels.label_key)
    found = found.mutate(catalogue_number=text(found.catalog_number))
    found = found.filter(found.label_id.notnull() | found.catalogue_number.notnull())
    return found.select("release_id", "label_id", "catalogue_number", source_id="release_gid")


def _media(dump: Dump) -> Any:
    media = dump.with_word(dump["medium"], "format", "medium_format")
    media = dump.with_thing(media, "release", "release")
    return media.select(
        "release_id",
        "position",
        id=media[HASHED],
        format="format_word",
        title=text(media.name),
        source_id="release_gid",
    )


def _tracks(dump: Dump, credit_ids: Any) -> Any:
    """Return the tracks; title and credit only where they are not the recording's."""
    media = dump.with_thing(dump["medium"], "release", "release")
    places = media.select(place_key="id", medium_id=HASHED, release_gid="release_gid")
    recordings = with_credit(dump["recording"], credit_ids)
    recordings = recordings.select(
        recording_key="id", recording_id=HASHED, usual_title="name", usual_credit="artist_credit_id"
    )
    tracks = with_credit(dump["track"], credit_ids)
    tracks = tracks.join(places, tracks.medium == places.place_key)
    tracks = tracks.join(recordings, tracks.recording == recordings.recording_key)
    return tracks.select(
        "medium_id",
        "recording_id",
        "position",
        id=tracks[HASHED],
        number=text(tracks.number),
        title=text(tracks.name).nullif(tracks.usual_title),
        artist_credit_id=tracks.artist_credit_id.nullif(tracks.usual_credit),
        source_id="release_gid",
    )
