"""Mail to the media list against a real SMTP server: one each, both forms, the way out, never
twice, and what becomes of every refusal."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from aiosmtpd.controller import Controller

from console.channels.press import PressMail
from console.kernel.errors import ChannelRejected, ChannelUnavailable, Invalid, NotNow
from console.language import sentence
from console.outgoing.smtp import Server
from console.press.rules.contacts import ContactForm
from console.publishing.rules.channel import Account, Action, ClientRef, Receipt, Replay
from console.publishing.rules.mailing import Recipient
from console.publishing.rules.shelf import ShelfItem
from tests.channels.mailing import Mailbox, mailbox
from tests.channels.shelves import Leave, bulletin
from tests.fakes import FixedClock
from tests.newsroom.items import item, withdrawn

REF = ClientRef("r-1")


def journalist(name: str) -> Recipient:
    leave = f"https://console.example/callbacks/unsubscribe/{name}"
    return Recipient(name, f"{name}@daily.example", leave)


@dataclass
class List:
    """Implements MediaList."""

    on_it: list[Recipient] = field(default_factory=lambda: [journalist(each) for each in "abc"])
    opens: str = "right"

    def recipients(self) -> list[Recipient]:
        return self.on_it

    def password(self) -> str:
        return self.opens


@dataclass
class World:
    box: Mailbox
    server: Controller
    clock: FixedClock
    media: List = field(default_factory=List)
    leave: Leave = field(default_factory=Leave)

    def send(
        self, action: Action = Action.PUBLISH, release: ShelfItem | None = None, user: str = ""
    ) -> Receipt:
        where = Server("127.0.0.1", self.server.port, "none", user, timeout=20.0)
        channel = PressMail(where, self.media, self.clock, "xinwen@moumou.example", "示例市公安局")
        words = bulletin(release or item(), action, channel="press")
        return channel.deliver(words, REF, self.leave)

    @property
    def to(self) -> list[str]:
        return [each["To"] for each in self.box.mails]


@pytest.fixture
def world(clock: FixedClock) -> Iterator[World]:
    with mailbox() as (box, server):
        yield World(box, server, clock)


def test_everyone_on_the_list_gets_one_mail_in_both_forms_with_a_way_out(world: World) -> None:
    receipt = world.send(user="u")
    assert receipt.details == {"sent": "3", "refused": "0"}
    assert world.to == ["a@daily.example", "b@daily.example", "c@daily.example"]
    first = world.box.mails[0]
    assert first["Message-ID"] == "<r-1.a@moumou.example>"
    assert first["List-Unsubscribe"] == "<https://console.example/callbacks/unsubscribe/a>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["Subject"] == item().title
    plain, page = (first.get_body([each]).get_content() for each in ("plain", "html"))  # type: ignore[union-attr] # it is there, or this fails
    assert item().text.splitlines()[0] in plain
    assert item().body_html[:40] in page
    for each in (plain, page):
        assert "/unsubscribe/a" in each
        assert "/unsubscribe/b" not in each
        assert f"/releases/{item().number}/" in each


def test_an_interrupted_round_goes_on_with_the_next_and_writes_nobody_twice(world: World) -> None:
    world.leave.lost = None
    world.box.answer = "451 4.3.0 later"
    with pytest.raises(ChannelUnavailable):
        world.send()
    world.box.answer = "250 OK"
    world.send()
    world.send()
    assert world.to == ["a@daily.example", "b@daily.example", "c@daily.example"]


def test_who_left_meanwhile_gets_nothing(world: World) -> None:
    world.media.on_it.pop()
    world.send()
    assert "c@daily.example" not in world.to


def test_one_address_that_is_gone_keeps_nobody_else_from_it(world: World) -> None:
    world.box.gone = frozenset({"a@daily.example"})
    assert world.send().details == {"sent": "2", "refused": "1"}
    world.box.gone = frozenset(each.address for each in world.media.on_it)
    world.leave = Leave()
    with pytest.raises(ChannelRejected) as refused:
        world.send()
    assert "3" in sentence(refused.value.code, refused.value.parameters)


def test_an_address_of_an_odd_shape_keeps_nobody_else_from_it(world: World) -> None:
    """Kept when the list took more than a mail's head can say."""
    odd = replace(journalist("a"), address="a..b@daily.example")
    world.media.on_it = [odd, journalist("b")]
    told = world.send().details
    assert int(told["sent"]) + int(told["refused"]) == 2
    assert "b@daily.example" in world.to
    with pytest.raises(Invalid, match=r"reach\.bad_address_mail"):
        ContactForm("某报", "记者", odd.address, "来信").checked()
    plain = "a.b+c@daily.example"
    assert ContactForm("某报", "记者", plain, "来信").checked().address == plain


def test_a_wrong_password_stops_at_the_first(world: World) -> None:
    world.media.opens = "wrong-one"
    with pytest.raises(ChannelRejected) as refused:
        world.send(user="u")
    assert refused.value.code == "mail.login"
    assert "wrong-one" not in str(refused.value.parameters)
    assert world.leave.done == {}


def test_a_withdrawal_asks_not_to_use_it_and_quotes_no_word(world: World) -> None:
    world.send(Action.WITHDRAW, withdrawn(item()))
    told = str(world.box.mails[0])
    plain = world.box.mails[0].get_body(["plain"]).get_content()  # type: ignore[union-attr] # it is there, or this fails
    assert "请不要再使用" in plain
    assert item().title not in plain + world.box.mails[0]["Subject"]
    assert item().text.splitlines()[0] not in plain + told


def test_a_page_changed_by_a_correction_is_no_mail_of_its_own(world: World) -> None:
    world.send(Action.UPDATE)
    assert world.to == []


def test_words_of_a_release_make_no_header_and_no_markup(world: World) -> None:
    odd = item(title="情况<b>通报\r\nBcc: x@y.example")
    world.send(release=odd)
    first = world.box.mails[0]
    assert first["Bcc"] is None
    assert "<b>通报" not in first.get_body(["html"]).get_content()  # type: ignore[union-attr] # it is there, or this fails


def test_nothing_leaves_without_leave(world: World) -> None:
    world.leave.held[0] = NotNow("hold.held")
    with pytest.raises(NotNow):
        world.send()
    assert world.to == []
    where = Server("127.0.0.1", world.server.port, "none")
    channel = PressMail(where, world.media, world.clock, "x@moumou.example", "示例")
    assert channel.replay(Account("press")) is Replay.SAFE
