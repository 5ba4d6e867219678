"""Rows out of PostgreSQL's COPY text ("COPY", File Formats, Text Format, in PostgreSQL's manual).

A block without anything unusual is read column by column by Arrow; whatever Arrow does not take, or
takes in another sense than PostgreSQL, is read line by line, so that each fault has its line.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from nachklang.catalogue.sources.musicbrainz.copy_layout import Fault, Layout, Parsed, Text
from nachklang.catalogue.sources.musicbrainz.copy_lines import parse_carefully, text_of

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TAB, _LINE_FEED, _N, _BACKSLASH = b"\t\nN\\"


def parse_block(block: Text, layout: Layout, first_line: int) -> Parsed:
    """Read whole lines. Bytes that are no UTF-8, and NUL, become U+FFFD, which is a fault of the part."""
    places = _escapes(block)
    # Arrow ends lines at carriage returns, keeps NUL, and passes over a byte order mark.
    unusual = b"\r" in block or b"\0" in block or block.startswith(_BYTE_ORDER_MARK)
    if unusual or places is None:
        return parse_carefully(block, layout, first_line)
    try:
        rows = _columns(block, layout)
    except pa.ArrowInvalid:
        return parse_carefully(block, layout, first_line)
    parsed = Parsed(rows, range(first_line, first_line + rows.num_rows))
    return _without_escapes(parsed, layout, _fields(block, places)) if places else parsed


def _escapes(block: Text) -> list[int] | None:
    """Return where backslashes are anything but null; None where one escapes what separates fields.

    What stands behind every backslash is looked at at once: mostly it is an N, the last of its field.
    """
    signs = np.frombuffer(block, np.uint8)
    places = np.flatnonzero(signs == _BACKSLASH)
    if not len(places):
        return []
    if places[0] == 0 or places[-1] + 2 >= len(signs):
        return None  # nothing stands beside it that could be looked at
    before, behind, next_ = signs[places - 1], signs[places + 1], signs[places + 2]
    if ((behind == _TAB) | (behind == _LINE_FEED)).any():
        return None
    separated = ((before == _TAB) | (before == _LINE_FEED)) & ((next_ == _TAB) | (next_ == _LINE_FEED))
    found: list[int] = places[~(separated & (behind == _N))].tolist()
    return found


def _fields(block: Text, places: Sequence[int]) -> dict[int, list[int]]:
    """Return the rows of the fields in which these places are, by the number of their column."""
    found: dict[int, list[int]] = {}
    row = start = 0
    signs = np.frombuffer(block, np.uint8)
    for place in places:
        row += int(np.count_nonzero(signs[start:place] == _LINE_FEED))
        start = block.rfind(b"\n", start, place) + 1 or start
        column = block.count(b"\t", start, place)
        rows = found.setdefault(column, [])
        if not rows or rows[-1] != row:
            rows.append(row)
    return found


def _columns(block: Text, layout: Layout) -> pa.Table:
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


def _without_escapes(parsed: Parsed, layout: Layout, fields: Mapping[int, list[int]]) -> Parsed:
    """Resolve the escapes in the fields that have any, in columns of text."""
    rows, faults = parsed.rows, list[Fault]()
    for place, (name, kind) in enumerate(layout.taken.items()):
        at = fields.get(layout.columns.index(name), [])
        if at and kind == pa.string():
            texts = rows.column(name).combine_chunks()
            plain = [
                text_of(texts[row].as_py().encode(), name, parsed.lines[row], faults.append) for row in at
            ]
            mask = np.zeros(len(texts), dtype=bool)
            mask[at] = True
            texts = pc.replace_with_mask(texts, pa.array(mask), pa.array(plain))
            rows = rows.set_column(place, name, texts)
    return Parsed(rows, parsed.lines, faults)
