"""公众号 in the console: entered, tested, told of its results; a release goes out by it, and a day
that is full hands over at once."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from flask import Flask
from msgspec import structs
from sqlalchemy import text

from console.channels.wechat import WeChat
from console.credentials import jobs
from console.credentials.service import Vault
from console.credentials.tokens import ShortTokens
from console.kernel.errors import NotNow
from console.lines import DayAllowance, Given, wechat_line
from console.publishing.rules.channel import Account
from console.publishing.rules.states import DeliveryState as S
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire import wechat_push
from console.rehearsal.wire.wechat_account import AES_KEY, APP_ID, APP_SECRET, CALLBACK_TOKEN
from console.web.services import Services
from tests.fakes import FixedClock
from tests.loopback import serving
from tests.web.running import Night
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
HOME = "/platforms/official-account/"


@dataclass
class Wall:
    """The stand-in, as the console's configuration finds it."""

    address: str
    ledger: Ledger

    def set(self, **settings: object) -> None:
        httpx.post(f"{self.address}/_wechat", json=settings).raise_for_status()

    def fault(self, path: str, code: int) -> None:
        asked = {"path": f"/cgi-bin/{path}", "kind": "refused", "code": code}
        httpx.post(f"{self.address}/_faults", json=asked).raise_for_status()

    @property
    def titles(self) -> list[str]:
        return [each.title for each in self.ledger.newest("wechat")]


@pytest.fixture
def wall(tmp_path: Path, clock: FixedClock) -> Iterator[Wall]:
    ledger = Ledger(tmp_path / "wall")
    with serving(Rehearsal(ledger, clock)) as address:
        yield Wall(address, ledger)


@pytest.fixture
def house(app: Flask, services: Services, wall: Wall) -> Services:
    port = urlsplit(wall.address).port
    assert port
    made = replace(services, settings=structs.replace(services.settings, rehearsal_port=port))
    app.extensions["fayan"] = made
    return made


@pytest.fixture
def admin(house: Services, signed_in: SignedIn) -> Visitor:
    visitor = signed_in("admin")
    kept = visitor.post(f"{HOME}application", {"app_key": APP_ID, "app_secret": APP_SECRET,
                                              "password": PASSWORD})  # fmt: skip
    assert kept.status_code == 303, kept.text
    return visitor


def said(visitor: Visitor, act: str, **fields: str) -> str:
    answer = visitor.post(HOME + act, fields)
    return answer.text if answer.status_code != 303 else visitor.get(HOME).text


def by_interface(night: Night, house: Services) -> None:
    """The dispatcher speaks to the stand-in from here on."""
    given = Given(house.settings, night.desk.database, night.clock, house.policy.zone, {}.get)  # type: ignore[arg-type] # no picture is asked for
    night.press.wechat = WeChat(line=wechat_line(given))  # type: ignore[assignment] # the real one for the stand-in


def test_the_connection_is_proven_and_what_is_wrong_is_said_precisely(
    admin: Visitor, wall: Wall, house: Services
) -> None:
    for settings, sentence in (
        ({"whitelisted": ""}, "不在公众号的 IP 白名单（40164：invalid ip 127.0.0.1"),
        ({"whitelisted": "1", "verified": ""}, "没有这项接口权限（48001"),
    ):
        wall.set(**settings)
        assert sentence in said(admin, "test")
    wall.set(verified="1")
    wall.fault("draft/count", 45009)
    assert "今天的次数已用完（45009" in said(admin, "test")
    wall.fault("stable_token", 40125)
    with house.database.transaction() as tx:
        tx.execute(text("DELETE FROM account_tokens"))
    assert "微信不认 AppID 或 AppSecret（40125" in said(admin, "test")
    assert "已连接" not in admin.get(HOME).text
    assert "连接正常，草稿箱里有 0 篇" in said(admin, "test")
    page = admin.get(HOME).text
    assert "已连接" in page
    assert APP_SECRET not in page


def test_bad_input_says_what_to_do_and_secrets_take_a_proof(admin: Visitor) -> None:
    told = said(admin, "callback", callback_token="a!", aes_key="", password=PASSWORD)
    assert "令牌（Token）是 3 到 32 个英文字母或数字" in told
    told = said(admin, "callback", callback_token="abc", aes_key="short", password=PASSWORD)
    assert "EncodingAESKey 是 43 个" in told
    for act in ("callback", "application", "clear-quota"):
        told = admin.post(HOME + act, {"app_key": "<script>", "callback_token": "abc"})
        assert told.status_code in {403, 422}
        assert "<script>x" not in told.text


