"""How the folders of a part are laid out, and the fields of the tantivy indexes in them.

A *shard* is one tantivy index. Documents are dealt out to *tiers* by their weight, a shard or more each,
so that the heaviest, which most questions are about, are asked first; `completions` is a shard of its own.
"""

from math import log2
from typing import Literal

import tantivy

KINDS = ("artist", "release", "recording")
"""What can be found; each is the name of its table and stands in an index as its place here."""

_FACTORS = (21.0, 13.5, 8.25, 5.25, 3.5, 0.0)
LIGHTEST = tuple(int(2**factor - 2) if factor else 0 for factor in _FACTORS)
"""From which weight on a document belongs to a tier, heaviest tier first.

By what they multiply a score with, each is about 1.6 times the next: a title that is as short as can be
scores 1.4 times as much as one of usual length, so with such steps one tier mostly settles the best hits.
"""


def factor_of(weight: int) -> float:
    """Return what tantivy multiplies a score by."""
    return log2(2 + weight)


COMPLETIONS = "completions"
NOTE = "shard.json"
"""Says of a shard: `heaviest`, the greatest weight, and `words`, how many a document has on average."""

LONGEST_BEGINNING = 6
"""Longer beginnings of a name are found by this one and compared as words."""

WITHOUT_FREQUENCIES: Literal["basic"] = "basic"


def index_schema(*texts: str) -> tantivy.Schema:
    """Return the fields of a shard, those of `texts` among them.

    Text comes as tokens and is cut at spaces only. It is not stored, and how often a word stands in one
    document is not kept, as names and titles rarely say a thing twice.
    """
    builder = tantivy.SchemaBuilder()
    for number in ("id", "kind", "weight"):
        builder.add_unsigned_field(number, fast=True)
    for text in texts:
        builder.add_text_field(text, tokenizer_name="whitespace", index_option=WITHOUT_FREQUENCIES)
    return builder.build()
