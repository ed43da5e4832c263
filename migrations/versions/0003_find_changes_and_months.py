"""Find what changed a release, and the months there are, without walking the archive."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_releases_corrects_id", "releases", ["corrects_id"])
    op.create_index("ix_shelf_places_place_shelf", "shelf_places", ["place", "shelf"])


def downgrade() -> None:
    op.drop_index("ix_shelf_places_place_shelf", "shelf_places")
    op.drop_index("ix_releases_corrects_id", "releases")
