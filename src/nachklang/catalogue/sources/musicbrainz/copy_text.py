"""Rows out of PostgreSQL's COPY text ("COPY", File Formats, Text Format, in PostgreSQL's manual).

A block without anything unusual is read column by column by Arrow; whatever Arrow does not take, or
takes in another sense than PostgreSQL, is read line by line, so that each fault has its line.
"""

from enum import Enum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from nachklang.catalogue.sources.musicbrainz.copy_layout import Fault, Layout, Parsed
from nachklang.catalogue.sources.musicbrainz.copy_lines import parse_carefully, text_of

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TAB, _LINE_FEED, _N, _BACKSLASH = b"\t\nN\\"


class _Escapes(Enum):
    """What a block needs."""

    NONE = 0
    SOME = 1
    OF_SEPARATORS = 2


def parse_block(block: bytes, layout: Layout, first_line: int) -> Parsed:
    """Read whole lines. Bytes that are no UTF-8, and NUL, become U+FFFD, which is a fault of the part."""
    escapes = _escapes(block)
    # Arrow ends lines at carriage returns, keeps NUL, and passes over a byte order mark.
    unusual = b"\r" in block or b"\0" in block or block.startswith(_BYTE_ORDER_MARK)
    if unusual or escapes is _Escapes.OF_SEPARATORS:
        return parse_carefully(block, layout, first_line)
    try:
        rows = _columns(block, layout)
    except pa.ArrowInvalid:
        return parse_carefully(block, layout, first_line)
    parsed = Parsed(rows, range(first_line, first_line + rows.num_rows))
    return parsed if escapes is _Escapes.NONE else _without_escapes(parsed, layout)


def _escapes(block: bytes) -> _Escapes:
    """Look behind every backslash at once: mostly there is an N, and it is all of a field."""
    signs = np.frombuffer(block, np.uint8)
    places = np.flatnonzero(signs == _BACKSLASH)
    if not len(places):
        return _Escapes.NONE
    if places[0] == 0 or places[-1] + 2 >= len(signs):
        return _Escapes.OF_SEPARATORS  # nothing stands beside it that could be looked at
    before, behind, next_ = signs[places - 1], signs[places + 1], signs[places + 2]
    if ((behind == _TAB) | (behind == _LINE_FEED)).any():
        return _Escapes.OF_SEPARATORS
    separated = ((before == _TAB) | (before == _LINE_FEED)) & ((next_ == _TAB) | (next_ == _LINE_FEED))
    return _Escapes.NONE if (separated & (behind == _N)).all() else _Escapes.SOME


def _columns(block: bytes, layout: Layout) -> pa.Table:
    return csv.read_csv(
        pa.BufferReader(block),
        # The block is small enough for one thread; the next one is read on another.
        csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=list(layout.columns)),
        csv.ParseOptions(delimiter="\t", quote_char=False, double_quote=False, ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types=layout.taken,
            include_columns=list(layout.taken),
            null_values=["\\N"],
            strings_can_be_null=True,
        ),
    )


def _without_escapes(parsed: Parsed, layout: Layout) -> Parsed:
    """Resolve the escapes in the texts that have any."""
    rows, faults = parsed.rows, list[Fault]()
    for place, (name, kind) in enumerate(layout.taken.items()):
        if kind != pa.string():
            continue
        texts = rows.column(name).combine_chunks()
        escaped = pc.fill_null(pc.match_substring(texts, "\\"), False)  # noqa: FBT003
        plain = [
            text_of(texts[at].as_py().encode(), name, parsed.lines[at], faults.append)
            for at in pc.indices_nonzero(escaped).to_pylist()
        ]
        if plain:
            rows = rows.set_column(place, name, pc.replace_with_mask(texts, escaped, pa.array(plain)))
    return Parsed(rows, parsed.lines, faults)
