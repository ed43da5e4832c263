"""Several people at once in one incident, on PostgreSQL: whoever comes second waits at the same
row, so that nobody waits for somebody who waits for them, and nothing is overlooked."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.authorisations import service as authorisations
from console.authorisations.policy import from_settings as authorising
from console.authorisations.rules.giving import Wanted
from console.database import Database
from console.files import service as files
from console.files.records import FileBringer
from console.files.rules import StoredName
from console.incidents.policy import from_settings as incident_policy
from console.incidents.queries import of_id
from console.incidents.queries.clocks import clocks_of
from console.incidents.records import Clock, Incident, ResponseTask
from console.incidents.rules.clocks import Standing
from console.incidents.rules.levels import Level
from console.incidents.rules.reception import Reception
from console.incidents.service import IncidentForm, change, clocks, open_incident, responding
from console.incidents.service.clocks import ConferenceForm
from console.kernel.errors import Invalid, NotNow
from console.notices import service as notices
from console.numbering import NumberSeries
from console.people import service as people
from console.people.rules.actor import Actor
from console.people.rules.granted import Scope
from console.people.rules.roles import Role
from console.people.service import Particulars
from console.press import service as press
from console.press.rules.contacts import ContactForm
from console.publishing import service as publishing
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.states import HoldScope
from console.releases.policy import from_settings
from console.releases.rules.kinds import Kind
from console.releases.service import found
from console.releases.service import submit as submit_release
from console.settings import Settings
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import START, FixedClock
from tests.journeys.office import eventually
from tests.services.test_drill_end_on_postgres import WAITS
from tests.staffed import Staffed

Act = Callable[[Session], object]

pytestmark = pytest.mark.postgres
MINUTE = timedelta(minutes=1)
NOW = START + 10 * MINUTE
FORM = IncidentForm("厂房爆炸", "平安路", Level.GENERAL, "初判", detected_at=START)
GRAVE = IncidentForm("厂房爆炸", "平安路", Level.EXTREMELY_SERIOUS, "复判", detected_at=START)


class Room:
    """One incident under the bureau's own rules."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk, self.database = desk, desk.database
        self.policy = incident_policy(settings)
        with self.database.transaction() as tx:
            self.id = open_incident(tx, START, self.by, desk.policy.zone, FORM, self.policy)

    @property
    def by(self) -> Actor:
        return self.desk.people["spokesperson"]

    @contextmanager
    def meeting(self, first: Act, second: Act) -> Iterator[Session]:
        """``first`` was done and is not committed; ``second``, by somebody else, waits for it."""

        def act() -> None:
            with self.database.transaction() as tx:
                second(tx)

        with ThreadPoolExecutor(1) as other:
            with self.database.transaction() as tx:
                first(tx)
                tx.flush()
                waiting = other.submit(act)
                eventually(self._waits)
                yield tx
            waiting.result(timeout=30)

    def beside(self, first: Act, other: Act) -> None:
        """``first`` was done and is not committed; somebody else's ``other`` is done meanwhile."""

        def act() -> None:
            with self.database.transaction() as tx:
                other(tx)

        with ThreadPoolExecutor(1) as somebody, self.database.transaction() as tx:
            first(tx)
            tx.flush()
            doing = somebody.submit(act)
            eventually(lambda: doing.done() or self._waits())
            assert doing.done()
            doing.result()

    def _waits(self) -> bool:
        with self.database.snapshot() as tx:
            return bool(tx.scalar(WAITS))

    def lock(self, tx: Session) -> None:
        tx.execute(select(Incident.id).where(Incident.id == self.id).with_for_update())

    def promise(self, minutes: int) -> Act:
        return lambda tx: clocks.promise(tx, NOW, self.by, self.id, NOW + minutes * MINUTE)

    def hold_conference(self, tx: Session) -> None:
        held = ConferenceForm(NOW - MINUTE, "新闻发布厅", "某发言人")
        clocks.record_conference(tx, NOW, self.by, self.id, held)

    def regrade(self, tx: Session) -> None:
        change(tx, NOW, self.by, self.id, of_id(tx, self.id).version, GRAVE, self.policy)

    def standings(self) -> dict[str, list[Standing]]:
        found: dict[str, list[Standing]] = {}
        with self.database.snapshot() as tx:
            for each in clocks_of(tx, [self.id], NOW)[self.id]:
                found.setdefault(each.name, []).append(each.standing)
        return found


@pytest.fixture
def room(cluster: Database, settings: Settings, office: Staffed) -> Room:
    return Room(Desk(cluster, from_settings(settings), office.lay(cluster)), settings)


def test_a_task_is_not_taken_before_its_incident(room: Room) -> None:
    tasks = select(ResponseTask).where(ResponseTask.incident_id == room.id)
    with room.database.snapshot() as tx:
        task = next(iter(tx.scalars(tasks))).id

    def assign(tx: Session) -> None:
        responding.assign(tx, NOW, room.by, room.id, task, room.by.id)

    with room.meeting(room.lock, assign) as tx:  # as naming the reception does next
        assert tx.scalars(tasks.with_for_update(nowait=True)).all()


def test_a_clock_is_not_taken_before_its_incident(room: Room) -> None:
    rows = select(Clock).where(Clock.incident_id == room.id)
    with room.database.snapshot() as tx:
        clock = next(iter(tx.scalars(rows))).id

    def waive(tx: Session) -> None:
        leader = room.desk.people["leader"]
        clocks.waive(tx, NOW, leader, room.id, clock, "省厅统一发布")

    with room.meeting(room.lock, waive) as tx:  # as another level does next
        assert tx.scalars(rows.with_for_update(nowait=True)).all()


