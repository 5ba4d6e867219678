"""The questions that a snapshot's tables are asked, in SQL."""

COUNTS = """
select (select count(*) from recording) as recordings, (select count(*) from release) as releases,
  (select count(*) from artist) as artists, (select count(distinct isrc) from recording_isrc) as isrcs,
  (select coalesce(sum(duration_ms), 0)::bigint from recording) as duration_ms
"""

CREDITS = """
select artist_credit_id, artist_id, name, join_phrase from artist_credit_name
where artist_credit_id in (select unnest(?::varchar[])) order by artist_credit_id, position
"""

RECORDINGS = """
with wanted as (select unnest(?::varchar[]) as id)
select id, title, artist_credit_id, duration_ms,
  (select list(isrc order by isrc) from recording_isrc where recording_id = recording.id) as isrcs,
  (select list(item_id order by item_id) from holding where recording_id = recording.id) as item_ids,
  (select list(distinct release.title order by release.title) from track
     join medium on medium.id = track.medium_id join release on release.id = medium.release_id
     where track.recording_id = recording.id) as release_titles
from recording semi join wanted using (id)
"""

RELEASES = """
with wanted as (select unnest(?::varchar[]) as id)
select id, title, artist_credit_id, released_year, released_month, released_day,
  (select count(*) from track join medium on medium.id = track.medium_id
     where medium.release_id = release.id) as tracks
from release semi join wanted using (id)
"""

ARTISTS = """
with wanted as (select unnest(?::varchar[]) as id)
select id, name,
  (select count(distinct recording.id) from recording join artist_credit_name using (artist_credit_id)
     where artist_id = artist.id) as recordings,
  (select count(distinct recording_id) from composer where artist_id = artist.id) as compositions
from artist semi join wanted using (id)
"""

PAGE_OF_RECORDINGS = "select id from recording order by lower(title), title, id limit ? offset ?"
PAGE_OF_RELEASES = "select id from release order by lower(title), title, id limit ? offset ?"
PAGE_OF_ARTISTS = "select id from artist order by lower(name), name, id limit ? offset ?"

BY_ISRC = """
select id from recording join recording_isrc on recording_id = id where isrc = ?
order by lower(title), title, id
"""
BY_ITEM = "select recording_id from holding where item_id = ? order by recording_id limit 1"

RECORDING = "select * from recording where id = ?"
ISWCS = "select iswc from recording_iswc where recording_id = ? order by iswc"
COMPOSERS = "select artist_id, name from composer where recording_id = ? order by position"
APPEARANCES = """
select medium.release_id, medium.position as disc, track.position, track.number
from track join medium on medium.id = track.medium_id join release on release.id = medium.release_id
where track.recording_id = ?
order by released_year nulls last, lower(release.title), release.id, medium.position, track.position
"""

RELEASE = "select * from release where id = ?"
LABELS = """
select label_id, label.name, catalogue_number from release_label left join label on label.id = label_id
where release_id = ? order by lower(label.name) nulls last, label_id, catalogue_number nulls last
"""
MEDIA = "select * from medium where release_id = ? order by position, id"
TRACKS = """
select track.* from track join medium on medium.id = medium_id where release_id = ?
order by medium.position, track.position
"""

ARTIST = "select * from artist where id = ?"
RELEASES_OF_ARTIST = """
with credit as (select distinct artist_credit_id from artist_credit_name where artist_id = ?),
found as (
  select id from release semi join credit using (artist_credit_id)
  union
  select medium.release_id from track semi join credit using (artist_credit_id)
    join medium on medium.id = track.medium_id)
select id from release semi join found using (id) order by released_year nulls last, lower(title), id
"""
RECORDINGS_OF_ARTIST = """
select id from recording semi join (select artist_credit_id from artist_credit_name where artist_id = ?)
  using (artist_credit_id) order by lower(title), title, id
"""
COMPOSITIONS_OF_ARTIST = """
select id from recording semi join (select recording_id as id from composer where artist_id = ?) using (id)
order by lower(title), title, id
"""

# What search can find, in words; the weight makes artists and releases come before recordings.
DOCUMENTS = """
with credit as (
  select artist_credit_id, string_agg(name || ' ' || join_phrase, ' ' order by position) as words
  from artist_credit_name group by artist_credit_id),
spelling as (
  select artist_id, string_agg(distinct name, ' ') as words, count(*) as uses
  from (select artist_id, name from artist_credit_name union all select artist_id, name from composer)
  group by artist_id),
placed as (
  select track.recording_id, medium.release_id, release.title, track.title as track_title,
    track.artist_credit_id
  from track join medium on medium.id = track.medium_id join release on release.id = medium.release_id),
content as (
  select release_id, count(*) as tracks, string_agg(distinct credit.words, ' ') as words
  from placed left join credit using (artist_credit_id) group by release_id),
labelled as (
  select release_id, string_agg(concat_ws(' ', label.name, catalogue_number), ' ') as words
  from release_label left join label on label.id = label_id group by release_id),
place as (
  select recording_id, string_agg(distinct concat_ws(' ', title, track_title), ' ') as words
  from placed group by recording_id),
composed as (
  select recording_id, string_agg(name, ' ' order by position) as words from composer group by recording_id),
code as (
  select recording_id, list(code) as codes
  from (select recording_id, isrc as code from recording_isrc
        union all select recording_id, iswc from recording_iswc) group by recording_id)
select 'artist' as kind, id, concat_ws(' ', artist.name, spelling.words) as words, []::varchar[] as codes,
  8.0 + ln(1 + coalesce(uses, 0)) as weight
from artist left join spelling on spelling.artist_id = artist.id
union all
select 'release', id, concat_ws(' ', title, coalesce(credit.words, content.words), labelled.words),
  if(barcode is null, [], [barcode]), 4.0 + ln(1 + coalesce(tracks, 0))
from release left join credit using (artist_credit_id)
  left join content on content.release_id = release.id left join labelled on labelled.release_id = release.id
union all
select 'recording', id, concat_ws(' ', title, credit.words, place.words, composed.words),
  coalesce(codes, []), 1.0
from recording left join credit using (artist_credit_id)
  left join place on place.recording_id = recording.id
  left join composed on composed.recording_id = recording.id
  left join code on code.recording_id = recording.id
order by kind, words, id
"""
