"""Stores for copies in `archive.toml`: what is written is read, and every fault names its line and key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.config.test_settings import FOLDER, new_archive

from nachklang.config import CopiesSettings, CopyStoreSettings, parse_settings, render, render_copy_store
from nachklang.errors import SettingsError
from nachklang.model.acts import Territory
from nachklang.model.threats import ThreatKind, Threats

FAR = CopyStoreSettings(
    "far-away",
    "s3://copies/of music",
    "eu-north-1",
    "https://s3.example:9000",
    Threats('a "provider"', Territory("SE"), "disk"),
)
NEAR = CopyStoreSettings("second-disk", "file:///mnt/second%20disk")
BASE = render(new_archive())


def test_stores_for_copies_are_read_as_they_were_written() -> None:
    settings = parse_settings(BASE + render_copy_store(FAR) + render_copy_store(NEAR), FOLDER)
    assert settings.copies == (FAR, NEAR)
    assert [store.name for store in settings.stores] == ["vault"]


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
    str.strip
)


@given(provider=WORDS, medium=WORDS)
def test_any_words_about_threats_survive(provider: str, medium: str) -> None:
    store = CopyStoreSettings("a", "file:///a", threats=Threats(provider, None, medium))
    assert parse_settings(BASE + render_copy_store(store), FOLDER).copies == (store,)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('name = "Far"\nurl = "/a"', r"line 50: store\[1\].name: not a store's name: 'Far'"),
        ('name = "a"\nurl = "s3://me:secret@bucket"', r"line 51: store\[1\].url: .*credentials"),
        ('name = "a"\nurl = "ftp://a"', r"store\[1\].url: not the address of a store"),
        ('name = "a"\nurl = "/a"\nregion = "here"', r"store\[1\].url: a folder has no region"),
        (
            'name = "a"\nurl = "s3://bucket"\nendpoint = "http://s3.example"',
            r"store\[1\].url: not an endpoint",
        ),
        ('name = "a"\nurl = "/a"\ncountry = "Sweden"', r"store\[1\].country: not a territory"),
        ('name = "a"\nurl = "/a"\nfolder = "b"', r"store\[1\].folder: no such key"),
        ('name = "vault"\nurl = "/a"', r"store\[1\].name: there are two stores called 'vault'"),
        ('name = "a"\nfolder = "b"', r"expected one store with a folder under \[\[store\]\], found 2"),
        ('url = "/a"', r"store\[1\].name: is missing"),
    ],
)
def test_a_fault_names_the_line_and_the_key(lines: str, expected: str) -> None:
    with pytest.raises(SettingsError, match=expected) as caught:
        parse_settings(f"{BASE}\n[[store]]\n{lines}\n", FOLDER)
    assert "secret" not in str(caught.value)


POLICY = "[copies]\nleast = 1\napart = 1\n"


def with_policy(text: str) -> str:
    assert POLICY in BASE
    return BASE.replace(POLICY, text)


def test_the_policy_of_copies_is_read() -> None:
    text = with_policy('[copies]\nleast = 3\napart = 2\nthreats = ["medium", "country"]\nrecovery = 10\n')
    wanted = CopiesSettings(3, 2, (ThreatKind.MEDIUM, ThreatKind.COUNTRY), 10)
    assert parse_settings(text, FOLDER).policy == wanted
    for missing in ("", "[copies]\n"):
        assert parse_settings(with_policy(missing), FOLDER).policy == CopiesSettings()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("least = 0", "copies.least: "),
        ("least = 1\napart = 2", "copies.apart: 2 of 1 copies cannot be; raise `least`"),
        ('threats = ["fire"]', "copies.threats.*: expected some of provider, country, medium, found 'fire'"),
        ("threats = []", "copies.threats"),
        ("recovery = 0", "copies.recovery: "),
        ("recovery = 101", "copies.recovery: expected percent from 1 to 100, found 101"),
        ("most = 1", "copies.most: no such key"),
    ],
)
def test_a_fault_of_the_policy_names_its_key(lines: str, expected: str) -> None:
    with pytest.raises(SettingsError, match=rf"line \d+: {expected}"):
        parse_settings(with_policy(f"[copies]\n{lines}\n"), FOLDER)


def test_the_vaults_own_store_has_threats_too() -> None:
    text = BASE.replace('folder = "vault"\n', 'folder = "vault"\ncountry = "DE"\nmedium = "disk"\n')
    assert parse_settings(text, FOLDER).stores[0].threats == Threats(None, Territory("DE"), "disk")
