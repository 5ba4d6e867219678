"""The tables, as the newest migration leaves them.

Texts that are looked up have a length and sort by code point on both databases; free texts have
none. Instants are `timestamptz` in PostgreSQL and sortable texts in SQLite.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

from nachklang.model.plain import instant_text

KEY_LENGTH = 500
"""Longest id, in characters: four bytes each still fit into a page of a PostgreSQL index."""


class Instant(TypeDecorator[datetime]):
    """An instant in UTC with microseconds. A time without a zone never gets here: see `_rows`."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type that the database sorts rightly."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Give PostgreSQL the instant and SQLite its text."""
        if value is None or dialect.name == "postgresql":
            return value
        return instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read the instant back in UTC, whatever zone the session has."""
        if value is None:
            return None
        moment = value if dialect.name == "postgresql" else datetime.fromisoformat(value)
        return moment.astimezone(UTC)


def _key(length: int = KEY_LENGTH) -> TypeEngine[str]:
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _position() -> Column[int]:
    """Return a primary key that grows with each row."""
    return Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

DEPOSITS = Table(
    "deposits",
    METADATA,
    Column("id", _key(), primary_key=True),
    Column("folder", Text, nullable=False),
    Column("depositor", Text),
    Column("reference", Text),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
)

ITEMS = Table(
    "items",
    METADATA,
    Column("id", _key(), primary_key=True),
    Column("object_id", _key(), nullable=False, unique=True),
    Column("deposit_id", _key(), ForeignKey("deposits.id"), nullable=False),
    Column("original_name", Text, nullable=False),
    Column("logical_path", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha512", _key(128), nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("technical", Text, nullable=False),
    Column("rights", Text, nullable=False),
    Column("accepted_at", Instant, nullable=False),
    Index(None, "accepted_at", "id"),
    Index(None, "deposit_id"),
)

EVENTS = Table(
    "events",
    METADATA,
    _position(),
    Column("item_id", _key(), ForeignKey("items.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("agent", Text, nullable=False),
)

ENTRIES = Table(
    "entries",
    METADATA,
    Column("id", _key(), primary_key=True),
    Column("subject", _key(), nullable=False, index=True),
    Column("payload", LargeBinary, nullable=False),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    _position(),
    Column("entry_id", _key(), ForeignKey("entries.id"), nullable=False, unique=True),
    Column("ledger_index", BigInteger, unique=True),
)

COMMITMENT_SALTS = Table(
    "commitment_salts",
    METADATA,
    Column("entry_id", _key(), ForeignKey("entries.id"), primary_key=True),
    Column("field", _key(), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", Text, nullable=False),
    Column("place", Integer, nullable=False),
)

PLANS = Table(
    "plans",
    METADATA,
    Column("item_id", _key(), primary_key=True),
    Column("deposit_id", _key(), ForeignKey("deposits.id"), nullable=False),
    Column("entry_id", _key(), ForeignKey("entries.id"), nullable=False, unique=True),
    Column("item", Text, nullable=False),
    Column("events", Text, nullable=False),
)

REFUSALS = Table(
    "refusals",
    METADATA,
    _position(),
    Column("key_sha256", _key(64), nullable=False, unique=True),
    Column("key", Text, nullable=False),
    Column("deposit_id", _key(), ForeignKey("deposits.id"), nullable=False, index=True),
    Column("original_name", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sha512", Text),
    Column("at", Instant, nullable=False),
)

PROBES = Table(
    "probes",
    METADATA,
    Column("store", _key(), primary_key=True),
    Column("url", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("findings", Text, nullable=False),
)

OBJECTS = Table(
    "objects",
    METADATA,
    Column("object_id", _key(), primary_key=True),
    Column("head", _key(), nullable=False),
    Column("digest", _key(128), nullable=False),
    Column("seal", _key(64), nullable=False),
    Column("files", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("held_by", _key(), nullable=False),
    Column("held_since", Instant, nullable=False),
    # Covers what `status` adds up, so that a million objects are a scan of this index alone.
    Index(None, "held_by", "held_since", "bytes"),
)

COPIES = Table(
    "copies",
    METADATA,
    Column("object_id", _key(), primary_key=True),
    Column("store", _key(), primary_key=True),
    Column("head", _key(), nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("checked_at", Instant, nullable=False),
    Column("deep_at", Instant),
    Column("turn", BigInteger, nullable=False),
    Index(None, "store", "turn"),
    Index(None, "store", "checked_at"),
)

TASKS = Table(
    "tasks",
    METADATA,
    _position(),
    Column("store", _key(), nullable=False),
    Column("kind", _key(20), nullable=False),
    Column("subject", _key(), nullable=False),
    Column("since", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("failure", Text),
    Index("uq_tasks_store_kind_subject", "store", "kind", "subject", unique=True),
    Index(None, "subject"),
)

ABSENCES = Table(
    "absences",
    METADATA,
    Column("store", _key(), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("failure", Text, nullable=False),
)

DAMAGES = Table(
    "damages",
    METADATA,
    _position(),
    Column("object_id", _key(), nullable=False, index=True),
    Column("store", _key(), nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("detail", Text, nullable=False),
    Column("repaired_at", Instant, index=True),
    Column("how", Text),
)

AUDIT_DAYS = Table(
    "audit_days",
    METADATA,
    Column("day", _key(10), primary_key=True),
    Column("store", _key(), primary_key=True),
    Column("copies", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("damaged", BigInteger, nullable=False),
)

HOLDS = Table(
    "holds",
    METADATA,
    Column("id", _key(), primary_key=True),
    Column("object_id", _key(), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("lifted_at", Instant),
)

REMOVALS = Table(
    "removals",
    METADATA,
    Column("object_id", _key(), primary_key=True),
    Column("item_id", _key(), nullable=False, index=True),
    Column("sha512", _key(128), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("notice", Text, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("events", Text, nullable=False),
)

CONFIRMATIONS = Table(
    "confirmations",
    METADATA,
    Column("object_id", _key(), ForeignKey("removals.object_id"), primary_key=True),
    Column("store", _key(), primary_key=True),
    Column("at", Instant, nullable=False),
)

RECORDS = Table(
    "records",
    METADATA,
    _position(),
    Column("kind", _key(20), nullable=False),
    Column("subject", _key(), nullable=False),
    # Tells at once whether anything of a kind has changed, which each decision asks.
    Index(None, "kind", "position"),
)

SHIPPED = Table(
    "shipped",
    METADATA,
    Column("place", _key(), primary_key=True),
    Column("position", BigInteger, nullable=False),
)

RIGHTS = Table(
    "rights",
    METADATA,
    _position(),
    Column("id", _key(), nullable=False, unique=True),
    Column("kind", _key(20), nullable=False),
    Column("digest", _key(64), nullable=False, index=True),
    Column("statement", Text, nullable=False),
    Column("resolved", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("ended_on", _key(10)),
    Column("ended_because", Text),
    Column("ended_at", Instant),
)

PROOFS = Table(
    "proofs",
    METADATA,
    Column("sha512", _key(128), primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

STANDINGS = Table(
    "standings",
    METADATA,
    Column("item_id", _key(), primary_key=True),
    Column("acts", Text, nullable=False),
    Column("day", _key(10), nullable=False),
)

WITHDRAWALS = Table(
    "withdrawals",
    METADATA,
    Column("id", _key(), primary_key=True),
    Column("item_id", _key(), nullable=False, index=True),
    Column("acts", Text, nullable=False),
    Column("since", _key(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant, index=True),
    Column("ending", Text),
)

LAW_VERSIONS = Table(
    "law_versions",
    METADATA,
    _position(),
    Column("digest", _key(64), nullable=False),
    Column("at", Instant, nullable=False, unique=True),
)
