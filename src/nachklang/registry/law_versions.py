"""The book of law versions: on which law files decisions rested, from when on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from nachklang.registry import _entries
from nachklang.registry._database import Database
from nachklang.registry._rows import storable
from nachklang.registry._tables import LAW_VERSIONS
from nachklang.registry.records import PendingEntry


@dataclass(frozen=True, slots=True)
class LawBook:
    """Versions of the law files. Every method is one transaction."""

    database: Database

    def newest(self) -> str | None:
        """Return the digest of the law files that was noted last, or None."""
        with self.database.reading() as connection:
            return _newest(connection)

    def note(self, digest: str, at: datetime, entry: PendingEntry) -> bool:
        """Note other law files than the last ones, and send the entry; False where they are the same."""
        with self.database.writing() as connection:
            if _newest(connection) == digest:
                return False
            connection.execute(insert(LAW_VERSIONS), storable(LAW_VERSIONS, {"digest": digest, "at": at}))
            _entries.announce(connection, entry)
        return True


def _newest(connection: Connection) -> str | None:
    chosen = select(LAW_VERSIONS.c.digest).order_by(LAW_VERSIONS.c.position.desc()).limit(1)
    return connection.execute(chosen).scalar_one_or_none()
