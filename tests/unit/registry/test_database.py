"""URLs of registries: what is read, and what is refused with the expected form."""

from pathlib import Path

import pytest

from nachklang.errors import RegistryError
from nachklang.registry import Registry
from nachklang.registry._database import Database
from nachklang.registry._migration import SCRIPTS


@pytest.mark.parametrize(
    "url", ["", "sqlite:/registry.db", "registry.db", "/srv/registry.db", "postgresql:/x", "a b://c"]
)
def test_what_is_no_url_is_refused_with_the_expected_form(url: str) -> None:
    with pytest.raises(RegistryError, match=r"expected sqlite:///FOLDER/registry\.db or postgresql://"):
        Registry.open(url)


@pytest.mark.parametrize(
    "url",
    ["mysql://root:s3cret@localhost/archive", "sqlite://", "postgresql+asyncpg://x/y"],
)
def test_other_databases_are_refused_without_their_password(url: str) -> None:
    with pytest.raises(RegistryError, match="no registry can be kept in a database of") as caught:
        Registry.create(url)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite:///", "sqlite:///:memory:"])
def test_sqlite_needs_a_file(url: str) -> None:
    with pytest.raises(RegistryError, match="registry"):
        Registry.open(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_through_psycopg_3(scheme: str) -> None:
    database = Database.at(f"{scheme}://nachklang:s3cret@db.example/archive")
    assert database.engine.url.drivername == "postgresql+psycopg"
    assert database.is_postgresql
    assert "s3cret" not in database.where
    assert "s3cret" not in repr(database)
    database.close()


@pytest.mark.parametrize(
    "name", ["?timeout=1", "#x", "100%41", "a&b=c", "zwei\nZeilen", "🎼", "nicht-utf8-\udcff"]
)
def test_a_path_means_the_file_of_just_that_name(tmp_path: Path, name: str) -> None:
    Registry.create(f"sqlite:///{tmp_path / name}").close()
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_relative_path_is_of_the_folder_at_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Registry.create("sqlite:///registry.db") as registry:
        monkeypatch.chdir("/")
        assert registry.deposits() == []


def test_migrations_lie_in_the_package() -> None:
    assert SCRIPTS.is_relative_to(Path(Registry.create.__code__.co_filename).parent)
    assert (SCRIPTS / "env.py").is_file()
