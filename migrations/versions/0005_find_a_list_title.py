"""Find a list title that is taken, without walking the archive."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_releases_list_title", "releases", ["list_title"])


def downgrade() -> None:
    op.drop_index("ix_releases_list_title", "releases")
