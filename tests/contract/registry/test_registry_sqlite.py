"""The registry's promises, kept on SQLite."""

import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests import factories
from tests.contract.registry.database_suite import impatient
from tests.contract.registry.registry_suite import RegistrySuite

from nachklang.errors import LockedError, RegistryError, StorageError
from nachklang.registry import Registry


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def refuse_until_full(registry: Registry) -> tuple[int, StorageError]:
    """Record large refusals until that fails; return how many were recorded, and the failure."""
    for number in range(2000):
        entry = factories.a_pending_entry(number, payload=b"x" * 5000)
        try:
            registry.record_refusal(factories.a_refusal(number), entry)
        except StorageError as error:
            return number, error
    pytest.fail("the disk did not get full")


class TestSqlite(RegistrySuite):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'ein Archiv #1? 100%.db'}"

    def stored_bytes(self, url: str) -> bytes:
        path = path_of(url)
        return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))

    @contextmanager
    def locked(self, url: str) -> Iterator[None]:
        with closing(sqlite3.connect(path_of(url), isolation_level=None)) as raw:
            raw.execute("BEGIN IMMEDIATE")
            yield

    def make_read_only(self, registry: Registry, url: str) -> str:  # noqa: ARG002
        with closing(registry._database.engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA query_only=ON").close()
        return "read-only"

    def test_commits_wait_for_the_disk(self, registry: Registry) -> None:
        with registry._database.reading() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
        full = 2
        assert found == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1, "secure_delete": 1}

    def test_only_the_owner_can_read_the_file(self, registry: Registry, url: str) -> None:
        assert registry.deposits()
        for file in path_of(url).parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file

    def test_a_full_database_loses_nothing(self, registry: Registry) -> None:
        with closing(registry._database.engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA max_page_count=1").close()
        recorded, error = refuse_until_full(registry)
        assert "no space left" in str(error)
        assert len(registry.refusals()) == len(registry.pending_entries()) == recorded

    def test_an_erasure_that_a_reader_keeps_in_the_log_is_told(self, registry: Registry, url: str) -> None:
        registry.record_refusal(factories.a_refusal(), factories.a_pending_entry())
        with impatient(url) as waiting:
            with registry._database.reading() as reader:
                reader.exec_driver_sql("SELECT count(*) FROM commitment_salts")
                with pytest.raises(LockedError, match="erase again"):
                    waiting.erase_salts("entry-000001")
                assert waiting.salt("entry-000001", "name") is None
            waiting.erase_salts("entry-000001")
        assert factories.a_salt("depositor", 1).salt not in self.stored_bytes(url)


def test_opening_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"does not exist; run `nachklang init DIR`"):
        Registry.open(f"sqlite:///{tmp_path / 'registry.db'}")
    assert list(tmp_path.iterdir()) == []


def test_opening_an_empty_file_says_which_command_sets_it_up(tmp_path: Path) -> None:
    (tmp_path / "registry.db").touch()
    with pytest.raises(RegistryError, match=r"run `nachklang init DIR`"):
        Registry.open(f"sqlite:///{tmp_path / 'registry.db'}")


@pytest.mark.parametrize("content", [b"just a text\n" * 500, b"SQLite format 3\0" + b"\xff" * 4096])
def test_garbage_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "registry.db"
    path.write_bytes(content)
    for use in (Registry.open, Registry.create):
        with pytest.raises(RegistryError, match="damaged or no registry"):
            use(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    for use in (Registry.open, Registry.create):
        with pytest.raises(RegistryError, match="registry"):
            use(f"sqlite:///{tmp_path}")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"check that the folder .*nowhere exists"):
        Registry.create(f"sqlite:///{tmp_path / 'nowhere' / 'registry.db'}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a megabyte at a folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"cannot mount a tmpfs here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.root
def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'registry.db'}"
    with Registry.create(url) as registry:
        registry.begin_deposit(factories.a_deposit_record())
        recorded, _ = refuse_until_full(registry)
        assert recorded > 0
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    with Registry.open(url) as registry:
        assert len(registry.refusals()) == len(registry.pending_entries()) == recorded
        assert registry.record_refusal(factories.a_refusal(5000), factories.a_pending_entry(5000))


@pytest.mark.root
def test_a_full_disk_from_the_start_is_told(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "ballast").write_bytes(b"x" * 2**21)
    with pytest.raises(StorageError):
        Registry.create(f"sqlite:///{small_disk / 'registry.db'}")


@pytest.mark.root
def test_a_read_only_disk_is_told(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'registry.db'}"
    Registry.create(url).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(RegistryError, match=r"may be read and written|read-only"):
        Registry.open(url)
