"""Let a fact change one way only: confirmed, marked and cleared once, each by trigger."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MESSAGE = "fact_entries keep what was said"
MARKS = "fact_marks is append-only"
NEVER = ("id", "incident_id", "key", "label", "as_of", "entered_by", "entered_at", "digest")
SAID = ("number", "words", "source", "salt", "reason")
ONCE = ("confirmed_by", "confirmed_at", "releasable", "mistaken_by", "mistaken_at", "personal")
BEFORE = (
    "incident_id", "key", "label", "number", "words", "as_of", "source", "entered_by", "entered_at",
    "digest",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("fact_entries", sa.Column("salt", sa.String(32), nullable=True))
    op.add_column(
        "fact_entries",
        sa.Column("reason", sa.String(200), nullable=False, server_default=sa.text("''")),
    )
    op.add_column(
        "fact_entries",
        sa.Column("personal", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "fact_entries", sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "fact_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("releasable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["fact_entries.id"], name=op.f("fk_fact_marks_fact_id_fact_entries")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_fact_marks_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_marks")),
    )
    op.create_index(op.f("ix_fact_marks_fact_id"), "fact_marks", ["fact_id"])
    if op.get_bind().dialect.name == "postgresql":
        _postgres(_refused("IS DISTINCT FROM"))
        return
    op.execute("DROP TRIGGER fact_entries_update")
    _sqlite(_refused("IS NOT"))


def _refused(differs: str) -> str:
    """When an UPDATE of a fact is refused, in SQL."""

    def changed(*names: str) -> str:
        return "(" + " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names) + ")"

    said, told = changed(*SAID), changed("confirmed_by", "confirmed_at")
    marked = changed("mistaken_by", "mistaken_at")
    cleared = f"""(
        OLD.cleared_at IS NULL AND NEW.cleared_at IS NOT NULL AND OLD.personal
        AND NEW.number IS NULL AND NEW.words IS NULL AND NEW.source = '' AND NEW.salt IS NULL
        AND NEW.reason = '' AND NOT {changed(*ONCE)}
        AND EXISTS (SELECT 1 FROM incidents
                    WHERE incidents.id = OLD.incident_id AND incidents.closed_at IS NOT NULL))"""  # noqa: S608 - names of this file
    confirmed = """(
        OLD.confirmed_by IS NULL AND OLD.confirmed_at IS NULL AND NEW.confirmed_by IS NOT NULL
        AND NEW.confirmed_at IS NOT NULL AND NEW.confirmed_by <> OLD.entered_by
        AND OLD.cleared_at IS NULL AND OLD.mistaken_by IS NULL)"""
    mistaken = """(
        OLD.mistaken_by IS NULL AND OLD.mistaken_at IS NULL AND NEW.mistaken_by IS NOT NULL
        AND NEW.mistaken_at IS NOT NULL)"""
    return f"""{changed(*NEVER)}
        OR (({said} OR {changed("cleared_at")}) AND NOT {cleared})
        OR ({told} AND NOT {confirmed})
        OR ({changed("releasable")} AND NOT ({told} AND {confirmed}))
        OR ({marked} AND NOT {mistaken})
        OR ({changed("personal")} AND NOT NEW.personal)"""


def _sqlite(refused: str) -> None:
    op.execute(
        f"""
        CREATE TRIGGER fact_entries_update BEFORE UPDATE ON fact_entries WHEN {refused}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
        """
    )
    for table, message in (("fact_entries", MESSAGE), ("fact_marks", MARKS)):
        op.execute(  # INSERT OR REPLACE fires no trigger for what it deletes
            f"""
            CREATE TRIGGER {table}_replace BEFORE INSERT ON {table}
            WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, '{message}'); END
            """  # noqa: S608 - names of this file
        )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"""
            CREATE TRIGGER fact_marks_{verb.lower()} BEFORE {verb} ON fact_marks
            BEGIN SELECT RAISE(ABORT, '{MARKS}'); END
            """
        )


def _postgres(refused: str) -> None:
    op.execute(_function(refused))
    op.execute(
        f"""
        CREATE FUNCTION refuse_fact_mark_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{MARKS}'; END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER fact_marks_rows BEFORE UPDATE OR DELETE ON fact_marks
        FOR EACH ROW EXECUTE FUNCTION refuse_fact_mark_change()
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION refuse_fact_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER fact_entries_truncate BEFORE TRUNCATE ON fact_entries
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_fact_truncate()
        """
    )
    op.execute(
        """
        CREATE TRIGGER fact_marks_truncate BEFORE TRUNCATE ON fact_marks
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_fact_mark_change()
        """
    )


def _function(refused: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION refuse_fact_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          IF {refused} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          RETURN NEW;
        END $$
        """


def downgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in BEFORE)
    if postgres:
        op.execute("DROP TRIGGER fact_entries_truncate ON fact_entries")
        op.execute("DROP FUNCTION refuse_fact_truncate()")
        op.execute(_function(changed))
    else:
        op.execute("DROP TRIGGER fact_entries_replace")
        op.execute("DROP TRIGGER fact_entries_update")
    op.drop_table("fact_marks")
    if postgres:
        op.execute("DROP FUNCTION refuse_fact_mark_change()")
    for name in ("cleared_at", "personal", "reason", "salt"):
        op.drop_column("fact_entries", name)
    if not postgres:
        op.execute(
            f"""
            CREATE TRIGGER fact_entries_update BEFORE UPDATE ON fact_entries WHEN {changed}
            BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
            """
        )
