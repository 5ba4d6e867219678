"""SQL for what one source tells of the world: the tables of the catalogue, in the order of their keys.

Variables: `base` (what the ids of the source begin at) and `s` (its number), besides those of the world.
`source` and `snapshot` are the same in every row, and are filled in by whoever writes it.
"""

MACROS = """
create macro row_id(n) as getvariable('base') + n;
create macro digit(n, place) as (n // pow(10, place)::bigint) % 10;
create macro ean13(n) as n || ((10 - (digit(n, 11) + digit(n, 9) + digit(n, 7) + digit(n, 5) + digit(n,
    3) + digit(n, 1)
    + 3 * (digit(n, 10) + digit(n, 8) + digit(n, 6) + digit(n, 4) + digit(n, 2) + digit(n, 0))) % 10) % 10);
create macro barcode(r) as ean13(200000000000 + (r * 5754853343 + 2971215073) % 8589934592 * 64 + below(r,
    'prefix', 64));
create macro iswc(n) as 'T' || lpad(n::varchar, 9, '0') || ((2000 - 1 - (digit(n, 8) + 2 * digit(n,
    7) + 3 * digit(n, 6)
    + 4 * digit(n, 5) + 5 * digit(n, 4) + 6 * digit(n, 3) + 7 * digit(n, 2) + 8 * digit(n, 1) + 9 * digit(n,
        0))) % 10);
create macro code_number(x) as ((x // 16) * 179424673 + 7919) % 268435456 * 32 + x % 16 * 2;
create macro letter(n) as ('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')[n % 36 + 1];
create macro code_text(c, prefix) as
    (['US', 'GB', 'DE', 'FR', 'QM', 'QZ', 'ES', 'BR', 'JP', 'KR', 'TR', 'RU', 'PL', 'GR', 'EG', 'NL', 'SE',
        'IT', 'CA', 'AU'])[1 + prefix % 20]
    || letter(prefix // 20 * 7 + 3) || letter(prefix // 720 * 5 + prefix // 20) || letter(prefix // 20 + 11)
    || lpad((((c // 100000) % 40 + 86) % 100)::varchar, 2, '0') || lpad((c % 100000)::varchar, 5, '0');
create macro isrc(c) as code_text(c, c // 4000000);
create macro coded(x) as u(x, 'coded') < 0.69;
create macro credit_of(x, r, a, guest, own_guest) as
    case when guest is null or not listed_in(guest, getvariable('s')) then row_id(a)
    when own_guest then row_id(549755813888 + x) else row_id(274877906944 + r) end;
create macro label_count() as greatest(1, getvariable('recordings') // 512);
create macro label_of(rh, a) as
    floor(label_count() * pow(case when u(rh, 'own label') < 0.8 then u(a, 'label') else u(rh, 'label') end,
        2))::bigint;
"""
"""`code_number` and `barcode` give each number another, far from its neighbours': they multiply by a number
that is prime to the size of the range. The codes of 16 recordings that follow one another do, too."""

TOLD = """
create or replace temp view told_artist as
select *, case when home = getvariable('s') then name else name2 end as told
from artist join name using (a) where listed_in(a, getvariable('s'));
create or replace temp view told_release as
select *, home <> getvariable('s') as echo, case when home = getvariable('s') then title
    else title2 end as told
from release
where (home = getvariable('s') and in_home) or (coalesce(other = getvariable('s'), false) and in_other);
create or replace temp view told_recording as
select *, home <> getvariable('s') as echo, case when home = getvariable('s') then title
    else title2 end as told
from recording
where (home = getvariable('s') and in_home) or (coalesce(other = getvariable('s'), false) and in_other);
create or replace temp view told_name as
select a, case when home_of(a) = getvariable('s') then name else name2 end as told
from name where listed_in(a, getvariable('s'));
"""

