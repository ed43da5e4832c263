"""Find what the public cannot see without reading what it can."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_sightings_state"), "sightings", ["state"])


def downgrade() -> None:
    op.drop_index(op.f("ix_sightings_state"), "sightings")