def test_only_an_administrator_of_accounts_sees_it(house: Services, signed_in: SignedIn) -> None:
    visitor = signed_in("leader")
    assert visitor.get(HOME).status_code == 403
    assert visitor.post(f"{HOME}test").status_code == 403


def test_a_release_is_published_in_review_and_told_by_the_callback(
    admin: Visitor, wall: Wall, house: Services, app: Flask, night: Night, clock: FixedClock
) -> None:
    said(admin, "test")
    kept = said(admin, "callback", callback_token=CALLBACK_TOKEN, aes_key=AES_KEY,
                password=PASSWORD)  # fmt: skip
    assert "平台会当场验证这个地址" in kept
    by_interface(night, house)
    with serving(app) as console:
        address = f"{console}/callbacks/wechat"
        hello = httpx.get(f"{address}?{wechat_push.greeting(int(clock.now().timestamp()))}")
        assert hello.text == "7359152817"
        wall.set(job_seconds="60", callback=address)
        night.signed()
        night.run()
        row = night.press.row("wechat")
        assert (row.state, row.trouble) == (S.RETRYING, "wechat.in_review")
        clock.move(seconds=61)
        wall.set(confirm=True)  # its next look at the clock
        until = time.monotonic() + 5
        while night.press.row("wechat").state is not S.DUE and time.monotonic() < until:
            time.sleep(0.02)
    polls = row.progress["polls"]
    night.run()
    row = night.press.row("wechat")
    assert row.state is S.SENT
    assert row.progress["polls"] == polls  # nobody was asked again
    assert row.receipt
    assert httpx.get(row.receipt["url"]).status_code == 200
    assert wall.titles == ["情况通报"]


def test_what_is_not_signed_by_the_platform_changes_nothing(
    admin: Visitor, house: Services, app: Flask, clock: FixedClock
) -> None:
    at = int(clock.now().timestamp())
    xml = wechat_push.published("1", "0", "A_1", "https://evil.example/", at)
    told, stranger = wechat_push.told(xml, at, encrypted=True), app.test_client()
    path = "/callbacks/wechat"
    assert stranger.post(f"{path}?{told.query}", data=told.body).status_code == 403  # no keys yet
    said(admin, "callback", callback_token=CALLBACK_TOKEN, aes_key=AES_KEY, password=PASSWORD)
    for query, body in ((told.query, b"<xml/>"), ("", told.body)):
        assert stranger.post(f"{path}?{query}", data=body).status_code == 403
    assert stranger.get(f"{path}?echostr=x").status_code == 403
    for _ in range(2):
        answer = stranger.post(f"{path}?{told.query}", data=told.body)
        assert (answer.status_code, answer.text) == (200, "success")
    with house.database.snapshot() as tx:
        assert tx.scalar(text("SELECT count(*) FROM platform_events")) == 1
    clock.move(minutes=6)
    assert stranger.post(f"{path}?{told.query}", data=told.body).status_code == 403
    said(admin, "callback", callback_token=CALLBACK_TOKEN, aes_key="", password=PASSWORD)
    at = int(clock.now().timestamp())
    clear = wechat_push.told(xml.replace("<publish_id>1", "<publish_id>2"), at, encrypted=False)
    assert stranger.post(f"{path}?{clear.query}", data=clear.body).status_code == 200
    with house.database.snapshot() as tx:
        assert jobs.result(tx, "wechat:main", "2") is None  # a link that is not ours: only a hint


def test_a_day_that_is_full_hands_over_at_once_and_for_good(
    admin: Visitor, wall: Wall, house: Services, night: Night, signed_in: SignedIn
) -> None:
    said(admin, "test")
    by_interface(night, house)
    wall.fault("freepublish/submit", 45009)
    night.signed()
    night.run()
    row = night.press.row("wechat")
    assert (row.state, row.trouble) == (S.HANDED_OVER, "wechat.limit_drafted")
    page = signed_in("media-reception").get(f"/handover/{row.id}").text
    assert "2026-11-24 00:00 恢复" in page
    assert "请在公众平台直接发表那一篇，不要另写" in page
    night.clock.move(hours=20)
    night.run()
    assert night.press.attempts("wechat") == ["handed_over"]
    assert wall.titles == []
    assert "接口次数已清零" in said(signed_in("admin"), "clear-quota", password=PASSWORD)
    night.run()
    assert night.press.row("wechat").state is S.HANDED_OVER


