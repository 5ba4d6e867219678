"""Positions as printed, and the media that they speak of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.catalogue.sources.discogs.positions import formats_of, media_of

LP, CD, DVD = '12" Vinyl', "CD", "DVD"


@pytest.mark.parametrize(
    ("positions", "formats", "media"),
    [
        ("1 2 3", [CD], [1, 1, 1]),
        ("1-01 1-02 2-01", [CD, CD], [1, 1, 2]),
        ("CD1-1 CD2-1 DVD-1", [CD, CD, DVD], [1, 2, 3]),
        ("CD1 CD2 DVD1 DVD2", [CD, DVD], [1, 1, 2, 2]),
        ("1.01 1.02 2.05", [CD, CD], [1, 1, 2]),
        ("1.1 1.2 2.1", [CD], [1, 1, 1]),
        ("1.1 1.2 3", [CD, CD], [1, 1, 1]),
        ("A B", [LP], [1, 1]),
        ("A1 A2 B1 C1 D1", [LP, LP], [1, 1, 1, 2, 2]),
        ("A1 B1 C1 D1", [LP], [1, 1, 1, 1]),
        ("A1 B1 C1 D1 E1", [], [1, 1, 2, 2, 3]),
        ("A AA1 AA2", ['7" Vinyl'], [1, 1, 1]),
        ("A1 B1 CD-1 CD-2", [LP, CD], [1, 1, 2, 2]),
        ("A1 B1 1 2", [LP, CD], [1, 1, 2, 2]),
        ("A1a A1b B.1", [LP], [1, 1, 1]),
        ("1-5.1 1-5.2 2-1", [DVD, DVD], [1, 1, 2]),
        ("Video 1", [DVD], [1]),
        ("", [], []),
    ],
)  # fmt: skip
def test_media_are_told_by_positions(positions: str, formats: list[str], media: list[int]) -> None:
    assert media_of(positions.split() if positions != "Video 1" else [positions], formats) == media


def test_what_says_nothing_is_where_the_track_before_it_is() -> None:
    assert media_of(["1-1", "", "Bonus", "2-1", ""], [CD, CD]) == [1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("positions", "formats", "found"),
    [
        ("CD-1 A1", [LP, CD], [CD, LP]),
        ("1-1 2-1", [CD, DVD], [CD, DVD]),
        ("1-1 2-1 3-1", [CD], [CD, CD, CD]),
        ("1-1 2-1 3-1", [CD, DVD], [CD, DVD, None]),
        ("1", [], [None]),
        ("A1 C1", [], [None, None]),
    ],
)
def test_each_medium_takes_a_format_of_its_kind(
    positions: str, formats: list[str], found: list[str | None]
) -> None:
    assert formats_of(positions.split(), formats) == found


@given(
    st.lists(st.text("ABC019-. acd", max_size=6) | st.text(max_size=4), max_size=12),
    st.lists(st.sampled_from([LP, CD, DVD]), max_size=4),
)
def test_media_are_numbered_in_order_and_each_has_its_place_among_the_formats(
    positions: list[str], formats: list[str]
) -> None:
    media = media_of(positions, formats)
    first = dict.fromkeys(media)
    assert list(first) == list(range(1, len(first) + 1))
    assert len(formats_of(positions, formats)) == len(first)
