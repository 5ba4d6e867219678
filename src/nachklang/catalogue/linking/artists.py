"""Artists: a name is enough where nobody else bears it; else the works of both decide.

Compared are artists that share a name or an alias, the sounds of a name, an identifier, or a title of
one length that few others have.
"""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.linking.blocking import Rule
from nachklang.catalogue.linking.comparing import PAIR, beside, met, sharing, with_facts
from nachklang.catalogue.linking.evidence import graded
from nachklang.catalogue.linking.ground import SPREAD, Ground
from nachklang.catalogue.linking.identifiers import another, identifiers
from nachklang.catalogue.linking.workbench import Workbench

_MILLISECONDS = 2000
_RARE = 12
"""A title that so few artists have is a work that tells its artist."""
_FEW = 40
"""A label that so few artists have tells something of them."""
_MANY = 40
"""One who has so many works shares common titles with anybody."""
_BY_CHANCE = 0.05
"""A name of which as many bearers are to be expected by chance does not tell who bears it."""


class Artists:
    """The rules for artists."""

    name = "artist"

    def __init__(self, bench: Workbench, ground: Ground) -> None:
        self._bench = bench
        self._known = identifiers(ground, self.name)
        self._named = bench.keep("named", _named(ground))
        self._works = bench.keep("works", _works(ground))
        titles = self._works.group_by("key").agg(artists=self._works.id.nunique())
        self._rarity = bench.keep("rarity", titles.select("key", rare=titles.artists <= _RARE))
        self._labels = bench.keep("labels", _labels(ground))
        self.rows = bench.keep("artist_rows", _rows(ground, self._works, self._known.alone))

    def rules(self) -> Mapping[str, Rule]:
        """Return what makes two artists candidates."""
        named = self._named
        return {
            "name": Rule(named.filter(named.key != 0).select("id", "source", "key"), 60),
            "sound": Rule(named.filter(named.loose != 0).select("id", "source", key="loose"), 40),
            "identifier": Rule(self._known.keyed, 10),
            "work": Rule(_timed(self._works), 6),
        }

    def facts(self, pairs: Any) -> Any:
        """Add what names, identifiers, works and labels the two share."""
        named = self._named
        sounds = named.filter(named.loose != 0).select("id", key="loose")
        return with_facts(
            pairs,
            [
                sharing(pairs, named.filter(named.key != 0), "by_name"),
                sharing(pairs, sounds, "by_sound"),
                sharing(pairs, self._known.keyed, "by_identifier"),
                self._shared_works(pairs),
                met(pairs, self._labels).group_by(*PAIR).agg(labels=ibis._.count()),
            ],
        )

    def _shared_works(self, pairs: Any) -> Any:
        """Count the titles that both have: rare ones, others, those of one length under the first name."""
        works = self._works
        counted = self.rows.select("id", "works")
        sized = pairs.select(*PAIR).join(counted.select(left_id="id", l_works="works"), "left_id")
        sized = sized.join(counted.view().select(right_id="id", r_works="works"), "right_id")
        fewer = sized.l_works <= sized.r_works
        # From the artist with fewer works to the other, so that great catalogues are looked into, never read:
        # where works of the first are not kept before, an engine may well begin with those of the second.
        one, two = fewer.ifelse(sized.left_id, sized.right_id), fewer.ifelse(sized.right_id, sized.left_id)
        ways = self._bench.keep("ways", sized.select(*PAIR, one=one, two=two))
        left = works.select("key", "duration", "first", one="id")
        left = left.join(self._rarity, "key").select("one", "key", "duration", "first", "rare")
        wanted = self._bench.keep("wanted", ways.join(left, "one").drop("one"))
        right = works.select("key", two="id", other="duration", other_first="first")
        found = wanted.join(right, ["two", "key"])
        timed = (
            ((found.duration - found.other).abs() <= _MILLISECONDS // 2 + 100)
            & found.first
            & found.other_first
        )
        return found.group_by(*PAIR).agg(
            rare=found.key.nunique(where=found.rare),
            common=found.key.nunique(where=~found.rare),
            timed=found.key.nunique(where=timed),
        )

    def evidence(self, pair: Any) -> Mapping[str, Any]:
        """Weigh names, works, labels, identifiers, years and kinds."""
        same_name = pair.l_key == pair.r_key
        apart = pair.l_words.levenshtein(pair.r_words)
        # What was written in signs or without vowels says little in Latin letters, but much in its own.
        other_script = (pair.l_script != pair.r_script) & (ibis.greatest(pair.l_script, pair.r_script) > 1)
        bearers = pair.l_namesakes + pair.r_namesakes
        # Consonants alone meet by chance, the more so the further the letters are apart.
        length = ibis.greatest(pair.l_words.length(), pair.r_words.length())
        near, far = 7 * apart <= length, 3 * apart > length
        return {
            "name": graded(
                (same_name & (pair.l_bearers <= 2) & (pair.l_expected < _BY_CHANCE), 6),
                (same_name & (bearers == 2), 0), (same_name, -6), (pair.by_name, -4),
                (pair.by_sound & (other_script | near), -6), (apart <= 1, -6), (apart <= 2, -8),
                (pair.by_sound & far, -24), (pair.by_sound, -12), (other_script, -16), otherwise=-45,
            ),
            "works": _works_weight(
                pair, pair.by_name.fill_null(False) | pair.by_sound.fill_null(False) | (apart <= 2)  # noqa: FBT003
            ),
            "label": graded((pair.labels >= 1, 16)),
            "identifier": graded((pair.by_identifier, 60), (another(pair), -40)),
            "begun": graded(
                (pair.l_begun == pair.r_begun, 15), ((pair.l_begun - pair.r_begun).abs() > 1, -25)
            ),
            "ended": graded(
                (pair.l_ended == pair.r_ended, 6), ((pair.l_ended - pair.r_ended).abs() > 1, -20)
            ),
            "type": graded((pair.l_type != pair.r_type, -8)),
            "comment": graded((pair.l_comment == pair.r_comment, 6)),
        }  # fmt: skip


def _works_weight(pair: Any, named_alike: Any) -> Any:
    rare, common, timed = (pair[name].fill_null(0) for name in ("rare", "common", "timed"))
    shared = rare + common
    least, most = ibis.least(pair.l_works, pair.r_works), ibis.greatest(pair.l_works, pair.r_works)
    return graded(
        (~named_alike & (timed >= 2) & (3 * timed >= least), 40), (~named_alike, 0),
        (timed >= 3, 40), (rare >= 2, 36), (timed >= 2, 32), (timed + rare >= 2, 28), (timed + rare == 1, 22),
        ((shared >= 1) & (most <= _MANY), 6), (shared >= 1, 0),
        (least >= 6, -22), (least >= 2, -14), (least == 1, -6), otherwise=8,
    )  # fmt: skip


def _named(ground: Ground) -> Any:
    """Return `id`, `source`, `key`, `loose` of every name that an artist has."""
    artists, names = ground.artists, ground.names
    aliases = ground.tables["artist_alias"].select(id="artist_id", alias="name")
    others = aliases.join(names, aliases.alias == names.text).join(artists.select("id", "source"), "id")
    columns = ("id", "source", "key", "loose")
    return ibis.union(artists.select(columns), others.select(columns), distinct=True)


def _works(ground: Ground) -> Any:
    """Return `id`, `source`, `key`, `duration`, `first`: the titles of an artist, of releases too.

    `first` says whether the artist stands first in the credit.
    """
    recordings = ground.recordings.select("credit", "source", "key", "duration")
    releases = ground.releases.select("credit", "source", "key", duration=ibis.null("int64"))
    titled = ibis.union(recordings, releases).filter(ibis._.key != 0)
    credited = titled.join(ground.credits, "credit")
    return credited.select(
        "source", "key", "duration", id="artist_id", first=credited.position == 1
    ).distinct()


def _timed(works: Any) -> Any:
    """Return titles with their length as keys: twice, so that one of two neighbouring keys is shared."""
    known = works.filter(works.duration.notnull() & works.first)
    early = known.duration // _MILLISECONDS
    late = (known.duration + _MILLISECONDS // 2) // _MILLISECONDS + 1_000_000
    return ibis.union(
        *(known.select("id", "source", key=known.key ^ (bucket * SPREAD)) for bucket in (early, late))
    )


def _rows(ground: Ground, works: Any, alone: Any) -> Any:
    """Return what is compared of an artist.

    `bearers`: how many rows of all sources have its name; `expected`: how many would by chance. `works`: of
    how many it is the first artist, as a source seldom knows all that somebody was a guest on.
    """
    artists = ground.artists
    named = artists.mutate(
        bearers=artists.count().over(group_by="key"),
        namesakes=artists.count().over(group_by=["key", "source"]),
    )
    many = works.group_by("id").agg(works=works.key.nunique(where=works.first))
    rows = named
    for facts in (many, _expected(named), alone):
        rows = beside(rows, facts, ["id"])
    works_known, expected = rows.works.fill_null(0), rows.expected.fill_null(0.0)
    return rows.mutate(works=works_known, expected=expected, several=ibis.literal(False)).drop("loose")  # noqa: FBT003


def _expected(artists: Any) -> Any:
    """Return `id`, `expected`: how many would have a name by chance, if all others drew its words apart.

    Names of one word are left out: how often they are to be expected cannot be seen from their parts.
    """
    everyone = artists.count().as_scalar()
    words = artists.select("id", "bearers", word=artists.words.split(" ").unnest())
    counted = words.mutate(others=words.count().over(group_by="word") - words.bearers)
    chance = (ibis.greatest(counted.others, 1) / everyone).ln()
    parts = counted.group_by("id").agg(words=counted.count(), chance=chance.sum())
    several = parts.filter(parts.words > 1)
    return several.select("id", expected=several.chance.exp() * everyone)


def _labels(ground: Ground) -> Any:
    """Return `id`, `key`: the labels, by name, that an artist released on and few others did."""
    labels = ground.tables["label"].select(label_id="id", label="name")
    issued = ground.tables["release_label"].select("release_id", "label_id").join(labels, "label_id")
    spelled = issued.join(ground.names, issued.label == ground.names.text).select("release_id", "key")
    credited = ground.releases.join(ground.credits, "credit").select(release_id="id", id="artist_id")
    used = credited.join(spelled, "release_id").select("id", "key").distinct()
    counted = used.mutate(artists=used.count().over(group_by="key"))
    return counted.filter(counted.artists <= _FEW).select("id", "key")
