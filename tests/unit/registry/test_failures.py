"""What a database says becomes an error of ours, that tells what to do and no secrets."""

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from nachklang.errors import ArchiveError, LockedError, RegistryError, StorageError
from nachklang.registry.failures import explained


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("cause", "kind", "advice"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), LockedError, "wait until it has ended"),
        (sqlite_error(sqlite3.SQLITE_FULL), StorageError, "free some space"),
        (sqlite_error(sqlite3.SQLITE_IOERR_FSYNC), StorageError, "check the disk"),
        (sqlite_error(sqlite3.SQLITE_READONLY_DIRECTORY), RegistryError, "check the rights"),
        (sqlite_error(sqlite3.SQLITE_CORRUPT_INDEX), RegistryError, "from a copy"),
        (sqlite_error(sqlite3.SQLITE_NOTADB), RegistryError, "from a copy"),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), RegistryError, "check that it exists"),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT_UNIQUE), RegistryError, "refused what was to be written"),
        (errors.DiskFull("could not extend file"), StorageError, "free some space"),
        (errors.IoError("could not read block"), StorageError, "check the disk"),
        (errors.LockNotAvailable("lock timeout"), LockedError, "wait until it has ended"),
        (errors.DeadlockDetected("deadlock detected"), LockedError, "wait until it has ended"),
        (errors.ReadOnlySqlTransaction("read-only"), RegistryError, "check the rights"),
        (errors.AdminShutdown("terminating connection"), RegistryError, "check that the server runs"),
        (errors.InvalidPassword("password failed"), RegistryError, "check that the server runs"),
        (errors.UniqueViolation("duplicate key"), RegistryError, "refused what was to be written"),
        (psycopg.OperationalError("connection refused"), RegistryError, "check that the server runs"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_each_failure_says_what_to_do(
    cause: sqlite3.Error | psycopg.Error, kind: type[ArchiveError], advice: str
) -> None:
    for error in (cause, OperationalError("INSERT INTO items …", {"value": "Ada Klang"}, cause)):
        with pytest.raises(kind, match=advice) as caught, explained("the registry here"):
            raise error
        assert "the registry here" in str(caught.value)
        assert "Ada Klang" not in str(caught.value)
        assert type(caught.value) is kind


def test_a_failure_of_the_library_itself_is_ours_too() -> None:
    with pytest.raises(RegistryError, match="QueuePool"), explained("the registry here"):
        raise PoolTimeoutError("QueuePool limit reached\nmore lines")


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), explained("the registry here"):
        raise KeyError("programming mistake")
