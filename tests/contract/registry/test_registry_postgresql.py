"""The registry's promises, kept on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from tests.contract.registry.registry_suite import RegistrySuite
from tests.postgresql import Server

from nachklang.errors import RegistryError
from nachklang.registry import Registry

pytestmark = pytest.mark.postgresql


class TestPostgresql(RegistrySuite):
    @pytest.fixture(autouse=True)
    def _server(self, postgresql_server: Server) -> None:
        self.server = postgresql_server

    @pytest.fixture
    def url(self, postgresql_server: Server) -> str:
        return postgresql_server.new_database()

    def stored_bytes(self, url: str) -> bytes:
        with psycopg.connect(url, autocommit=True) as raw:
            raw.execute("CHECKPOINT")
            found = raw.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
        assert found is not None
        files = (self.server.folder / "base" / str(found[0])).iterdir()
        return b"".join(file.read_bytes() for file in sorted(files))

    @contextmanager
    def locked(self, url: str) -> Iterator[None]:
        with psycopg.connect(url) as raw:
            raw.execute("LOCK TABLE deposits IN ACCESS EXCLUSIVE MODE")
            yield

    def make_read_only(self, registry: Registry, url: str) -> str:
        with psycopg.connect(url, autocommit=True) as raw:
            raw.execute(f'ALTER DATABASE "{urlsplit(url).path[1:]}" SET default_transaction_read_only = on')
        registry._database.engine.dispose()
        return "read-only"

    def test_commits_wait_for_the_disk_and_locks_do_not_wait_for_ever(self, registry: Registry) -> None:
        with registry._database.reading() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "30s"

    def test_an_empty_database_says_which_command_sets_it_up(self, url: str) -> None:
        with pytest.raises(RegistryError, match=r"run `nachklang init DIR`"):
            Registry.open(url)

    def test_a_database_of_another_encoding_is_refused(self) -> None:
        url = self.server.new_database(
            "--encoding=LATIN1", "--locale-provider=libc", "--locale=C", "--template=template0"
        )
        with pytest.raises(RegistryError, match="encoding LATIN1"):
            Registry.create(url)

    def test_a_missing_database_is_told(self) -> None:
        with pytest.raises(RegistryError, match="nowhere cannot be reached"):
            Registry.open(self.server.url("nowhere"))

    def test_a_server_that_does_not_run_is_told_without_the_password(self) -> None:
        url = "postgresql://nachklang:s3cret@127.0.0.1:1/archive"
        for use in (Registry.open, Registry.create):
            with pytest.raises(
                RegistryError, match="cannot be reached; check that the server runs"
            ) as caught:
                use(url)
            assert "s3cret" not in str(caught.value)

    def test_tables_of_somebody_else_are_left_alone(self, url: str) -> None:
        with psycopg.connect(url, autocommit=True) as raw:
            raw.execute("CREATE TABLE items (theirs int)")
        with pytest.raises(RegistryError, match="refused what was to be written"):
            Registry.create(url)
        with psycopg.connect(url) as raw:
            tables = raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert tables == [("items",)]
