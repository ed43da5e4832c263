"""The stand-in of WeChat on a real port, and our channel that speaks to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from console.channels.wechat import WeChat
from console.channels.wechat_api import WeChatApi
from console.channels.wechat_line import Line, Manner
from console.kernel.errors import ChannelFailure, ChannelUnavailable
from console.publishing.rules.channel import (
    Account,
    Action,
    Bulletin,
    ClientRef,
    Receipt,
    Variant,
)
from console.publishing.rules.jobs import JobResult
from console.publishing.rules.keys import Token
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.wechat_account import APP_ID, APP_SECRET
from tests.channels.shelves import Leave, bulletin
from tests.fakes import FixedClock
from tests.loopback import serving
from tests.newsroom.items import item

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = Variant(title="情况通报", text="平安路一厂房发生爆炸。\n现场已得到控制。", summary="摘要")
SOON = httpx.Timeout(1.0)
PATIENT = httpx.Timeout(10.0)


@dataclass
class Keys:
    """Implements ``ShortKeys``: one process that asks for a token and keeps it."""

    api: WeChatApi
    held: Token | None = None
    connected: bool = True

    def token(self, account: Account) -> Token | None:
        del account
        if self.connected and self.held is None:
            self.held = Token(self.api.stable_token(APP_ID, APP_SECRET)[0], APP_ID)
        return self.held if self.connected else None

    def renew(self, account: Account, spent: Token) -> Token | None:
        del account
        got = self.api.stable_token(APP_ID, APP_SECRET)[0]
        forced = got == spent.value
        self.held = Token(
            self.api.stable_token(APP_ID, APP_SECRET, force=True)[0] if forced else got, APP_ID
        )
        return self.held


@dataclass
class Told:
    """Implements ``Jobs`` and ``Allowance``."""

    results: dict[str, JobResult] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)

    def result(self, account: Account, job: str) -> JobResult | None:
        del account
        return self.results.get(job)

    def spend(self, account: Account, call: str, most: int, *, monthly: bool = False) -> bool:
        del account, monthly
        self.used[call] = self.used.get(call, 0) + 1
        return self.used[call] <= most


@dataclass
class Platform:
    address: str
    server: Rehearsal
    ledger: Ledger
    clock: FixedClock
    keys: Keys
    told: Told = field(default_factory=Told)
    manner: Manner = field(default_factory=Manner)
    patience: httpx.Timeout = field(default_factory=lambda: PATIENT)
    leave: Leave = field(default_factory=Leave)
    pictures: dict[str, bytes] = field(default_factory=dict)
    words: Bulletin = field(
        default_factory=lambda: bulletin(item(), channel="wechat", variant=WORDS)
    )

    @property
    def api(self) -> WeChatApi:
        return WeChatApi(self.address, self.patience)

    @property
    def channel(self) -> WeChat:
        line = Line(self.api, self.keys, self.told, self.told, self.clock, ZONE,
                    self.pictures.__getitem__, self.manner)  # fmt: skip
        return WeChat(line=line)

    def set(self, **settings: object) -> None:
        httpx.post(f"{self.address}/_wechat", json=settings).raise_for_status()

    def fault(self, path: str, kind: str, **about: object) -> None:
        asked = {"path": f"/cgi-bin/{path}", "kind": kind, **about}
        assert httpx.post(f"{self.address}/_faults", json=asked).status_code == 200

    def deliver(self) -> Receipt:
        """One attempt; ``leave`` keeps what was achieved, as the row of the delivery does."""
        return self.channel.deliver(self.words, ClientRef("r-1"), self.leave)

    def withdraw(self, previous: Receipt | None) -> Receipt:
        words = replace(self.words, action=Action.WITHDRAW, previous=previous)
        return self.channel.deliver(words, ClientRef("w-1"), Leave())

    @property
    def standing(self) -> list[str]:
        """The titles that the public sees."""
        return [each.title for each in self.ledger.newest("wechat", limit=100)]

    @property
    def drafts(self) -> dict[str, dict[str, str]]:
        return self.ledger.kept_of("wechat-draft")

    def jobs(self) -> list[str]:
        return list(self.ledger.kept_of("wechat-job"))


@contextmanager
def stood_in(folder: Path, clock: FixedClock) -> Iterator[Platform]:
    ledger = Ledger(folder)
    server = Rehearsal(ledger, clock)
    with serving(server) as address:
        local = address.replace("127.0.0.1", "localhost")
        yield Platform(local, server, ledger, clock, Keys(WeChatApi(local, PATIENT)))


SETTLED = timedelta(minutes=11)


def tried(platform: Platform) -> Receipt | ChannelFailure:
    try:
        return platform.deliver()
    except ChannelFailure as error:
        return error


def finished(platform: Platform) -> Receipt | ChannelFailure:
    """As the dispatcher goes on: what is unavailable again later, up to a day."""
    for _ in range(60):
        got = tried(platform)
        if not isinstance(got, ChannelUnavailable):
            return got
        platform.clock.move(minutes=1)
    return got
