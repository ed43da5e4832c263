"""Keep what drills post, apart from everything the public reads."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drill_posts",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("incident_number", sa.String(40), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column(
            "action",
            sa.Enum("publish", "update", "withdraw", name="action", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_drill_posts")),
    )
    op.create_index("ix_drill_posts_incident_number", "drill_posts", ["incident_number"])
    op.add_column(
        "deliveries", sa.Column("drill", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE deliveries SET drill = (1 = 1) "
        "WHERE release_id IN (SELECT id FROM releases WHERE drill = (1 = 1))"
    )


def downgrade() -> None:
    op.drop_column("deliveries", "drill")
    op.drop_index("ix_drill_posts_incident_number", table_name="drill_posts")
    op.drop_table("drill_posts")
