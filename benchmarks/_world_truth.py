"""SQL for what there is in the world, apart from who tells of it: artists, releases, recordings.

All is drawn from hashes of numbers, so that a name can be made again anywhere without being looked up.
Variables of the connection hold what a statement is about: `seed`, `artists`, `recordings`, `sources`,
`overlap`, the vocabulary, and where the chunk begins.
"""

# DuckDB's hash of several values mixes too little: draws under two names would go together.
MACROS = """
create macro mix(h, what) as hash(xor(h::ubigint, hash(what)));
create macro u(h, what) as ((mix(h, what) >> 11) / 9007199254740992.0);
create macro below(h, what, n) as (mix(h, what) % n)::bigint;
create macro skewed(h, what, n) as (floor(pow(n + 1, u(h, what))) - 1)::bigint;
create macro artist_hash(a) as mix(mix(getvariable('seed'), 'artist'), a);
create macro namesake(a) as (a > 0 and u(artist_hash(a), 'namesake') < 0.01);
create macro named_as(a) as
    case when namesake(a) then floor(u(artist_hash(a), 'whose') * a)::bigint else a end;
create macro name_hash(a) as mix(mix(getvariable('seed'), 'name'), named_as(a));
create macro language_of(h) as getvariable('language_of')[1 + below(h, 'language', 1000)];
create macro home_of(a) as below(artist_hash(a), 'home', getvariable('sources'));
create macro shared(a) as
    (getvariable('sources') > 1 and u(artist_hash(a), 'shared') < getvariable('overlap'));
create macro other_of(a) as
    case when shared(a) then (home_of(a) + 1) % getvariable('sources') end;
create macro listed_in(a, s) as (home_of(a) = s or coalesce(other_of(a) = s, false));
create macro any_artist(h, what) as floor(getvariable('artists') * pow(u(h, what), 2.5))::bigint;
create macro swapped(t, n) as
    case when length(t) < 5 then t
    else t[:n % (length(t) - 3) + 1] || t[n % (length(t) - 3) + 3] || t[n % (length(t) - 3) + 2]
        || t[n % (length(t) - 3) + 4:] end;
create macro dropped(t, n) as
    case when length(t) < 5 then t else t[:n % (length(t) - 2) + 1] || t[n % (length(t) - 2) + 3:] end;
create macro mistyped(t, h) as
    case when mix(h, 'how') % 2 = 0 then swapped(t, below(h, 'where', 1000))
    else dropped(t, below(h, 'where', 1000)) end;
create macro respelled(t, latin, h) as
    case when u(h, 'noise') < 0.40 then t
    when u(h, 'noise') < 0.52 then mistyped(t, h)
    when u(h, 'noise') < 0.62 then upper(t)
    when u(h, 'noise') < 0.80 then strip_accents(t)
    else latin end;
create macro noise_of(t, t2, h) as
    case when t = t2 then 'same'
    when u(h, 'noise') < 0.52 then 'typo'
    when u(h, 'noise') < 0.62 then 'case'
    when u(h, 'noise') < 0.80 then 'diacritics'
    else 'transliteration' end;
"""
"""`respelled` takes the draws that `noise_of` names afterwards."""

_NAME = """
    case when p < 0.62 then <list>[front] || gap
        || case when p < 0.20 then <list>[middle] || gap else '' end || <list>[back]
        || case when p < 0.60 then <list>[ending] else '' end
        || case when p < 0.45 then <list>[ending2] else '' end
    when p < 0.74 then <list>[word] || <list>[ending] || <list>[ending2]
    when p < 0.79 then 'DJ ' || <list>[word] || <list>[ending]
        || case when p < 0.77 then <list>[ending2] else '' end
    when p < 0.84 then 'The ' || <list>[word] || gap || <list>[word2] || <list>[ending]
    when p < 0.87 then <list>[back] || <list>[ending] || <list>[ending2]
        || ([' Trio', ' Quartet', ' Orchestra', ' Band'])[1 + below(nh, 'band', 4)]
    else <list>[word] || gap || <list>[word2] || <list>[ending]
        || case when p < 0.94 then <list>[ending2] else '' end end
"""
_TITLE = """
    <list>[w1]
    || case when n > 1 then gap || <list>[w2] else '' end
    || case when n > 2 then gap || <list>[w3] else '' end
    || case when n > 3 then gap || <list>[w4] else '' end
    || case when n > 4 then gap || <list>[w5] else '' end
    || case when rare < 0.30 then <list>[ending] else '' end
    || case when rare < 0.18 then <list>[ending2] else '' end
"""


def _from(pattern: str, words: str) -> str:
    return pattern.replace("<list>", f"getvariable('{words}')")


