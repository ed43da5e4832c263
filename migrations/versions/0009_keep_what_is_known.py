"""Keep what is known of an incident 情况台账; what was said is never changed, by trigger."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MESSAGE = "fact_entries keep what was said"
SAID = (
    "incident_id", "key", "label", "number", "words", "as_of", "source", "entered_by", "entered_at",
    "digest",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "fact_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("releasable", sa.Boolean(), nullable=False),
        sa.Column("mistaken_by", sa.Uuid(), nullable=True),
        sa.Column("mistaken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_fact_entries_incident_id_incidents")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["people.id"], name=op.f(f"fk_fact_entries_{column}_people")
            )
            for column in ("entered_by", "confirmed_by", "mistaken_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_entries")),
    )
    op.create_index("ix_fact_entries_incident_id_key", "fact_entries", ["incident_id", "key"])
    if op.get_bind().dialect.name == "postgresql":
        changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in SAID)
        op.execute(
            f"""
            CREATE FUNCTION refuse_fact_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
              IF {changed} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
              RETURN NEW;
            END $$
            """
        )
        op.execute(
            """
            CREATE TRIGGER fact_entries_rows BEFORE UPDATE OR DELETE ON fact_entries
            FOR EACH ROW EXECUTE FUNCTION refuse_fact_change()
            """
        )
        return
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in SAID)
    op.execute(
        f"""
        CREATE TRIGGER fact_entries_update BEFORE UPDATE ON fact_entries WHEN {changed}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
        """
    )
    op.execute(
        f"""
        CREATE TRIGGER fact_entries_delete BEFORE DELETE ON fact_entries
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
        """
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER fact_entries_rows ON fact_entries")
        op.execute("DROP FUNCTION refuse_fact_change()")
    op.drop_table("fact_entries")
