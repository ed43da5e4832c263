"""交接班 through its services: given once, never changed, taken with proof, escalated."""

from datetime import datetime, timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from console.audit.records import AuditEvent
from console.database import Database
from console.duty.escalation import escalate_reliefs, remind
from console.duty.policy import from_settings
from console.duty.queries import reliefs as queries
from console.duty.rules.relief import Item, Part
from console.duty.rules.roster import Pair, Planned
from console.duty.service import relieving, rostering
from console.kernel.errors import FayanError, Invalid, NotNow, NotThere, NotYou
from console.kernel.ids import new_id
from console.notices.records import Notice
from console.people.rules.proof import Proof, act_of
from console.releases.policy import from_settings as release_policy
from console.settings import Settings
from console.wiring import chores, wire
from tests.builders import Desk
from tests.fakes import START, FixedClock
from tests.staffed import Staffed

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ITEMS = (
    Item(Part.PROMISE, f"incident:{new_id()}", "厂房爆炸", "2026-E0001", name="下次更新"),
    Item(Part.HOLD, f"hold:{new_id()}", name="all", who=("周启明",)),
)
SECRET = "与家属约在九点见面"


class Room:
    """spokesperson and deputy until START + 1 h, then editor and unit-head."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk, self.policy, self.people = desk, from_settings(settings), desk.people
        change = START + HOUR
        for start, end, a, b in (
            (START - HOUR, change, "spokesperson", "deputy"),
            (change, change + 12 * HOUR, "editor", "unit-head"),
        ):
            pair = Pair(self.people[a].id, self.people[b].id)
            with desk.database.transaction() as tx:
                shift = Planned(start, end, pair)
                rostering.plan(tx, START, self.people["spokesperson"], self.policy, shift)

    def give(
        self, at: datetime = START, by: str = "spokesperson", to: str | None = "editor",
        items: tuple[Item, ...] = ITEMS, note: str = SECRET,
    ) -> UUID:  # fmt: skip
        with self.desk.database.transaction() as tx:
            named = self.people[to].id if to else None
            return relieving.hand_over(tx, at, self.people[by], named, items, note)

    def take(
        self, made: UUID, by: str = "editor", at: datetime = START + MINUTE,
        places: tuple[int, ...] | None = None, proof: Proof | None = None,
    ) -> bool:  # fmt: skip
        with self.desk.database.transaction() as tx:
            return relieving.acknowledge(
                tx, at, self.people[by], self.policy, made, places=places,
                proof=proof or Proof(self.people[by].id, at, act_of("relieve", made)),
            )  # fmt: skip

    def withdraw(self, made: UUID, by: str = "spokesperson") -> None:
        with self.desk.database.transaction() as tx:
            relieving.withdraw(tx, START + MINUTE, self.people[by], made)

    def see(self, made: UUID) -> queries.ReliefView:
        with self.desk.database.snapshot() as tx:
            return queries.relief(tx, made)

    def escalated(self, minutes: float) -> set[str]:
        with self.desk.database.transaction() as tx:
            escalate_reliefs(tx, START + minutes * MINUTE, self.policy)
        return self.told("relief.unanswered")

    def told(self, kind: str, *, unseen: bool = False) -> set[str]:
        names = {actor.id: name for name, actor in self.people.items()}
        with self.desk.database.snapshot() as tx:
            rows = tx.scalars(select(Notice).where(Notice.kind == kind)).all()
            return {names[row.person_id] for row in rows if not (unseen and row.seen_at)}

    def events(self) -> list[AuditEvent]:
        with self.desk.database.snapshot() as tx:
            found = select(AuditEvent).where(AuditEvent.name.like("duty:relief:%"))
            return list(tx.scalars(found.order_by(AuditEvent.seq)))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def room(request: pytest.FixtureRequest, settings: Settings, office: Staffed) -> Room:
    if request.param == "postgresql":
        database: Database = request.getfixturevalue("cluster")
    else:
        database = request.getfixturevalue("database")
    return Room(Desk(database, release_policy(settings), office.lay(database)), settings)


def test_what_is_handed_over_is_kept_and_the_audit_has_its_digest_and_no_word_of_it(
    room: Room,
) -> None:
    found = room.see(room.give())
    assert (found.items, found.note, found.state) == (ITEMS, SECRET, "open")
    (given,) = room.events()
    assert found.digest in given.details
    assert '"to":"editor"' in given.details
    assert SECRET not in given.details
    assert "厂房" not in given.details
    assert room.told("relief.given") == {"editor"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE duty_reliefs SET note = 'x'", "UPDATE duty_reliefs SET items = '[]'",
        "UPDATE duty_reliefs SET digest = 'x'", "DELETE FROM duty_reliefs",
        "UPDATE duty_reliefs SET taken_at = NULL", "UPDATE duty_relief_ticks SET place = 9",
        "DELETE FROM duty_relief_ticks",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_to_change_it(room: Room, statement: str) -> None:
    room.take(room.give())
    refused = pytest.raises(DBAPIError, match=r"keep what was handed over|append-only")
    with refused, room.desk.database.transaction() as tx:
        tx.execute(text(statement))


@pytest.mark.parametrize(
    ("wrong", "error", "code"),
    [
        ({"by": "leader"}, NotYou, "relief.not_on_duty"),
        ({"by": "auditor"}, NotYou, "people.not_permitted"),
        ({"to": None}, Invalid, "relief.nobody_named"),
        ({"to": "spokesperson"}, Invalid, "relief.to_oneself"),
        ({"to": "auditor"}, Invalid, "relief.may_not_take"),
        ({"note": "长" * 4001}, Invalid, "incident.too_long"),
    ],
)
def test_what_cannot_be_handed_over_is_refused(
    room: Room, wrong: dict[str, object], error: type[FayanError], code: str
) -> None:
    with pytest.raises(error) as refused:
        room.give(**wrong)
    assert refused.value.code == code
    assert room.events() == []


def test_the_shift_before_may_still_hand_over_and_the_one_before_that_may_not(room: Room) -> None:
    room.give(at=START + 2 * HOUR, by="deputy")
    with pytest.raises(NotYou):
        room.give(at=START + 2 * HOUR, by="media-reception", to="editor")


def test_pressing_twice_hands_over_once(room: Room) -> None:
    made = room.give()
    assert room.give(at=START + MINUTE) == made
    assert len(room.events()) == 1
    with pytest.raises(NotNow, match="one_is_open"):
        room.give(note="另一件事")


def test_two_presses_at_the_same_moment_hand_over_once(room: Room) -> None:
    made: list[UUID] = []
    both = [Thread(target=lambda: made.append(room.give())) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(set(made)) == 1
    assert len(made) == 2
    assert len(room.events()) == 1


def test_the_successor_takes_it_item_by_item_with_proof(room: Room) -> None:
    made = room.give()
    assert not room.take(made, places=(1,))
    found = room.see(made)
    assert (found.state, set(found.ticks), found.left) == ("open", {1}, 1)
    assert room.take(made, places=(0,))
    done = room.see(made)
    assert (done.state, done.taken_by) == ("taken", room.people["editor"].id)
    assert [each.name for each in room.events()] == [
        "duty:relief:given", "duty:relief:ticked", "duty:relief:ticked", "duty:relief:taken",
    ]  # fmt: skip
    assert '"proof":"password"' in room.events()[-1].details
    assert room.told("relief.taken") == {"spokesperson"}
    assert room.told("relief.given", unseen=True) == set()


def test_two_who_share_it_each_keep_what_they_took(room: Room) -> None:
    made = room.give()
    room.take(made, by="unit-head", places=(1,))
    assert room.take(made, by="editor")
    found, names = room.see(made), {actor.id: name for name, actor in room.people.items()}
    assert {place: names[tick.person_id] for place, tick in found.ticks.items()} == {
        0: "editor", 1: "unit-head",
    }  # fmt: skip
    assert names[found.taken_by] == "editor"  # type: ignore[index] # it is there, or this fails


def test_everything_is_taken_at_once_and_a_second_press_changes_nothing(room: Room) -> None:
    made = room.give()
    assert room.take(made)
    assert room.take(made)
    assert len(room.events()) == 3


def test_a_shift_with_nothing_open_is_taken_too(room: Room) -> None:
    made = room.give(items=(), note="")
    assert room.take(made)
    assert room.see(made).state == "taken"


def test_ticking_nothing_takes_nothing(room: Room) -> None:
    made = room.give()
    for places in ((), (77,), (-1,)):
        with pytest.raises(Invalid, match="nothing_ticked"):
            room.take(made, places=places)
    assert room.see(made).left == 2


@pytest.mark.parametrize("who", ["unit-head", "deputy"])
def test_a_and_b_of_this_shift_and_the_next_may_take_it_for_who_was_named(
    room: Room, who: str
) -> None:
    made = room.give(to="media-reception")
    assert room.take(made, by=who)
    assert room.see(made).taken_by == room.people[who].id


@pytest.mark.parametrize("who", ["spokesperson", "leader", "auditor"])
def test_nobody_else_takes_it_and_never_who_gave_it(room: Room, who: str) -> None:
    made = room.give()
    with pytest.raises(NotYou):
        room.take(made, by=who)
    assert room.see(made).state == "open"


def test_old_proof_and_another_persons_take_nothing(room: Room) -> None:
    made, editor = room.give(), room.people["editor"].id
    act = act_of("relieve", made)
    for proof in (
        Proof(editor, START - HOUR, act), Proof(room.people["deputy"].id, START + MINUTE, act),
    ):  # fmt: skip
        with pytest.raises(NotYou, match="not_fresh"):
            room.take(made, proof=proof)


def test_who_gave_it_takes_it_back_while_it_is_open(room: Room) -> None:
    made = room.give(to="media-reception")
    with pytest.raises(NotYou):
        room.withdraw(made, by="deputy")
    room.withdraw(made)
    room.withdraw(made)
    assert room.see(made).state == "withdrawn"
    with pytest.raises(NotNow, match="withdrawn"):
        room.take(made)
    again = room.give(at=START + 2 * MINUTE)
    assert again != made
    room.take(again, at=START + 3 * MINUTE)
    with pytest.raises(NotNow, match="taken_already"):
        room.withdraw(again)
    with pytest.raises(NotThere):
        room.withdraw(new_id())


def test_one_that_nobody_takes_goes_to_those_on_duty_and_then_to_the_leaders(room: Room) -> None:
    made = room.give(to="media-reception")
    assert room.escalated(29) == set()
    asked = {"spokesperson", "media-reception", "deputy"}
    assert room.escalated(30) == asked
    assert room.escalated(59) == asked
    leaders = asked | {"editor", "unit-head", "leader", "leader-2"}
    assert room.escalated(60) == leaders
    assert room.escalated(600) == leaders
    room.take(made, at=START + 601 * MINUTE)
    assert room.told("relief.unanswered", unseen=True) == set()


def forgot(room: Room, minutes: float) -> set[str]:
    with room.desk.database.transaction() as tx:
        remind(tx, START + minutes * MINUTE, room.policy)
    return room.told("relief.forgotten")


def test_who_went_off_duty_without_handing_over_is_reminded_once(room: Room) -> None:
    assert forgot(room, 89) == set()
    assert forgot(room, 90) == {"spokesperson", "deputy"}
    with room.desk.database.snapshot() as tx:
        before = tx.scalars(select(Notice).where(Notice.kind == "relief.forgotten")).all()
    forgot(room, 91)
    with room.desk.database.snapshot() as tx:
        assert len(tx.scalars(select(Notice).where(Notice.kind == before[0].kind)).all()) == 2


def test_who_handed_over_or_goes_on_or_was_long_ago_is_not_reminded(room: Room) -> None:
    assert forgot(room, 60 + 12 * 60) == set()
    withdrawn = room.give(by="deputy")
    room.withdraw(withdrawn, by="deputy")
    room.give()
    assert forgot(room, 95) == set()


def test_a_pair_that_goes_on_has_nobody_to_hand_over_to(room: Room) -> None:
    with room.desk.database.transaction() as tx:
        pair = Pair(room.people["unit-head"].id, room.people["editor"].id)
        shift = Planned(START + 13 * HOUR, START + 20 * HOUR, pair)
        rostering.plan(tx, START, room.people["spokesperson"], room.policy, shift)
    assert forgot(room, 14 * 60) == set()


def test_the_dispatcher_looks_after_handovers(
    database: Database, settings: Settings, office: Staffed
) -> None:
    room = Room(Desk(database, release_policy(settings), office.lay(database)), settings)
    room.give(to="media-reception")
    wired = wire(settings, FixedClock(START + HOUR))
    house = chores(wired, "test")
    house.start()
    house.tick()
    wired.database.close()
    assert "leader" in room.told("relief.unanswered")


def test_one_that_was_taken_asks_nobody(room: Room) -> None:
    room.take(room.give())
    assert room.escalated(600) == set()


def test_who_may_take_it_finds_it_waiting(room: Room) -> None:
    made = room.give()

    def waiting(who: str) -> list[UUID]:
        with room.desk.database.snapshot() as tx:
            found = queries.waiting_for(tx, room.people[who].id, START)
            return [each.id for each in found]

    assert waiting("editor") == waiting("unit-head") == waiting("deputy") == [made]
    assert waiting("spokesperson") == waiting("leader") == []
    room.take(made)
    assert waiting("editor") == []
