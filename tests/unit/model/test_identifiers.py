"""Identifiers: what is written reads back, and what only looks like one is refused in few words."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2
from tests.factories import isrcs, iswcs

from nachklang.errors import InvalidIdentifierError
from nachklang.model.identifiers import IPI, ISNI, ISRC, ISWC, Barcode

SCHEMES = [ISRC, ISWC, Barcode, ISNI, IPI]
LONG = "1" * 10_000


def _with_ean_check(body: str) -> str:
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return body + str(-weighted % 10)


def barcodes() -> st.SearchStrategy[str]:
    sizes = st.sampled_from([7, 11, 12])
    return sizes.flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size)).map(
        _with_ean_check
    )


def isnis() -> st.SearchStrategy[str]:
    bodies = st.text("0123456789", min_size=15, max_size=15)
    return bodies.map(lambda body: body + mod_11_2.calc_check_digit(body))


@given(isrcs())
@example(ISRC("ISRC1", "26", "00001"))
def test_isrc_reads_back(isrc: ISRC) -> None:
    assert ISRC.parse(str(isrc)) == isrc
    assert ISRC.parse(isrc.hyphenated) == isrc
    assert ISRC.parse(f"ISRC {isrc.hyphenated.lower()} ") == isrc
    assert ISRC.parse(f"isrc:{isrc}") == isrc


@given(iswcs())
def test_iswc_reads_back(iswc: ISWC) -> None:
    assert ISWC.parse(str(iswc)) == iswc
    assert ISWC.parse(iswc.hyphenated) == iswc
    assert ISWC.parse(f"ISWC {iswc.hyphenated}") == iswc


@given(iswcs(), st.integers(1, 9))
def test_iswc_with_a_wrong_check_digit_is_refused(iswc: ISWC, shift: int) -> None:
    wrong = iswc.digits[:9] + str((int(iswc.digits[9]) + shift) % 10)
    with pytest.raises(InvalidIdentifierError):
        ISWC.parse("T" + wrong)


def test_iswc_check_digit_of_the_standards_example() -> None:
    assert ISWC.parse("T-034.524.680-1").digits == "0345246801"


@given(barcodes())
def test_barcode_reads_back(text: str) -> None:
    assert str(Barcode.parse(text)) == text
    assert Barcode.parse(f" {text[:4]}-{text[4:]} ") == Barcode(text)


@given(st.text("0123456789", min_size=11, max_size=11).map(_with_ean_check))
def test_a_upc_compares_as_an_ean(upc: str) -> None:
    assert Barcode.parse(upc).gtin13 == Barcode.parse("0" + upc).gtin13


@given(isnis())
def test_isni_reads_back(text: str) -> None:
    isni = ISNI.parse(text)
    assert str(isni) == text
    assert ISNI.parse(" ".join(text[at : at + 4] for at in range(0, 16, 4))) == isni
    assert ISNI.parse(f"https://isni.org/isni/{text}") == isni
    assert ISNI.parse(f"ISNI: {text.lower()}") == isni


@given(st.text("0123456789", min_size=9, max_size=11))
def test_ipi_reads_back(text: str) -> None:
    ipi = IPI.parse(text)
    assert IPI.parse(str(ipi)) == ipi
    assert str(ipi) == text.zfill(11)


@given(st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]))
@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        (ISRC, "DEABC2600001"),
        (ISWC, "T0345246801"),
        (Barcode, "4006381333931"),
        (ISNI, "000000012146438X"),
        (IPI, "00014107338"),
    ],
)
def test_digits_of_other_scripts_are_refused(scheme: type[ISRC], text: str, numerals: str) -> None:
    other = text.translate({ord("0") + value: numeral for value, numeral in enumerate(numerals)})
    assert str(scheme.parse(text)) == text
    with pytest.raises(InvalidIdentifierError):
        scheme.parse(other)


@pytest.mark.parametrize("text", ["ßABC2600001", "ſEABC2600001", "ıSABC2600001", "ﬁABC2600001"])
def test_letters_that_only_upper_case_to_ascii_are_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifierError):
        ISRC.parse(text)


@given(st.text(max_size=40))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_any_text_is_read_or_refused(scheme: type[ISRC], text: str) -> None:
    try:
        value = scheme.parse(text)
    except InvalidIdentifierError:
        return
    assert str(value).isascii()
    assert scheme.parse(str(value)) == value


@pytest.mark.parametrize("text", [LONG, "\x1b" * 10_000, "é" * 10_000, " " * 10_000, "ISRC" * 2_500])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_long_input_gives_a_short_error_that_is_safe_to_print(scheme: type[ISRC], text: str) -> None:
    with pytest.raises(InvalidIdentifierError) as refused:
        scheme.parse(text)
    assert len(str(refused.value)) < 800
    assert str(refused.value).isprintable()
