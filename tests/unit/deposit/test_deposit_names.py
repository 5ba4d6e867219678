"""Names of strangers' files."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.deposit import names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a\nb.flac", r"control character '\n'"),
        ("a\x1b[31m.flac", r"control character '\x1b'"),
        ("a\u202egalf.flac", r"control character '\u202e'"),
        ("a\udcff.flac", "not UTF-8"),
        ("a\\b.flac", "backslash"),
        ("x" * 256, "longer than 255 bytes"),
    ],
)
def test_a_name_that_others_could_misread_is_refused(name: str, expected: str) -> None:
    assert expected in (names.fault(name) or "")


@pytest.mark.parametrize(
    "name", ["Übung/Größe.flac", "歌.ogg", "می\u200cخواهم.mp3", "a b & c (1).wav", "..flac"]
)
def test_a_name_in_any_script_is_kept(name: str) -> None:
    assert names.fault(name) is None


@given(st.text(st.characters(codec=None)))
def test_what_is_shown_can_be_printed_on_any_terminal(name: str) -> None:
    shown = names.shown(name)
    assert shown.isprintable()
    shown.encode()


def test_names_that_differ_only_in_case_or_unicode_form_are_found() -> None:
    decomposed = unicodedata.normalize("NFD", "Ä.flac")
    assert names.collisions(["a/Intro.flac", "a/intro.FLAC", "b/intro.flac"]) == {
        "a/Intro.flac": "a/intro.FLAC",
        "a/intro.FLAC": "a/Intro.flac",
    }
    assert set(names.collisions(["Ä.flac", decomposed, "ä.flac"])) == {"Ä.flac", decomposed, "ä.flac"}
