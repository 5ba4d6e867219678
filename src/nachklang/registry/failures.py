"""What a database says when it cannot, put into the words of `nachklang.errors`.

The texts of values never get into a message: they are names of people and files, and messages end
up in logs.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, TypeGuard

from sqlalchemy.exc import SQLAlchemyError, StatementError

from nachklang.errors import ArchiveError, LockedError, RegistryError, StorageError

if TYPE_CHECKING:
    import psycopg


class DuplicateItemError(RegistryError):
    """An item with this id, this object or these bytes was accepted before."""

    code: ClassVar[str] = "duplicate-item"


_LOCKED = "another process is writing to {where}; wait until it has ended, then try again ({detail})"
_FULL = "no space left for {where}; free some space, then try again: nothing was half written ({detail})"
_READ_ONLY = "{where} cannot be written: it is read-only; check the rights of file and folder ({detail})"
_FAILING = "the storage below {where} fails; check the disk before anything else is written ({detail})"
_BROKEN = "{where} is damaged or no registry at all; put it back from a copy ({detail})"
_UNOPENED = "{where} cannot be opened; check that it exists and may be read and written ({detail})"
_UNREACHABLE = "{where} cannot be reached; check that the server runs and the URL is right ({detail})"
_REFUSED = "{where} refused what was to be written ({detail})"

_Meaning = tuple[type[ArchiveError], str]

_SQLITE: dict[int, _Meaning] = {
    sqlite3.SQLITE_BUSY: (LockedError, _LOCKED),
    sqlite3.SQLITE_LOCKED: (LockedError, _LOCKED),
    sqlite3.SQLITE_FULL: (StorageError, _FULL),
    sqlite3.SQLITE_IOERR: (StorageError, _FAILING),
    sqlite3.SQLITE_READONLY: (RegistryError, _READ_ONLY),
    sqlite3.SQLITE_CORRUPT: (RegistryError, _BROKEN),
    sqlite3.SQLITE_NOTADB: (RegistryError, _BROKEN),
    sqlite3.SQLITE_CANTOPEN: (RegistryError, _UNOPENED),
}
"""By primary result code (sqlite.org/rescode.html)."""

_POSTGRESQL: dict[str, _Meaning] = {
    "53100": (StorageError, _FULL),
    "58030": (StorageError, _FAILING),
    "55P03": (LockedError, _LOCKED),
    "40P01": (LockedError, _LOCKED),
    "25006": (RegistryError, _READ_ONLY),
}
"""By SQLSTATE (PostgreSQL manual, appendix A)."""


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn every error of the database into one of ours that names `where` and says what to do."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, StatementError) else None
        kind, text = _meaning(cause)
        raise kind(text.format(where=where, detail=_detail(cause or error))) from error
    except Exception as error:
        if not isinstance(error, sqlite3.Error) and not _is_postgresql(error):
            raise
        kind, text = _meaning(error)
        raise kind(text.format(where=where, detail=_detail(error))) from error


def _meaning(cause: BaseException | None) -> _Meaning:
    if isinstance(cause, sqlite3.Error):
        primary = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        return _SQLITE.get(primary, (RegistryError, _REFUSED))
    if not _is_postgresql(cause):
        return RegistryError, _REFUSED
    if cause.sqlstate is not None:
        unreachable = cause.sqlstate.startswith(("08", "28", "3D", "57P"))
        return _POSTGRESQL.get(cause.sqlstate, (RegistryError, _UNREACHABLE if unreachable else _REFUSED))
    unreachable = isinstance(cause, sys.modules["psycopg"].OperationalError)
    return RegistryError, _UNREACHABLE if unreachable else _REFUSED


def _is_postgresql(error: BaseException | None) -> TypeGuard["psycopg.Error"]:
    """Whether PostgreSQL's driver raised it, which SQLite needs not and which takes long to load."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(error, driver.Error)


def _detail(error: BaseException) -> str:
    """Return the first line of what the database said, without the values it was about."""
    if _is_postgresql(error) and error.diag.message_primary is not None:
        return error.diag.message_primary
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0]
