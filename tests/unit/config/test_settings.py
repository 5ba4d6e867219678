"""`archive.toml`: what `init` writes can be read, and every fault names its line and key."""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.config import NewArchive, TableEngine, parse_settings, read_settings, render
from nachklang.errors import SettingsError
from nachklang.model.acts import ActorClass, Territory

FOLDER = Path("/somewhere")


def new_archive(name: str = "Schallarchiv", registry_url: str = "sqlite:///registry.db") -> NewArchive:
    return NewArchive(
        id=UUID("0f7a9d0e-4a53-4f4d-9a53-0d5f3f4f1f11"),
        name=name,
        institution_classes=(ActorClass.SOUND_HERITAGE_BODY,),
        jurisdiction=Territory("DE"),
        registry_url=registry_url,
        origin="example.org/log",
        verifier="example.org/log+00000000+AAAA",
    )


@given(
    name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(
        str.strip
    )
)
def test_any_name_survives_writing_and_reading(name: str) -> None:
    assert parse_settings(render(new_archive(name)), FOLDER).name == name


def test_paths_are_relative_to_the_archive() -> None:
    settings = parse_settings(render(new_archive()), FOLDER)
    assert settings.registry_url == "sqlite:////somewhere/registry.db"
    assert settings.stores[0].folder == FOLDER / "vault"
    assert settings.ledger.key == FOLDER / "keys/ledger.key"


def test_a_postgresql_url_is_kept_as_it_is() -> None:
    url = "postgresql://nachklang@db.example/archive"
    assert parse_settings(render(new_archive(registry_url=url)), FOLDER).registry_url == url


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("version = 1", "version = 2", r"line 5: version: this software reads version 1, found 2"),
        ('"0f7a9d0e-', '"zz-', r"line 8: id: not a UUID"),
        ('name = "Schallarchiv"', "name = 3", r"line 11: name: expected a text in quotes, found 3"),
        (
            '"sound-heritage-body"',
            '"shop"',
            r"line 15: institution_classes: expected one of commercial-archive",
        ),
        ('["sound-heritage-body"]', "[]", r"line 15: institution_classes: name at least one of"),
        ('"sound-heritage-body"', '"public"', r"line 15: institution_classes: expected one of"),
        ('jurisdiction = "DE"', 'jurisdiction = "Germany"', r"line 18: jurisdiction: not a territory"),
        ("sqlite:///", "mysql://", r"line 22: registry.url: expected \"sqlite"),
        ('tables = "duckdb"', 'tables = "excel"', r"line 40: engine.tables: expected \"duckdb\", or a Spark"),
        ("[engine]", '[engine]\nmemory = "lots"', r"line 40: engine.memory: expected an amount"),
        ("[engine]", '[engine]\nmemory = "0GB"', r"line 40: engine.memory: expected an amount"),
        ("[engine]", "[engine]\nthreads = 0", r"line 40: engine.threads: expected a whole number"),
        ('name = "vault"', 'nam = "vault"', r"line 2\d: store\[0\].name: is missing"),
        (
            "[[store]]",
            "[[shop]]",
            r"line 1: store: expected one store with a folder under \[\[store\]\], found 0",
        ),
        ('origin = "', 'orign = "', r"line 4\d: ledger.origin: is missing"),
        ("[engine]", "[engine]\nfast = true", r"line 40: engine.fast: no such key"),
        ("version = 1", "version = ", r"not TOML: .*line 5"),
    ],
)
def test_a_fault_names_the_file_the_line_and_the_key(old: str, new: str, expected: str) -> None:
    text = render(new_archive())
    assert old in text
    with pytest.raises(SettingsError, match=expected) as caught:
        parse_settings(text.replace(old, new, 1), FOLDER)
    assert str(caught.value).startswith("/somewhere/archive.toml")


def test_a_folder_without_the_file_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no such file, so this is no archive; `nachklang init"):
        read_settings(tmp_path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(SettingsError, match=r"archive.toml: cannot be read"):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('tables = "duckdb"', TableEngine("duckdb")),
        ('tables = "local[2]"', TableEngine("local[2]")),
        ('tables = "spark://host:7077"', TableEngine("spark://host:7077")),
        (
            'tables = "duckdb"\nmemory = "900MB"\nthreads = 3\nspill = "fast"',
            TableEngine("duckdb", 900_000_000, 3, FOLDER / "fast"),
        ),
    ],
)
def test_the_engine_is_a_setting(said: str, expected: TableEngine) -> None:
    text = render(new_archive()).replace('tables = "duckdb"', said)
    assert parse_settings(text, FOLDER).engine == expected
