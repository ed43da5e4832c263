"""Notices leave the console: what is to go by which carrier, and how a person wants it.

What was told before counts as carried: nobody wants yesterday's bell on their telephone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("carried_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE notices SET carried_at = created_at")
    op.create_index(
        op.f("ix_notices_carried_at_created_at"), "notices", ["carried_at", "created_at"]
    )
    op.create_table(
        "notice_sendings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.String(31), nullable=False),
        sa.Column("recipient", sa.String(32), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(60), nullable=False),
        sa.Column("said", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_sendings")),
    )
    op.create_index(op.f("ix_notice_sendings_state_due_at"), "notice_sendings", ["state", "due_at"])
    op.create_index(
        op.f("ix_notice_sendings_carrier_changed_at"), "notice_sendings", ["carrier", "changed_at"]
    )
    op.create_table(
        "notice_legs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carrier", sa.String(31), nullable=False),
        sa.Column("recipient", sa.String(32), nullable=False),
        sa.Column("dedupe_key", sa.String(200), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("sending_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_legs_notice_id_notices")
        ),
        sa.ForeignKeyConstraint(
            ["sending_id"],
            ["notice_sendings.id"],
            name=op.f("fk_notice_legs_sending_id_notice_sendings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_legs")),
        sa.UniqueConstraint(
            "carrier", "recipient", "dedupe_key",
            name=op.f("uq_notice_legs_carrier_recipient_dedupe_key"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_notice_legs_sending_id"), "notice_legs", ["sending_id"])
    op.create_table(
        "notice_reach",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("quiet_from", sa.String(5), nullable=False),
        sa.Column("quiet_to", sa.String(5), nullable=False),
        sa.Column("carriers", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_notice_reach_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_reach")),
    )


def downgrade() -> None:
    op.drop_table("notice_reach")
    op.drop_table("notice_legs")
    op.drop_table("notice_sendings")
    op.drop_index(op.f("ix_notices_carried_at_created_at"), "notices")
    op.drop_column("notices", "carried_at")
