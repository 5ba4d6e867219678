"""Deposits, items, events, plans, refusals, the ledger's outbox, salts and checks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _key(length: int = 500) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _instant() -> sa.types.TypeEngine[str]:
    return sa.String(27).with_variant(TIMESTAMP(timezone=True), "postgresql")


def _position() -> sa.Column[int]:
    return sa.Column(
        "position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True
    )


def upgrade() -> None:
    """Make the tables in the order of their foreign keys."""
    _deposits_and_items()
    _entries()
    _plans_and_refusals()


def _deposits_and_items() -> None:
    op.create_table(
        "deposits",
        sa.Column("id", _key(), primary_key=True),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("depositor", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("started_at", _instant(), nullable=False),
        sa.Column("finished_at", _instant()),
    )
    op.create_table(
        "items",
        sa.Column("id", _key(), primary_key=True),
        sa.Column("object_id", _key(), nullable=False, unique=True),
        sa.Column("deposit_id", _key(), sa.ForeignKey("deposits.id"), nullable=False),
        sa.Column("original_name", sa.Text, nullable=False),
        sa.Column("logical_path", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha512", _key(128), nullable=False, unique=True),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("technical", sa.Text, nullable=False),
        sa.Column("rights", sa.Text, nullable=False),
        sa.Column("accepted_at", _instant(), nullable=False),
    )
    op.create_index("ix_items_accepted_at_id", "items", ["accepted_at", "id"])
    op.create_index("ix_items_deposit_id", "items", ["deposit_id"])
    op.create_table(
        "events",
        _position(),
        sa.Column("item_id", _key(), sa.ForeignKey("items.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
    )
    op.create_index("ix_events_item_id", "events", ["item_id"])
    op.create_table(
        "checks",
        sa.Column("object_id", _key(), primary_key=True),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
    )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", _key(), primary_key=True),
        sa.Column("subject", _key(), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_entries_subject", "entries", ["subject"])
    op.create_table(
        "outbox",
        _position(),
        sa.Column("entry_id", _key(), sa.ForeignKey("entries.id"), nullable=False, unique=True),
        sa.Column("ledger_index", sa.BigInteger, unique=True),
    )
    op.create_table(
        "commitment_salts",
        sa.Column("entry_id", _key(), sa.ForeignKey("entries.id"), primary_key=True),
        sa.Column("field", _key(), primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
    )


def _plans_and_refusals() -> None:
    op.create_table(
        "plans",
        sa.Column("item_id", _key(), primary_key=True),
        sa.Column("deposit_id", _key(), sa.ForeignKey("deposits.id"), nullable=False),
        sa.Column("entry_id", _key(), sa.ForeignKey("entries.id"), nullable=False, unique=True),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("events", sa.Text, nullable=False),
    )
    op.create_table(
        "refusals",
        _position(),
        sa.Column("key_sha256", _key(64), nullable=False, unique=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("deposit_id", _key(), sa.ForeignKey("deposits.id"), nullable=False),
        sa.Column("original_name", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("sha512", sa.Text),
        sa.Column("at", _instant(), nullable=False),
    )
    op.create_index("ix_refusals_deposit_id", "refusals", ["deposit_id"])
