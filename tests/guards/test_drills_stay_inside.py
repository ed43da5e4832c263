"""A drill reaches nobody, in every configuration, through every channel that there is."""

import inspect
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console import wiring
from console.database import Database
from console.drills.records import DrillPost
from console.drills.routing import Pages, Posts, is_drill
from console.publishing.rules.channel import Action, Bulletin, ClientRef, Found, Receipt
from console.settings import HOME, Settings, load
from tests.channels.shelves import Leave, bulletin
from tests.fakes import FixedClock
from tests.newsroom.items import card, item

EVERYTHING = """
[site]
hub = "https://hub.moumou.example/"
[press_mail]
host = "smtp.moumou.example"
sender = "xinwen@moumou.example"
[[hooks]]
name = "disclosure"
title = "统一信息公开平台"
address = "https://gk.moumou.example/fayan"
[[carriers]]
name = "calls"
kind = "webhook"
title = "短信电话网关"
address = "https://sms.moumou.example/"
"""


def demonstration(settings: Settings, tmp_path: Path) -> Settings:
    del tmp_path
    return settings


def bare(settings: Settings, tmp_path: Path) -> Settings:
    return _load(settings, tmp_path, "")


def everything(settings: Settings, tmp_path: Path) -> Settings:
    return _load(settings, tmp_path, EVERYTHING)


def example(settings: Settings, tmp_path: Path) -> Settings:
    text = (HOME / "config" / "production.example.toml").read_text(encoding="utf-8")
    return _load(settings, tmp_path, text)


def _load(settings: Settings, tmp_path: Path, text: str) -> Settings:
    mine = tmp_path / "mine.toml"
    mine.write_text(text, encoding="utf-8")
    return load(
        {
            "FAYAN_CONFIG": str(mine),
            "FAYAN_VAR": str(settings.var),
            "FAYAN_DATABASE_URL": settings.database_url,
            "FAYAN_SECRET_KEY": "k" * 40,
            "FAYAN_PUBLIC_URL": "https://xinwen.moumou.example",
        }
    )


CONFIGURATIONS = (demonstration, bare, everything, example)


@pytest.fixture
def nobody_is_called(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked of the network; anything that is asked fails, too."""
    asked: list[Any] = []

    def refuse(*args: Any, **_more: Any) -> Any:
        asked.append(args)
        raise AssertionError(f"a drill asked the network: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return asked


@pytest.mark.parametrize("configured", CONFIGURATIONS)
def test_no_channel_ever_hands_a_drill_to_what_is_real(
    configured: Callable[[Settings, Path], Settings],
    settings: Settings,
    database: Database,
    tmp_path: Path,
    nobody_is_called: list[Any],
) -> None:
    told = configured(settings, tmp_path)
    wired = wiring.wire(told, FixedClock(), sends=True)
    channels = wiring.channels(wired)
    assert {"website", "feeds", "weibo", "wechat"} <= set(channels)
    for name, channel in channels.items():
        assert isinstance(channel, Pages | Posts), name
        _spy(channel, name)
        for action in Action:
            words = drill_bulletin(name, action)
            assert _receipts(channel, words) == [_receipts(channel, words)[0]]
    if configured is everything:
        assert {"websub", "webhook", "press"} <= set(channels)
    assert nobody_is_called == []
    assert not told.public_tree.exists()
    with database.snapshot() as tx:
        posted = tx.scalars(select(DrillPost)).all()
    assert {each.channel for each in posted} == set(channels)
    assert len(posted) == len(channels) * len(Action)
    wired.database.close()


def _spy(channel: Pages | Posts, name: str) -> None:
    """The client itself: whoever touches it in this test has reached for the real thing."""

    class Real:
        def __getattr__(self, asked: str) -> Any:
            raise AssertionError(f"{name}.{asked} was asked with a drill")

    channel.real = Real()


def _receipts(channel: Pages | Posts, words: Bulletin) -> list[Receipt]:
    if isinstance(channel, Pages):
        (done,) = channel.deliver_batch([words], Leave())
    else:
        done = channel.deliver(words, ClientRef("r-1"), Leave())
        seen = channel.find(words, ClientRef("r-1"), Leave())
        assert seen == Found(done)
    assert isinstance(done, Receipt), done
    assert done.details == {"drill": "yes"}
    assert not done.handed_over
    return [done]


def drill_bulletin(channel: str, action: Action = Action.PUBLISH) -> Bulletin:
    return replace(bulletin(item(number="Y-2026-0001"), action, channel=channel), drill=True)


def test_each_of_three_marks_is_enough_to_be_a_drill() -> None:
    plain = bulletin(item())
    of_drill = card(number="Y-2026-E0001")
    assert not is_drill(plain)
    assert is_drill(replace(plain, drill=True))
    assert is_drill(bulletin(item(number="Y-2026-0007")))
    assert is_drill(bulletin(item(number="GY-Y-2026-0007")))
    assert is_drill(bulletin(item(incident=of_drill)))


def test_nothing_but_the_wiring_makes_a_client_of_a_platform() -> None:
    """A second place that made one would stand outside of the routing."""
    makers = (
        "Website(",
        "Feeds(",
        "Weibo(",
        "WeChat(",
        "WebSub(",
        "Webhook(",
        "PressMail(",
        "Portal(",
    )
    found = {
        f"{path.relative_to(HOME)}: {maker}"
        for path in (HOME / "console").rglob("*.py")
        for maker in makers
        if maker in path.read_text(encoding="utf-8").replace(f"class {maker}", "")
        and path.name != "whole.py"  # a rebuild writes what the archive says is public
    }
    assert {each.split(": ")[0] for each in found} == {"console/wiring.py"}
    assert inspect.getsource(wiring.channels).count("routed(each, board)") == 1
    assert "real(wired" not in inspect.getsource(wiring.dispatcher)
