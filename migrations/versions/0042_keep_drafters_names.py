"""Keep name and post of who wrote and who submitted, as they then were. Of what was written before,
as they are now: nothing older is known."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

COLUMNS = {"author_name": 40, "author_post": 60, "submitter_name": 40, "submitter_post": 60}
SOURCES = {
    "author_name": ("name", "author_id"),
    "author_post": ("post", "author_id"),
    "submitter_name": ("name", "submitted_by"),
    "submitter_post": ("post", "submitted_by"),
}


def upgrade() -> None:
    for name, length in COLUMNS.items():
        op.add_column(
            "revisions", sa.Column(name, sa.String(length), nullable=False, server_default="")
        )
    for name, (kept, person) in SOURCES.items():
        op.execute(
            f"UPDATE revisions SET {name} = (SELECT {kept} FROM people"  # noqa: S608 - our names
            f" WHERE people.id = revisions.{person}) WHERE {person} IS NOT NULL"
        )


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("revisions", name)
