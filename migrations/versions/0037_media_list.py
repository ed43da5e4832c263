"""The media list: who agreed to get mail, until they leave; then only a fingerprint."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media_contacts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("address", sa.String(120), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("consent", sa.String(200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["people.id"], name=op.f("fk_media_contacts_added_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_contacts")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_media_contacts_fingerprint")),
    )


def downgrade() -> None:
    op.drop_table("media_contacts")
