"""Objects, their copies in stores, what waits, damage, audits, holds, removals, and records for stores.

The table of checks becomes that of copies: the checks were all of the vault's own store, which `init` calls
`vault`. An item without a check was accepted by a run that was killed before it wrote that down: its object
was read again before. What objects are is not known yet: their digests are empty, and the next audit reads
them first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0003"
down_revision = "0002"
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
    """Make the tables, and move the checks."""
    _objects_and_copies()
    _tasks()
    _damage_and_audits()
    _holds_and_removals()
    _records()
    op.execute(
        "INSERT INTO copies (object_id, store, head, state, detail, written_at, checked_at, turn) "
        "SELECT object_id, 'vault', 'v1', CASE outcome WHEN 'success' THEN 'sound' ELSE 'damaged' END, '', "
        "at, at, 0 FROM checks"
    )
    op.execute(
        "INSERT INTO copies (object_id, store, head, state, detail, written_at, checked_at, turn) "
        "SELECT object_id, 'vault', 'v1', 'sound', '', accepted_at, accepted_at, 0 FROM items "
        "WHERE object_id NOT IN (SELECT object_id FROM checks)"
    )
    op.execute(
        "INSERT INTO objects (object_id, head, digest, seal, files, bytes, held_by, held_since) "
        "SELECT items.object_id, 'v1', '', '', 0, 0, "
        """CASE copies.state WHEN 'sound' THEN '["vault"]' ELSE '[]' END, checked_at """
        "FROM items JOIN copies ON copies.object_id = items.object_id"
    )
    op.drop_table("checks")


def _objects_and_copies() -> None:
    op.create_table(
        "objects",
        sa.Column("object_id", _key(), primary_key=True),
        sa.Column("head", _key(), nullable=False),
        sa.Column("digest", _key(128), nullable=False),
        sa.Column("seal", _key(64), nullable=False),
        sa.Column("files", sa.Integer, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("held_by", _key(), nullable=False),
        sa.Column("held_since", _instant(), nullable=False),
    )
    op.create_index("ix_objects_held_by_held_since_bytes", "objects", ["held_by", "held_since", "bytes"])
    op.create_table(
        "copies",
        sa.Column("object_id", _key(), primary_key=True),
        sa.Column("store", _key(), primary_key=True),
        sa.Column("head", _key(), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("written_at", _instant(), nullable=False),
        sa.Column("checked_at", _instant(), nullable=False),
        sa.Column("deep_at", _instant()),
        sa.Column("turn", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_copies_store_turn", "copies", ["store", "turn"])
    op.create_index("ix_copies_store_checked_at", "copies", ["store", "checked_at"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        _position(),
        sa.Column("store", _key(), nullable=False),
        sa.Column("kind", _key(20), nullable=False),
        sa.Column("subject", _key(), nullable=False),
        sa.Column("since", _instant(), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", _instant(), nullable=False),
        sa.Column("failure", sa.Text),
    )
    op.create_index("uq_tasks_store_kind_subject", "tasks", ["store", "kind", "subject"], unique=True)
    op.create_index("ix_tasks_subject", "tasks", ["subject"])
    op.create_table(
        "absences",
        sa.Column("store", _key(), primary_key=True),
        sa.Column("since", _instant(), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", _instant(), nullable=False),
        sa.Column("failure", sa.Text, nullable=False),
    )


def _damage_and_audits() -> None:
    op.create_table(
        "damages",
        _position(),
        sa.Column("object_id", _key(), nullable=False),
        sa.Column("store", _key(), nullable=False),
        sa.Column("found_at", _instant(), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("repaired_at", _instant()),
        sa.Column("how", sa.Text),
    )
    op.create_index("ix_damages_object_id", "damages", ["object_id"])
    op.create_index("ix_damages_repaired_at", "damages", ["repaired_at"])
    op.create_table(
        "audit_days",
        sa.Column("day", _key(10), primary_key=True),
        sa.Column("store", _key(), primary_key=True),
        sa.Column("copies", sa.BigInteger, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("damaged", sa.BigInteger, nullable=False),
    )


def _holds_and_removals() -> None:
    op.create_table(
        "holds",
        sa.Column("id", _key(), primary_key=True),
        sa.Column("object_id", _key(), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("placed_at", _instant(), nullable=False),
        sa.Column("lifted_at", _instant()),
    )
    op.create_index("ix_holds_object_id", "holds", ["object_id"])
    op.create_table(
        "removals",
        sa.Column("object_id", _key(), primary_key=True),
        sa.Column("item_id", _key(), nullable=False),
        sa.Column("sha512", _key(128), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("decided_at", _instant(), nullable=False),
        sa.Column("events", sa.Text, nullable=False),
    )
    op.create_index("ix_removals_item_id", "removals", ["item_id"])
    op.create_index("ix_removals_sha512", "removals", ["sha512"])
    op.create_table(
        "confirmations",
        sa.Column("object_id", _key(), sa.ForeignKey("removals.object_id"), primary_key=True),
        sa.Column("store", _key(), primary_key=True),
        sa.Column("at", _instant(), nullable=False),
    )


def _records() -> None:
    op.create_table(
        "records",
        _position(),
        sa.Column("kind", _key(20), nullable=False),
        sa.Column("subject", _key(), nullable=False),
    )
    op.create_table(
        "shipped",
        sa.Column("place", _key(), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    # What is there already has to get into the stores, too.
    op.execute("INSERT INTO records (kind, subject) SELECT 'deposit', id FROM deposits")
    op.execute("INSERT INTO records (kind, subject) SELECT 'refusal', key_sha256 FROM refusals")
    op.execute("INSERT INTO records (kind, subject) SELECT DISTINCT 'salts', entry_id FROM commitment_salts")
