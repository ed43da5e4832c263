"""A fact in the text stays tied to its entry: sealed with the package, gone from what goes out."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from console.checks.findings import Finding, Severity
from console.database import Database
from console.incidents.rules.facts import FactKey
from console.incidents.service import facts
from console.incidents.service.facts import FactForm
from console.kernel.errors import Invalid
from console.notices.records import Notice
from console.publishing.records import Delivery
from console.releases.policy import from_settings
from console.releases.preview import preview
from console.releases.queries import affected, revision
from console.releases.records import Release
from console.releases.rules.affected import Why
from console.releases.rules.kinds import Kind
from console.releases.rules.package import SCHEMA, digest_of, opened
from console.releases.rules.resting import SealedFact, facts_in
from console.releases.rules.ties import tie
from console.releases.rules.workflow import Stage
from console.releases.service import ReleaseWarrant, start_from_ledger, tell_affected
from console.releases.service.guard import findings
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import START
from tests.services.test_facts import MINUTE, Room
from tests.staffed import Staffed

K = FactKey
LATER = START + 15 * MINUTE
REST = "民警已到场处置，后续情况将及时通报。"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def room(request: pytest.FixtureRequest, settings: Settings, office: Staffed) -> Room:
    name = "cluster" if request.param == "postgresql" else "database"
    database: Database = request.getfixturevalue(name)
    return Room(Desk(database, from_settings(settings), office.lay(database)))


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


def stale(room: Room, made: UUID, *, at: datetime = LATER) -> list[Finding]:
    with room.desk.database.snapshot() as tx:
        said = findings(tx, at, room.desk.policy, made)
    return [each for each in said if each.said.startswith("facts.stale_tied")]


def refusal(room: Room, made: UUID) -> str | None:
    with room.desk.database.transaction() as tx:
        row = tx.scalars(select(Delivery).where(Delivery.release_id == made)).first()
        assert row is not None
        return ReleaseWarrant(room.desk.policy).refusal(tx, row, LATER)


def signed(room: Room, body: str) -> UUID:
    made = draft(room, body)
    room.desk.sign_all(LATER, made, room.desk.submit(LATER, made, midnight=True))
    return made


def test_the_draft_says_when_the_ledger_moves_on_and_offers_the_new_value(room: Room) -> None:
    dead = known(room, K.DEATHS, 2)
    made = draft(room, f"<p>{tie(dead, '死亡2人')}。</p>")
    assert stale(room, made) == []
    newer = room.enter(FactForm(K.DEATHS, 3), at=5, as_of=5)[0]
    assert stale(room, made) == []  # nobody has confirmed it
    room.confirm(newer, at=6)
    (finding,) = stale(room, made)
    assert (finding.excerpt, finding.fix, finding.entry) == ("死亡2人", "死亡3人", str(newer))
    mended = f"<p>{tie(UUID(finding.entry), finding.fix or '')}。</p>"
    room.desk.write(LATER, made, body=mended)
    assert stale(room, made) == []


def test_an_entry_marked_mistaken_stops_submission(room: Room) -> None:
    dead = known(room, K.DEATHS, 2)
    made = draft(room, f"<p>{tie(dead, '死亡2人')}。</p>")
    with room.desk.database.transaction() as tx:
        facts.mistaken(tx, LATER, room.desk.people["spokesperson"], dead)
    (finding,) = stale(room, made)
    assert finding.severity is Severity.BLOCK
    with pytest.raises(Invalid, match="stale_tied_gone"):
        room.desk.submit(LATER, made, midnight=True)


def test_a_tie_into_another_incidents_ledger_is_told_and_not_sealed(room: Room) -> None:
    foreign = known(Room(room.desk), K.DEATHS, 2)
    known(room, K.DEATHS, 2)
    made = draft(room, f"<p>{tie(foreign, '死亡2人')}。</p>")
    assert [each.said for each in stale(room, made)] == ["facts.stale_tied_stranger"]
    room.desk.submit(LATER, made, midnight=True)
    assert facts_in(room.desk.see(made).package) == ()


def test_words_that_say_the_newer_value_rest_on_its_entry(room: Room) -> None:
    dead = known(room, K.DEATHS, 2)
    newer = known(room, K.DEATHS, 3, at=5, as_of=5)
    made = draft(room, f"<p>{tie(dead, '3人死亡')}。</p>")
    assert stale(room, made) == []
    room.desk.submit(LATER, made, midnight=True)
    (fact,) = facts_in(room.desk.see(made).package)
    assert fact.entry_id == newer


def test_what_nobody_who_signed_has_seen_stops_the_delivery(room: Room) -> None:
    dead = known(room, K.DEATHS, 2)
    made = signed(room, f"<p>{tie(dead, '死亡2人')}。</p>")
    assert refusal(room, made) is None
    known(room, K.MISSING, 1, at=20, as_of=20)  # another fact moves: nothing here rests on it
    assert refusal(room, made) is None
    known(room, K.DEATHS, 3, at=20, as_of=20)
    assert refusal(room, made) == "warrant.facts"


def test_what_the_signers_were_shown_goes_out(room: Room) -> None:
    dead = known(room, K.DEATHS, 2)
    known(room, K.DEATHS, 3, at=5, as_of=5)
    made = signed(room, f"<p>截至事发时，{tie(dead, '死亡2人')}。</p>")
    known(room, K.MISSING, 1, at=20, as_of=20)
    assert refusal(room, made) is None


def test_a_page_that_is_out_is_followed_by_the_other_channels_unless_it_is_wrong(
    room: Room,
) -> None:
    dead = known(room, K.DEATHS, 2)
    made = signed(room, f"<p>{tie(dead, '死亡2人')}。</p>")
    with room.desk.database.transaction() as tx:
        tx.get_one(Release, made).published_at = LATER
    known(room, K.DEATHS, 3, at=20, as_of=20)
    assert refusal(room, made) is None
    with room.desk.database.transaction() as tx:
        facts.mistaken(tx, LATER + 10 * MINUTE, room.desk.people["spokesperson"], dead)
    assert refusal(room, made) == "warrant.guard"


def test_what_the_ledger_overtook_is_told_once_and_corrected_in_one_draft(room: Room) -> None:
    desk, at = room.desk, LATER + 10 * MINUTE
    dead = known(room, K.DEATHS, 2)
    made = signed(room, f"<p>截至11月23日20时，{tie(dead, '死亡2人')}。</p>")
    with desk.database.transaction() as tx:
        out = tx.get_one(Release, made)
        out.stage, out.published_at = Stage.PUBLISHED, LATER
    with desk.database.transaction() as tx:
        facts.mistaken(tx, at, desk.people["spokesperson"], dead)
        tell_affected(tx, at, desk.policy, room.id)
        tell_affected(tx, at, desk.policy, room.id)
    with desk.database.snapshot() as tx:
        told = tx.scalars(select(Notice).where(Notice.kind == "release.told_affected")).all()
        (item,) = affected(tx, room.id, desk.policy.zone)
    assert [each.person_id for each in told] == [desk.people["spokesperson"].id]
    assert [each.why for each in item.wrong] == [Why.MISTAKEN]
    begun = set()
    for by in ("spokesperson", "editor"):
        with desk.database.transaction() as tx:
            begun.add(start_from_ledger(tx, at, desk.people[by], desk.policy, release_id=made).id)
    assert len(begun) == 1


def test_what_may_no_longer_be_released_stops_the_draft_and_the_delivery(room: Room) -> None:
    dead = known(room, K.DEATHS, 2)
    known(room, K.DEATHS, 1, at=2, as_of=-30)  # older, and free
    made = signed(room, f"<p>{tie(dead, '死亡2人')}。</p>")
    with room.desk.database.transaction() as tx:
        who, at = room.desk.people["unit-head"], LATER + MINUTE
        facts.mark_releasable(tx, at, who, dead, releasable=False)
    (finding,) = stale(room, made)
    assert (finding.said, finding.fix) == ("facts.stale_tied_withheld", "死亡1人")
    assert finding.severity is Severity.BLOCK
    assert refusal(room, made) == "warrant.guard"
