"""The tables of MusicBrainz' core dump, as of schema sequence 31.

Columns stand in the order of `admin/sql/CreateTables.sql` of MusicBrainz' server with the changes of
`admin/sql/updates/schema-change/31.all.sql`, which took `source` out of `isrc` and `iswc`.
"""

import re
from collections.abc import Set as AbstractSet
from pathlib import Path

from nachklang.catalogue.sources.musicbrainz.dump_tables import DumpTable, dump_table
from nachklang.errors import SourceError

SCHEMA_SEQUENCE = 31
"""Which of MusicBrainz' schemas the columns below are of."""

_WORDS = "id:key name:name parent child_order description gid"
_ALIAS = (
    "id artist:ref name:name locale edits_pending last_updated type sort_name begin_date:passed "
    "end_date:passed primary_for_locale ended"
)


def _entity(name: str, columns: str) -> DumpTable:
    return dump_table(name, columns, id_of=name)


def _redirects(kind: str) -> DumpTable:
    columns = f"gid:gid new_id:ref={kind} created"
    return dump_table(
        f"{kind}_gid_redirect",
        columns,
        id_of=kind,
        without=f"ids of each {kind} that was merged into another",
    )


def _links(kind: str) -> DumpTable:
    columns = (
        f"id link entity0:ref={kind} entity1:ref=url edits_pending last_updated "
        "link_order entity0_credit entity1_credit"
    )
    return dump_table(f"l_{kind}_url", columns, without=f"links of each {kind}")


def _numbers(kind: str, scheme: str) -> DumpTable:
    columns = f"{kind}:ref {scheme}:{scheme} edits_pending created"
    return dump_table(f"{kind}_{scheme}", columns, without=f"{scheme.upper()} of each {kind}")


_TABLES = (
    _entity(
        "artist",
        "id:key gid:gid name:name sort_name:text begin_date:date end_date:date type:number area:number "
        "gender comment:text edits_pending last_updated ended begin_area end_area",
    ),
    dump_table(
        "artist_credit_name",
        "artist_credit:key position:place artist:ref name:name join_phrase:text",
    ),
    _entity(
        "label",
        "id:key gid:gid name:name begin_date:passed end_date:passed label_code type area comment "
        "edits_pending last_updated ended",
    ),
    _entity(
        "release_group",
        "id:key gid:gid name:name artist_credit:ref=artist_credit_name type:number comment edits_pending "
        "last_updated",
    ),
    _entity(
        "release",
        "id:key gid:gid name:name artist_credit:ref=artist_credit_name release_group:ref status:number "
        "packaging language:number script:number barcode:barcode comment:text edits_pending quality "
        "last_updated",
    ),
    dump_table("release_country", "release:ref country:number date:date"),
    dump_table("release_unknown_country", "release:ref date:date"),
    dump_table("release_label", "id release:ref label:number=label catalog_number:text last_updated"),
    _entity(
        "medium",
        "id:key release:ref position:place format:number name:text edits_pending last_updated track_count "
        "gid:hash",
    ),
    _entity(
        "recording",
        "id:key gid:gid name:name artist_credit:ref=artist_credit_name length:number comment:text "
        "edits_pending last_updated video",
    ),
    dump_table("isrc", "id recording:ref isrc:isrc edits_pending created"),
    _entity(
        "track",
        "id:key gid:hash recording:ref medium:ref position:place number:text name:text "
        "artist_credit:ref=artist_credit_name length edits_pending last_updated is_data_track",
    ),
    dump_table("artist_alias", _ALIAS, without="other names of artists"),
    dump_table("artist_type", _WORDS, without="types of artists"),
    dump_table(
        "area",
        "id:key gid name:name type edits_pending last_updated begin_date:passed end_date:passed ended "
        "comment",
        without="areas of artists",
    ),
    dump_table("iso_3166_1", "area:ref code:name", without="territories of releases"),
    dump_table("release_group_primary_type", _WORDS, without="types of release groups"),
    dump_table("release_status", _WORDS, without="status of releases"),
    dump_table(
        "language",
        "id:key iso_code_2t iso_code_2b iso_code_1 name frequency iso_code_3:text",
        without="languages of releases",
    ),
    dump_table("script", "id:key iso_code:name iso_number name frequency", without="scripts of releases"),
    dump_table(
        "medium_format",
        "id:key name:name parent child_order year has_discids description gid",
        without="formats of media",
    ),
    *(_numbers(kind, scheme) for kind in ("artist", "label") for scheme in ("isni", "ipi")),
    *(
        _redirects(kind)
        for kind in ("artist", "label", "medium", "recording", "release", "release_group", "track")
    ),
    dump_table("url", "id:key gid url:name edits_pending last_updated", without="every link"),
    *(_links(kind) for kind in ("artist", "label", "recording", "release", "release_group")),
    dump_table(
        "l_recording_work",
        "id:place link entity0:ref=recording entity1:ref=work edits_pending last_updated link_order:number "
        "entity0_credit entity1_credit",
        without="ISWCs and composers of recordings",
    ),
    dump_table(
        "l_artist_work",
        "id:place link:ref entity0:ref=artist entity1:ref=work edits_pending last_updated link_order:number "
        "entity0_credit:text entity1_credit",
        without="composers of recordings",
    ),
    dump_table(
        "link",
        "id:key link_type:ref begin_date:passed end_date:passed attribute_count created ended",
        without="composers of recordings",
    ),
    dump_table(
        "link_type",
        "id:key parent child_order gid entity_type0 entity_type1 name:name description link_phrase "
        "reverse_link_phrase long_link_phrase last_updated is_deprecated has_dates entity0_cardinality "
        "entity1_cardinality",
        without="composers of recordings",
    ),
    dump_table("iswc", "id work:ref iswc:iswc edits_pending created", without="ISWCs of recordings"),
)

TABLES = {table.name: table for table in _TABLES}
"""The tables that are taken, by name. Whatever else the core dump has, the catalogue has no place for."""

_NOT_CC0 = re.compile(
    r"(?:.+_)?annotation|tag_relation|(?:.+_)?tag|.+_tag_raw|.+_rating_raw"
    # These hold ratings; release_meta has none.
    r"|(?:artist|event|label|place|recording|release_group|work)_meta"
)
_OF_PERSONS = re.compile(
    r"editor|editor_(?!collection_type$).+|old_editor_name|edit|edit_.+|vote|application"
)


def check_permitted(path: Path, table: str) -> None:
    """Raise SourceError for a table that may not be read, whether the catalogue had a place for it or not."""
    if _NOT_CC0.fullmatch(table):
        why = "it belongs to mbdump-derived, which is under CC-BY-NC-SA-3.0 and not CC0"
    elif _OF_PERSONS.fullmatch(table):
        why = "it tells of persons who edit MusicBrainz, and of nothing that a catalogue is for"
    else:
        return
    raise SourceError(f"{path}: the table {table} is refused: {why}; import mbdump.tar.bz2 alone")


def check_complete(path: Path, tables: AbstractSet[str]) -> None:
    """Raise SourceError where a table is missing that there has to be."""
    missing = [table.name for table in TABLES.values() if not table.without and table.name not in tables]
    if missing:
        names = ", ".join(missing)
        raise SourceError(f"{path}: no table {names}; import the whole of mbdump.tar.bz2, or all its tables")
