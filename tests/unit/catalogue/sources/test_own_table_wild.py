"""Whatever a file holds: nothing is raised, each row is taken or set aside, and both ways to read agree."""

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.catalogue.sources.own_tables import SOURCE, own_table
from tests.unit.catalogue.sources.taking import Taken, take

from nachklang.catalogue.sources.own_table import text_chunks
from nachklang.catalogue.sources.own_table.delimited import Delimited
from nachklang.catalogue.sources.own_table.fields import FIELDS, Holds

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TANGLED = st.text(st.sampled_from('ab ,;"\n\t'), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=5,
)


def read(content: bytes, *, chunk: int = text_chunks.CHUNK, by_row: bool = False, **table: Any) -> Taken:
    """Read a table with pieces of `chunk` bytes, all of them row by row if that is wanted."""
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(text_chunks, "CHUNK", chunk),
        mock.patch.object(Delimited, "_by_arrow", (lambda *_: None) if by_row else Delimited._by_arrow),
    ):
        taken = take(own_table(Path(folder), content, **table))
        for aside in taken.asides:
            object.__setattr__(aside, "where", aside.where.removeprefix(folder))
        return taken


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(TANGLED | TEXTS, TANGLED | TEXTS), max_size=6),
    always=st.booleans(),
    chunk=st.integers(1, 30),
)
def test_what_a_program_writes_is_read_as_it_was(
    rows: list[tuple[str, str]], *, always: bool, chunk: int
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerows([("title", "disambiguation"), *rows])
    columns = {"title": "title", "disambiguation": "disambiguation"}
    taken = read(file.getvalue().encode(), chunk=chunk, columns=columns)
    expected = {
        (title.strip().replace("\0", "\ufffd"), comment.strip().replace("\0", "\ufffd") or None)
        for title, comment in rows
        if title.strip() and "\r" not in title + comment
    }
    found = {(row["title"], row["disambiguation"]) for row in taken["recording"]}
    assert expected <= found
    assert len(taken["recording"]) + sum(aside.whole for aside in taken.asides) == len(rows)


@settings(max_examples=250, deadline=None)
@given(st.text(st.sampled_from('ab,"\n\r '), max_size=60) | st.text(max_size=60), st.integers(1, 20))
def test_both_ways_to_read_a_csv_agree_whatever_it_holds(text: str, chunk: int) -> None:
    content = ("title,isrcs\n" + text).encode("utf-8", "surrogatepass")
    columns = {"title": "title", "isrcs": "isrcs"}
    quick, by_row = read(content, columns=columns), read(content, by_row=True, columns=columns)
    assert quick.rows == by_row.rows
    assert quick.asides == by_row.asides
    piecemeal = read(content, chunk=chunk, columns=columns)
    assert piecemeal["recording"] == quick["recording"]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_below_a_first_row(content: bytes) -> None:
    read(b"title\n" + content, columns={"title": "title"})


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(st.dictionaries(st.sampled_from([*FIELDS[Holds.RECORDINGS]]), VALUES), max_size=4),
    numbers=st.booleans(),
)
def test_any_values_in_lines_of_json(rows: list[dict[str, object]], *, numbers: bool) -> None:
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    columns = {field: field for field in FIELDS[Holds.RECORDINGS]}
    source = {**SOURCE, "ids": "numbers"} if numbers else SOURCE
    taken = read(content, name="table.jsonl", columns=columns, source=source)
    assert len(taken["recording"]) + sum(aside.whole for aside in taken.asides) == len(rows)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([*Holds]), st.lists(st.lists(TEXTS | st.integers().map(str)), max_size=4))
def test_any_cells_of_any_table(holds: Holds, rows: list[list[str]]) -> None:
    fields = list(FIELDS[holds])
    lines = [dict(zip(fields, cells, strict=False)) for cells in rows]
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    columns = {field: field for field in fields}
    taken = read(content, name="table.jsonl", columns=columns, holds=holds)
    assert sum(aside.whole for aside in taken.asides) <= len(rows)
