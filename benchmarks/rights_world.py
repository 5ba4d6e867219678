"""Items by the hundred million and the rights that they have: made up, and as unevenly spread as real ones.

What is realistic about it: recordings are numbered release by release, 4.4 to a release, and those of a
release share their rights. Of the distinct signatures 70 % have facts alone: when it was recorded and
published (between 1890 and 2026, more of them the later it was), when the last author died (of a third or
more it is not known), and when the composition was printed. 15 % have a licence for all layers beside the
facts, 10 % an agreement that begins and ends, 5 % a hold. A few signatures are those of very many items: a
release has the signature number `count × u²`, where `u` is even between 0 and 1. All signatures are reduced,
as those of real items are before they are compiled.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import duckdb

from nachklang.model.acts import Act, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.licences import Licence
from nachklang.model.mandates import (
    Agreement,
    Author,
    Basis,
    Evidence,
    Mandate,
    Prohibition,
    RightsSignature,
    TermFacts,
)
from nachklang.rights.reducing import reduced

_EVIDENCE = Evidence("deposit.toml", "deposit.toml, file 1", "as stated")
_LICENCES = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0")
_GIVEN = (Act.STREAM, Act.DOWNLOAD, Act.CONSULT)
_RECORDINGS_A_RELEASE = 256 / 58
_ROWS_A_FILE = 16_000_000


def signatures(count: int, seed: int = 2026) -> list[RightsSignature]:
    """Return so many distinct signatures, the same ones for the same seed."""
    return list(islice(_distinct(Random(seed)), count))  # noqa: S311  (a seed gives the same world again)


def write_items(folder: Path, items: int, signatures_there: int, seed: int = 2026) -> list[Path]:
    """Write `items` rows, an id and a signature each, 16 million a file."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    with duckdb.connect() as connection:
        for number, first in enumerate(range(0, items, _ROWS_A_FILE)):
            path = folder / f"{number:03}.parquet"
            end = min(first + _ROWS_A_FILE, items)
            release = f"floor(range / {_RECORDINGS_A_RELEASE})::bigint"
            even = f"(hash({release}, {seed}) / 18446744073709551616.0)"
            connection.execute(
                f"copy (select range as item, least({signatures_there - 1}, "  # noqa: S608  (all are numbers)
                f"floor({signatures_there} * {even} * {even}))::integer as signature "
                f"from range({first}, {end})) to '{path}' (format parquet, compression zstd)"
            )
            paths.append(path)
    return paths


def _distinct(random: Random) -> Iterator[RightsSignature]:
    there: set[RightsSignature] = set()
    while True:
        one = reduced(_signature(random))
        if one not in there:
            there.add(one)
            yield one


def _signature(random: Random) -> RightsSignature:
    kind, terms = random.random(), _terms(random)
    if kind < 0.15:
        licence = Licence.parse(random.choice(_LICENCES))
        return RightsSignature(
            tuple(Mandate(layer, Basis.LICENCE, _EVIDENCE, licence=licence) for layer in Layer), terms
        )
    if kind < 0.25:
        return RightsSignature(_agreed(random), terms)
    if kind < 0.30:
        return RightsSignature((), terms, (_hold(random),))
    return RightsSignature((), terms)


def _agreed(random: Random) -> tuple[Mandate, ...]:
    begins = _day(random)
    ends = random.choice([None, begins + timedelta(days=random.choice((1095, 1826, 3652)) - 1)])
    territories = random.choice([frozenset[Territory](), frozenset({Territory("DE")})])
    agreement = Agreement("A-1", frozenset(_GIVEN), territories, valid_from=begins, valid_to=ends)
    return tuple(Mandate(layer, Basis.AGREEMENT, _EVIDENCE, agreement=agreement) for layer in Layer)


def _hold(random: Random) -> Prohibition:
    since = _day(random)
    return Prohibition("hold", frozenset(_GIVEN), "claimed", since=since, until=since + timedelta(days=90))


def _day(random: Random) -> date:
    return date(2018, 1, 1) + timedelta(days=random.randrange(12 * 365))


def _terms(random: Random) -> TermFacts:
    recorded = 1890 + int(137 * random.random() ** 0.4)
    published = min(2026, recorded + random.choice((0, 0, 0, 1, 1, 30)))
    born = recorded - random.randrange(20, 60)
    died = born + random.randrange(40, 95)
    known = random.random() < 0.66 and died <= 2026
    return TermFacts(
        recorded=PartialDate(recorded, random.randrange(1, 13), random.randrange(1, 29)),
        recording_published=PartialDate(published),
        authors=(Author("", died if known else None),),
        authors_complete=True,
        composition_published=PartialDate(min(2026, born + random.randrange(18, 40))),
    )
