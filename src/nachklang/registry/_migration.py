"""Bringing a database to the newest schema, and telling whether it is there.

The migrations lie in the package, so an installed wheel needs no `alembic.ini`. They run in one
transaction on both databases: a kill in the middle leaves what was there before.

Alembic runs them. Whether any is missing is asked without it, at the start of every command: to load it takes
as long as all else that most commands do.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from nachklang.errors import RegistryError
from nachklang.registry._database import Database

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"
_SCRIPT = re.compile(r"r([0-9]{4})_[a-z_]+\.py", re.ASCII)
_LOCK = 0x6E6163686B6C616E
"""The advisory lock that one migration at a time holds in PostgreSQL (`nachklan` in ASCII)."""


def migrate(database: Database) -> None:
    """Run every migration that is missing. Raises RegistryError where the schema is newer than ours."""
    with database.writing() as connection:
        if database.is_postgresql:
            _require_utf8(connection, database.where)
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        _refuse_newer(_revisions(connection), database.where)
        from alembic import command  # noqa: PLC0415  (see above)

        command.upgrade(_config(connection), "head")


def require_current(database: Database) -> None:
    """Raise RegistryError, saying what to do, unless the schema is exactly ours."""
    with database.reading() as connection:
        found = _revisions(connection)
    _refuse_newer(found, database.where)
    if found != {max(_known())}:
        raise RegistryError(
            f"{database.where} is not set up for this version of Nachklang; run `nachklang init DIR` for the "
            "archive's folder: it adds what is missing and keeps what is there"
        )


def _refuse_newer(found: set[str], where: str) -> None:
    if not found <= _known():
        raise RegistryError(
            f"{where} was written by a newer version of Nachklang (schema {', '.join(sorted(found))}); "
            "install that version or a later one"
        )


def _require_utf8(connection: Connection, where: str) -> None:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise RegistryError(
            f"{where} has the encoding {encoding}, which cannot hold every name; make a database with "
            "`createdb --encoding=UTF8 --template=template0`"
        )


def _revisions(connection: Connection) -> set[str]:
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())


@cache
def _known() -> frozenset[str]:
    """Return the revision of every migration, which the name of its file begins with; they go up."""
    names = (_SCRIPT.fullmatch(path.name) for path in (SCRIPTS / "versions").iterdir())
    return frozenset(match[1] for match in names if match)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415  (see above)

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
