"""A fact in the text stays tied to its entry: sealed with the package, gone from what goes out."""

from datetime import datetime
from uuid import UUID

import pytest

from console.database import Database
from console.incidents.rules.facts import FactKey
from console.incidents.service.facts import FactForm
from console.releases.policy import from_settings
from console.releases.preview import preview
from console.releases.queries import revision
from console.releases.records import Release
from console.releases.rules.kinds import Kind
from console.releases.rules.package import SCHEMA, digest_of, opened
from console.releases.rules.resting import SealedFact, facts_in
from console.releases.rules.ties import tie
from console.settings import Settings
from tests.builders import Desk, staff
from tests.fakes import START
from tests.services.test_facts import MINUTE, Room

K = FactKey
LATER = START + 15 * MINUTE
REST = "民警已到场处置，后续情况将及时通报。"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def room(request: pytest.FixtureRequest, settings: Settings) -> Room:
    name = "cluster" if request.param == "postgresql" else "database"
    database: Database = request.getfixturevalue(name)
    return Room(Desk(database, from_settings(settings), staff(database, START)))


def known(
    room: Room, key: FactKey, value: int | str | None, *, at: int = 0, as_of: int = 0
) -> UUID:
    """Entered and confirmed, for release."""
    entry = room.enter(FactForm(key, value), at=at, as_of=as_of)[0]
    room.confirm(entry, at=at + 1)
    return entry


def draft(room: Room, body: str, *, at: datetime = LATER, kind: Kind = Kind.INITIAL) -> UUID:
    made = room.desk.draft(at, incident_id=room.id, kind=kind)
    room.desk.write(at, made, body=body)
    return made


def test_what_a_release_rests_on_is_signed_without_source_or_person(room: Room) -> None:
    dead = known(room, K.DEATHS, 2)
    body = f"<p>截至事发当日，{tie(dead, '死亡2人')}。</p>\n<p>{REST}</p>"
    made = draft(room, body)
    digest = room.desk.submit(LATER, made, midnight=True)
    view = room.desk.see(made)
    assert facts_in(view.package) == (SealedFact(dead, "deaths", "", "死亡2人", START),)
    assert view.package["schema"] == SCHEMA
    with room.desk.database.snapshot() as tx:
        sealed = tx.get_one(Release, made).package
    assert digest_of(sealed) == digest
    assert "现场指挥部" not in sealed
    assert "spokesperson" not in sealed


def test_what_goes_out_carries_no_tie_before_and_after_submission(room: Room) -> None:
    dead = known(room, K.DEATHS, 2)
    made = draft(room, f"<p>{tie(dead, '死亡2人')}。</p>")

    def shown() -> str:
        with room.desk.database.snapshot() as tx:
            return preview(tx, LATER, room.desk.policy, made).item.body_html

    assert shown() == "<p>死亡2人。</p>"
    room.desk.submit(LATER, made, midnight=True)
    assert shown() == "<p>死亡2人。</p>"
    assert "<data" not in str(room.desk.see(made).package)
    with room.desk.database.snapshot() as tx:
        assert "<data" in revision(tx, made, room.desk.see(made).revision).body  # kept for the next


def test_words_without_ties_are_sealed_as_they_were_before_there_were_any(room: Room) -> None:
    made = room.desk.draft(LATER, incident_id=room.id, kind=Kind.INITIAL)
    room.desk.submit(LATER, made, midnight=True)
    package = room.desk.see(made).package
    assert "facts" not in package
    assert facts_in(package) == ()
    assert facts_in(opened('{"schema":1}')) == ()
