"""Keep who else pressed 暂缓: an author may lift only a hold that is theirs alone."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("holds", sa.Column("also_by", sa.String(80), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("holds", "also_by")
