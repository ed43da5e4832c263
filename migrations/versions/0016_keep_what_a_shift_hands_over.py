"""Keep what one shift hands to the next 交接班; what was handed over never changes, by trigger."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

GIVEN, TICKED = "duty_reliefs keep what was handed over", "duty_relief_ticks is append-only"
NEVER = ("id", "given_by", "given_at", "to_id", "items", "note", "digest")
ONCE = ("taken_by", "taken_at", "withdrawn_at")


def upgrade() -> None:
    op.create_table(
        "duty_reliefs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], ["people.id"], name=op.f(f"fk_duty_reliefs_{column}_people")
            )
            for column in ("given_by", "to_id", "taken_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_reliefs")),
    )
    op.create_index(op.f("ix_duty_reliefs_given_at"), "duty_reliefs", ["given_at"])
    still_open = sa.text("taken_at IS NULL AND withdrawn_at IS NULL")
    op.create_index(
        "uq_duty_reliefs_open", "duty_reliefs", ["given_by"], unique=True,
        sqlite_where=still_open, postgresql_where=still_open,
    )  # fmt: skip
    op.create_table(
        "duty_relief_ticks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("relief_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proof", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["relief_id"], ["duty_reliefs.id"],
            name=op.f("fk_duty_relief_ticks_relief_id_duty_reliefs"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_duty_relief_ticks_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_relief_ticks")),
        sa.UniqueConstraint(
            "relief_id", "place", name=op.f("uq_duty_relief_ticks_relief_id_place")
        ),
    )  # fmt: skip
    if op.get_bind().dialect.name == "postgresql":
        _postgres()
    else:
        _sqlite()


def _changed(differs: str, cast: str) -> str:
    """What an UPDATE of a handover may not do, in SQL; JSON is compared as its text."""

    def one(name: str) -> str:
        as_text = cast if name == "items" else ""
        return f"NEW.{name}{as_text} {differs} OLD.{name}{as_text}"

    never = " OR ".join(one(name) for name in NEVER)
    once = " OR ".join(f"(OLD.{name} IS NOT NULL AND {one(name)})" for name in ONCE)
    return f"{never} OR {once}"


def _postgres() -> None:
    op.execute(
        f"""
        CREATE FUNCTION refuse_relief_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP IN ('DELETE', 'TRUNCATE') THEN RAISE EXCEPTION '{GIVEN}'; END IF;
          IF {_changed("IS DISTINCT FROM", "::text")} THEN RAISE EXCEPTION '{GIVEN}'; END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION refuse_relief_tick_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{TICKED}'; END $$
        """
    )
    for table, function, verbs in (
        ("duty_reliefs", "refuse_relief_change", "UPDATE OR DELETE"),
        ("duty_relief_ticks", "refuse_relief_tick_change", "UPDATE OR DELETE"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_rows BEFORE {verbs} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def _sqlite() -> None:
    for table, message, when in (
        ("duty_reliefs", GIVEN, f"WHEN {_changed('IS NOT', '')}"),
        ("duty_relief_ticks", TICKED, ""),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {when}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def downgrade() -> None:
    op.drop_table("duty_relief_ticks")
    op.drop_table("duty_reliefs")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_relief_tick_change()")
        op.execute("DROP FUNCTION refuse_relief_change()")
