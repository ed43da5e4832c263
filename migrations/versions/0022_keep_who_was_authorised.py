"""Keep who was authorised 授权 to sign, by whom and for what; what was given never changes."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MESSAGE = "authorisations keep what was given"
PEOPLE = ("person_id", "given_by", "rests_on", "revoked_by")
ONCE = ("revoked_at", "revoked_by", "revoked_because")
ROLES = (
    "spokesperson", "editor", "unit_head", "secrecy_reviewer", "legal_reviewer", "bureau_leader",
    "scene_commander", "media_reception", "auditor", "administrator", "deputy",
)  # fmt: skip
ROLE = sa.Enum(*ROLES, name="role", native_enum=False, length=24)
GIVEN = (
    "id", "number", "role", "person_id", "person_name", "person_post", "given_by", "giver_name",
    "giver_post", "rests_on", "parent_id", "incident_id", "column", "levels", "starts_at",
    "ends_at", "standing", "may_pass_on", "reason", "paper", "proof",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "authorisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("role", ROLE, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(40), nullable=False),
        sa.Column("person_post", sa.String(60), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("giver_name", sa.String(40), nullable=False),
        sa.Column("giver_post", sa.String(60), nullable=False),
        sa.Column("rests_on", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("column", sa.String(31), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("may_pass_on", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paper", sa.String(64), nullable=True),
        sa.Column("proof", sa.String(24), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_because", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], ["people.id"], name=op.f(f"fk_authorisations_{column}_people")
            )
            for column in PEOPLE
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["authorisations.id"],
            name=op.f("fk_authorisations_parent_id_authorisations"),
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_authorisations_incident_id_incidents")
        ),
        sa.ForeignKeyConstraint(
            ["paper"], ["files.sha256"], name=op.f("fk_authorisations_paper_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorisations")),
        sa.UniqueConstraint("number", name=op.f("uq_authorisations_number")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_authorisations_person_id_ends_at"), "authorisations", ["person_id", "ends_at"]
    )
    if op.get_bind().dialect.name == "postgresql":
        _postgres()
    else:
        _sqlite()


def _changed(differs: str, cast: str) -> str:
    """What an UPDATE may not do, in SQL: what was given stays, and an end is said once."""

    def one(name: str) -> str:
        as_text = cast if name == "levels" else ""
        return f'NEW."{name}"{as_text} {differs} OLD."{name}"{as_text}'

    given = " OR ".join(one(name) for name in GIVEN)
    ended = " OR ".join(one(name) for name in ONCE)
    return f"{given} OR (OLD.revoked_at IS NOT NULL AND ({ended}))"


def _postgres() -> None:
    op.execute(
        f"""
        CREATE FUNCTION refuse_authorisation_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP IN ('DELETE', 'TRUNCATE') THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          IF {_changed("IS DISTINCT FROM", "::text")} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER authorisations_rows BEFORE UPDATE OR DELETE ON authorisations"
        " FOR EACH ROW EXECUTE FUNCTION refuse_authorisation_change()"
    )
    op.execute(
        "CREATE TRIGGER authorisations_whole BEFORE TRUNCATE ON authorisations"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_authorisation_change()"
    )


def _sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER authorisations_update BEFORE UPDATE ON authorisations"
        f" WHEN {_changed('IS NOT', '')} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )
    op.execute(
        f"CREATE TRIGGER authorisations_delete BEFORE DELETE ON authorisations"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def downgrade() -> None:
    op.drop_table("authorisations")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_authorisation_change()")