def test_no_number_is_taken_before_the_place_in_the_series(room: Room) -> None:
    desk = room.desk
    desk.submit(NOW, desk.draft(NOW))  # there is a row of numbers
    release = desk.draft(NOW, kind=Kind.INITIAL, incident_id=room.id)

    def submit(tx: Session) -> None:
        submit_release(tx, NOW, room.by, desk.policy, release_id=release, version=2)

    with room.meeting(room.lock, submit) as tx:  # as a statement cleared beforehand does next
        assert tx.scalars(select(NumberSeries).with_for_update(nowait=True)).all()
    assert desk.see(release).row.number


def test_two_promises_at_once_leave_the_later_one(room: Room) -> None:
    with room.meeting(room.promise(60), room.promise(90)):
        pass
    assert room.standings()["next_update"] == [Standing.OFF, Standing.RUNNING]


def test_a_promise_by_hand_and_one_of_a_release_leave_one(room: Room) -> None:
    def out(tx: Session) -> None:
        clocks.published(tx, NOW, room.id, "2026-0001", next_update_at=NOW + 90 * MINUTE)

    with room.meeting(room.promise(60), out):
        pass
    assert room.standings()["next_update"].count(Standing.RUNNING) == 1


@pytest.mark.parametrize("conference_first", [True, False])
def test_a_conference_counts_for_the_clock_that_starts_beside_it(
    room: Room, *, conference_first: bool
) -> None:
    acts = room.hold_conference, room.regrade
    with room.meeting(*(acts if conference_first else reversed(acts))):
        pass
    assert room.standings()["press-conference"] == [Standing.MET]


def test_a_delivery_is_not_taken_before_its_release(room: Room) -> None:
    desk = room.desk
    release = desk.signed(NOW, go_at=NOW + 60 * MINUTE)
    rows = select(Delivery).where(Delivery.release_id == release)
    with room.database.snapshot() as tx:
        weibo = tx.scalars(rows.where(Delivery.channel == "weibo")).one().id

    def cancel(tx: Session) -> None:
        publishing.cancel(tx, NOW, desk.people["media-reception"], weibo, "不发微博")

    with room.meeting(lambda tx: found.locked(tx, release), cancel) as tx:  # as a withdrawal
        assert tx.scalars(rows.with_for_update(nowait=True)).all()


def test_hold_is_pressed_and_the_reception_named_whoever_works_on_the_release(room: Room) -> None:
    desk = room.desk
    release = desk.draft(NOW, kind=Kind.INITIAL, incident_id=room.id)
    desk.sign_chain(NOW, release, desk.submit(NOW, release))
    Press(room.database, desk.policy, FixedClock(NOW)).dispatcher().tick()
    rows = select(Delivery).where(Delivery.release_id == release)
    leader = desk.people["leader"]

    def withdrawing(tx: Session) -> None:
        found.locked(tx, release)
        assert tx.scalars(rows.with_for_update()).all()

    def hold(tx: Session) -> None:
        publishing.place_hold(tx, NOW, leader, HoldScope.RELEASE, release_id=release)

    def name(tx: Session) -> None:
        given = Reception("宣传科", "0954-2032110", "某发言人")
        responding.name_reception(tx, NOW, leader, room.id, given)

    room.beside(withdrawing, hold)
    room.beside(withdrawing, name)
    with room.database.snapshot() as tx:
        anew = tx.scalars(rows.where(Delivery.action == Action.UPDATE)).all()
    assert {each.channel for each in anew} == {"website", "feeds"}


def test_who_is_just_being_authorised_can_be_told_something(room: Room, settings: Settings) -> None:
    leader, deputy = room.desk.people["leader"], room.desk.people["deputy"]
    scope = Scope(None, "", frozenset())
    wanted = Wanted(Role.BUREAU_LEADER, deputy.id, scope, NOW, NOW + 60 * MINUTE)

    def give(tx: Session) -> None:
        authorisations.give(
            tx, NOW, leader, authorising(settings), room.desk.policy, wanted, reason="外出",
            proof=room.desk.proof("leader", NOW),
        )  # fmt: skip

    def tell(tx: Session) -> None:
        told = [leader.id, deputy.id]
        notices.tell(tx, NOW, told, "release.told_published", "release:x", {"number": "1"}, "x")

    room.beside(give, tell)


def test_the_same_person_contact_and_file_brought_by_two_at_once_is_there_once(room: Room) -> None:
    desk = room.desk
    admin, media = desk.people["admin"], desk.people["media-reception"]

    def add_person(tx: Session) -> None:
        who = Particulars(name="白露", post="民警", unit="处")
        people.add_person(tx, NOW, admin, username="bailu", particulars=who, password_hash="!")

    def add_contact(tx: Session) -> None:
        press.add(tx, NOW, media, ContactForm("示例日报", "记者", "zhang@paper.example", "来信"))

    def bring(by: Actor) -> Act:
        picture = StoredName("a" * 64, "现场.png", "image/png", 8)
        return lambda tx: files.register(tx, NOW, by, picture)

    with pytest.raises(Invalid, match="taken"), room.meeting(add_person, add_person):
        pass
    with pytest.raises(NotNow, match="there_already"), room.meeting(add_contact, add_contact):
        pass
    with room.meeting(bring(room.by), bring(desk.people["editor"])):
        pass
    with room.database.snapshot() as tx:
        assert tx.scalars(select(FileBringer.username).order_by("username")).all() == [
            "editor", "spokesperson",
        ]  # fmt: skip
