"""What the database itself keeps, whoever writes to it: gradings, issuers, signatures, what was
cleared, and what one shift gave the next."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from console.database import Database
from console.incidents.rules.facts import FactKey
from console.incidents.rules.issuers import Issuer, Speaking
from console.incidents.service.facts import FactForm
from console.incidents.service.issuing import name_issuer
from console.releases.policy import from_settings
from console.settings import Settings
from tests.builders import Desk
from tests.cleared import Night, cleared, opened_incident
from tests.fakes import START, FixedClock
from tests.services.ledger_room import Room
from tests.services.test_relief import Room as Shift
from tests.staffed import Staffed

TOLD = r"append-only|keep what was (signed|handed over)|signed is kept"
LATER = "'2030-01-01 00:00:00'"
TABLES = (
    "assessments", "issuer_decisions", "signatures", "template_versions", "template_clearances",
    "clearance_signatures", "duty_reliefs", "duty_relief_ticks",
)  # fmt: skip
CHANGES = (
    "UPDATE assessments SET basis = 'x'", "UPDATE issuer_decisions SET reason = 'x'",
    "UPDATE signatures SET person_name = 'x'", "UPDATE signatures SET comment = 'x'",
    "UPDATE signatures SET digest = 'x'", "UPDATE signatures SET fell_because = 'x'",
    "UPDATE template_versions SET id = template_id",
    "UPDATE clearance_signatures SET id = clearance_id",
    "UPDATE template_clearances SET id = version_id",
    "UPDATE template_clearances SET cleared_at = NULL",
    f"UPDATE template_clearances SET cleared_at = {LATER}",  # noqa: S608 - ours
    "UPDATE template_clearances SET reason = 'x'",
)  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def night(
    request: pytest.FixtureRequest, settings: Settings, clock: FixedClock, office: Staffed
) -> Night:
    """A row in every one of TABLES."""
    name = "cluster" if request.param == "postgresql" else "database"
    database: Database = request.getfixturevalue(name)
    desk = Desk(database, from_settings(settings), office.lay(database))
    clearance = cleared(desk, clock)
    clock.at += timedelta(minutes=1)
    made = Night(desk, clock, opened_incident(desk, clock), clearance)
    desk.signed(clock.now())
    who = Speaking(Issuer.GOVERNMENT, "市政府新闻办", "https://www.gov.example/1.html")
    with database.transaction() as tx:
        name_issuer(tx, clock.now(), desk.people["spokesperson"], made.incident, who, "")
    shift = Shift(desk, settings)
    shift.take(shift.give())
    shift.give(at=START + timedelta(hours=2), by="editor", to="spokesperson")
    return made


def does(night: Night, statement: str) -> None:
    with night.desk.database.transaction() as tx:
        tx.execute(text(statement))


def refused(night: Night, statement: str) -> None:
    with pytest.raises(DBAPIError, match=TOLD):
        does(night, statement)


def test_nothing_of_it_changes_goes_or_is_replaced(night: Night) -> None:
    for change in CHANGES:
        refused(night, change)
    for table in TABLES:
        with night.desk.database.snapshot() as tx:
            assert tx.scalar(text(f"SELECT count(*) FROM {table}")), table  # noqa: S608 - ours
        refused(night, f"DELETE FROM {table}")  # noqa: S608 - ours
        if night.desk.database.sqlite:
            refused(night, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 - our own names
        else:
            refused(night, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "table", ["signatures", "template_versions", "clearance_signatures", "duty_relief_ticks",
              "duty_reliefs"],
)  # fmt: skip
def test_nothing_is_pushed_out_by_one_of_another_id(night: Night, table: str) -> None:
    if not night.desk.database.sqlite:
        pytest.skip("only SQLite replaces what stands in the way")
    with night.desk.database.snapshot() as tx:
        columns = [each[1] for each in tx.execute(text(f"PRAGMA table_info({table})"))]
    taken = ", ".join(each for each in columns if each != "id")
    refused(
        night,
        f"INSERT OR REPLACE INTO {table} (id, {taken})"  # noqa: S608 - ours
        f" SELECT lower(hex(randomblob(16))), {taken} FROM {table} ORDER BY id DESC",
    )


def test_a_signature_falls_and_a_clearance_ends_once(night: Night) -> None:
    fall = f"UPDATE signatures SET fell_at = {LATER}, fell_because = 'edited'"  # noqa: S608 - our own names
    does(night, fall)
    refused(night, fall.replace("2030", "2031"))
    refused(night, "UPDATE signatures SET fell_at = NULL, fell_because = ''")
    night.withdraw()
    refused(night, "UPDATE template_clearances SET ended_at = NULL")
    refused(night, f"UPDATE template_clearances SET ended_at = {LATER}")  # noqa: S608 - our own names
    refused(night, "UPDATE template_clearances SET reason = 'x'")


def test_no_fact_enters_confirmed_by_who_entered_it(room: Room) -> None:
    room.enter(FactForm(FactKey.DEATHS, 2))
    database = room.desk.database
    with database.snapshot() as tx:
        names = list(tx.execute(text("SELECT * FROM fact_entries")).keys())
    fresh = "lower(hex(randomblob(16)))" if database.sqlite else "gen_random_uuid()"

    def insert(**given: str) -> str:
        chosen = ", ".join({"id": fresh, **given}.get(each, each) for each in names)
        return f"INSERT INTO fact_entries ({', '.join(names)}) SELECT {chosen} FROM fact_entries"  # noqa: S608 - our own names

    with pytest.raises(DBAPIError, match="by another person"), database.transaction() as tx:
        tx.execute(text(insert(confirmed_by="entered_by", confirmed_at="entered_at")))
    with database.transaction() as tx:
        tx.execute(text(insert()))
