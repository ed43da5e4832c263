"""微博 in the console: whether the connection holds, and what was not granted, said precisely."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Flask
from msgspec import structs

from console.channels.weibo_api import WeiboApi
from console.credentials import service
from console.credentials.service import Vault, sealed_application
from console.rehearsal.ledger import Ledger
from console.rehearsal.server import Rehearsal
from console.rehearsal.wire.weibo import APP_KEY, APP_SECRET
from console.web.services import Services
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.loopback import serving
from tests.web.visitor import Visitor

ACCOUNT, BACK = "weibo:main", "http://localhost:8080/platforms/weibo/connected"


@pytest.fixture
def weibo(tmp_path: Path, clock: FixedClock) -> Iterator[str]:
    with serving(Rehearsal(Ledger(tmp_path / "weibo"), clock)) as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def connected(app: Flask, services: Services, weibo: str, desk: Desk, clock: FixedClock) -> None:
    port = urlsplit(weibo).port
    assert port
    settings = structs.replace(services.settings, rehearsal_port=port)
    app.extensions["fayan"] = replace(services, settings=settings)
    asked = {"client_id": APP_KEY, "redirect_uri": BACK, "response_type": "code", "state": "s"}
    agreed = httpx.post(f"{weibo}/oauth2/authorize", data=asked)
    code = parse_qs(urlsplit(agreed.headers["Location"]).query)["code"][0]
    grant = WeiboApi(weibo).grant(APP_KEY, APP_SECRET, code, BACK)
    vault = Vault.of(settings, services.database, clock)
    application = sealed_application(vault.keyring, ACCOUNT, APP_KEY, APP_SECRET)
    token, admin, now = vault.sealed_token(ACCOUNT, grant.token), desk.people["admin"], clock.now()
    with services.database.transaction() as tx:
        service.enter(tx, now, admin, ACCOUNT, application)
        service.connect(tx, now, admin, ACCOUNT, token, uid=grant.uid, lives=grant.lives)


def test_the_connection_is_tested_and_what_was_not_granted_is_said(
    connected: None, signed_in: Callable[[str], Visitor], weibo: str, clock: FixedClock
) -> None:
    del connected
    admin = signed_in("admin")

    def tested() -> str:
        assert admin.post("/platforms/weibo/test").status_code == 303
        return admin.get("/platforms/").text

    assert "连接正常，授权还剩" in tested()
    httpx.post(f"{weibo}/_weibo", json={"timeline": ""}).raise_for_status()
    shown = tested()
    assert "不让本账号读自己的微博（10014" in shown
    assert "连接正常" not in shown
    limited = {"path": "/2/statuses/user_timeline.json", "kind": "refused", "code": 10023}
    httpx.post(f"{weibo}/_faults", json=limited).raise_for_status()
    assert "微博限流（10023" in tested()
