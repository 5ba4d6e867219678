"""A printed line of artists is taken apart only where it is certain what stands between the names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.catalogue.sources.ddex.credits import DisplayArtist, credit_of
from nachklang.catalogue.sources.ddex.statements import Party


def _artist(name: str, *roles: str, aliases: tuple[str, ...] = ()) -> DisplayArtist:
    return DisplayArtist(Party(name, aliases=aliases), frozenset(roles or ("MainArtist",)))


def _split(line: str | None, *artists: DisplayArtist) -> list[tuple[str, str, str]]:
    return [(one.party.name, one.name, one.join_phrase) for one in credit_of(line, artists)]


A, B, C = _artist("Ada"), _artist("Bo", "FeaturedArtist"), _artist("Cy", "FeaturedArtist")


def test_the_words_between_names_are_the_join_phrases() -> None:
    assert _split("Ada meets Bo", A, B) == [("Ada", "Ada", " meets "), ("Bo", "Bo", "")]


def test_the_line_decides_the_order() -> None:
    assert [name for name, *_ in _split("Bo vs. Ada", A, B)] == ["Bo", "Ada"]


def test_words_after_the_last_name_stay_with_it() -> None:
    assert _split("Ada & Friends", A) == [("Ada", "Ada", " & Friends")]


def test_names_are_found_in_other_letters_and_spellings_and_kept_as_printed() -> None:
    umi = _artist("星野 海", aliases=("Umi Hoshino",))
    assert _split("UMI HOSHINO x Ada", umi, A) == [("星野 海", "UMI HOSHINO", " x "), ("Ada", "Ada", "")]


def test_the_longer_name_takes_its_place_first() -> None:
    short, long = _artist("Prince"), _artist("Prince & The Revolution")
    assert _split("Prince & The Revolution feat. Prince", short, long) == [
        ("Prince & The Revolution", "Prince & The Revolution", " feat. "),
        ("Prince", "Prince", ""),
    ]


def test_a_name_inside_of_a_word_is_not_found() -> None:
    assert _split("Bobby, Ada", A, _artist("Bo")) == [("Ada", "Ada", ", "), ("Bo", "Bo", "")]


def test_scripts_without_spaces_need_none_between_names() -> None:
    assert _split("ABCと星野", _artist("ABC"), _artist("星野")) == [
        ("ABC", "ABC", "と"),
        ("星野", "星野", ""),
    ]


@pytest.mark.parametrize("line", [None, "Various Artists", "Ada", "The Ada with Bo and Cy"])
def test_else_roles_give_the_join_phrases(line: str | None) -> None:
    assert _split(line, A, B, C) == [("Ada", "Ada", " feat. "), ("Bo", "Bo", ", "), ("Cy", "Cy", "")]


def test_writers_are_credited_where_they_are_printed_or_alone() -> None:
    writer = _artist("Mayer", "Composer")
    assert _split("Mayer: Ada", A, writer) == [("Mayer", "Mayer", ": "), ("Ada", "Ada", "")]
    assert _split("Ada", A, writer) == [("Ada", "Ada", "")]
    assert _split(None, A, writer) == [("Ada", "Ada", "")]
    assert _split(None, writer) == [("Mayer", "Mayer", "")]
    assert _split("Somebody", writer) == [("Mayer", "Mayer", "")]


def test_one_artist_with_two_roles_stands_once_and_a_brand_is_none() -> None:
    assert _split(None, A, _artist("Ada", "Composer"), _artist("Fast Cars", "Brand")) == [("Ada", "Ada", "")]


def test_a_line_alone_is_the_one_name() -> None:
    assert _split("Ada und die Anderen") == [("Ada und die Anderen", "Ada und die Anderen", "")]
    assert _split(None) == []


_NAMES = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(_NAMES, min_size=1, max_size=5, unique=True), st.text(max_size=40))
def test_no_line_fails_and_what_is_taken_apart_is_the_line(names: list[str], line: str) -> None:
    credit = credit_of(line, [_artist(name) for name in names])
    printed = "".join(one.name + one.join_phrase for one in credit)
    assert printed == line or [one.name for one in credit] == names


@given(st.lists(_NAMES, min_size=1, max_size=5, unique=True))
def test_names_with_commas_between_them_are_found_again(names: list[str]) -> None:
    credit = credit_of(" ‖ ".join(names), [_artist(name) for name in names])
    assert "".join(one.name + one.join_phrase for one in credit) in {" ‖ ".join(names), ", ".join(names)}