NAMES = """
create or replace temp table name as
with drawn as (
    select a, name_hash(a) as nh, language_of(name_hash(a)) as lang, u(name_hash(a), 'pattern') as p
        from wanted
), picked as (
    select *, getvariable('gap')[lang] as gap, lang in (7, 8) as family_first,
        getvariable('given_at')[lang] + below(nh, 'given', getvariable('given_count')[lang]) as given,
        getvariable('given_at')[lang] + below(nh, 'middle', getvariable('given_count')[lang]) as middle,
        getvariable('surname_at')[lang] + skewed(nh, 'surname', getvariable('surname_count')[lang])
            as surname,
        getvariable('tail_at')[lang] + below(nh, 'ending', getvariable('tail_count')[lang]) as ending,
        getvariable('tail_at')[lang] + below(nh, 'ending2', getvariable('tail_count')[lang]) as ending2,
        getvariable('words_at')[lang] + below(nh, 'word', getvariable('words_count')[lang]) as word,
        getvariable('words_at')[lang] + below(nh, 'word2', getvariable('words_count')[lang]) as word2
    from drawn
), ordered as (
    select *, case when family_first then surname else given end as front,
        case when family_first then given else surname end as back
    from picked
), spelled as (
    select a, lang, nh, <name> as name, <latin> as latin
    from ordered
)
select a, lang, name, latin, case when shared(a) then respelled(name, latin, artist_hash(a)) end as name2
    from spelled
""".replace("<name>", _from(_NAME, "words")).replace("<latin>", _from(_NAME, "latin"))
"""The names of the artists in `wanted`; `name2` is the spelling of the other source."""

_TITLED = """
), titled as (
    select *, u(th, 'length') as words, u(th, 'rare') as rare, getvariable('gap')[lang] as gap,
        getvariable('words_at')[lang] as start, getvariable('words_count')[lang] as many,
        getvariable('tail_at')[lang] + below(th, 'ending', getvariable('tail_count')[lang]) as ending,
        getvariable('tail_at')[lang] + below(th, 'ending2', getvariable('tail_count')[lang]) as ending2
    from chosen
), picked as (
    select *, case when words < 0.16 then 1 when words < 0.50 then 2 when words < 0.78
        then 3 when words < 0.92 then 4 else 5 end as n,
        start + skewed(th, 1, many) as w1, start + skewed(th, 2, many) as w2, start + skewed(th, 3,
            many) as w3,
        start + skewed(th, 4, many) as w4, start + skewed(th, 5, many) as w5
    from titled
), spelled as (
    select *, <title> as plain, case when in_other then <latin> end as latin from picked
)
""".replace("<title>", _from(_TITLE, "words")).replace("<latin>", _from(_TITLE, "latin"))
"""Goes behind a relation `chosen` with `th` and `lang`, and gives `spelled` with `plain` and `latin`."""

ARTISTS = """
create or replace temp table artist as
select a, artist_hash(a) as h, name_hash(a) as nh, language_of(name_hash(a)) as lang,
    home_of(a) as home, other_of(a) as other,
    least(5000, floor(pow(1 - u(artist_hash(a), 'releases'), -1 / 1.27)))::bigint as releases,
    least(1e6, floor(pow(1 - u(artist_hash(a), 'popularity'), -1 / 0.9)))::bigint as popularity,
    (2025 - floor(65 * pow(u(artist_hash(a), 'since'), 2.2)))::bigint as since
from range(getvariable('first_artist'), getvariable('end_artist')) as t(a)
order by a
"""

