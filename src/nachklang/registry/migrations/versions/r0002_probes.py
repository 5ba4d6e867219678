"""What was found out about each store."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of probes."""
    op.create_table(
        "probes",
        sa.Column(
            "store",
            sa.String(500).with_variant(sa.String(500, collation="C"), "postgresql"),
            primary_key=True,
        ),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("at", sa.String(27).with_variant(TIMESTAMP(timezone=True), "postgresql"), nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
    )
