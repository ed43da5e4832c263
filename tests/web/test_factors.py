"""登录与核验: enrolling, the second step of a sign-in, and signing with a code."""

from collections.abc import Callable
from dataclasses import replace as with_fields
from uuid import UUID

import pytest
from flask import Flask
from msgspec.structs import replace

from console.audit import Event, queries
from console.audit.queries import Filter
from console.database import Database
from console.people.rules.actor import Actor
from console.people.service import set_password
from console.web.context import PENDING_COOKIE, SESSION_COOKIE
from console.web.services import Services
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.enrolled import HERE, Phone, enrol
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
SECOND = "/sign-in/second/"


@pytest.fixture
def phone(signed_in: SignedIn, clock: FixedClock) -> Phone:
    """The unit head has a second factor."""
    return enrol(signed_in("unit-head"), clock)


def told(app: Flask, services: Services, **signing: object) -> None:
    config = services.settings.config
    changed = replace(config, signing=replace(config.signing, **signing))
    settings = replace(services.settings, config=changed)
    app.extensions["fayan"] = with_fields(services, settings=settings)


@pytest.fixture
def strict(services: Services, app: Flask) -> None:
    """As in production: a second factor for every signature."""
    told(app, services, proof="second_factor")


def back(app: Flask, phone: Phone) -> Visitor:
    """The unit head again, in a browser of their own."""
    visitor = Visitor(app.test_client())
    assert visitor.sign_in("unit-head").headers["Location"].startswith(SECOND)
    assert visitor.post(SECOND, {"code": phone.code()}).status_code == 303
    return visitor


def submitted(desk: Desk, clock: FixedClock) -> tuple[UUID, str]:
    release_id = desk.draft(clock.now())
    return release_id, desk.submit(clock.now(), release_id)


def test_enrolling_takes_the_password_a_picture_and_a_code(
    signed_in: SignedIn, clock: FixedClock, database: Database
) -> None:
    visitor = signed_in("leader")
    assert "还没有设置第二重核验" in visitor.get(f"{HERE}/").text
    assert visitor.get(f"{HERE}/authenticator/").headers["Location"] == f"{HERE}/"
    wrong = visitor.post(f"{HERE}/authenticator/new", {"password": "guess"})
    assert wrong.status_code == 403
    assert "口令不对" in wrong.text
    visitor.post(f"{HERE}/authenticator/new", {"password": PASSWORD})
    page = visitor.get(f"{HERE}/authenticator/").text
    assert "data:image/svg+xml" in page
    again = visitor.post(f"{HERE}/authenticator/", {"code": "000000"})
    assert again.status_code == 422
    assert "验证码与刚才的二维码不符" in again.text
    phone = enrol(visitor, clock)
    assert len(set(phone.recovery)) == 10
    shown = visitor.get(f"{HERE}/").text
    assert "还剩 10 个" in shown
    assert phone.recovery[0] not in shown
    assert "刚启用了身份验证器" in visitor.get("/notices/").text
    with database.snapshot() as tx:
        told = [e.name for e in queries.events(tx, Filter(name="people:"))]
    assert told[:2] == [Event.RECOVERY_MADE, Event.FACTOR_ENROLLED]


def test_the_second_step_opens_nothing_until_it_is_taken(
    app: Flask, phone: Phone, visitor: Visitor, database: Database
) -> None:
    entered = visitor.sign_in("unit-head", next="/releases/")
    assert entered.headers["Location"] == f"{SECOND}?next=/releases/"
    assert visitor.client.get_cookie(SESSION_COOKIE) is None
    assert visitor.get("/releases/").headers["Location"].startswith("/sign-in?next=")
    assert "口令正确" in visitor.get(SECOND).text
    assert visitor.post(SECOND, {"code": "000000"}).status_code == 403
    token = visitor.client.get_cookie(PENDING_COOKIE).value
    done = visitor.post(SECOND, {"code": phone.code(), "next": "/releases/"})
    assert done.headers["Location"] == "/releases/"
    assert visitor.get("/releases/").status_code == 200
    assert "验证码不对，没有进来" in visitor.get("/notices/").text
    with database.snapshot() as tx:
        entered_by = queries.events(tx, Filter(name=Event.SIGNED_IN))[0].details["proof"]
    assert entered_by == "totp"
    thief = Visitor(app.test_client())
    thief.client.set_cookie(PENDING_COOKIE, token)
    again = thief.post(SECOND, {"code": phone.code()})
    assert again.headers["Location"] == "/sign-in"
    assert thief.client.get_cookie(SESSION_COOKIE) is None


@pytest.mark.parametrize("minutes", [0, 11])
def test_a_second_step_ends_with_time_and_with_the_password(
    phone: Phone, visitor: Visitor, people: dict[str, Actor], database: Database,
    clock: FixedClock, minutes: int,
) -> None:  # fmt: skip
    visitor.sign_in("unit-head")
    clock.move(minutes=minutes)
    if not minutes:  # as an invitation does, which two administrators give a signer
        with database.transaction() as tx:
            set_password(tx, clock.now(), None, people["unit-head"].id, "!")
    assert visitor.get(SECOND).headers["Location"] == "/sign-in"
    assert visitor.post(SECOND, {"code": phone.code()}).headers["Location"] == "/sign-in"
    assert visitor.client.get_cookie(SESSION_COOKIE) is None


