"""One analyser for what is indexed and what is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.catalogue.search.folding import MAX_TOKEN, fold, index_texts, index_tokens, query_tokens


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("Müßiggang", "MUSSIGGANG"),
        ("L’été à Orléans", "l'ete a orleans"),
        ("Iğdır İstanbul", "igdir istanbul"),
        ("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς"),
        ("Щелкунчик. Пётр", "щелкунчик петр"),
        ("Sigur Rós – Þór", "sigur ros thor"),
        ("Ｆｕｌｌｗｉｄｔｈ ①", "fullwidth 1"),
        ("Motörhead", "Motorhead"),
        ("Łódź Søren Æther", "lodz soren aether"),
        ("مُحَمَّد عبدالوهّاب", "محمد عبدالوهاب"),
        ("أُمّ كلثوم", "ام كلثوم"),
        ("Opus ١٢", "opus 12"),
        ("ﾊﾞﾝﾄﾞ", "バンド"),
    ],
)
def test_what_is_typed_is_what_is_printed(printed: str, typed: str) -> None:
    assert query_tokens(typed) == query_tokens(printed)
    assert set(query_tokens(typed)) <= set(index_tokens(printed))


@pytest.mark.parametrize(
    "typed", ["東", "京", "東京", "東京事変", "事変", "사랑", "사랑해", "랑", "ひこうき雲"]
)
def test_unspaced_scripts_are_found_by_any_part(typed: str) -> None:
    assert set(query_tokens(typed)) <= set(index_tokens("東京事変 사랑해 ひこうき雲"))


def test_pairs_keep_characters_that_only_stand_apart_from_being_found() -> None:
    assert not set(query_tokens("京東")) <= set(index_tokens("東京"))


def test_voicing_marks_are_letters_in_japanese() -> None:
    assert query_tokens("ガ") != query_tokens("カ")


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("R.E.M.", "rem"),
        ("AC/DC", "acdc"),
        ("Don't", "dont"),
        ("L’amour", "amour"),
        ("!!!", "!!!"),
        ("🎷", "🎷"),
    ],
)
def test_punctuation_neither_hides_nor_is_needed(printed: str, typed: str) -> None:
    assert query_tokens(typed)
    assert set(query_tokens(typed)) <= set(index_tokens(printed))


def test_signs_beside_words_are_not_asked_for() -> None:
    assert query_tokens("Simon - Garfunkel + “!”") == ["simon", "garfunkel"]


def test_controls_and_surrogates_separate_and_invisible_characters_vanish() -> None:
    assert query_tokens("a\0b\ud800c\u200dd\u00ade") == ["a", "b", "cde"]


@given(st.text(max_size=60))
def test_every_text_is_found_by_itself(text: str) -> None:
    assert set(query_tokens(text)) <= set(index_tokens(text))


@given(st.text(max_size=60))
def test_tokens_have_no_space_and_no_excess_and_folding_is_stable(text: str) -> None:
    tokens = [*index_tokens(text), *query_tokens(text)]
    assert all(token.split() == [token] and len(token) <= MAX_TOKEN for token in tokens)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("printed", "typed", "found"),
    [
        ("Müßiggang", "mussiggang", True),
        ("Die Ärzte", "arzte", True),
        ("Die Ärzte", "aerzte", False),
        ("L’été à Orléans", "ete", True),
        ("Cœur", "coeur", True),
        ("Iğdır İstanbul", "igdir istanbul", True),
        ("ISPARTA", "ısparta", True),
        ("Μίκης Θεοδωράκης", "μικησ θεοδωρακη", False),
        ("Μίκης Θεοδωράκης", "μικησ θεοδωρακης", True),
        ("Пётр Чайковский", "петр чаиковскии", True),
        ("Чайковский", "tchaikovsky", False),
        ("バンド", "ﾊﾞﾝﾄﾞ", True),
        ("ガラス", "カラス", False),
        ("東京事変", "京東", False),
        ("사랑해", "사랑", True),
        ("أُمّ كلثوم", "ام كلثوم", True),
        ("فیروز", "فيروز", True),
        ("R.E.M.", "r e m", True),
    ],
)
def test_what_finds_what_language_by_language(printed: str, typed: str, *, found: bool) -> None:
    assert (set(query_tokens(typed)) <= set(index_tokens(printed))) is found


_WORDS = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.text(st.characters(max_codepoint=127), max_size=90),
        st.sampled_from(["Straße", "R.E.M.", "--", "ΣΑΣ", "\ufdfa", "e\u0301", "\u0301e", "ｶﾞ", "İ", "東京"]),
    ),
    max_size=6,
)


@given(
    st.lists(
        st.tuples(_WORDS, st.sampled_from([" ", "  ", "\u3000", "\n", "\t", "\x1f", "\xa0"])), max_size=5
    )
)
def test_texts_in_a_row_have_the_tokens_that_each_has_alone(rows: list[tuple[list[str], str]]) -> None:
    texts = [space.join(words) for words, space in rows]
    for text, tokens in zip(texts, index_texts(texts), strict=True):
        assert list(dict.fromkeys(tokens.split())) == list(dict.fromkeys(index_tokens(text)))


def test_a_word_that_is_repeated_counts_once() -> None:
    assert index_texts(["Under Jolly under JOLLY", "Für Elise Für Elise"]) == ["under jolly", "fur elise"]
