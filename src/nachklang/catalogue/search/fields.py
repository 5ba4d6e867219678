"""The tantivy indexes of one part, and their fields.

`names` holds artists and releases, `recordings` the recordings, `completions` the more popular names
with all their beginnings. An id is kept with its kind in its lowest bit, where there are two kinds.
"""

import tantivy

NAMES, RECORDINGS, COMPLETIONS = "names", "recordings", "completions"
"""The folders of a part, one index each."""

FREQUENT = "frequent-words.txt"
"""Words that many documents have, in order, each with how many of a sample: `word count`, a line each."""

LONGEST_BEGINNING = 6
"""Longer beginnings of a name are found by this one and compared as words."""

WITHOUT_FREQUENCIES = "basic"


def index_schema(folder: str) -> tantivy.Schema:
    """Return the fields of the index in the folder of that name.

    `words` and `begins` are cut at spaces only: they come as tokens. No text is stored, and how often a
    word stands in one document is not kept, as names and titles rarely say a thing twice.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", fast=True)
    builder.add_unsigned_field("weight", fast=True)
    texts = ("words", "begins") if folder == COMPLETIONS else ("words", "code")
    for name in texts:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=WITHOUT_FREQUENCIES)
    return builder.build()


def packed_id(kind: str, one: int) -> int:
    """Return what stands in `id` for a row of the table `kind`."""
    return one if kind == "recording" else one << 1 | (kind == "release")


def unpacked_id(folder: str, packed: int) -> tuple[str, int]:
    """Return kind and id of what stands in the index of that folder."""
    if folder == RECORDINGS:
        return "recording", packed
    return "release" if packed & 1 else "artist", packed >> 1