def test_a_secret_that_cannot_be_opened_leaves_it_to_a_person(
    admin: Visitor, house: Services, night: Night
) -> None:
    said(admin, "test")
    with house.database.transaction() as tx:
        tx.execute(text("UPDATE account_keys SET app_secret_key_id = 'another'"))
        tx.execute(text("DELETE FROM account_tokens"))
    by_interface(night, house)
    night.signed()
    night.run()
    row = night.press.row("wechat")
    assert (row.state, row.trouble) == (S.HANDED_OVER, "wechat.not_connected")


def test_the_plan_says_what_it_takes_of_the_day(
    house: Services, app: Flask, night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    mass = structs.replace(house.settings.config.wechat, mode="mass")  # one a day
    config = structs.replace(house.settings.config, wechat=mass)
    settings = structs.replace(house.settings, config=config)
    app.extensions["fayan"] = replace(house, settings=settings)
    visitor, draft = signed_in("spokesperson"), night.desk.draft(clock.now())
    url = f"/releases/{draft}/plan"
    assert "会用掉公众号这一天最后一次群发" in visitor.get(url).text
    night.signed(go_at=clock.now() + timedelta(hours=1))
    assert "公众号这一天已排满（每天 1 次）" in visitor.get(url).text


def test_a_service_account_is_planned_by_the_month(
    house: Services, app: Flask, night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    mass = structs.replace(
        house.settings.config.wechat, mode="mass", kind="service", pushes_a_month=2
    )
    config = structs.replace(house.settings.config, wechat=mass)
    settings = structs.replace(house.settings, config=config)
    app.extensions["fayan"] = replace(house, settings=settings)
    visitor, draft = signed_in("spokesperson"), night.desk.draft(clock.now())
    url = f"/releases/{draft}/plan"
    assert "这个月" not in visitor.get(url).text
    night.signed(go_at=clock.now() + timedelta(days=1))
    assert "会用掉服务号这个月最后一次群发" in visitor.get(url).text
    night.signed(go_at=clock.now() + timedelta(days=2))
    assert "服务号这个月已排满（每月 2 次群发）" in visitor.get(url).text
    allowance = DayAllowance(house.database, clock, night.desk.policy.zone)
    account = Account("wechat")
    took = [allowance.spend(account, "push", 2, monthly=True) for _ in range(3)]
    assert took == [True, True, False]
    assert "2/2" in signed_in("admin").get("/platforms/official-account/").text
    clock.move(hours=24 * 10)
    assert allowance.spend(account, "push", 2, monthly=True)


def test_many_processes_get_one_token_and_one_of_them_another(
    house: Services, admin: Visitor, clock: FixedClock
) -> None:
    asked: list[bool] = []

    def fetch(key: str, secret: str, force: bool) -> tuple[str, timedelta]:  # noqa: FBT001
        assert (key, secret) == (APP_ID, APP_SECRET)
        asked.append(force)
        time.sleep(0.05)
        return ("second" if force else "first"), timedelta(hours=2)

    account = "wechat:main"
    vault = Vault.of(house.settings, house.database, clock)
    tokens = [ShortTokens(vault, fetch) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda each: each.token(account), tokens)) == {"first"}
        assert asked == [False]
        spent = pool.map(lambda each: each.token(account, "first"), tokens)
        assert set(spent) == {"second"}
    assert asked == [False, False, True]
    clock.move(hours=2)
    assert tokens[0].token(account) == "first"
    with house.database.snapshot() as tx:
        assert "first" not in str(tx.execute(text("SELECT * FROM account_tokens")).all())
    with pytest.raises(NotNow):
        tokens[0].token("weibo:main")


def test_a_process_that_died_while_fetching_stops_nobody_for_long(
    house: Services, admin: Visitor, clock: FixedClock
) -> None:
    def dies(key: str, secret: str, force: bool) -> tuple[str, timedelta]:  # noqa: FBT001
        raise KeyboardInterrupt

    vault = Vault.of(house.settings, house.database, clock)
    with pytest.raises(KeyboardInterrupt):
        ShortTokens(vault, dies).token("wechat:main")
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        clock.move(seconds=5)

    with house.database.transaction() as tx:
        claim = {"until": clock.now() + timedelta(seconds=20)}
        tx.execute(text("UPDATE account_tokens SET fetching_until = :until"), claim)
    living = ShortTokens(vault, lambda *_: ("alive", timedelta(hours=2)), pause)
    assert living.token("wechat:main") == "alive"
    assert len(waits) in range(1, 6)
