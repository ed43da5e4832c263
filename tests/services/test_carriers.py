"""Notices on their way outside: grouped, once, retried, after restarts, and never a word of a
release."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from console.carriers import queries, service
from console.carriers.policy import Route, Terms
from console.carriers.records import Sending
from console.carriers.rules.message import Message
from console.carriers.rules.reaching import Choice
from console.carriers.rules.saying import Topic
from console.carriers.rules.states import SendingState
from console.carriers.rules.timing import Quiet
from console.carriers.service import About
from console.carriers.worker import Carrying
from console.kernel.errors import (
    ChannelFailure,
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
    Invalid,
    NotNow,
    NotYou,
    Parameter,
    Stale,
)
from console.kernel.ids import new_id
from console.notices.queries import for_person
from console.notices.service import mark_all_seen, tell
from console.releases import service as releases
from console.releases.concerning import concerning
from console.upkeep import rows
from tests.builders import Desk
from tests.fakes import FixedClock

CANARY = "王某某死亡三人"


@dataclass
class Chat:
    """Implements Carrier."""

    is_shared: bool = True
    may_repeat: bool = False
    errors: list[ChannelFailure | Exception] = field(default_factory=list)
    got: list[Message] = field(default_factory=list)

    def send(self, message: Message, secret: str) -> None:
        assert secret == "opens"
        if self.errors and (error := self.errors.pop(0)):
            raise error
        self.got.append(message)

    @property
    def texts(self) -> list[str]:
        return [each.text for message in self.got for each in message.lines]


@dataclass
class House:
    desk: Desk
    clock: FixedClock
    terms: Terms
    chat: Chat
    post: Chat
    about: About = concerning

    def carrying(self) -> Carrying:
        """A process that has just started."""
        return Carrying(
            self.desk.database, self.clock, self.terms, self.about, lambda _account: "opens"
        )

    def tell(
        self, who: str, kind: str = "release.told_to_sign", key: str = "", **more: Parameter
    ) -> None:
        told: dict[str, Parameter] = {"number": "2026-0001", **more}
        with self.desk.database.transaction() as tx:
            tell(
                tx, self.clock.now(), [self.desk.people[who].id], kind, f"release:{new_id()}",
                told, key or new_id().hex,
            )  # fmt: skip

    def look(self, seconds: float = 61) -> float | None:
        """What was told is taken over, and ``seconds`` later what is due goes."""
        self.carrying().tick()
        self.clock.move(seconds=seconds)
        return self.carrying().tick()

    def choose(self, who: str, quiet: tuple[str, str] = ("", ""), **choices: Choice) -> None:
        with self.desk.database.transaction() as tx:
            actor = self.desk.people[who]
            kept = queries.reach_of(tx, [actor.id]).get(actor.id)
            service.choose(
                tx, self.clock.now(), actor, self.terms.routes, choices, quiet,
                kept.version if kept else 0,
            )  # fmt: skip

    def states(self, carrier: str) -> list[SendingState]:
        with self.desk.database.snapshot() as tx:
            found = tx.scalars(
                select(Sending).where(Sending.carrier == carrier).order_by(Sending.id)
            )
            return [each.state for each in found]


@pytest.fixture
def house(desk: Desk, clock: FixedClock) -> Iterator[House]:
    chat, post = Chat(), Chat(is_shared=False, may_repeat=True)
    routes = {
        "chat": Route("chat", "wecom", "值班群", chat, 15, needs_secret=True),
        "post": Route("post", "mail", "邮箱", post, 15, needs_secret=True),
    }
    terms = Terms(
        routes, timedelta(seconds=60), Quiet.of("22:00", "07:00"), timedelta(hours=12),
        desk.policy.zone, "http://localhost:8080", "示例公安",
    )  # fmt: skip
    return House(desk, clock, terms, chat, post)


def test_a_minutes_notices_go_in_one_message_with_links(house: House) -> None:
    house.tell("leader")
    house.carrying().tick()
    assert house.chat.got == []
    house.clock.move(seconds=30)
    house.tell("legal", "delivery.told_failed", channel="weibo")
    house.look(31)
    (message,) = house.chat.got
    assert [each.text for each in message.lines] == [
        "2026-0001 等您签字。", "微博没有发出，请看原因并处理。",
    ]  # fmt: skip
    assert message.title == "示例公安发言台：2 条通知"
    assert "/notices/to/release:" in message.lines[0].link
    house.look()
    assert len(house.chat.got) == 1


def test_the_same_thing_never_goes_twice(house: House) -> None:
    house.tell("leader", key="one")
    house.tell("legal", key="one")
    house.look()
    house.tell("secrecy", key="one")
    house.look()
    assert house.chat.texts == ["2026-0001 等您签字。"]


def test_what_was_read_meanwhile_bothers_nobody(house: House) -> None:
    house.tell("leader")
    house.carrying().tick()
    with house.desk.database.transaction() as tx:
        mark_all_seen(tx, house.clock.now(), house.desk.people["leader"].id)
    house.look()
    assert house.chat.got == []
    assert house.states("chat") == [SendingState.SEEN]


def test_each_person_is_reached_where_they_chose_and_for_what(house: House) -> None:
    mail = Choice(on=True, address="leader@moumou.example", off=frozenset({Topic.DRAFT}))
    house.choose("leader", chat=Choice(on=False), post=mail)
    house.tell("leader")
    house.tell("leader", "release.told_published")
    house.tell("editor")
    house.look()
    (message,) = house.post.got
    assert (message.to, len(message.lines)) == ("leader@moumou.example", 1)
    assert len(house.chat.texts) == 1


def test_a_robot_calls_whom_it_concerns(house: House) -> None:
    house.choose("leader", chat=Choice(on=True, address="ZhangSan"))
    house.tell("leader", key="one")
    house.tell("legal", key="one")
    house.look()
    (message,) = house.chat.got
    assert message.mentions == ("ZhangSan",)
    assert len(message.lines) == 1


def test_quiet_hours_wait_and_an_incident_does_not(house: House) -> None:
    house.clock.move(hours=3)  # 23:00
    incident = Concerns({"incident": True})
    house.tell("leader")
    house.look()
    assert house.chat.got == []
    house.about = incident
    house.tell("leader")
    house.look()
    assert len(house.chat.got) == 1
    house.clock.move(hours=8)
    house.carrying().tick()
    assert len(house.chat.got) == 2


@dataclass
class Concerns:
    """Everything is about this."""

    says: dict[str, bool]

    def __call__(self, _tx: object, subjects: object) -> dict[str, service.Concern]:
        return {each: service.Concern(**self.says) for each in subjects}  # type: ignore[attr-defined] # the port gives strings


def test_a_drill_says_so(house: House) -> None:
    house.choose("leader", chat=Choice(on=True), post=Choice(on=True, address="a@b.example"))
    house.about = Concerns({"drill": True})
    house.tell("leader")
    house.look()
    assert house.post.texts == ["【演练】2026-0001 等您签字。"]


def test_a_drill_reaches_no_group_and_no_telephone_and_gives_way_to_what_is_real() -> None:
    group, one = Chat(), Chat(is_shared=False)
    drill = service.Concern(incident=True, drill=True)
    assert not drill.may_take(group, "wecom")
    assert not drill.may_take(one, "webhook")
    assert drill.may_take(one, "mail")
    assert not replace(drill, overtaken=True).may_take(one, "mail")
    assert service.Concern(incident=True).may_take(group, "wecom")


def test_a_carrier_in_trouble_is_tried_again_and_hinders_no_other(house: House) -> None:
    house.choose("leader", chat=Choice(on=True), post=Choice(on=True, address="a@b.example"))
    house.chat.errors = [ChannelUnavailable("outgoing.unreachable")] * 2
    house.tell("leader")
    house.look()
    assert (len(house.chat.got), len(house.post.got)) == (0, 1)
    house.look(14)
    assert house.states("chat") == [SendingState.RETRYING]
    house.look(2)
    assert len(house.chat.errors) == 0
    with house.desk.database.snapshot() as tx:
        assert queries.health(tx, ["chat"])["chat"].failing
        assert [each.code for each in rows.silent(tx, house.clock.now(), house.terms, "")] == [
            "doctor.carrier"
        ]
        admins = for_person(tx, house.desk.people["admin"].id)
    assert [each.kind for each in admins] == ["carrier.failing"]
    house.look(120)
    assert "2026-0001 等您签字。" in house.chat.texts
    with house.desk.database.snapshot() as tx:
        assert not queries.health(tx, ["chat"])["chat"].failing


def test_a_limit_is_waited_for_as_long_as_it_says(house: House) -> None:
    house.chat.errors = [ChannelUnavailable("carrier.limit", retry_after=timedelta(minutes=10))]
    house.tell("leader")
    house.look()
    house.look(590)
    assert house.chat.got == []
    house.look(20)
    assert len(house.chat.got) == 1


def test_what_left_without_an_answer_never_goes_twice(house: House) -> None:
    house.chat.errors = [ChannelUncertain("outgoing.no_answer")]
    house.tell("leader")
    house.look()
    house.look(3600)
    assert house.states("chat")[0] is SendingState.UNKNOWN
    assert "2026-0001 等您签字。" not in house.chat.texts


@pytest.mark.parametrize("error", [ChannelRejected("carrier.address", said="x"), ValueError("x")])
def test_what_will_not_do_stops_and_is_told(house: House, error: Exception) -> None:
    house.chat.errors = [error]
    house.tell("leader")
    house.look()
    assert house.states("chat")[0] is SendingState.FAILED
    with house.desk.database.snapshot() as tx:
        assert queries.health(tx, ["chat"])["chat"].failing


def test_a_sender_that_died_leaves_doubt_or_another_try(house: House) -> None:
    house.choose("leader", chat=Choice(on=True), post=Choice(on=True, address="a@b.example"))
    house.tell("leader")
    house.carrying().tick()
    house.clock.move(seconds=61)
    for route in house.terms.routes.values():
        with house.desk.database.transaction() as tx:
            assert service.claim(tx, house.clock.now(), route, house.about)
    house.look(60)
    assert (house.chat.got, house.post.got) == ([], [])
    house.look(120)
    assert house.states("chat")[0] is SendingState.UNKNOWN
    assert len(house.post.got) == 1


def test_a_result_under_an_older_fence_does_not_count(house: House) -> None:
    house.choose("leader", chat=Choice(on=False), post=Choice(on=True, address="a@b.example"))
    house.tell("leader")
    house.carrying().tick()
    house.clock.move(seconds=61)
    route = house.terms.routes["post"]
    with house.desk.database.transaction() as tx:
        first = service.claim(tx, house.clock.now(), route, house.about)
    house.clock.move(minutes=3)
    with house.desk.database.transaction() as tx:
        second = service.claim(tx, house.clock.now(), route, house.about)
    assert first
    assert second
    late = ChannelRejected("mail.refused")
    with house.desk.database.transaction() as tx:
        service.close(tx, house.clock.now(), house.terms, route, second, None)
        service.close(tx, house.clock.now(), house.terms, route, first, late)
    assert house.states("post") == [SendingState.SENT]


def test_a_minute_takes_no_more_than_its_share(house: House) -> None:
    for _ in range(40):
        with house.desk.database.transaction() as tx:
            service.ask_for_test(
                tx, house.clock.now(), house.desk.people["admin"], house.terms.routes["chat"]
            )
    house.carrying().tick()
    house.carrying().tick()
    assert len(house.chat.got) == 15
    house.look()
    assert len(house.chat.got) == 25  # ten in one look


def test_before_it_is_opened_nothing_waits_for_it(house: House) -> None:
    def closed(account: str) -> str:
        raise NotNow("credentials.no_application", account=account)

    house.tell("leader")
    shut = Carrying(house.desk.database, house.clock, house.terms, house.about, closed)
    assert shut.tick() is None
    house.look()
    assert house.states("chat") == []


def test_a_test_goes_to_the_group_or_to_oneself_by_the_dispatcher(house: House) -> None:
    admin = house.desk.people["admin"]
    with house.desk.database.transaction() as tx:
        service.ask_for_test(tx, house.clock.now(), admin, house.terms.routes["chat"])
    with house.desk.database.transaction() as tx, pytest.raises(Invalid):
        service.ask_for_test(tx, house.clock.now(), admin, house.terms.routes["post"])
    with house.desk.database.transaction() as tx, pytest.raises(NotYou):
        service.ask_for_test(
            tx, house.clock.now(), house.desk.people["editor"], house.terms.routes["chat"]
        )
    assert house.chat.got == []
    house.carrying().tick()
    assert house.chat.texts == ["这是一条测试，说明通知可以送达。"]


def test_two_tabs_do_not_overwrite_each_other_and_the_audit_holds_no_address(house: House) -> None:
    house.choose("leader", post=Choice(on=True, address="leader@moumou.example"))
    with house.desk.database.transaction() as tx, pytest.raises(Stale):
        service.choose(
            tx, house.clock.now(), house.desk.people["leader"], house.terms.routes, {}, ("", ""), 0
        )
    with house.desk.database.snapshot() as tx:
        assert "leader@moumou" not in str(
            tx.connection().exec_driver_sql("SELECT * FROM audit_events").all()
        )


def test_no_word_of_a_release_leaves_however_it_goes(house: House) -> None:
    """A real release, from its submission over an edit that drops a signature to its return."""
    desk, clock = house.desk, house.clock
    release_id = desk.draft(clock.now(), title=CANARY)
    digest = desk.submit(clock.now(), release_id)
    desk.sign(clock.now(), release_id, digest, "unit-head")
    house.look()
    with desk.database.transaction() as tx:
        releases.recall(
            tx, clock.now(), desk.people["spokesperson"], desk.policy, release_id=release_id,
            version=desk.see(release_id).row.version, reason="改",
        )  # fmt: skip
    house.look()
    assert any("等您签字" in each for each in house.chat.texts)
    assert any("您的签字失效" in each for each in house.chat.texts)
    assert CANARY not in str(house.chat.got)
