"""Keep what reviewers say: notes between them, comments on passages, proposed wording."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MESSAGE = "notes between reviewers are append-only"


def _said(table: str, *more: sa.Column[object], people: tuple[str, ...] = ()) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(40), nullable=False),
        sa.Column("post", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f(f"fk_{table}_release_id_releases")
        ),
        *(
            sa.ForeignKeyConstraint([each], ["people.id"], name=op.f(f"fk_{table}_{each}_people"))
            for each in ("person_id", *people)
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_release_id"), table, ["release_id"])


def upgrade() -> None:
    _said("review_notes", sa.Column("text", sa.Text(), nullable=False))
    _said(
        "passage_comments",
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        people=("done_by",),
    )
    _said(
        "wording_proposals",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        people=("decided_by",),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"""
            CREATE FUNCTION refuse_review_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$
            """
        )
        op.execute(
            "CREATE TRIGGER review_notes_rows BEFORE UPDATE OR DELETE ON review_notes"
            " FOR EACH ROW EXECUTE FUNCTION refuse_review_note_change()"
        )
        op.execute(
            "CREATE TRIGGER review_notes_whole BEFORE TRUNCATE ON review_notes"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_review_note_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER review_notes_{event.lower()} BEFORE {event} ON review_notes"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def downgrade() -> None:
    for table in ("wording_proposals", "passage_comments", "review_notes"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_review_note_change()")
