"""How the channels speak to their platforms: address, keys, counters, each account's manner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from console.channels.wechat_api import WeChatApi
from console.channels.wechat_line import Line as WeChatLine
from console.channels.wechat_line import Manner
from console.channels.weibo_api import WeiboApi
from console.channels.weibo_line import Line
from console.channels.weibo_line import Manner as WeiboManner
from console.credentials import jobs, platforms
from console.credentials.queries import connection
from console.credentials.service import Vault
from console.credentials.tokens import ShortTokens
from console.database import Database
from console.kernel.clock import Clock
from console.kernel.errors import NotNow
from console.publishing.rules.channel import Account
from console.publishing.rules.jobs import JobResult
from console.publishing.rules.keys import Token
from console.settings import Settings


@dataclass(frozen=True, slots=True)
class Given:
    """``attachment``: bytes of a stored file by its SHA-256."""

    settings: Settings
    database: Database
    clock: Clock
    zone: ZoneInfo
    attachment: Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """Implements ``publishing.rules.keys.Keys``."""

    vault: Vault

    def token(self, account: Account) -> Token | None:
        found = self.vault.token(account.key)
        return Token(*found) if found else None


@dataclass(frozen=True)
class StoredShortKeys:
    """Implements ``publishing.rules.jobs.ShortKeys``; its neighbours the other two ports there."""

    tokens: ShortTokens

    def token(self, account: Account) -> Token | None:
        with self.tokens.vault.database.snapshot() as tx:
            known = connection(tx, account.key)
        if known is None or not known.holds(self.tokens.vault.clock.now()):
            return None
        try:
            return Token(self.tokens.token(account.key), known.uid)
        except NotNow:  # the secret cannot be opened: as good as none
            return None

    def renew(self, account: Account, spent: Token) -> Token | None:
        return Token(self.tokens.token(account.key, spent.value), spent.uid)


@dataclass(frozen=True)
class StoredJobs:
    database: Database

    def result(self, account: Account, job: str) -> JobResult | None:
        with self.database.snapshot() as tx:
            found = jobs.result(tx, account.key, job)
        return JobResult(*found) if found else None


@dataclass(frozen=True)
class DayAllowance:
    database: Database
    clock: Clock
    zone: ZoneInfo

    def spend(self, account: Account, call: str, most: int, *, monthly: bool = False) -> bool:
        period = (jobs.month_of if monthly else jobs.day_of)(self.clock.now(), self.zone)
        with self.database.transaction() as tx:
            return jobs.spend(tx, period, account.key, call, most)


def weibo_line(given: Given) -> Line | None:
    """None: posted by hand."""
    entry = platforms.of(given.settings, "weibo")
    if entry is None or not entry.by_api:
        return None
    keys = StoredKeys(Vault.of(given.settings, given.database, given.clock))
    asked = given.settings.config.weibo
    return Line(
        WeiboApi(entry.api_address), keys, entry.operator_ip, entry.pages, given.attachment,
        WeiboManner(
            asked.mode, asked.long_text, asked.timeline, timedelta(minutes=asked.settle_minutes),
            given.settings.public_url, asked.cover,
        ),
        given.clock,
        given.zone,
    )  # fmt: skip


def wechat_line(given: Given) -> WeChatLine | None:
    """None: posted by hand."""
    entry = platforms.of(given.settings, "wechat")
    if entry is None or not entry.by_api:
        return None
    asked, api = given.settings.config.wechat, WeChatApi(entry.api_address)
    vault = Vault.of(given.settings, given.database, given.clock)
    return WeChatLine(
        api,
        StoredShortKeys(ShortTokens(vault, api.stable_token)),
        StoredJobs(given.database),
        DayAllowance(given.database, given.clock, given.zone),
        given.clock,
        given.zone,
        given.attachment,
        Manner(
            asked.mode, asked.author, asked.cover, asked.submits_a_day, asked.pushes,
            asked.polls_a_day, asked.polls_a_release, timedelta(seconds=asked.poll_seconds),
            timedelta(minutes=asked.confirm_minutes), timedelta(minutes=asked.settle_minutes),
            asked.monthly,
        ),
    )  # fmt: skip
