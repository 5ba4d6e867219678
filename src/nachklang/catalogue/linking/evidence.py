"""What speaks for and against a pair, as weights in decibans: ten times the decimal logarithm of odds.

+10 makes it ten times as likely that two rows are the same, -30 a thousand times less. Weights add up.
A rule set gives each kind of evidence one weight for a pair; 0 says nothing and is not kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis

ACCEPTED = 13
"""A pair of at least this weight is a link: odds of 20 to 1."""
REFUSED = -20
"""A pair of at most this weight is never in one cluster: odds of 1 to 100."""

CERTAIN = 300
"""The weight of a redirect, which nothing outweighs and which joins rows of one source, too."""
SURE = 200
"""Only pairs that are redirected weigh as much."""


def weighed(pairs: Any, evidence: Mapping[str, Any]) -> Any:
    """Add a column for each kind of evidence, and their sum as `weight`."""
    weighed = pairs.mutate(**{kind: weight.cast("int16") for kind, weight in evidence.items()})
    total = sum((weighed[kind].cast("int32") for kind in evidence), start=ibis.literal(0, "int32"))
    return weighed.mutate(weight=total)


def graded(*grades: tuple[Any, int], otherwise: int = 0) -> Any:
    """Return the weight of the first condition that holds; what is not known holds nothing."""
    return ibis.cases(*grades, else_=otherwise) if grades else ibis.literal(otherwise)


def probability(weight: Any) -> Any:
    """Return how sure a weight makes it, from 0 to 1, to four places."""
    return (1 / (1 + ibis.literal(10.0) ** (-weight.cast("float64") / 10))).round(4).cast("float32")


def probability_of(weight: int) -> float:
    """Return what `probability` does, of a number."""
    return round(1 / (1 + 10 ** (-weight / 10)), 4)


def as_json(pairs: Any, kinds: Sequence[str]) -> Any:
    """Return the evidence of each pair as a JSON object, without what says nothing."""
    parts = [
        (pairs[kind] != 0).ifelse(
            ibis.literal(f'"{kind}":') + pairs[kind].cast("string"), ibis.null("string")
        )
        for kind in kinds
    ]
    return ibis.literal("{") + ibis.literal(",").join(parts) + ibis.literal("}")
