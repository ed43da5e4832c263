"""Passkeys through the pages, with a device in software; a real browser is in the journey."""

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from console.audit import Event, queries
from console.audit.queries import Filter
from console.database import Database
from console.people import factors
from console.people.rules.actor import Actor
from console.people.rules.proof import act_of
from tests.authenticator import Authenticator
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.enrolled import CODE, HERE
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
SECOND = "/sign-in/second/"
KEYS = f"{HERE}/passkeys"


def made(visitor: Visitor, device: Authenticator, name: str, **proof: str) -> str:
    """The page that follows. ``proof``: the password, while there is no second factor."""
    begun = visitor.post(f"{KEYS}/new", proof or {"password": PASSWORD})
    assert begun.status_code == 303, begun.text
    page = visitor.get(f"{KEYS}/").text
    options = unescape(page.partition('data-passkey-make="')[2].partition('"')[0])
    return visitor.post(f"{KEYS}/", {"passkey": device.make(options), "name": name}).text


def answered(visitor: Visitor, device: Authenticator, act: str) -> dict[str, str]:
    options = visitor.post(f"{KEYS}/ask", {"act": act}).get_json()
    return {"passkey": device.answer(options)}


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()


def test_a_passkey_is_made_signs_in_and_signs(
    signed_in: SignedIn, app: Flask, device: Authenticator, desk: Desk, clock: FixedClock,
    database: Database,
) -> None:  # fmt: skip
    shown = made(signed_in("unit-head"), device, "<script>我的手机</script>")
    assert len(CODE.findall(shown)) == 10  # the first factor brings recovery codes
    visitor = Visitor(app.test_client())
    assert visitor.sign_in("unit-head").headers["Location"].startswith(SECOND)
    page = visitor.get(SECOND).text
    assert "用通行密钥核验" in page
    assert "通行密钥用不了时，填一个恢复码" in page
    options = visitor.post(f"{SECOND}passkey").get_json()
    assert visitor.post(SECOND, {"passkey": device.answer(options)}).status_code == 303
    listed = visitor.get(f"{HERE}/").text
    assert "&lt;script&gt;我的手机" in listed
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    path = f"/releases/{release_id}"
    assert f'data-act="{act_of("sign", digest)}"' in visitor.get(f"{path}/review").text
    for_another = answered(visitor, device, act_of("sign", "0" * 64))
    refused = visitor.post(f"{path}/sign", {"digest": digest, **for_another})
    assert refused.status_code == 403
    assert "通行密钥没有通过" in refused.text
    given = answered(visitor, device, act_of("sign", digest))
    assert visitor.post(f"{path}/sign", {"digest": digest, **given}).status_code == 303
    with database.snapshot() as tx:
        assert queries.events(tx, Filter(name=Event.SIGNED))[0].details["proof"] == "passkey"


def test_a_passkey_is_removed_with_proof_and_only_by_its_owner(
    signed_in: SignedIn, device: Authenticator, database: Database, people: dict[str, Actor]
) -> None:
    visitor = signed_in("unit-head")
    made(visitor, device, "手机")
    with database.snapshot() as tx:
        (mine,) = factors.view(tx, people["unit-head"].id).passkeys
    path = f"{KEYS}/{mine.id}/remove"
    assert signed_in("leader").get(path).status_code == 404
    assert signed_in("leader").post(path, {"password": PASSWORD}).status_code == 404
    assert visitor.post(path, {"password": PASSWORD}).status_code == 422
    given = answered(visitor, device, act_of("remove-passkey", mine.id))
    assert visitor.post(path, given).status_code == 303
    assert "还没有设置第二重核验" in visitor.get(f"{HERE}/").text


def test_what_the_browser_makes_must_answer_to_what_was_asked(
    signed_in: SignedIn, device: Authenticator
) -> None:
    visitor = signed_in("leader")
    assert visitor.get(f"{KEYS}/").headers["Location"] == f"{KEYS}/new"
    forged = device.make('{"challenge": "AAAA"}')
    for answer in (forged, "", "{}", "x" * 30_000):
        sent = visitor.post(f"{KEYS}/", {"passkey": answer, "name": "x"})
        assert sent.headers["Location"] == f"{KEYS}/new"
    assert "没有添加成功" in visitor.get(f"{KEYS}/new").text
    assert Visitor(visitor.client).post(f"{SECOND}passkey").status_code == 409
