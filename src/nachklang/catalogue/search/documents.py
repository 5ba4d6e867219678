"""What search can find, in words: one document an artist, release or recording, read range by range.

A range of ids is small enough for its joins to fit in memory, however large the tables are: everything
that is joined to it is narrowed to it first. Numbered things that belong together lie together, so most
of a table need not be read for a range; of hashed ids each range reads the id columns as a whole.
"""

from collections.abc import Iterator
from itertools import pairwise

import pyarrow as pa

from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.search.fields import KINDS

Range = tuple[int, int]
"""The first and the last id."""

ROWS_A_RANGE = 1_000_000
_SAMPLED = 100_000

# Each answers with id, title, words, codes and weight. The title is part of the words and what a
# completion must begin like; codes are separated by spaces; the order of the words does not matter.
# tantivy multiplies a score by log2(2 + weight), so what it is to be multiplied by stands as an exponent.
_ARTISTS = """
with chosen as materialized (
  select id, name, coalesce(popularity, 0) as popularity from artist where id between $1 and $2),
called as (
  select artist_id, name from artist_alias where artist_id between $1 and $2
  union all select artist_id, name from artist_credit_name where artist_id between $1 and $2
  union all select artist_id, name from composer where artist_id between $1 and $2),
spelling as (
  select artist_id, string_agg(name, ' ') as words
  from (
    select distinct artist_id, called.name
    from called join chosen on id = artist_id and chosen.name <> called.name)
  group by artist_id),
credited as (
  select distinct artist_credit_id, artist_id from artist_credit_name where artist_id between $1 and $2),
used as (
  select artist_id, count(*) as times
  from (select artist_id from recording join credited using (artist_credit_id)
        union all select artist_id from composer where artist_id between $1 and $2)
  group by artist_id)
select id, concat_ws(' ', name, spelling.words) as title, title as words, null as codes,
  round(pow(2, 1.5 * (10 + ln(1 + popularity) + ln(1 + coalesce(times, 0)))) - 2)::bigint as weight
from chosen left join spelling on spelling.artist_id = id left join used on used.artist_id = id
order by id
"""

_RELEASES = """
with chosen as materialized (
  select id, title, artist_credit_id, barcode, coalesce(popularity, 0) as popularity
  from release where id between $1 and $2),
held as materialized (select id, release_id from medium where release_id between $1 and $2),
placed as materialized (
  select release_id, recording_id, artist_credit_id from track join held on held.id = medium_id),
counted as (select release_id, count(*) as tracks from placed group by release_id),
credited as (
  select id as release_id, artist_credit_id from chosen where artist_credit_id is not null{of_tracks}),
named as (
  select release_id, string_agg(concat_ws(' ', name, nullif(trim(join_phrase), '')), ' ') as words
  from credited join artist_credit_name using (artist_credit_id) group by release_id),
issued as (
  select release_id, string_agg(concat_ws(' ', label.name, catalogue_number), ' ') as words
  from release_label left join label on label.id = label_id
  where release_id between $1 and $2 group by release_id)
select id, title, concat_ws(' ', title, named.words, issued.words) as words, barcode as codes,
  round(pow(2, 1.5 * (4 + ln(1 + popularity) + ln(1 + coalesce(tracks, 0)))) - 2)::bigint as weight
from chosen left join named on named.release_id = id left join issued on issued.release_id = id
  left join counted on counted.release_id = id
order by id
"""

# Releases without a credit of their own, which dumps do not have, are found by those of their tracks.
_OF_TRACKS = """
  union
  select release_id, coalesce(placed.artist_credit_id, recording.artist_credit_id)
  from placed join chosen on chosen.id = release_id and chosen.artist_credit_id is null
    join recording on recording.id = recording_id"""
_UNCREDITED = "select count(*) as found from release where id between $1 and $2 and artist_credit_id is null"

_RECORDINGS = """
with chosen as materialized (
  select id, title, artist_credit_id, coalesce(popularity, 0) as popularity
  from recording where id between $1 and $2),
printed as (
  select artist_credit_id, string_agg(concat_ws(' ', name, nullif(trim(join_phrase), '')), ' ') as words
  from artist_credit_name semi join chosen using (artist_credit_id) group by artist_credit_id),
placed as materialized (
  select recording_id, medium_id, title from track where recording_id between $1 and $2),
held as materialized (select id, release_id from medium semi join placed on placed.medium_id = medium.id),
issued as (
  select id, title, coalesce(popularity, 0) as popularity
  from release semi join held on held.release_id = release.id),
place as (
  select recording_id, count(*) as times, string_agg(placed.title, ' ') as other_titles,
    array_to_string(max_by(issued.title, issued.popularity, 4), ' ') as releases
  from placed join held on held.id = placed.medium_id join issued on issued.id = held.release_id
  group by recording_id),
composed as (
  select recording_id, string_agg(name, ' ') as words
  from composer where recording_id between $1 and $2 group by recording_id),
code as (
  select recording_id, string_agg(code, ' ') as codes
  from (select recording_id, isrc as code from recording_isrc where recording_id between $1 and $2
        union all select recording_id, iswc from recording_iswc where recording_id between $1 and $2)
  group by recording_id)
select id, title, codes,
  concat_ws(' ', title, printed.words, composed.words, releases, other_titles) as words,
  round(pow(2, 1.5 * (1 + ln(1 + popularity) + ln(1 + coalesce(times, 0)))) - 2)::bigint as weight
from chosen left join printed using (artist_credit_id) left join place on place.recording_id = id
  left join composed on composed.recording_id = id left join code on code.recording_id = id
order by id
"""
_QUESTIONS = dict(zip(KINDS, (_ARTISTS, _RELEASES, _RECORDINGS), strict=True))


def count_documents(tables: Tables, kind: str) -> int:
    """Count the documents of one kind."""
    (row,) = tables.rows(f"select count(*) as found from {kind}")  # noqa: S608
    return int(row["found"])


def documents(tables: Tables, kind: str, within: Range) -> Iterator[pa.RecordBatch]:
    """Yield `id`, `title`, `words`, `codes` and `weight` (whole) of what is in a range, by rising id."""
    question = _QUESTIONS[kind]
    if kind == "release":
        uncredited = tables.rows(_UNCREDITED, *within)[0]["found"]
        question = question.replace("{of_tracks}", _OF_TRACKS if uncredited else "")
    yield from tables.batches(question, *within)


def ranges(tables: Tables, kind: str, *, parts: int = 1) -> Iterator[Range]:
    """Yield about `parts` ranges of one kind, or more: each holds about `ROWS_A_RANGE` at most."""
    found = tables.rows(f"select min(id) as first, max(id) as last, count(*) as size from {kind}")[0]  # noqa: S608
    if not found["size"]:
        return
    parts = max(parts, -(-found["size"] // ROWS_A_RANGE))
    sample = f"select id from {kind} using sample reservoir({_SAMPLED} rows) repeatable(1)"  # noqa: S608
    shares = [part / parts for part in range(1, parts + 1)]
    question = f"select quantile_disc(id, $1) as ends from ({sample})"  # noqa: S608
    (inner,) = tables.rows(question, shares)[0].values()
    ends = [found["first"] - 1, *sorted({*inner[:-1]} - {found["last"]}), found["last"]]
    yield from ((before + 1, end) for before, end in pairwise(ends))