_ARTIST = """
select row_id(a) as id, told as name, null as sort_name,
    case when u(nh, 'pattern') < 0.74 then 'person' else 'group' end as type,
    case when u(h, 'area') < 0.4
        then (['US', 'ES', 'BR', 'FR', 'DE', 'RU', 'JP', 'KR', 'TR', 'PL', 'EG', 'GR'])[lang] end as area,
    case when u(h, 'comment') < 0.04 then (['rapper', 'DJ', 'jazz pianist', 'rock band',
        'composer'])[1 + below(h, 'which comment', 5)] end as disambiguation,
    popularity, case when u(h, 'begun') < 0.2 then since - 20 end as begun_year,
    null as begun_month, null as begun_day, null as ended_year, null as ended_month, null as ended_day,
    a as source_id
from told_artist
"""

_ARTIST_ALIAS = """
select row_id(a) as artist_id, latin as name,
    a as source_id
from told_artist where latin <> told and u(h, 'alias') < 0.4
"""

_ARTIST_CREDIT_NAME = """
with solo as (
    select row_id(a) as artist_credit_id, 1 as position, row_id(a) as artist_id, told as name,
        '' as join_phrase, a as source_id
    from told_artist
), pairs as (
    select row_id(274877906944 + r) as credit, a, guest, (['', ' & ', ' x ', ', ', ' with '])[2 + below(rh,
        'join', 4)] as phrase, r as source_id
    from told_release where guest is not null and listed_in(guest, getvariable('s'))
    union all
    select row_id(549755813888 + x), a, guest, case when u(xh, 'join') < 0.8 then ' feat. ' else ' & ' end,
        x
    from told_recording where own_guest and guest is not null and listed_in(guest, getvariable('s'))
        and not (echo and u(xh, 'in title') < 0.5)
), listed as (
    from solo
    union all
    select credit, 1, row_id(a), told, phrase, source_id from pairs join told_name using (a)
    union all
    select credit, 2, row_id(guest), told, '', source_id from pairs join told_name on told_name.a = guest
)
select artist_credit_id, position, artist_id, name, join_phrase, source_id
from listed order by artist_credit_id, position
"""

_RECORDING = """
select row_id(x) as id,
    case when echo and own_guest and guest is not null and u(xh, 'in title') < 0.5
        then t.told || ' (feat. ' || n.told || ')' else t.told end as title,
    case when echo and own_guest and u(xh, 'in title') < 0.5 then row_id(t.a)
        else credit_of(x, r, t.a, guest, own_guest) end as artist_credit_id,
    case when echo and u(xh, 'jitter') < 0.7 then duration + below(xh, 'by', 2001) - 1000
        else duration end as duration_ms,
    case when kind = 'live' and u(xh, 'said') < 0.3 then 'live' end as disambiguation,
    case when echo then popularity // 2 else popularity end as popularity,
    null as recorded_year, null as recorded_month, null as recorded_day,
    case when u(xh, 'published') < 0.2 then year end as published_year, null as published_month,
        null as published_day,
    x as source_id
from told_recording t left join told_name n on n.a = guest and echo
"""

_RECORDING_ISRC = """
with coded as (
    select x, echo, xh, code_number(x) as own, coded(x) as has,
        case when x > 0 and not coded(x) and coded(x - 1) and u(x, 'borrowed') < 0.1
            then code_number(x - 1) end as borrowed
    from told_recording
), listed as (
    select x, own as c from coded where has and not (echo and u(xh, 'untold') < 0.25)
    union all
    select x, own + 1 from coded where has and u(x, 'again') < 0.054
    union all
    select x, borrowed from coded where borrowed is not null
)
select row_id(x) as recording_id, isrc(c) as isrc,
    x as source_id
from listed order by x, isrc
"""

_RECORDING_ISWC = """
select row_id(x) as recording_id, iswc((x * 179424673) % 536870912) as iswc,
    x as source_id
from told_recording where u(xh, 'work') < 0.05
"""

