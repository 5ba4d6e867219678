"""COPY text: every escape, every fault with its line, and the two ways of reading it alike."""

import io
from collections.abc import Iterator
from typing import Any

import psycopg
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.musicbrainz_dump import line_of
from tests.postgresql import running_server

from nachklang.catalogue.sources.musicbrainz.copy_blocks import Block, blocks
from nachklang.catalogue.sources.musicbrainz.copy_layout import Fault, Layout, Parsed
from nachklang.catalogue.sources.musicbrainz.copy_lines import parse_carefully
from nachklang.catalogue.sources.musicbrainz.copy_text import parse_block
from nachklang.errors import SourceError

LAYOUT = Layout(
    ("id", "passed", "name", "comment"), {"id": pa.int32(), "name": pa.string(), "comment": pa.string()}
)
Values = tuple[int | None, str | None, str | None]

# PostgreSQL has no NUL in its texts. Signs that mean something to a reader come more often than by chance.
TEXTS = st.none() | st.text(
    st.sampled_from("\\\t\n\r\b\f\v\"',;N.x017aé😀\ufeff\u2028\x1a")
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    max_size=12,
)
NUMBERS = st.none() | st.integers(-(2**31), 2**31 - 1)
ROWS = st.lists(st.tuples(NUMBERS, TEXTS, TEXTS), max_size=6)


def block_of(rows: list[Values], passed: str | None = "\\ \t\n") -> bytes:
    return b"".join(line_of((number, passed, name, comment)) for number, name, comment in rows)


def values(parsed: Parsed) -> list[Values]:
    return [tuple(row.values()) for row in parsed.rows.to_pylist()]


def parsed_both_ways(block: bytes, first_line: int = 1) -> Parsed:
    quickly, carefully = (parse(block, LAYOUT, first_line) for parse in (parse_block, parse_carefully))
    assert values(quickly) == values(carefully)
    assert list(quickly.lines) == list(carefully.lines)
    assert sorted(quickly.faults, key=str) == sorted(carefully.faults, key=str)
    assert quickly.rows.schema == carefully.rows.schema == pa.schema(list(LAYOUT.taken.items()))
    return quickly


@settings(deadline=None)
@given(rows=ROWS, passed=TEXTS)
@example(rows=[(1, "\\N", "ends with \\")], passed="\\")
@example(rows=[(None, "\ufeff", "\r")], passed=None)
def test_what_postgresql_writes_is_read_again(rows: list[Values], passed: str | None) -> None:
    parsed = parsed_both_ways(block_of(rows, passed))
    assert values(parsed) == rows
    assert parsed.faults == []
    assert list(parsed.lines) == list(range(1, len(rows) + 1))


