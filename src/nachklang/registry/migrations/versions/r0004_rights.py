"""Rights that are recorded for many items, what proves them, reviews, withdrawals, and law versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0004"
down_revision = "0003"
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
    """Make the tables, and let records be asked for by their kind."""
    _rights()
    _reviews()
    op.create_table(
        "law_versions",
        _position(),
        sa.Column("digest", _key(64), nullable=False),
        sa.Column("at", _instant(), nullable=False, unique=True),
    )
    op.create_index("ix_records_kind_position", "records", ["kind", "position"])


def _rights() -> None:
    op.create_table(
        "rights",
        _position(),
        sa.Column("id", _key(), nullable=False, unique=True),
        sa.Column("kind", _key(20), nullable=False),
        sa.Column("digest", _key(64), nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("resolved", sa.Text, nullable=False),
        sa.Column("recorded_at", _instant(), nullable=False),
        sa.Column("ended_on", _key(10)),
        sa.Column("ended_because", sa.Text),
        sa.Column("ended_at", _instant()),
    )
    op.create_index("ix_rights_digest", "rights", ["digest"])
    op.create_table(
        "proofs",
        sa.Column("sha512", _key(128), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _reviews() -> None:
    op.create_table(
        "standings",
        sa.Column("item_id", _key(), primary_key=True),
        sa.Column("acts", sa.Text, nullable=False),
        sa.Column("day", _key(10), nullable=False),
    )
    op.create_table(
        "withdrawals",
        sa.Column("id", _key(), primary_key=True),
        sa.Column("item_id", _key(), nullable=False),
        sa.Column("acts", sa.Text, nullable=False),
        sa.Column("since", _key(10), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("opened_at", _instant(), nullable=False),
        sa.Column("closed_at", _instant()),
        sa.Column("ending", sa.Text),
    )
    op.create_index("ix_withdrawals_item_id", "withdrawals", ["item_id"])
    op.create_index("ix_withdrawals_closed_at", "withdrawals", ["closed_at"])
