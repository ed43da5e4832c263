"""Let accounts rest whose platform is unwell, and let what is urgent go first."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "deliveries", sa.Column("urgency", sa.SmallInteger(), nullable=False, server_default="2")
    )
    op.execute("UPDATE deliveries SET urgency = 1 WHERE incident_id IS NOT NULL")
    op.execute("UPDATE deliveries SET urgency = 0 WHERE action <> 'publish'")
    op.create_table(
        "breakers",
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resting_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(80), nullable=False),
        sa.Column("why_details", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_breakers")),
    )


def downgrade() -> None:
    op.drop_table("breakers")
    op.drop_column("deliveries", "urgency")