@st.composite
def escaped(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Return a byte, and one of the ways to write it."""
    byte = draw(st.integers(1, 127))
    sign = bytes([byte])
    ways = [rb"\%03o" % byte, rb"\x%02x" % byte, rb"\x%02X" % byte]
    if sign not in b"01234567bfnrtvxN":  # these mean something else behind a backslash
        ways.append(b"\\" + sign)
    if sign not in b"\\\t\n\r":
        ways.append(sign)
    return sign, draw(st.sampled_from(ways))


@settings(deadline=None)
@given(st.lists(escaped(), min_size=1, max_size=8))
def test_a_sign_may_be_escaped_in_each_way_that_postgresql_reads(signs: list[tuple[bytes, bytes]]) -> None:
    written = b"".join(way for _, way in signs)
    meant = b"".join(sign for sign, _ in signs).decode()
    if written not in {rb"\N", rb"\."}:
        parsed = parsed_both_ways(b"1\tx\t" + written + b"\tend\n2\tx\ty\tz\n")
        assert values(parsed) == [(1, meant, "end"), (2, "y", "z")]


FORMS = {
    rb"\b\f\n\r\t\v": "\b\f\n\r\t\v",
    rb"\101\x42\x4a\12\1234": "ABJ\nS4",
    rb"\xe9\x": None,
    rb"\xc3\xa9\303\251": "éé",
    rb"\q\8\"": 'q8"',
    rb"a\Nb": "aNb",
    rb"\\N": r"\N",
    rb"\N ": "N ",
    b"\\\tand\\\nmore": "\tand\nmore",
    b"\\\rand": "\rand",
    b"": "",
    b" a ": " a ",
    b'"a"b': '"a"b',
}


@pytest.fixture(scope="module")
def copied_in() -> Iterator[Any]:
    """Give what PostgreSQL itself makes of a field."""
    with running_server() as server, psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("create temporary table fields (number integer, field text)")

        def read(raw: bytes) -> str | None:
            connection.execute("truncate fields")
            with connection.cursor() as cursor, cursor.copy("copy fields from stdin") as copy:
                copy.write(b"1\t" + raw + b"\n")
            row = connection.execute("select field from fields").fetchone()
            assert row is not None
            field: str | None = row[0]
            return field

        yield read


@pytest.mark.postgresql
@pytest.mark.parametrize(("raw", "meant"), FORMS.items())
def test_each_form_means_what_it_means_to_postgresql(copied_in: Any, raw: bytes, meant: str | None) -> None:
    parsed = parsed_both_ways(b"1\t\\N\t" + raw + b"\tz\n")
    ((_, found, _),) = values(parsed)
    if meant is None:  # no UTF-8, which PostgreSQL refuses
        with pytest.raises(psycopg.errors.CharacterNotInRepertoire):
            copied_in(raw)
        assert [fault.reason for fault in parsed.faults] == ["bad-text"]
    else:
        assert found == meant == copied_in(raw)


@pytest.mark.parametrize("line", [b"1\tx\ty", b"1\tx\ty\tz\tmore", b"", b"\t", b"1\tx\ty\\\tz"])
def test_a_row_with_another_number_of_columns_is_a_fault_of_its_line(line: bytes) -> None:
    parsed = parsed_both_ways(block_of([(1, "a", "b")]) + line + b"\n" + block_of([(2, "c", "d")]), 7)
    assert values(parsed) == [(1, "a", "b"), (2, "c", "d")]
    columns = {b"": 1, b"\t": 2, b"1\tx\ty\tz\tmore": 5}.get(line, 3)
    assert parsed.faults == [Fault(8, "bad-columns", f"{columns} columns, expected 4")]
    assert list(parsed.lines) == [7, 9]


def test_bytes_that_are_no_utf_8_are_replaced_and_said() -> None:
    parsed = parsed_both_ways(b"1\t\xff\tB\xf6hm\tok\n2\t\xfe\tok\tok\n3\tx\t\xed\xa0\x80\tok\n")
    assert values(parsed) == [(1, "B�hm", "ok"), (2, "ok", "ok"), (3, "���", "ok")]
    assert parsed.faults == [
        Fault(1, "bad-text", "name: no UTF-8 at byte 1; now U+FFFD", whole=False),
        Fault(3, "bad-text", "name: no UTF-8 at byte 0; now U+FFFD", whole=False),
    ]


@pytest.mark.parametrize("nul", [b"\0", rb"\000", rb"\x00", rb"\0"])
def test_nul_is_replaced_and_said(nul: bytes) -> None:
    parsed = parsed_both_ways(b"1\tx\ta" + nul + b"\tz\n")
    assert values(parsed) == [(1, "a�", "z")]
    assert [(fault.line, fault.reason, fault.whole) for fault in parsed.faults] == [(1, "bad-text", False)]


@pytest.mark.parametrize("number", [b"", b"x", b"1.5", b"2147483648", b"99999999999", b"1e3", b"\xd9\xa1"])
def test_a_number_that_is_none_is_a_fault_of_the_row(number: bytes) -> None:
    parsed = parsed_both_ways(number + b"\tx\ty\tz\n2\tx\ty\tz\n")
    assert values(parsed) == [(2, "y", "z")]
    ((line, reason, whole),) = [(fault.line, fault.reason, fault.whole) for fault in parsed.faults]
    assert (line, reason, whole) == (1, "bad-number", True)


def test_lines_may_end_as_windows_ends_them() -> None:
    parsed = parsed_both_ways(b"1\tx\ty\tz\r\n2\tx\ty\tends \\\\\r\n3\tx\ty\t\\\r\n")
    assert values(parsed) == [(1, "y", "z"), (2, "y", "ends \\"), (3, "y", "\r")]


def test_the_end_mark_ends_the_table_and_what_stands_behind_is_said() -> None:
    assert parse_block(b"1\tx\ty\tz\n\\.\n", LAYOUT, 1) == Parsed(
        pa.table({"id": pa.array([1], pa.int32()), "name": ["y"], "comment": ["z"]}), [1], [], ended=True
    )
    parsed = parsed_both_ways(b"1\tx\ty\tz\n\\.\n2\tx\ty\tz\n3\tx\ty\tz\n", 5)
    assert values(parsed) == [(1, "y", "z")]
    assert [(fault.line, fault.reason) for fault in parsed.faults] == [(7, "after-end")]


def test_escaped_separators_without_end_are_read_in_linear_time() -> None:
    parsed = parse_block(b"1\tx\t" + b"\\\t" * 300_000 + b"\tz\n", LAYOUT, 1)
    assert values(parsed) == [(1, "\t" * 300_000, "z")]


def cut(text: bytes, size: int, longest: int) -> list[Block]:
    return list(blocks(io.BytesIO(text), "mbdump/artist", size=size, longest=longest))


@settings(deadline=None)
@given(rows=ROWS, size=st.integers(1, 40))
def test_blocks_are_whole_lines_in_their_order(rows: list[Values], size: int) -> None:
    text = block_of(rows)
    found = cut(text, size, longest=10_000)
    assert b"".join(block.data for block in found) == text
    assert [row for block in found for row in values(parse_block(block.data, LAYOUT, 1))] == rows
    line = end = 0
    for block in found:
        assert block.first_line == line + 1
        line += block.data.count(b"\n")
        end += len(block.data)
        assert block.end == end


@settings(deadline=None)
@given(before=st.integers(0, 3), long=st.text("a\\", min_size=60, max_size=120), size=st.integers(1, 30))
def test_a_line_that_is_too_long_is_passed_over_and_nothing_else(before: int, long: str, size: int) -> None:
    row = block_of([(1, "a", "b")])
    line = line_of((1, "x", long, "escaped \n")).replace(rb"\n", b"\\\n")
    text = row * before + line + row * 2
    found = cut(text, size, longest=50)
    (passed,) = [block for block in found if block.too_long]
    assert (passed.first_line, passed.too_long, passed.data) == (before + 1, len(line), b"")
    assert b"".join(block.data for block in found) == row * (before + 2)
    assert found[-1].end == len(text)
    behind = [block for block in found if block.first_line > passed.first_line]
    assert min(block.first_line for block in behind) == before + 3  # the long line has a line feed inside


@pytest.mark.parametrize("text", [b"1\tx", b"1\tx\n2\ty\\\n", b"1\tx\n2", b"1\t" + b"x" * 300])
def test_a_text_that_ends_inside_a_line_is_cut_off(text: bytes) -> None:
    with pytest.raises(SourceError, match=r"mbdump/artist ends in the middle of line \d.*cut off"):
        cut(text, 4, 100)


def test_the_end_mark_needs_no_line_feed() -> None:
    assert [block.data for block in cut(b"1\tx\n\\.", 100, 100)] == [b"1\tx\n"]