_COMPOSER = """
select row_id(x) as recording_id, 1 as position, row_id(n.a) as artist_id, n.told as name,
    x as source_id
from told_recording t join told_name n on n.a = any_artist(xh, 'composer') where u(xh, 'composed') < 0.05
"""

_RELEASE_GROUP = """
select row_id(r) as id, told as title, credit_of(null, r, a, guest, false) as artist_credit_id,
    case when tracks < 4 then 'single' when tracks < 7 then 'ep' else 'album' end as type,
    r as source_id
from told_release where grouped and kind = 'new'
"""

_RELEASE = """
select row_id(r) as id, told as title, credit_of(null, r, a, guest, false) as artist_credit_id,
    case when grouped and case when echo then base_other else base_home end then row_id(base_r) end
        as release_group_id,
    case when u(rh, 'barcode') > 0.8 then null when u(rh, 'barcode') > 0.77 and r > 0 then barcode(r - 1)
        when echo and u(rh, 'other barcode') < 0.2 then barcode(67108864 + r)
        when echo and u(rh, 'other barcode') < 0.4 then null else barcode(r) end as barcode,
    case when u(rh, 'status') < 0.95 then 'official' when u(rh, 'status') < 0.98 then 'promotion'
        else 'bootleg' end as status,
    getvariable('iso')[title_lang] as language, getvariable('script')[title_lang] as script,
        null as disambiguation,
    popularity::integer as popularity, case when echo and u(rh, 'year') < 0.05 then year - 1
        else year end as released_year,
    case when u(rh, 'dated') < 0.85 then 1 + below(rh, 'month', 12) end as released_month,
    case when u(rh, 'dated') < 0.75 then 1 + below(rh, 'day', 28) end as released_day,
    r as source_id
from told_release
"""

_RELEASE_EVENT = """
with listed as (
    select *, case when u(rh, 'where') < 0.5 then 'XW' else
        (['US','GB','DE','FR','JP','BR','ES','NL','SE','TR','RU','KR'])[1 + skewed(rh, 'territory',
            12)] end as territory
    from told_release where u(rh, 'event') < 0.85
)
select row_id(r) as release_id, territory, year as released_year,
    case when u(rh, 'dated') < 0.85 then 1 + below(rh, 'month', 12) end as released_month,
    case when u(rh, 'dated') < 0.75 then 1 + below(rh, 'day', 28) end as released_day,
    r as source_id
from listed
"""

_RELEASE_LABEL = """
select row_id(r) as release_id, row_id(label_of(rh, a)) as label_id,
    case when u(rh, 'numbered') < 0.7 then letter(label_of(rh, a)) || letter(label_of(rh, a) // 36)
        || letter(label_of(rh, a) // 7) || case when u(a, 'style') < 0.5 then ' ' else '-' end
        || (100 + below(rh, 'number', 9000)) end as catalogue_number,
    r as source_id
from told_release where u(rh, 'labelled') < 0.9
"""

_MEDIUM = """
with listed as (select *, unnest(range(media)) as disc from told_release)
select row_id(first_medium + disc) as id, row_id(r) as release_id, disc + 1 as position,
    case when year > 2006 and u(rh, 'format') < 0.8 then 'File' when year > 1988 then 'CD'
        else '12" Vinyl' end as format, null as title,
    r as source_id
from listed
"""

_TRACK = """
with listed as (select *, unnest(range(tracks)) as p from told_release)
select row_id(first_track + p) as id, row_id(first_medium + p // 20) as medium_id,
    row_id(x + p) as recording_id,
    p % 20 + 1 as position, (p % 20 + 1)::varchar as number,
    case when u(mix(rh, p), 'titled') < 0.01 then told || ' ' || (p + 1) end as title,
        null as artist_credit_id,
    r as source_id
from listed
"""

_IDENTIFIER = """
with listed as (
    select 'artist' as entity, row_id(a) as id, 'wikidata' as scheme, 'Q' || (a * 7 + 1001) as value,
        a as source_id
    from told_artist where u(h, 'wikidata') < 0.05
    union all
    select 'artist', row_id(a), 'url', 'https://artist' || a || '.example/', a from told_artist where u(h,
        'url') < 0.03
)
select * from listed order by entity, id, scheme, value
"""

