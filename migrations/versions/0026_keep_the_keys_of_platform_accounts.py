"""Keep the keys of platform accounts, sealed: applications and authorisations."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_keys",
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("app_key", sa.String(length=100), nullable=False),
        sa.Column("app_secret", sa.String(length=2000), nullable=False),
        sa.Column("app_secret_key_id", sa.String(length=16), nullable=False),
        sa.Column("token", sa.String(length=4000), nullable=False),
        sa.Column("token_key_id", sa.String(length=16), nullable=False),
        sa.Column("uid", sa.String(length=60), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.id"], name=op.f("fk_account_keys_changed_by_people")
        ),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_account_keys")),
    )


def downgrade() -> None:
    op.drop_table("account_keys")
