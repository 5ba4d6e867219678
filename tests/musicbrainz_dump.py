"""A dump of MusicBrainz' tables, made by a real PostgreSQL from what web-service documents say."""

import io
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import psycopg
from psycopg import sql

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]
Said = Mapping[str, Any]
"""A part of a document."""

TIMESTAMP = "2026-11-18 00:15:02.417395+00"
CHANGED = "2024-02-29 23:59:59.999999+05:45"
_NOTHING = UUID(int=0)
_YES, _NO = True, False

# The columns of schema sequence 31 with their types, in the order of CreateTables.sql.
_DATES = "{0}_date_year smallint, {0}_date_month smallint, {0}_date_day smallint"
_SPAN = f"{_DATES.format('begin')}, {_DATES.format('end')}"
_DAY = "date_year smallint, date_month smallint, date_day smallint"
_EDITED = "edits_pending integer, last_updated timestamptz"
_THING = "id integer, gid uuid, name varchar"
_CREDITED = f"{_THING}, artist_credit integer"
_WORDS = "id integer, name varchar(255), parent integer, child_order integer, description text, gid uuid"
_REDIRECT = "gid uuid, new_id integer, created timestamptz"
_LINK = (
    "id integer, link integer, entity0 integer, entity1 integer, edits_pending integer, "
    "last_updated timestamptz, link_order integer, entity0_credit text, entity1_credit text"
)
_MADE = "edits_pending integer, created timestamptz"

DEFINITIONS = {
    "area": f"{_THING}, type integer, {_EDITED}, {_SPAN}, ended boolean, comment varchar(255)",
    "artist": f"{_THING}, sort_name varchar, {_SPAN}, type integer, area integer, gender integer, "
    f"comment varchar(255), {_EDITED}, ended boolean, begin_area integer, end_area integer",
    "artist_alias": f"id integer, artist integer, name varchar, locale text, {_EDITED}, type integer, "
    f"sort_name varchar, {_SPAN}, primary_for_locale boolean, ended boolean",
    "artist_credit_name": "artist_credit integer, position smallint, artist integer, name varchar, "
    "join_phrase text",
    "artist_ipi": f"artist integer, ipi char(11), {_MADE}",
    "artist_isni": f"artist integer, isni char(16), {_MADE}",
    "artist_type": _WORDS,
    "iso_3166_1": "area integer, code char(2)",
    "isrc": f"id integer, recording integer, isrc char(12), {_MADE}",
    "iswc": f"id integer, work integer, iswc char(15), {_MADE}",
    "label": f"{_THING}, {_SPAN}, label_code integer, type integer, area integer, comment varchar(255), "
    f"{_EDITED}, ended boolean",
    "label_ipi": f"label integer, ipi char(11), {_MADE}",
    "label_isni": f"label integer, isni char(16), {_MADE}",
    "language": "id integer, iso_code_2t char(3), iso_code_2b char(3), iso_code_1 char(2), "
    "name varchar(100), frequency smallint, iso_code_3 char(3)",
    "link": f"id integer, link_type integer, {_SPAN}, attribute_count integer, created timestamptz, "
    "ended boolean",
    "link_type": "id integer, parent integer, child_order integer, gid uuid, entity_type0 varchar(50), "
    "entity_type1 varchar(50), name varchar(255), description text, link_phrase varchar(255), "
    "reverse_link_phrase varchar(255), long_link_phrase varchar(255), last_updated timestamptz, "
    "is_deprecated boolean, has_dates boolean, entity0_cardinality smallint, entity1_cardinality smallint",
    "medium": f"id integer, release integer, position integer, format integer, name varchar, {_EDITED}, "
    "track_count integer, gid uuid",
    "medium_format": "id integer, name varchar(100), parent integer, child_order integer, year smallint, "
    "has_discids boolean, description text, gid uuid",
    "recording": f"{_CREDITED}, length integer, comment varchar(255), {_EDITED}, video boolean",
    "release": f"{_CREDITED}, release_group integer, status integer, packaging integer, language integer, "
    "script integer, barcode varchar(255), comment varchar(255), edits_pending integer, quality smallint, "
    "last_updated timestamptz",
    "release_country": f"release integer, country integer, {_DAY}",
    "release_group": f"{_CREDITED}, type integer, comment varchar(255), {_EDITED}",
    "release_group_primary_type": _WORDS,
    "release_label": "id integer, release integer, label integer, catalog_number varchar(255), "
    "last_updated timestamptz",
    "release_status": _WORDS,
    "release_unknown_country": f"release integer, {_DAY}",
    "script": "id integer, iso_code char(4), iso_number char(3), name varchar(100), frequency smallint",
    "track": "id integer, gid uuid, recording integer, medium integer, position integer, number text, "
    f"name varchar, artist_credit integer, length integer, {_EDITED}, is_data_track boolean",
    "url": f"id integer, gid uuid, url text, {_EDITED}",
    **{
        f"{kind}_gid_redirect": _REDIRECT
        for kind in ("artist", "label", "medium", "recording", "release", "release_group", "track")
    },
    **{
        f"l_{pair}": _LINK
        for pair in (
            "artist_url",
            "artist_work",
            "label_url",
            "recording_url",
            "recording_work",
            "release_group_url",
            "release_url",
        )
    },
    # The catalogue has no place for these two; they are passed over.
    "gender": _WORDS,
    "release_meta": "id integer, date_added timestamptz, info_url varchar(255), amazon_asin varchar(10), "
    "cover_art_presence text",
}


