"""Which fields a row can have, by what it is about. The reference of the mapping file is made from here."""

from collections.abc import Mapping
from enum import StrEnum


class Holds(StrEnum):
    """What a row is about."""

    RECORDINGS = "recordings"
    RELEASES = "releases"
    ARTISTS = "artists"
    LABELS = "labels"


_CREDIT = {
    "artists": "artists as printed, in their order; several in a cell are parted by `several` or `joins`",
    "artist_ids": "ids of these artists, as many and in the same order",
}
_COMMON = {
    "disambiguation": "a few words that tell it from others of the same name",
    "popularity": "how much it is asked for, a whole number from 0",
}
_LINKS = {
    "musicbrainz": "MBID",
    "discogs": "number at Discogs",
    "wikidata": "item of Wikidata: `Q42`",
    "urls": "addresses, several parted by `several`",
}
_ISSUED = {
    "barcode": "UPC or EAN",
    "released": "date of the release",
    "territories": "where it came out then: ISO 3166-1 codes of two letters, or XW for the whole world",
    "status": "`official`, `promotion`, `bootleg`, `withdrawn` or `other`",
    "language": "language of the titles, ISO 639-3",
    "script": "script of the titles, ISO 15924",
    "label": "label",
    "label_id": "id of the label",
    "catalogue_number": "the label's number for the release",
}

FIELDS: Mapping[Holds, Mapping[str, str]] = {
    Holds.RECORDINGS: {
        "id": "id of the recording; left out, title, artists and release make one",
        "title": "title; must be there",
        **_CREDIT,
        **_COMMON,
        "duration": "length, written as `durations` says",
        "recorded": "date of the recording session",
        "published": "date of first publication of the recording",
        "isrcs": "ISRCs, several parted by `several`",
        "iswcs": "ISWCs of the works, several parted by `several`",
        "composers": "composers in their order, several parted by `several`",
        "musicbrainz": "MBID of the recording",
        "wikidata": "item of Wikidata: `Q42`",
        "urls": "addresses, several parted by `several`",
        "release": "title of the release that the recording is on",
        "release_id": "id of the release; left out, title and barcode make one, or title, label and "
        "catalogue number, or title, artists and label",
        "release_artists": "artists of the release; left out, those of the recording",
        "release_artist_ids": "ids of these artists",
        **_ISSUED,
        "disc": "number of the disc, from 1; left out, 1",
        "medium_format": '`CD`, `12" Vinyl`, `File`',
        "track": "place on the disc, from 1; left out, the rows of a disc are counted",
        "number": "the track's number as printed: `A1`; left out, the place",
    },
    Holds.RELEASES: {
        "id": "id of the release; left out, title and barcode make one, or title, label and "
        "catalogue number, or title, artists and label",
        "title": "title; must be there",
        **_CREDIT,
        **_COMMON,
        **_ISSUED,
        **_LINKS,
    },
    Holds.ARTISTS: {
        "id": "id of the artist; left out, the name is one",
        "name": "name; must be there",
        "sort_name": "the name as a list has it: `Beatles, The`",
        "type": "`person`, `group`, `orchestra`, `choir`, `character` or `other`",
        "area": "country or place",
        **_COMMON,
        "begun": "date of birth or foundation",
        "ended": "date of death or dissolution",
        "aliases": "other names, several parted by `several`",
        "isni": "ISNI",
        "ipi": "IPI name number",
        **_LINKS,
    },
    Holds.LABELS: {
        "id": "id of the label; left out, the name is one",
        "name": "name; must be there",
        **_LINKS,
    },
}
"""The fields, in their documented order, with what each holds."""

NEEDED: Mapping[Holds, str] = {
    Holds.RECORDINGS: "title",
    Holds.RELEASES: "title",
    Holds.ARTISTS: "name",
    Holds.LABELS: "name",
}
"""The field without which a row cannot be taken."""

OF_A_RELEASE = frozenset(
    {"release_artists", "release_artist_ids", *_ISSUED, "disc", "medium_format", "track", "number"}
)
"""The fields of a recording's row that tell of the release it is on."""

SEVERAL = frozenset(
    {"artists", "artist_ids", "release_artists", "release_artist_ids", "isrcs", "iswcs", "composers"}
    | {"territories", "urls", "aliases"}
)
"""The fields that can have several values in a cell."""

KEYS_OF_SOURCE = {
    "name": "name of the source: small letters, digits, dots and hyphens, at most 40; must be there",
    "licence": "licence of the data, an SPDX identifier; must be there",
    "snapshot": "the state that the tables are of, a date or a version; must be there",
    "whole": "`true`: the tables say everything, what they do not say any more goes. `false`: they add to "
    "what was imported before. Must be there",
    "ids": "`texts`, or `numbers` where ids are whole numbers from 0; left out, `texts`",
}
"""The keys of `[source]`."""

KEYS_OF_TABLE = {
    "file": "the file, beside the mapping file, or several; `*` stands for anything; must be there",
    "holds": "what a row is about: `recordings`, `releases`, `artists` or `labels`; must be there",
    "format": "`csv`, `tsv`, `jsonl` or `parquet`; left out, by the name of the file",
    "delimiter": "the sign between cells of a CSV; left out, a comma",
    "quotes": "`false` where a quotation mark is a sign as any other; left out, cells may be quoted",
    "encoding": "encoding of the text; left out, `utf-8`",
    "several": "what parts several values in a cell; left out, a semicolon",
    "joins": 'words between artists that are kept as printed, spaces included: `[" feat. ", " & "]`',
    "dates": "`year-first` (2026-11-22), `day-first` (22.11.2026) or `month-first` (11/22/2026); left out, "
    "`year-first`. A year alone, or with its month as `year-first` writes it, is always understood",
    "durations": "`clock` (3:45), `seconds` or `milliseconds`; left out, `clock`",
    "columns": "the table `[table.columns]`: for each field the name of its column",
}
"""The keys of `[[table]]`."""
