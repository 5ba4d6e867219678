"""From a URL to transactions, on SQLite and on PostgreSQL.

SQLite: write-ahead log, synchronous=FULL, foreign keys, deleted content overwritten; a transaction
that writes takes the lock at its start, so that two writers queue instead of failing half-way.
PostgreSQL: psycopg 3, read committed, commits that wait for the disk.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError

from nachklang.errors import LockedError, RegistryError, StorageError
from nachklang.registry.failures import explained

LOCK_SECONDS = 30.0
"""How long a writer waits for another one."""

_SQLITE = "sqlite:///"
"""What follows is the path as it is, whatever characters it has: nothing is decoded, nothing is a query."""
_POSTGRESQL = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
_INIT = "run `nachklang init DIR` for the archive's folder"


@dataclass(frozen=True, slots=True)
class Database:
    """An engine with the name that messages call it by (never with a password)."""

    engine: Engine
    where: str

    @classmethod
    def at(cls, url: str, *, make: bool = False, lock_seconds: float = LOCK_SECONDS) -> Self:
        """Prepare the database at `url`; `make` lets a missing SQLite file be made. Raises RegistryError."""
        if url.startswith(_SQLITE):
            return cls._at_file(Path(url.removeprefix(_SQLITE)), make=make, lock_seconds=lock_seconds)
        parsed = _parsed(url)
        where = f"the registry {parsed.render_as_string(hide_password=True)}"
        return cls(_postgresql(parsed, lock_seconds), where)

    @classmethod
    def _at_file(cls, path: Path, *, make: bool, lock_seconds: float) -> Self:
        where = f"the registry {_SQLITE}{path}"
        if make:
            _make_file(path, where)
        elif not path.exists():
            raise RegistryError(f"{where} does not exist; {_INIT}, or put the file back from a copy")
        return cls(_sqlite(path.absolute(), lock_seconds, where), where)

    @property
    def is_postgresql(self) -> bool:
        """Whether this is PostgreSQL; else it is SQLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads; its errors are those of `nachklang.errors`."""
        with explained(self.where), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of it happens, or nothing."""
        writer = self.engine.execution_options(nachklang_writes=True)
        with explained(self.where), writer.begin() as connection:
            yield connection

    def purge(self, table: Table) -> None:
        """Make what was deleted from `table` vanish from the database's files too.

        SQLite zeroes deleted content (secure_delete); here its write-ahead log is emptied, which
        raises LockedError while somebody still reads an older state. PostgreSQL writes the table
        anew. Its own write-ahead log and copies made before keep what they hold until they expire.
        """
        with explained(self.where):
            if self.is_postgresql:
                with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql(f"VACUUM (FULL) {table.name}")
                return
            with closing(self.engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                outcome = cursor.fetchone()
        if outcome is None or outcome[0] != 0:
            raise LockedError(
                f"erased from {self.where}, but not yet from its write-ahead log: another process still "
                "reads; end it, then erase again"
            )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def native_insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that knows ON CONFLICT, which both databases spell alike."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _parsed(url: str) -> URL:
    """Read the URL of a PostgreSQL database."""
    expected = f"expected {_SQLITE}FOLDER/registry.db or postgresql://USER@HOST/DATABASE"
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise RegistryError(f"the registry's URL cannot be read; {expected}") from error
    if parsed.drivername not in _POSTGRESQL:
        raise RegistryError(f"no registry can be kept in a database of {parsed.drivername}; {expected}")
    return parsed


def _make_file(path: Path, where: str) -> None:
    """Make an empty file that only its owner reads: it will hold names of people."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        kind = StorageError if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO} else RegistryError
        raise kind(
            f"{where} cannot be made: {error.strerror}; check that the folder {path.parent} exists, may be "
            "written and has space"
        ) from error


def _sqlite(path: Path, lock_seconds: float, where: str) -> Engine:
    def connect() -> sqlite3.Connection:
        address = f"file:{quote(os.fsencode(path))}?mode=rw"
        raw = sqlite3.connect(
            address, uri=True, timeout=lock_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(raw, where)
        except BaseException:
            raw.close()
            raise
        return raw

    engine = create_engine("sqlite:///registry", creator=connect, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: sqlite3.Connection, where: str) -> None:
    mode = raw.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        raise RegistryError(f"{where} cannot keep a write-ahead log ({mode}); move it to a local disk")
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        raw.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin by hand: Python's sqlite3 would begin late, and lock later still."""
    writes = connection.get_execution_options().get("nachklang_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL, lock_seconds: float) -> Engine:
    settings = f"-c lock_timeout={int(lock_seconds * 1000)} -c synchronous_commit=on"
    given = {} if "options" in url.query else {"options": settings}
    target = url.set(drivername="postgresql+psycopg")
    return create_engine(target, connect_args=given, pool_pre_ping=True, hide_parameters=True)