@dataclass
class _Numbers:
    """Numbers for things, from 1 in the order of their coming."""

    known: dict[Any, int] = field(default_factory=dict)

    def of(self, thing: Any) -> tuple[int, bool]:
        """Return the number of a thing, and whether it is new."""
        new = thing not in self.known
        return self.known.setdefault(thing, len(self.known) + 1), new


class World:
    """The rows of all tables, filled from documents of the web service and by hand."""

    def __init__(self) -> None:
        self.tables: Tables = {name: [] for name in DEFINITIONS}
        self._numbers: dict[str, _Numbers] = {}
        self._ids = count(1)

    def add(self, table: str, *values: Any) -> None:
        """Add a row as it is."""
        self.tables[table].append(values)

    def number(self, table: str, thing: Any) -> tuple[int, bool]:
        """Return the number of a thing in its table, and whether it is new."""
        return self._numbers.setdefault(table, _Numbers()).of(thing)

    def word(self, table: str, word: str | None) -> int | None:
        """Return the number of a word in its list, which has it from now on."""
        if word is None:
            return None
        number, new = self.number(table, word)
        gid = uuid5(_NOTHING, f"{table} {word}")
        if new and table == "medium_format":
            self.add(table, number, word, None, 0, 1982, _YES, None, gid)
        elif new and table == "language":
            self.add(table, number, None, None, None, f"Language {word}", 2, word)
        elif new and table == "script":
            self.add(table, number, word, "215", f"Script {word}", 1)
        elif new:
            self.add(table, number, word, None, 0, None, gid)
        return number

    def area(self, name: str | None, codes: Iterable[str] = ()) -> int | None:
        """Return the number of an area."""
        if name is None:
            return None
        number, new = self.number("area", name)
        if new:
            gid = uuid5(_NOTHING, f"area {name}")
            self.add("area", number, gid, name, 1, 0, CHANGED, *[None] * 6, _NO, "")
            for code in codes:
                self.add("iso_3166_1", number, code)
        return number

    def artist(self, said: Said) -> int:
        """Return the number of an artist."""
        number, new = self.number("artist", said["id"])
        if new:
            kind, area = self.word("artist_type", said.get("type")), self.area(said.get("country"))
            begun, ended = said.get("begun", (None,) * 3), said.get("ended", (None,) * 3)
            names = (UUID(said["id"]), said["name"], said.get("sort-name", said["name"]))
            of_it = (kind, area, None, said.get("disambiguation", ""))
            self.add("artist", number, *names, *begun, *ended, *of_it, 0, CHANGED, _NO, None, None)
            for alias in said.get("aliases", ()):
                other = alias["name"]
                about = (0, CHANGED, 1, other, *[None] * 6, _NO, _NO)
                self.add("artist_alias", next(self._ids), number, other, "de", *about)
            self._codes_and_links("artist", number, said)
        return number

    def credit(self, said: Sequence[Said]) -> int:
        """Return the number of an artist credit."""
        words = tuple((one["artist"]["id"], one["name"], one["joinphrase"]) for one in said)
        number, new = self.number("artist_credit", words)
        if new:
            for position, one in enumerate(said):
                artist = self.artist(one["artist"])
                self.add("artist_credit_name", number, position, artist, one["name"], one["joinphrase"])
        return number

    def label(self, said: Said) -> int:
        """Return the number of a label."""
        number, new = self.number("label", said["id"])
        if new:
            named = (UUID(said["id"]), said["name"], *[None] * 6)
            about = (said.get("label-code"), 1, None, said.get("disambiguation", ""))
            self.add("label", number, *named, *about, 0, CHANGED, _NO)
            self._codes_and_links("label", number, said)
        return number

    def release_group(self, said: Said) -> int:
        """Return the number of a release group."""
        number, new = self.number("release_group", said["id"])
        if new:
            kind = self.word("release_group_primary_type", said["primary-type"])
            named = (UUID(said["id"]), said["title"], self.credit(said["artist-credit"]))
            self.add("release_group", number, *named, kind, "", 0, CHANGED)
            self._codes_and_links("release_group", number, said)
        return number

    def recording(self, said: Said) -> int:
        """Return the number of a recording."""
        number, new = self.number("recording", said["id"])
        if new:
            named = (UUID(said["id"]), said["title"], self.credit(said["artist-credit"]))
            about = (said["length"], said["disambiguation"], 0, CHANGED, said["video"])
            self.add("recording", number, *named, *about)
            for isrc in said["isrcs"]:
                self.add("isrc", next(self._ids), number, isrc, 0, CHANGED)
            self._codes_and_links("recording", number, said)
            for relation in said.get("relations", ()):
                if relation["target-type"] == "work":
                    work = self.work(relation["work"])
                    self.link("recording_work", "performance", number, work)
        return number

    def work(self, said: Said) -> int:
        """Return the number of a work."""
        number, new = self.number("work", said["id"])
        if new:
            for iswc in said.get("iswcs", ()):
                self.add("iswc", next(self._ids), number, iswc, 0, CHANGED)
            for relation in said.get("relations", ()):
                artist = self.artist(relation["artist"])
                credited = relation.get("target-credit", "")
                self.link("artist_work", relation["type"], artist, number, credited)
        return number

    def link(self, between: str, kind: str, entity0: int, entity1: int, credited: str = "") -> None:
        """Link two things."""
        number, new = self.number("link_type", (between, kind))
        if new:
            phrases = (kind, None, kind, kind, kind, CHANGED, _NO, _NO, 0, 0)
            gid = uuid5(_NOTHING, f"{between} {kind}")
            self.add("link_type", number, None, 0, gid, *between.split("_", 1), *phrases)
        used, new = self.number("link", number)
        if new:
            self.add("link", used, number, *[None] * 6, 0, CHANGED, _NO)
        ends = (entity0, entity1, 0, CHANGED, 0, credited, "")
        self.add(f"l_{between}", next(self._ids), used, *ends)

    def _codes_and_links(self, kind: str, number: int, said: Said) -> None:
        for scheme in ("isni", "ipi"):
            for code in said.get(f"{scheme}s", ()):
                self.add(f"{kind}_{scheme}", number, code, 0, CHANGED)
        for relation in said.get("relations", ()):
            if relation["target-type"] == "url":
                self.link(f"{kind}_url", relation["type"], number, self.url(relation["url"]["resource"]))

    def url(self, address: str) -> int:
        """Return the number of an address."""
        number, new = self.number("url", address)
        if new:
            self.add("url", number, uuid5(_NOTHING, address), address, 0, CHANGED)
        return number

    def release(self, said: Said) -> int:
        """Add a release with everything on it; returns its number."""
        number, _ = self.number("release", said["id"])
        written = said["text-representation"]
        self.add(
            "release",
            number,
            UUID(said["id"]),
            said["title"],
            self.credit(said["artist-credit"]),
            self.release_group(said["release-group"]),
            self.word("release_status", said["status"]),
            None,
            self.word("language", written["language"]),
            self.word("script", written["script"]),
            said["barcode"],
            said["disambiguation"],
            0,
            -1,
            CHANGED,
        )
        self._events(number, said)
        for info in said["label-info"]:
            label = None if info["label"] is None else self.label(info["label"])
            self.add("release_label", next(self._ids), number, label, info["catalog-number"], CHANGED)
        for medium in said["media"]:
            self._medium(number, medium)
        self._codes_and_links("release", number, said)
        return number

    def _events(self, release: int, said: Said) -> None:
        for event in said["release-events"]:
            parts = [int(part) for part in event["date"].split("-") if part]
            day = (*parts, *[None] * (3 - len(parts)))
            if event["area"] is None:
                self.add("release_unknown_country", release, *day)
            else:
                codes = event["area"]["iso-3166-1-codes"]
                # Artists of the documents have a code only, which serves as the name of their area.
                self.add("release_country", release, self.area(f"country {codes}", codes), *day)

    def _medium(self, release: int, said: Said) -> None:
        number, _ = self.number("medium", said["id"])
        about = (self.word("medium_format", said["format"]), said["title"], 0, CHANGED)
        self.add("medium", number, release, said["position"], *about, 1, UUID(said["id"]))
        hidden = [said["pregap"]] if "pregap" in said else []
        for track in [*hidden, *said["tracks"], *said.get("data-tracks", ())]:
            recording, credit = self.recording(track["recording"]), self.credit(track["artist-credit"])
            number_of_track, _ = self.number("track", track["id"])
            place = (recording, number, track["position"], track["number"], track["title"])
            rest = (credit, track["length"], 0, CHANGED, _NO)
            self.add("track", number_of_track, UUID(track["id"]), *place, *rest)


