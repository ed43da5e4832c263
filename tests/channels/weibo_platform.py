"""The stand-in of Weibo on a real port, and our channel that speaks to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from console.channels.weibo import Weibo
from console.channels.weibo_api import WeiboApi
from console.channels.weibo_line import Line, Manner
from console.kernel.errors import ChannelFailure, ChannelUnavailable
from console.publishing.rules.channel import Account, Action, ClientRef, Receipt, Variant
from console.publishing.rules.keys import Token
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.weibo import APP_KEY, APP_SECRET
from tests.channels.shelves import Leave, bulletin
from tests.fakes import FixedClock
from tests.loopback import serving
from tests.newsroom.items import item
from tests.pictures import PNG

TEXT = "【情况通报】11月23日20时许，平安路一厂房发生爆炸。http://localhost:8000/releases/2026-0001/"
BACK = "http://localhost:8080/accounts/weibo/connected"
PATIENT = httpx.Timeout(10.0)
REF = ClientRef("r-1")


@dataclass
class Keys:
    given: Token | None = None

    def token(self, account: Account) -> Token | None:
        del account
        return self.given


@dataclass
class Platform:
    """The stand-in, and our channel that speaks to it."""

    address: str
    ledger: Ledger
    clock: FixedClock
    keys: Keys = field(default_factory=Keys)
    patience: httpx.Timeout = field(default_factory=lambda: PATIENT)
    manner: Manner = field(default_factory=Manner)

    @property
    def api(self) -> WeiboApi:
        return WeiboApi(self.address, self.patience)

    @property
    def channel(self) -> Weibo:
        pages = f"{self.address}/weibo"
        line = Line(self.api, self.keys, "203.0.113.7", pages, lambda _sha: PNG, self.manner,
                    self.clock)  # fmt: skip
        return Weibo(limit=2000 if self.manner.mode != "share" else 140, line=line)

    def connect(self) -> None:
        asked = {"client_id": APP_KEY, "redirect_uri": BACK, "response_type": "code", "state": "s"}
        agreed = httpx.post(f"{self.address}/oauth2/authorize", data=asked)
        sent = parse_qs(urlsplit(agreed.headers["Location"]).query)
        assert sent["state"] == ["s"]
        grant = self.api.grant(APP_KEY, APP_SECRET, sent["code"][0], BACK)
        assert grant.lives == timedelta(days=30)
        self.keys.given = Token(grant.token, grant.uid)

    def may(self, **rights: str) -> None:
        httpx.post(f"{self.address}/_weibo", json=rights).raise_for_status()

    def fault(self, kind: str, path: str = "/2/statuses/", **about: object) -> None:
        asked = {"path": path, "kind": kind, **about}
        assert httpx.post(f"{self.address}/_faults", json=asked).status_code == 200

    def share(
        self, text: str = TEXT, leave: Leave | None = None, cover: str | None = None
    ) -> Receipt:
        """One attempt; ``leave`` keeps what was achieved, as the row of the delivery does."""
        variant = Variant(text=text, cover_sha256=cover)
        words = bulletin(item(), channel="weibo", variant=variant)
        return self.channel.deliver(words, REF, leave or Leave())

    def withdraw(self, previous: Receipt | None) -> Receipt:
        words = bulletin(item(), Action.WITHDRAW, channel="weibo")
        words = replace(words, previous=previous)
        return self.channel.deliver(words, REF, Leave())

    def find(self, text: str = TEXT) -> object:
        words = bulletin(item(), channel="weibo", variant=Variant(text=text))
        return self.channel.find(words, REF, Leave())

    @property
    def standing(self) -> list[str]:
        """The texts that the public sees."""
        return [each.text for each in self.ledger.newest("weibo", limit=100)]


@contextmanager
def stood_in(folder: Path, clock: FixedClock) -> Iterator[Platform]:
    ledger = Ledger(folder)
    with serving(Rehearsal(ledger, clock)) as address:
        yield Platform(address.replace("127.0.0.1", "localhost"), ledger, clock)


def tried(
    platform: Platform, leave: Leave | None = None, text: str = TEXT, cover: str | None = None
) -> Receipt | ChannelFailure:
    try:
        return platform.share(text, leave, cover)
    except ChannelFailure as error:
        return error


def finished(
    platform: Platform, leave: Leave, text: str = TEXT, cover: str | None = None
) -> Receipt | ChannelFailure:
    """As the dispatcher goes on: what is unavailable again later."""
    for _ in range(20):
        got = tried(platform, leave, text, cover)
        if not isinstance(got, ChannelUnavailable):
            return got
        platform.clock.move(seconds=30)
    return got
