"""Stores for copies in `archive.toml`: what is written is read, and every fault names its line and key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.config.test_settings import FOLDER, new_archive

from nachklang.config import CopyStoreSettings, parse_settings, render, render_copy_store
from nachklang.errors import SettingsError
from nachklang.model.acts import Territory
from nachklang.model.threats import Threats

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
        ('name = "Far"\nurl = "/a"', r"line 43: store\[1\].name: not a store's name: 'Far'"),
        ('name = "a"\nurl = "s3://me:secret@bucket"', r"line 44: store\[1\].url: .*credentials"),
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
