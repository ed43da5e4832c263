"""Keep who read a text before it was published: once for a person, a version and a day."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MESSAGE = "early_readings is append-only"
SAME = "release_id = NEW.release_id AND person_id = NEW.person_id AND revision = NEW.revision"


def upgrade() -> None:
    op.create_table(
        "early_readings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(40), nullable=False),
        sa.Column("post", sa.String(60), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("screen", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_early_readings_release_id_releases")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_early_readings_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_readings")),
        sa.UniqueConstraint(
            "release_id", "person_id", "revision", "day",
            name=op.f("uq_early_readings_release_id_person_id_revision_day"),
        ),
    )  # fmt: skip
    if op.get_bind().dialect.name == "postgresql":
        for name, event, each in (
            ("rows", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")
        ):  # fmt: skip
            op.execute(
                f"CREATE TRIGGER early_readings_{name} BEFORE {event} ON early_readings"
                f" FOR EACH {each} EXECUTE FUNCTION refuse_any_change('{MESSAGE}')"
            )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(_abort(event.lower(), f"{event} ON early_readings"))
    # REPLACE fires no trigger for what it deletes, so a second row is refused here; the console
    # asks first (INSERT ... WHERE NOT EXISTS).
    there = f"id = NEW.id OR ({SAME} AND day = NEW.day)"
    found = f"EXISTS (SELECT 1 FROM early_readings WHERE {there})"  # noqa: S608 - of this file
    op.execute(_abort("replace", f"INSERT ON early_readings WHEN {found}"))


def _abort(name: str, when: str) -> str:
    return (
        f"CREATE TRIGGER early_readings_{name} BEFORE {when}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def downgrade() -> None:
    op.drop_table("early_readings")
