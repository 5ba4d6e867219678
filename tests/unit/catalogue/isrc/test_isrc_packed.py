"""Packed codes sort as texts do, and come back as they went in."""

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nachklang.catalogue.isrc.columns import pack_column, read_column, unpack_column
from nachklang.catalogue.isrc.packed import PACKED_CODES, pack, pack_text, unpack
from nachklang.errors import InvalidIdentifierError
from nachklang.model.identifiers import ISRC

isrcs = st.from_regex(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", fullmatch=True).map(ISRC.parse)
texts = (
    st.text(max_size=16)
    | st.text("AZaz09- ", max_size=16)
    | st.builds(
        lambda isrc, gap, lower: (gap + isrc.hyphenated.replace("-", gap)).lower() if lower else str(isrc),
        isrcs,
        st.sampled_from(["", "-", " ", ".", "\u2010", "\u00a0"]),
        st.booleans(),
    )
)


@given(isrcs, isrcs)
def test_packed_codes_sort_as_their_texts(one: ISRC, other: ISRC) -> None:
    assert (pack(one) < pack(other)) == (str(one) < str(other))


@given(isrcs)
@example(ISRC.parse("AA0000000000"))
@example(ISRC.parse("ZZZZZ9999999"))
def test_a_code_comes_back_as_it_went_in(isrc: ISRC) -> None:
    assert 0 <= pack(isrc) < PACKED_CODES
    assert unpack(pack(isrc)) == isrc


@given(st.lists(isrcs, max_size=8), st.integers(0, 8))
def test_columns_are_packed_as_single_codes_are(codes: list[ISRC], start: int) -> None:
    column = pa.array([str(isrc) for isrc in codes], pa.string()).slice(start)
    packed, valid = pack_column(column)
    assert valid.all()
    assert packed.tolist() == [pack(isrc) for isrc in codes[start:]]
    assert unpack_column(packed).to_pylist() == column.to_pylist()


@given(st.lists(texts | st.none(), max_size=8))
@example(
    [
        "ISRC12345678",
        "ISRCDEABC2600001",
        "ISRC: de-abc-26-00001",
        "ΔEABC2600001",
        "DEABC260000１",
        "ßABC2600001",
    ]
)
def test_columns_are_read_as_single_codes_are(column: list[str | None]) -> None:
    read = read_column(pa.array(column, pa.string()))
    for place, text in enumerate(column):
        expected, reason = parsed(text or "")
        assert bool(read.valid[place]) == (reason is None)
        assert read.reasons.get(place) == reason
        assert expected is None or int(read.packed[place]) == expected


@given(texts)
@example("deabc2600001")
@example("ISRC12345678")
@example("DEABC+600001")
@example("DEABC2_00001")
@example("DEABC 600001")
@example("DEAB-2600001")
@example("DEABC26000011")
@example("DEABC2600001\n")
@example("DEABC260000１")
@example("DEABC26000²1")
@example("DEßBC2600001")
@example("12ABC2600001")
@example("")
def test_a_text_is_packed_as_the_code_that_it_is_read_as(text: str) -> None:
    expected, reason = parsed(text)
    if reason is None:
        assert pack_text(text) == expected
    else:
        with pytest.raises(InvalidIdentifierError) as raised:
            pack_text(text)
        assert str(raised.value) == reason


def parsed(text: str) -> tuple[int | None, str | None]:
    """Return the number of a code, or why it is none."""
    try:
        return pack(ISRC.parse(text)), None
    except InvalidIdentifierError as error:
        return None, str(error)
