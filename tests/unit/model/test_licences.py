"""Licences by SPDX identifier, by Debian's short name and by address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.errors import InvalidValueError
from nachklang.model.licences import Licence

NAMES = ["BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"]
PORTS = ["", "-DE", "-IGO", "-NO", "-UK"]


def creative_commons() -> st.SearchStrategy[Licence]:
    versions = st.sampled_from(["1.0", "2.0", "2.1", "2.5", "3.0", "4.0"])
    parts = st.tuples(st.sampled_from(NAMES), versions, st.sampled_from(PORTS))
    known = parts.filter(lambda part: not (part[1] == "4.0" and part[2]))
    return known.map(lambda part: Licence(f"CC-{part[0]}-{part[1]}{part[2]}"))


@given(creative_commons())
def test_a_creative_commons_licence_reads_back(licence: Licence) -> None:
    assert Licence.parse(str(licence)) == licence
    assert Licence.parse(str(licence).lower()) == licence
    assert Licence.parse(str(licence).replace("CC-", "CC ", 1)) == licence
    assert licence.creative_commons
    assert licence.address is not None
    assert Licence.parse(licence.address) == licence
    for tail in ["deed.de", "legalcode", "deed.zh-hans", "legalcode/"]:
        assert Licence.parse(licence.address + tail) == licence
    assert Licence.parse(f"<{licence.address.replace('https', 'http')}>") == licence


@given(creative_commons())
def test_elements_come_from_the_name_and_not_from_the_country(licence: Licence) -> None:
    name = licence.spdx.removeprefix("CC-").split("-")
    version = next(at for at, part in enumerate(name) if part[0].isdigit())
    assert licence.elements == frozenset(name[:version])


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("CC BY 3.0", "CC-BY-3.0"),
        ("CC0", "CC0-1.0"),
        ("cc0 1.0", "CC0-1.0"),
        ("CC-BY-ND-NC-1.0", "CC-BY-NC-ND-1.0"),
        ("https://creativecommons.org/licenses/by-nd-nc/1.0/", "CC-BY-NC-ND-1.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("http://www.creativecommons.org/publicdomain/mark/1.0/deed.de", "CC-PDM-1.0"),
        ("https://creativecommons.org/licenses/by/2.0/de/", "CC-BY-2.0-DE"),
        ("GPL-2.0+", "GPL-2.0+"),
        ("MIT", "MIT"),
    ],
)
def test_a_licence_is_read_by_its_common_spellings(text: str, spdx: str) -> None:
    assert Licence.parse(text).spdx == spdx


def test_version_1_of_by_nc_nd_has_its_own_order_in_the_address() -> None:
    assert Licence("CC-BY-NC-ND-1.0").address == "https://creativecommons.org/licenses/by-nd-nc/1.0/"
    assert Licence("CC-BY-NC-ND-2.0").address == "https://creativecommons.org/licenses/by-nc-nd/2.0/"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CC-BY",
        "CC BY",
        "CC-BY-5.0",
        "CC-BY-4.٠",
        "CC-BY-ſA-4.0",
        "CC-BY-SA-ND-4.0",
        "all rights reserved",
        "https://creativecommons.org/",
        "https://creativecommons.org/licenses/by/4.0/../../evil",
        "https://creativecommons.org.example/licenses/by/4.0/",
        "https://example.org/licence",
    ],
)
def test_a_text_that_names_no_licence_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        Licence.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "CC BY 3.0 NC",
        "CC-BY-4.0-NC",
        "CC-BY-SA-3.0 NC",
        "CC-BY-3.0 ND",
        "CC-BY-2.5-SA",
        "CC BY 4.0 ONLY",
        "CC-BY-4.0-DE",
        "https://creativecommons.org/licenses/by/3.0/nc/",
        "https://creativecommons.org/licenses/by/4.0/nc",
        "CC-BY-4.0+",
        "CC-SA-1.0",
        "https://creativecommons.org/licenses/devnations/2.0/",
        "https://creativecommons.org/licenses/sampling+/1.0/",
        "https://creativecommons.org/licenses/nc-sampling+/1.0/",
    ],
)
def test_a_condition_in_the_wrong_place_never_makes_a_freer_licence(text: str) -> None:
    with pytest.raises(InvalidValueError):
        Licence.parse(text)


@pytest.mark.parametrize("spdx", ["MIT", "GPL-3.0-or-later", "CC-PDDC"])
def test_other_licences_are_names_without_elements(spdx: str) -> None:
    licence = Licence.parse(spdx)
    assert not licence.creative_commons
    assert licence.elements == frozenset()
    assert licence.address is None


def test_dedication_and_mark_have_no_elements() -> None:
    assert Licence("CC0-1.0").elements == Licence("CC-PDM-1.0").elements == frozenset()


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        licence = Licence.parse(text)
    except InvalidValueError:
        return
    assert Licence.parse(str(licence)) == licence


@pytest.mark.parametrize("text", ["A" * 10_000, "\x1b" * 10_000, "ü" * 10_000, "CC-BY-" * 2_000])
def test_long_input_gives_a_short_error_that_is_safe_to_print(text: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        Licence.parse(text)
    assert len(str(refused.value)) < 800
    assert str(refused.value).isprintable()
