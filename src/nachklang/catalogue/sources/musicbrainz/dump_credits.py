"""Artist credits of the dump: their ids are made of their words, as those of the JSON are."""

from typing import Any

import ibis

from nachklang.catalogue.names import SEPARATOR
from nachklang.catalogue.sources.musicbrainz.dump_rows import Dump
from nachklang.catalogue.sources.musicbrainz.naming import NAME

_DIGITS = "0123456789abcdef"
_PLACES = 6
"""How many digits the number of a name in its credit gets, so that text sorts as numbers do."""


def credits_of(dump: Dump) -> Any:
    """Return `credit_key`, MusicBrainz' number of a credit, and its `artist_credit_id`.

    A credit that lacks one of its artists is none: it would be another than what was printed.
    """
    names, artists = dump["artist_credit_name"], dump.things("artist")
    told = names.left_join(artists, names.artist == artists.artist_key)
    place = told.position.cast("string").lpad(_PLACES, "0")
    words = place + told.artist_gid + SEPARATOR + told.name + SEPARATOR + told.join_phrase.fill_null("")
    told = told.mutate(words=words, known=told.artist_gid.notnull().cast("int8"))
    whole = told.group_by(credit_key=told.artist_credit).agg(
        words=told.words.collect(), known=told.known.min()
    )
    whole = whole.filter(whole.known == 1)
    in_order = whole.words.sort().map(lambda words: words.substr(_PLACES)).join(SEPARATOR)
    # Kept, for what is made of it sixteen times would be computed as often.
    digests = dump.keep(
        "mb_credit_digests", whole.select("credit_key", digest=_digest("artist_credit", in_order))
    )
    return digests.select("credit_key", artist_credit_id=_number(digests.digest))


def credit_names(dump: Dump, credit_ids: Any) -> Any:
    """Return the names of each credit in their order."""
    found = dump.with_thing(dump["artist_credit_name"], "artist", "artist")
    found = found.join(credit_ids, found.artist_credit == credit_ids.credit_key)
    return found.select(
        "artist_credit_id",
        "artist_id",
        "name",
        position=found.position + 1,
        join_phrase=found.join_phrase.fill_null(""),
        source_id=ibis.literal("artist-credit ") + found.artist_credit_id.cast("string"),
    )


def with_credit(rows: Any, credit_ids: Any) -> Any:
    """Add the `artist_credit_id` of rows with a column `artist_credit`."""
    return rows.left_join(credit_ids, rows.artist_credit == credit_ids.credit_key).drop("credit_key")


def _digest(kind: str, key: Any) -> Any:
    """Return the MD5, in hexadecimal, of which `catalogue.ids.hashed_id` makes the id of what `key` names."""
    return (ibis.literal(SEPARATOR.join((kind, NAME, ""))) + key).hexdigest("md5")


def _number(digest: Any) -> Any:
    """Make the id of a digest: its first 8 bytes, little-endian, less two bits.

    Digit by digit, as no two engines read hexadecimal alike.
    """
    number = ibis.literal(0, "int64")
    for place in range(16):
        # By way of 32 bits: Ibis takes what Spark finds for 64 already, which it is not.
        digit = ibis.literal(_DIGITS).find(digest.substr(place, 1)).cast("int32").cast("int64")
        bit = 8 * (place // 2) + (0 if place % 2 else 4) - 2
        part = digit * (1 << bit) if bit >= 0 else (digit - digit % 4) / 4
        number = number + part.cast("int64")
    return number