def of_documents(paths: Iterable[Path]) -> World:
    """Make the tables that the documents would have come from."""
    world = World()
    for path in sorted(paths):
        world.release(json.loads(path.read_bytes()))
    return world


_ESCAPED = {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def field_text(value: Any) -> str:
    """Write a value as PostgreSQL does."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return "".join(_ESCAPED.get(sign, sign) for sign in str(value))


def line_of(row: Iterable[Any]) -> bytes:
    """Write a row as PostgreSQL does."""
    return "\t".join(map(field_text, row)).encode() + b"\n"


def written(tables: Tables) -> dict[str, bytes]:
    """Write every table as PostgreSQL does."""
    return {name: b"".join(map(line_of, rows)) for name, rows in tables.items()}


def copied(url: str, tables: Tables) -> dict[str, bytes]:
    """Let PostgreSQL write every table as `COPY … TO STDOUT` does."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        return {name: _copied(cursor, name, rows) for name, rows in tables.items()}


def _copied(cursor: "psycopg.Cursor[Any]", name: str, rows: Sequence[Row]) -> bytes:
    table = sql.Identifier(name)
    definition = sql.SQL(DEFINITIONS[name])
    cursor.execute(sql.SQL("create temporary table {} ({})").format(table, definition))
    if rows:
        places = sql.SQL(", ").join([sql.Placeholder()] * len(rows[0]))
        cursor.executemany(sql.SQL("insert into {} values ({})").format(table, places), rows)
    with cursor.copy(sql.SQL("copy {} to stdout").format(table)) as copy:
        return b"".join(bytes(part) for part in copy)


def notes(schema: str = "31") -> dict[str, bytes]:
    """Return what stands before the tables."""
    return {
        "TIMESTAMP": f"{TIMESTAMP}\n".encode(),
        "COPYING": b"The core data is in the public domain (CC0).\n",
        "README": b"The files in this directory are snapshots of the MusicBrainz database.\n",
        "REPLICATION_SEQUENCE": b"181234\n",
        "SCHEMA_SEQUENCE": f"{schema}\n".encode(),
    }


def members(
    texts: Mapping[str, bytes], about: Mapping[str, bytes] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a dump in MusicBrainz' order."""
    yield from (notes() if about is None else about).items()
    for name in sorted(texts):
        yield f"mbdump/{name}", texts[name]


def as_tar(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack files as MusicBrainz does, with GNU tar's format."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def as_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> Path:
    """Write files below a folder."""
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