def test_a_guesser_with_the_password_is_paused_and_the_known_device_is_not(
    app: Flask, phone: Phone
) -> None:
    known = back(app, phone)
    known.post("/sign-out")
    thief = app.test_client()
    thief.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    stranger = Visitor(thief)
    stranger.sign_in("unit-head")
    answers = [stranger.post(SECOND, {"code": "000000"}).status_code for _ in range(11)]
    assert answers == [403] * 10 + [429]
    assert known.sign_in("unit-head").status_code == 303
    assert known.post(SECOND, {"code": phone.code()}).status_code == 303


def test_a_recovery_code_opens_once_and_tells_the_person(
    app: Flask, phone: Phone, visitor: Visitor
) -> None:
    visitor.sign_in("unit-head")
    assert visitor.post(SECOND, {"code": phone.recovery[0]}).status_code == 303
    assert "恢复码刚被用过，还剩 9 个" in visitor.get("/notices/").text
    other = Visitor(app.test_client())
    other.sign_in("unit-head")
    assert other.post(SECOND, {"code": phone.recovery[0]}).status_code == 403


def test_a_signature_says_that_a_code_proved_it_and_the_code_signs_nothing_else(
    app: Flask, phone: Phone, desk: Desk, clock: FixedClock, database: Database
) -> None:
    visitor = back(app, phone)
    (one, digest), (other, digest_of_other) = submitted(desk, clock), submitted(desk, clock)
    page = visitor.get(f"/releases/{one}/review").text
    assert 'autocomplete="one-time-code"' in page
    assert 'autocomplete="current-password"' not in page
    path, code = f"/releases/{one}/sign", phone.code()
    refused = visitor.post(path, {"digest": digest, "password": PASSWORD, "comment": "已核对"})
    assert refused.status_code == 422
    assert "请输入身份验证器里的 6 位数字" in refused.text
    assert "已核对" in refused.text
    for _touch in range(2):  # the first answer may have been lost
        assert visitor.post(path, {"digest": digest, "code": code}).status_code == 303
    replayed = visitor.post(f"/releases/{other}/sign", {"digest": digest_of_other, "code": code})
    assert replayed.status_code == 403
    assert "这个验证码已经用过" in replayed.text
    assert not desk.see(other).chain[0].signed_by
    with database.snapshot() as tx:
        signed = queries.events(tx, Filter(name=Event.SIGNED))[0]
    assert signed.details["proof"] == "totp"


def test_in_production_a_signer_without_a_second_factor_is_led_to_one(
    strict: None, signed_in: SignedIn, visitor: Visitor, desk: Desk, clock: FixedClock
) -> None:
    assert visitor.sign_in("unit-head").headers["Location"] == f"{HERE}/"
    assert "设置好之前，您不能签字" in visitor.get(f"{HERE}/").text
    release_id, digest = submitted(desk, clock)
    path = f"/releases/{release_id}"
    assert "现在设置，约一分钟" in visitor.get(f"{path}/review").text
    refused = visitor.post(f"{path}/sign", {"digest": digest, "password": PASSWORD})
    assert refused.status_code == 403
    assert "这一步需要第二重核验，您还没有设置" in refused.text
    phone = enrol(visitor, clock)
    assert visitor.post(f"{path}/sign", {"digest": digest, "code": phone.code()}).status_code == 303
    assert visitor.sign_in("editor").headers["Location"] == "/"  # who signs nothing


def test_where_everybody_needs_one_nothing_else_is_open_before(
    app: Flask, services: Services, signed_in: SignedIn, clock: FixedClock
) -> None:
    told(app, services, everyone=True)
    editor = signed_in("editor")
    for path in ("/", "/releases/", "/account/verification/nowhere"):
        assert editor.get(path).headers.get("Location") == f"{HERE}/"
    assert "请先设置，再做别的事" in editor.get(f"{HERE}/").text
    enrol(editor, clock)
    assert editor.get("/releases/").status_code == 200


def test_changing_the_phone_takes_the_old_one_and_the_new(
    app: Flask, phone: Phone, clock: FixedClock
) -> None:
    visitor = back(app, phone)
    assert visitor.post(f"{HERE}/authenticator/new", {"password": PASSWORD}).status_code == 422
    new = enrol(visitor, clock, code=phone.code())
    assert new.recovery == ()  # the first ones go on
    refused = visitor.post(f"{HERE}/authenticator/remove", {"code": phone.code()})
    assert refused.status_code == 403
    assert "验证码不对" in refused.text
    made = visitor.post(f"{HERE}/codes/new", {"code": new.code()})
    assert made.text.count("<li><code>") == 10
    assert visitor.post(f"{HERE}/authenticator/remove", {"code": new.code()}).status_code == 303
    assert "还没有设置第二重核验" in visitor.get(f"{HERE}/").text


def test_the_pages_speak_english(signed_in: SignedIn) -> None:
    visitor = signed_in("leader")
    visitor.post("/language", {"locale": "en", "next": "/"})
    assert "Set up an authenticator" in visitor.get(f"{HERE}/").text
    asked = visitor.get(f"{HERE}/authenticator/new").text
    assert "First prove that it is you" in asked
