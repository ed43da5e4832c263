"""Keep what was graded, named, signed and cleared, by trigger: append-only or one way only, also
for INSERT OR REPLACE on SQLite. Nobody's fact enters already confirmed by who entered it."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SIGNED, KEPT = "signatures keep what was signed", "what was written or signed is kept"
ALONE = "a fact is confirmed by another person"
ADDED_TO = ("assessments", "issuer_decisions")
SIGNATURE = (
    "id", "release_id", "revision", "digest", "step", "role", "person_id", "person_name", "post",
    "signed_at", "proof", "authorisation", "comment",
)  # fmt: skip
ENDING = ("ended_at", "ended_by", "ended_because", "reason")
ALREADY = {  # what a row would push out of its table: the message, and where it stands
    "assessments": ("assessments is append-only", "id = NEW.id"),
    "issuer_decisions": ("issuer_decisions is append-only", "id = NEW.id"),
    "signatures": (
        SIGNED,
        ("id = NEW.id OR (release_id = NEW.release_id AND revision = NEW.revision"
        " AND step = NEW.step)"),
    ),
    "template_versions": (
        KEPT, "id = NEW.id OR (template_id = NEW.template_id AND place = NEW.place)",
    ),
    "template_clearances": (KEPT, "id = NEW.id"),
    "clearance_signatures": (
        KEPT, "id = NEW.id OR (clearance_id = NEW.clearance_id AND step = NEW.step)",
    ),
    "duty_reliefs": (
        "duty_reliefs keep what was handed over",
        ("id = NEW.id OR (given_by = NEW.given_by AND taken_at IS NULL AND withdrawn_at IS NULL"
        " AND NEW.taken_at IS NULL AND NEW.withdrawn_at IS NULL)"),
    ),
    "duty_relief_ticks": (
        "duty_relief_ticks is append-only",
        "id = NEW.id OR (relief_id = NEW.relief_id AND place = NEW.place)",
    ),
}  # fmt: skip


def _changes(differs: str) -> dict[str, tuple[str, str]]:
    """By table: the message and, in SQL, when an UPDATE is refused. Before 0018 a clearance's
    outcome was free, and so was the id of the tables of 0013."""

    def changed(*names: str) -> str:
        return "(" + " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names) + ")"

    fell = "(OLD.fell_at IS NULL AND NEW.fell_at IS NOT NULL)"
    ended = "(OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)"
    return {
        "signatures": (
            SIGNED,
            f"{changed(*SIGNATURE)} OR ({changed('fell_at', 'fell_because')} AND NOT {fell})",
        ),
        "template_versions": (KEPT, changed("id")),
        "clearance_signatures": (KEPT, changed("id")),
        "template_clearances": (
            KEPT,
            (
                f"{changed('id')} OR ({changed('cleared_at')} AND OLD.cleared_at IS NOT NULL)"
                f" OR ({changed(*ENDING)} AND NOT {ended})"
            ),
        ),
    }


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _postgres()
    else:
        _sqlite()


def _sqlite() -> None:
    for table, (message, when) in _changes("IS NOT").items():
        op.execute(_abort(f"{table}_once", f"UPDATE ON {table} WHEN {when}", message))
    for table in ADDED_TO:
        op.execute(_abort(f"{table}_update", f"UPDATE ON {table}", f"{table} is append-only"))
    for table in (*ADDED_TO, "signatures"):
        op.execute(_abort(f"{table}_delete", f"DELETE ON {table}", ALREADY[table][0]))
    for table, (message, there) in ALREADY.items():  # REPLACE fires no trigger for what it deletes
        found = f"EXISTS (SELECT 1 FROM {table} WHERE {there})"  # noqa: S608 - names of this file
        op.execute(_abort(f"{table}_replace", f"INSERT ON {table} WHEN {found}", message))
    alone = "INSERT ON fact_entries WHEN NEW.confirmed_by IS NEW.entered_by"
    op.execute(_abort("fact_entries_alone", alone, ALONE))


def _abort(name: str, when: str, message: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _postgres() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_any_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$
        """
    )
    for table, (message, when) in _changes("IS DISTINCT FROM").items():
        _refuse(f"{table}_once", f"UPDATE ON {table}", message, f"FOR EACH ROW WHEN ({when})")
    for table in (*ADDED_TO, "signatures"):
        verbs = "DELETE" if table == "signatures" else "UPDATE OR DELETE"
        _refuse(f"{table}_rows", f"{verbs} ON {table}", ALREADY[table][0], "FOR EACH ROW")
    for table, (message, _) in ALREADY.items():
        if not table.startswith("duty_"):  # 0016 has these
            _refuse(f"{table}_truncate", f"TRUNCATE ON {table}", message, "FOR EACH STATEMENT")
    alone = "FOR EACH ROW WHEN (NEW.confirmed_by = NEW.entered_by)"
    _refuse("fact_entries_alone", "INSERT ON fact_entries", ALONE, alone)


def _refuse(name: str, verb: str, message: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} {when} EXECUTE FUNCTION"
        f" refuse_any_change('{message}')"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_any_change() CASCADE")  # and the triggers that call it
        return
    names = [f"{table}_once" for table in _changes("IS NOT")]
    names += [f"{table}_update" for table in ADDED_TO]
    names += [f"{table}_delete" for table in (*ADDED_TO, "signatures")]
    names += [f"{table}_replace" for table in ALREADY]
    for name in (*names, "fact_entries_alone"):
        op.execute(f"DROP TRIGGER {name}")