_REDIRECT = """
select 'recording' as entity, row_id(137438953472 + x) as old_id, row_id(x) as id,
    x as source_id
from told_recording where u(xh, 'merged') < 0.001 order by old_id
"""

LABELS = """
select row_id(a - 1099511627776) as id, name || (['', ' Records', ' Music', ' Recordings',
    ' Entertainment'])[1 + below(a, 'suffix', 5)] as name,
    (a - 1099511627776) as source_id
from name order by a
"""
LABELS_WANTED = """
create or replace temp table wanted as select 1099511627776 + n as a from range(label_count()) as t(n)
"""

CHUNK_TABLES = {
    "artist": _ARTIST,
    "artist_alias": _ARTIST_ALIAS,
    "artist_credit_name": _ARTIST_CREDIT_NAME,
    "recording": _RECORDING,
    "recording_isrc": _RECORDING_ISRC,
    "recording_iswc": _RECORDING_ISWC,
    "composer": _COMPOSER,
    "release_group": _RELEASE_GROUP,
    "release": _RELEASE,
    "release_event": _RELEASE_EVENT,
    "release_label": _RELEASE_LABEL,
    "medium": _MEDIUM,
    "track": _TRACK,
    "identifier": _IDENTIFIER,
    "redirect": _REDIRECT,
}

TRUTH = """
with bases as (select getvariable('bases') as b), artists as (
    select 'artist' as entity, b[home + 1] + a as left_id, b[other + 1] + a as right_id, true as same,
        noise_of(name, name2, artist_hash(a)) as noise
    from artist join name using (a), bases where other is not null
), namesakes as (
    select 'artist' as entity, b[home_of(named_as(a)) + 1] + named_as(a) as left_id,
        b[home + 1] + a as right_id, false as same, 'namesake' as noise
    from artist, bases where namesake(a) and named_as(a) <> a
), releases as (
    select 'release' as entity, b[home + 1] + r as left_id, b[other + 1] + r as right_id, true as same,
        noise_of(title, title2, mix(rh, 'other')) as noise
    from release, bases where in_home and in_other
), editions as (
    select 'release' as entity, b[case when base_home and (in_other or not base_other) then home
        else other end + 1] + base_r as left_id, b[case when base_home and in_other or not in_home then other
        else home end + 1] + r as right_id, false as same, kind as noise
    from release, bases where kind <> 'new'
), recordings as (
    select 'recording' as entity, b[home + 1] + x as left_id, b[other + 1] + x as right_id, true as same,
        case when own_guest and guest is not null and listed_in(guest, other) and u(xh, 'in title') < 0.5
            then 'feat'
        when title = title2 and duration is not null and u(xh, 'jitter') < 0.7 then 'duration'
        else noise_of(title, title2, mix(xh, 'other')) end as noise
    from recording, bases where in_home and in_other
), versions as (
    select 'recording' as entity, b[case when base_home and (in_other or not base_other) then home
        else other end + 1] + base as left_id, b[case when base_home and in_other or not in_home then other
        else home end + 1] + x as right_id, false as same, kind as noise
    from recording, bases where kind in ('live', 'remaster')
), standards as (
    select th, a, x, home, lag(a) over o as before, lag(x) over o as x_before,
        lag(home) over o as home_before
    from recording where standard and kind = 'new' and in_home window o as (partition by th order by x)
), covers as (
    select 'recording' as entity, b[home_before + 1] + x_before as left_id, b[home + 1] + x as right_id,
        false as same, 'cover' as noise
    from standards, bases where before <> a
)
from artists union all from namesakes union all from releases union all from editions
union all from recordings union all from versions union all from covers
"""
"""Pairs of which it is known whether they are the same: `left_id` in the source that knew it first."""