RELEASES = """
create or replace temp table release as
with listed as (
    select a, h, lang, home, other, popularity, since, unnest(range(releases)) as j from artist
), drawn as (
    select *, mix(h, j) as rh, u(mix(h, j), 'derived') as d,
        j > 0 and u(mix(h, j), 'derived') < 0.12 and u(mix(h, j - 1), 'derived') >= 0.12 as derived
    from listed
), based as (
    select *, case when not derived then 'new' when d < 0.07 then 'edition' when d < 0.095 then 'live'
        else 'remaster' end as kind,
        case when derived then mix(h, j - 1) else rh end as bh
    from drawn
), sized as (
    select *, u(bh, 'size') as s, u(case when kind = 'edition' then bh else rh end, 'member') as m,
        u(bh, 'member') as base_m,
        case when s < 0.58 then 1 when s < 0.66 then 2 + below(bh, 'more', 2) when s < 0.77
            then 4 + below(bh, 'more', 3)
        when s < 0.96 then 8 + below(bh, 'more', 7) when s < 0.9985 then 15 + below(bh, 'more', 25)
        else 50 + below(bh, 'more', 150) end as size
    from based
), counted as (
    select *, getvariable('first_release') + row_number() over o - 1 as r,
        getvariable('first_recording') + sum(case when kind = 'edition' then 0 else size end) over o
            - case when kind = 'edition' then 0 else size end as begin
    from sized window o as (order by a, j)
), numbered as (
    select *, case when kind = 'edition' then lag(begin) over o else begin end as x,
        case when kind <> 'new' then lag(begin) over o else begin end as base_x,
        case when kind <> 'new' then r - 1 else r end as base_r, lead(kind) over o as next_kind
    from counted window o as (order by r)
), cut as (
    select *, least(size, getvariable('recordings') - x) as tracks from numbered
        where x < getvariable('recordings')
), chosen as (
    select r, a, rh, bh, home, other, popularity, kind, x::bigint as x, base_x::bigint as base_x, base_r,
        tracks::bigint as tracks, 1 + (tracks - 1)::bigint // 20 as media,
        (getvariable('first_track') + sum(tracks) over o - tracks)::bigint as first_track,
        (getvariable('first_medium') + sum(1 + (tracks - 1)::bigint // 20) over o
            - 1 - (tracks - 1)::bigint // 20)::bigint as first_medium,
        coalesce(next_kind in ('edition', 'live', 'remaster'), false) or kind <> 'new' as grouped,
        other is null or m < 0.9 as in_home, other is not null and (m < 0.7 or m >= 0.9) as in_other,
        other is null or base_m < 0.9 as base_home, other is not null and (base_m < 0.7 or base_m >= 0.9)
            as base_other,
        least(2026, since + floor(j * (0.25 + u(h, 'pace'))))::smallint as year,
        case when u(rh, 'collab') < 0.06 then nullif(any_artist(rh, 'with'), a) end as guest,
        case when u(rh, 'english') < 0.15 then 1 else lang end as lang,
        case when tracks = 1 or u(bh, 'title track') < 0.25 then mix(mix(bh, 0), 'title') else mix(bh,
            'title') end as th,
        case kind when 'live' then ' (Live)' when 'remaster' then ' (Remastered)' else '' end as version
    from cut window o as (order by r)
<TITLED>select r, a, rh, home, other, popularity, kind, x, base_x, base_r, tracks, media, first_track,
    first_medium, grouped,
    in_home, in_other, base_home, base_other, year, guest, bh, lang as title_lang, plain || version as title,
    case when in_other then respelled(plain, latin, mix(rh, 'other')) || version end as title2
from spelled order by r
""".replace("<TITLED>", _TITLED)
"""`kind`: `new`; or made of the artist's release before it: an `edition` has its recordings, a `live` and a
`remaster` have its titles but recordings of their own, and need not be told where it is told."""

RECORDINGS = """
create or replace temp table recording as
with listed as (
    select r, a, rh, bh, home, other, in_home, in_other, base_home, base_other, popularity, kind, year,
        guest as release_guest, tracks,
        x as first, base_x, unnest(range(tracks)) as p, title_lang
    from release where kind <> 'edition'
), drawn as (
    select *, first + p as x, base_x + p as base, mix(rh, p) as xh, mix(bh, p) as bxh from listed
), known as (
    select *, u(bxh, 'standard') < 0.02 as standard,
        case when standard then mix(mix(getvariable('seed'), 'standard'), skewed(bxh, 'which', 20000))
            else mix(bxh, 'title') end as th,
        (60000 + (u(bxh, 'd1') + u(bxh, 'd2') + u(bxh, 'd3')) * 110000)::bigint as length
    from drawn
), chosen as (
    select x, r, a, p, base, xh, th, home, other, in_home, in_other, base_home, base_other, kind, year,
        standard,
        case when standard then language_of(th) else title_lang end as lang,
        case when release_guest is not null then release_guest
            when u(xh, 'feat') < 0.08 then nullif(any_artist(xh, 'whom'), a) end as guest,
        release_guest is null as own_guest,
        case when u(xh, 'unknown') < 0.03 then null
            when kind = 'live' then (length * (0.9 + 0.3 * u(xh, 'live')))::bigint
            when kind = 'remaster' then length + below(xh, 'remaster', 4001) - 2000
                else length end as duration,
        floor(popularity * pow(u(xh, 'popularity'), 3))::integer as popularity,
        case when kind = 'live' then ' (Live)'
            when kind = 'remaster' then ' (' || (2000 + below(rh, 'remastered', 25)) || ' Remaster)'
            when u(xh, 'version') < 0.05 then ([' (Remix)', ' - Radio Edit', ' (Instrumental)',
                ' (Acoustic)', ' (Extended Mix)', ' (Demo)'])[1 + below(xh, 'which version', 6)]
            else '' end as version
    from known
<TITLED>
select x, r, a, base, xh, th, home, other, in_home, in_other, base_home, base_other, kind, year, standard,
    guest, own_guest, duration, popularity,
    plain || version as title,
    case when in_other then respelled(plain, latin, mix(xh, 'other'))
        || case when u(xh, 'dash') < 0.15 then replace(replace(version, ' (', ' - '), ')', '')
            else version end end as title2
from spelled
""".replace("<TITLED>", _TITLED)

WANTED = """
create or replace temp table wanted as
select a from artist
union select guest from release where guest is not null
union select guest from recording where guest is not null
union select any_artist(xh, 'composer') from recording where u(xh, 'composed') < 0.05
"""
