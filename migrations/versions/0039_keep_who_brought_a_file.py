"""Keep everybody who brought a file: they may see it before it belongs to anything."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_bringers",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("username", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["files.sha256"], name=op.f("fk_file_bringers_sha256_files")
        ),
        sa.PrimaryKeyConstraint("sha256", "username", name=op.f("pk_file_bringers")),
    )
    op.execute(
        "INSERT INTO file_bringers (sha256, username, at)"
        " SELECT sha256, stored_by, stored_at FROM files"
    )


def downgrade() -> None:
    op.drop_table("file_bringers")
