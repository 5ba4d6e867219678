"""The questions that a snapshot's tables are asked, in SQL.

Those that join `wanted` come after `WANTED`, whose values are two lists of one length: rows that are
wanted, and the head that each belongs to. DuckDB hands the wanted ids down to the scans of what is joined
to them, so that of a table sorted by id only the row groups are read that can hold one. Of the rows of
one head the preferred comes first: that of a deposit, then the one with most filled in.
"""

WANTED = "with wanted as materialized (select unnest(?::bigint[]) as id, unnest(?::bigint[]) as head)"

HEADS = """
select wanted.id, cluster_id as head from cluster join wanted using (id) where entity = ?
"""
REDIRECTED = """
select wanted.id, redirect.id as now from redirect join wanted on old_id = wanted.id where entity = ?
"""

CREDITS = """
select artist_credit_id, artist_id, name, join_phrase
from artist_credit_name join wanted on artist_credit_id = wanted.id order by artist_credit_id, position
"""

RECORDINGS = """
select head, id, title, artist_credit_id, duration_ms, disambiguation
from recording join wanted using (id)
order by head, source <> 'deposits',
  (artist_credit_id is null)::int + (duration_ms is null)::int + (disambiguation is null)::int, id
"""
ISRCS = """
select head, isrc from recording_isrc join wanted on recording_id = wanted.id group by all order by all
"""
HOLDINGS = """
select head, item_id from holding join wanted on recording_id = wanted.id group by all order by all
"""
PLACES = """
select head, release_id, medium.position as disc, track.position, number
from track join wanted using (id) join medium on medium.id = medium_id
"""
TRACKS_OF_RECORDINGS = """
select recording_id, track.id from track join wanted on recording_id = wanted.id order by all
"""
TRACKS_OF_MEDIA = """
select medium_id, track.id from track join wanted on medium_id = wanted.id order by position, track.id
"""
MEDIA_OF_RELEASES = """
select release_id, medium.id from medium join wanted on release_id = wanted.id order by position, medium.id
"""
TITLES_OF_RELEASES = """
select id, title from release join wanted using (id)
"""

RELEASES = """
select head, id, title, artist_credit_id, released_year, released_month, released_day, disambiguation
from release join wanted using (id)
order by head, source <> 'deposits',
  (artist_credit_id is null)::int + (released_year is null)::int + (barcode is null)::int, id
"""
TRACK_COUNTS = """
select medium.release_id, count(*) as tracks
from medium join wanted on release_id = wanted.id join track on medium_id = medium.id group by all
"""

ARTISTS = """
select head, id, name, disambiguation from artist join wanted using (id)
order by head, source <> 'deposits',
  (sort_name is null)::int + (type is null)::int + (area is null)::int + (disambiguation is null)::int, id
"""

# What the archive has of its own is listed by name; what others say of the world is to be searched.
_OWN = """
with own as (select id, {name} as name from {kind} where source = 'deposits'),
headed as (
  select own.id, own.name, coalesce(clustered.cluster_id, own.id) as head from own
    left join (select id, cluster_id from cluster semi join own using (id) where entity = '{kind}')
      as clustered using (id))
select head from headed group by head order by min(lower(name)), min(name), head limit ? offset ?
"""
PAGE_OF_RECORDINGS = _OWN.format(kind="recording", name="title")
PAGE_OF_RELEASES = _OWN.format(kind="release", name="title")
PAGE_OF_ARTISTS = _OWN.format(kind="artist", name="name")

BY_ITEM = "select recording_id from holding where item_id = ? order by recording_id limit 1"
HELD = "select item_id from holding where item_id in (select unnest(?::varchar[]))"

RECORDING = """
select recording.*, head from recording join wanted using (id)
order by source <> 'deposits',
  (artist_credit_id is null)::int + (duration_ms is null)::int + (disambiguation is null)::int, id
"""
ISWCS = """
select distinct iswc from recording_iswc join wanted on recording_id = wanted.id order by iswc
"""
COMPOSERS = """
select recording_id, artist_id, name from composer join wanted on recording_id = wanted.id
order by recording_id, position
"""
IDENTIFIERS = """
select distinct scheme, value from identifier join wanted using (id) where entity = ? order by all
"""

RELEASE = """
select release.*, head from release join wanted using (id)
order by source <> 'deposits',
  (artist_credit_id is null)::int + (released_year is null)::int + (barcode is null)::int, id
"""
LABELS = """
select distinct label_id, label.name, catalogue_number
from release_label join wanted on release_id = wanted.id left join label on label.id = label_id
order by lower(label.name) nulls last, label_id, catalogue_number nulls last
"""
EVENTS = """
select distinct territory, released_year, released_month, released_day
from release_event join wanted on release_id = wanted.id
order by released_year nulls last, released_month nulls last, released_day nulls last, territory nulls last
"""
MEDIA = """
select medium.* from medium join wanted using (id) order by position, id
"""
TRACKS = """
select track.* from track join wanted using (id)
"""
GROUPS = """
select id, title, type from release_group join wanted using (id)
order by source <> 'deposits', type is null, id
"""
EDITIONS = """
select release.id from release semi join wanted on release_group_id = wanted.id
order by released_year nulls last, lower(title), id limit ?
"""

ARTIST = """
select artist.*, head from artist join wanted using (id)
order by source <> 'deposits',
  (sort_name is null)::int + (type is null)::int + (area is null)::int + (disambiguation is null)::int, id
"""
ALIASES = """
select distinct name from (
  select name from artist_alias join wanted on artist_id = wanted.id
  union all select name from artist join wanted using (id))
order by lower(name), name limit ?
"""
RELEASES_BY_DATE = """
select id from release join wanted using (id) order by released_year nulls last, lower(title), id
"""
RECORDINGS_BY_TITLE = """
select id from recording join wanted using (id) order by lower(title), title, id
"""
TITLES_OF_RECORDINGS = """
select id, title, duration_ms from recording join wanted using (id) order by id
"""
