"""WebSub and the webhook against their stand-ins, by real HTTP: who is told, once, and what becomes
of every refusal and every fault."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from console.channels.webhook import Partner, Webhook
from console.channels.websub import WebSub
from console.kernel.errors import (
    ChannelFailure,
    ChannelRejected,
    ChannelUnavailable,
    Misconfigured,
    NotNow,
)
from console.language import sentence
from console.publishing.rules.channel import Account, Action, ClientRef, Replay
from console.publishing.rules.keys import Token
from console.publishing.rules.shelf import ShelfItem
from console.rehearsal.ledger import Ledger, Post
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.partners import PARTNER_SECRET
from console.releases.policy import from_settings
from console.settings import Settings
from console.wiring import channels, wire
from tests.channels.shelves import Leave, bulletin
from tests.fakes import FixedClock
from tests.loopback import serving
from tests.newsroom.items import SITE, item, withdrawn

SOON, PATIENT = httpx.Timeout(1.0), httpx.Timeout(10.0)
REF = ClientRef("r-1")
OURS = "https://xinwen.shili.example"


@dataclass
class Secrets:
    value: str | None = PARTNER_SECRET

    def token(self, account: Account) -> Token | None:
        assert account.channel == "webhook"
        return Token(self.value, "") if self.value else None


@dataclass
class World:
    address: str
    ledger: Ledger
    clock: FixedClock
    secrets: Secrets = field(default_factory=Secrets)
    leave: Leave = field(default_factory=Leave)
    patience: httpx.Timeout = field(default_factory=lambda: PATIENT)

    def hub(self, action: Action = Action.PUBLISH) -> object:
        channel = WebSub(f"{self.address}/hub", OURS, self.patience)
        return channel.deliver(bulletin(item(), action, channel="websub"), REF, self.leave)

    def hook(self, action: Action = Action.PUBLISH, release: ShelfItem | None = None) -> object:
        partners = [Partner(each, f"单位{each}", f"{self.address}/partner/{each}") for each in "ab"]
        channel = Webhook(
            partners, self.secrets, self.clock, "https://xinwen.shili.example", self.patience
        )
        words = bulletin(release or item(), action, channel="webhook")
        return channel.deliver(words, REF, self.leave)

    def fault(self, path: str, kind: str, **about: object) -> None:
        self.patience = SOON if kind in {"before", "after"} else PATIENT
        asked = {"path": path, "kind": kind, **about}
        assert httpx.post(f"{self.address}/_faults", json=asked).status_code == 200

    @property
    def taken(self) -> list[Post]:
        return self.ledger.everything()


@pytest.fixture
def world(tmp_path: Path, clock: FixedClock) -> Iterator[World]:
    ledger = Ledger(tmp_path / "rehearsal")
    with serving(Rehearsal(ledger, clock)) as address:
        yield World(address.replace("127.0.0.1", "localhost"), ledger, clock)


def test_a_hub_hears_of_every_feed_that_changed_once(world: World) -> None:
    for _ in range(2):
        world.hub()
    told = {each.text for each in world.taken}
    assert len(world.taken) == len(told)
    assert "https://xinwen.shili.example/atom.xml" in told
    assert f"https://xinwen.shili.example/columns/{item().column}/feed.json" in told
    assert all(each.startswith("https://xinwen.shili.example/") for each in told)


def test_a_partner_gets_the_whole_release_signed_and_once(world: World) -> None:
    for _ in range(2):
        world.hook()
    assert [each.account for each in world.taken] == ["/partner/a", "/partner/b"]
    assert world.taken[0].text == item().text
    assert world.taken[0].title == item().title
    world.leave = Leave()  # what was done was forgotten: the partner still knows the id
    world.hook()
    assert len(world.taken) == 2


def test_a_withdrawal_holds_no_word_of_the_release(world: World) -> None:
    gone = withdrawn(item())
    world.hook(Action.WITHDRAW, gone)
    assert {(each.digest, each.title, each.text) for each in world.taken} == {("withdraw", "", "")}


def test_one_partner_in_trouble_hinders_no_other_and_gets_it_later(world: World) -> None:
    world.fault("/partner/a", "broken")
    with pytest.raises(ChannelUnavailable) as refused:
        world.hook()
    assert "单位a" in sentence(refused.value.code, refused.value.parameters)
    assert [each.account for each in world.taken] == ["/partner/b"]
    world.hook()
    assert [each.account for each in world.taken] == ["/partner/b", "/partner/a"]


@pytest.mark.parametrize(
    ("secret", "code"), [(None, "webhook.no_secret"), ("another", "webhook.signature")]
)
def test_a_secret_that_is_missing_or_wrong_is_told(
    world: World, secret: str | None, code: str
) -> None:
    world.secrets.value = secret
    with pytest.raises(ChannelRejected) as refused:
        world.hook()
    assert refused.value.code == code
    assert "another" not in str(refused.value.parameters)
    assert world.taken == []


def test_an_old_signature_is_worth_nothing(world: World) -> None:
    late = replace(world, clock=FixedClock(world.clock.now()))
    late.clock.move(minutes=-6)
    with pytest.raises(ChannelRejected):
        late.hook()


@pytest.mark.parametrize("where", ["/partner/a", "/hub"])
@pytest.mark.parametrize(
    ("kind", "about"),
    [("before", {"seconds": 2}), ("after", {"seconds": 2}), ("broken", {}), ("broken_after", {}),
     ("refused", {"code": 429}), ("refused", {"code": 503})],
)  # fmt: skip
def test_every_fault_is_tried_again_and_told_once(
    world: World, where: str, kind: str, about: dict[str, object]
) -> None:
    send = world.hub if where == "/hub" else world.hook
    world.fault(where, kind, **about)
    with pytest.raises(ChannelUnavailable):
        send()
    send()
    if where == "/hub":  # a hub looks for itself: to be told twice is harmless
        assert len({each.text for each in world.taken}) == len(list(world.leave.done))
    else:
        assert [each.account for each in world.taken].count("/partner/a") == 1


@pytest.mark.parametrize(("where", "code"), [("/hub", "websub.refused"),
                                             ("/partner/a", "webhook.refused")])  # fmt: skip
def test_a_plain_refusal_fails_with_what_was_said(world: World, where: str, code: str) -> None:
    world.fault(where, "refused", code=410)
    with pytest.raises(ChannelFailure) as refused:
        (world.hub if where == "/hub" else world.hook)()
    assert refused.value.code == code
    assert "410" in sentence(code, refused.value.parameters)


def test_nothing_leaves_without_leave(world: World) -> None:
    world.leave.held[0] = NotNow("hold.held")
    for send in (world.hub, world.hook):
        with pytest.raises(NotNow):
            send()
    assert world.taken == []
    assert WebSub("http://x", SITE.public_url).replay(Account("websub")) is Replay.SAFE


def test_they_are_there_where_the_configuration_names_them(settings: Settings) -> None:
    from msgspec.structs import replace as but

    from console.configuration.carriers import HookEntry

    config = settings.config
    hook = HookEntry(name="gk", title="信息公开平台", address="https://gk.example/hook")
    named = but(
        settings,
        config=but(config, hooks=(hook,), site=but(config.site, hub="https://hub.example/")),
    )
    assert {"websub", "webhook"} <= set(from_settings(named).accounts)
    settings.var.mkdir(parents=True, exist_ok=True)
    assert {"websub", "webhook"} <= set(channels(wire(named)))
    assert not {"websub", "webhook"} & set(channels(wire(settings)))
    for wrong in ((hook, hook), (but(hook, address="http://gk.example/"),)):
        with pytest.raises(Misconfigured):
            from_settings(but(settings, config=but(config, hooks=wrong)))
