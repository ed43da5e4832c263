"""Signing in and out; sessions; limits that slow an attacker and spare an honest person."""

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask

from console.audit import Event, queries
from console.audit.queries import Filter
from console.database import Database
from console.people.rules.actor import Actor
from console.settings import Settings
from console.web.context import BACKGROUND, SESSION_COOKIE
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

IDLE = 30  # minutes, config/console.toml
HOURS = 12


def test_signing_in_leads_to_where_one_was_going(
    visitor: Visitor, people: dict[str, Actor]
) -> None:
    asked = visitor.get("/audit/?actor=admin")
    assert asked.headers["Location"] == "/sign-in?next=/audit/?actor%3Dadmin"
    answer = visitor.sign_in("auditor", next="/audit/?actor=admin")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/audit/?actor=admin")
    assert visitor.get("/audit/").status_code == 200


def test_the_cookie_is_for_this_site_and_no_script(
    visitor: Visitor, people: dict[str, Actor]
) -> None:
    answer = visitor.sign_in("editor")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie


def test_the_token_itself_is_kept_nowhere(
    visitor: Visitor, people: dict[str, Actor], settings: Settings
) -> None:
    visitor.sign_in("editor")
    token = visitor.client.get_cookie(SESSION_COOKIE).value
    stored = b"".join(path.read_bytes() for path in settings.var.glob("fayan.sqlite3*"))
    assert token.encode() not in stored
    assert hashlib.sha256(token.encode()).hexdigest().encode() in stored


@pytest.mark.parametrize(
    ("username", "password"),
    [("editor", "wrong password"), ("nobody-here", PASSWORD), ("", ""), ("Editor ", "")],
)
def test_a_wrong_name_and_a_wrong_password_get_one_sentence(
    visitor: Visitor, people: dict[str, Actor], username: str, password: str
) -> None:
    answer = visitor.sign_in(username, password)
    assert answer.status_code == 422
    assert "用户名或口令不对" in answer.text
    assert visitor.client.get_cookie(SESSION_COOKIE) is None
    assert password not in answer.text or not password


def test_a_user_name_is_known_in_any_case(visitor: Visitor, people: dict[str, Actor]) -> None:
    assert visitor.sign_in(" Editor ").status_code == 303


@pytest.mark.parametrize("forged", ["", "x", "0" * 43, "'; DROP TABLE people; --"])
def test_a_forged_session_opens_nothing(visitor: Visitor, forged: str) -> None:
    visitor.client.set_cookie(SESSION_COOKIE, forged)
    assert visitor.get("/account/").status_code == 303


def test_a_session_ends_when_nobody_acts(
    signed_in: Callable[[str], Visitor], clock: FixedClock
) -> None:
    visitor = signed_in("editor")
    clock.move(minutes=IDLE - 1)
    assert visitor.get("/account/").status_code == 200
    clock.move(minutes=IDLE - 1)
    assert visitor.get("/account/").status_code == 200
    clock.move(minutes=IDLE + 1)
    assert visitor.get("/account/").status_code == 303


def test_polls_and_autosave_do_not_keep_a_session_awake(
    signed_in: Callable[[str], Visitor], clock: FixedClock
) -> None:
    visitor = signed_in("editor")
    for _ in range(4):
        clock.move(minutes=10)
        visitor.get("/notices/bell", htmx=True, **{BACKGROUND: "1"})
    assert visitor.get("/account/").status_code == 303


def test_a_session_ends_in_any_case(signed_in: Callable[[str], Visitor], clock: FixedClock) -> None:
    visitor = signed_in("editor")
    for _ in range(HOURS * 3 - 1):
        clock.move(minutes=20)
        assert visitor.get("/account/").status_code == 200
    clock.move(minutes=20)
    assert visitor.get("/account/").status_code == 303


def test_signing_out_ends_the_session_on_the_server(
    signed_in: Callable[[str], Visitor],
) -> None:
    visitor = signed_in("editor")
    token = visitor.client.get_cookie(SESSION_COOKIE).value
    assert visitor.post("/sign-out").status_code == 303
    visitor.client.set_cookie(SESSION_COOKIE, token)
    assert visitor.get("/account/").status_code == 303


def test_signing_in_again_gives_a_new_session_and_ends_the_old(
    signed_in: Callable[[str], Visitor],
) -> None:
    visitor = signed_in("editor")
    old = visitor.client.get_cookie(SESSION_COOKIE).value
    visitor.sign_in("editor")
    new = visitor.client.get_cookie(SESSION_COOKIE).value
    assert new != old
    visitor.client.set_cookie(SESSION_COOKIE, old)
    assert visitor.get("/account/").status_code == 303


def test_another_session_of_ones_own_can_be_ended(
    signed_in: Callable[[str], Visitor],
) -> None:
    here, elsewhere = signed_in("editor"), signed_in("editor")
    assert here.post("/account/sessions/end-others").status_code == 303
    assert elsewhere.get("/account/").status_code == 303
    assert here.get("/account/").status_code == 200


def test_a_session_of_somebody_else_is_not_there(
    signed_in: Callable[[str], Visitor], database: Database, people: dict[str, Actor],
    clock: FixedClock,
) -> None:  # fmt: skip
    from console.people.queries import open_sessions

    signed_in("leader")
    with database.snapshot() as tx:
        theirs = open_sessions(tx, people["leader"].id, clock.now())[0].id
    answer = signed_in("editor").post(f"/account/sessions/{theirs}/end")
    assert answer.status_code == 404
    with database.snapshot() as tx:
        assert len(open_sessions(tx, people["leader"].id, clock.now())) == 1


def test_an_attacker_is_paused_after_a_few_failures(
    visitor: Visitor, people: dict[str, Actor], clock: FixedClock
) -> None:
    for _ in range(10):
        assert visitor.sign_in("leader", "guess").status_code == 422
    answer = visitor.sign_in("leader", "guess")
    assert answer.status_code == 429
    assert "15 分钟后再试" in answer.text
    assert visitor.sign_in("leader").status_code == 429  # even the right one: it may be a guess
    clock.move(minutes=16)
    assert visitor.sign_in("leader").status_code == 303


def test_one_address_cannot_try_many_names(visitor: Visitor, people: dict[str, Actor]) -> None:
    answers = [visitor.sign_in(f"name-{n}", "guess").status_code for n in range(21)]
    assert answers == [422] * 20 + [429]


def from_address(app: Flask, address: str) -> Visitor:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return Visitor(client)


def test_an_attacker_cannot_lock_out_a_person_at_their_usual_address(
    app: Flask, people: dict[str, Actor]
) -> None:
    assert from_address(app, "10.0.0.7").sign_in("leader").status_code == 303
    for host in range(1, 41):
        from_address(app, f"203.0.113.{host}").sign_in("leader", "guess")
    assert from_address(app, "203.0.113.99").sign_in("leader").status_code == 429
    assert from_address(app, "10.0.0.7").sign_in("leader").status_code == 303


def test_an_attacker_cannot_lock_out_a_person_on_their_usual_device(
    app: Flask, people: dict[str, Actor]
) -> None:
    telephone = from_address(app, "10.0.0.7")
    assert telephone.sign_in("leader").status_code == 303
    for host in range(1, 41):
        from_address(app, f"203.0.113.{host}").sign_in("leader", "guess")
    telephone.post("/sign-out")
    telephone.client.environ_base["REMOTE_ADDR"] = "198.51.100.5"  # in a train
    assert telephone.sign_in("leader").status_code == 303


def test_a_colleague_behind_the_same_address_locks_nobody_out(
    app: Flask, people: dict[str, Actor]
) -> None:
    assert from_address(app, "10.0.0.7").sign_in("leader").status_code == 303
    for n in range(25):
        from_address(app, "10.0.0.7").sign_in(f"name-{n}", "guess")
    assert from_address(app, "10.0.0.7").sign_in("leader").status_code == 303


def test_a_known_address_may_not_guess_for_ever(app: Flask, people: dict[str, Actor]) -> None:
    assert from_address(app, "10.0.0.7").sign_in("leader").status_code == 303
    answers = [
        from_address(app, "10.0.0.7").sign_in("leader", "guess").status_code for _ in range(21)
    ]
    assert answers == [422] * 20 + [429]


def test_a_customers_whole_ipv6_network_is_one_address(
    app: Flask, people: dict[str, Actor]
) -> None:
    answers = [
        from_address(app, f"2001:db8::{n:x}").sign_in(f"name-{n}", "guess").status_code
        for n in range(1, 22)
    ]
    assert answers[-1] == 429


def test_what_was_typed_as_a_name_is_not_kept_when_nobody_has_it(
    visitor: Visitor, people: dict[str, Actor], settings: Settings
) -> None:
    visitor.sign_in("my-secret-password", "x")
    stored = b"".join(path.read_bytes() for path in settings.var.glob("fayan.sqlite3*"))
    assert b"my-secret-password" not in stored


def test_attempts_and_sessions_are_in_the_audit(
    visitor: Visitor, people: dict[str, Actor], database: Database
) -> None:
    visitor.sign_in("editor", "wrong")
    visitor.sign_in("editor")
    visitor.post("/sign-out")
    with database.snapshot() as tx:
        found = queries.events(tx, Filter(name="people:session:"))
    assert [event.name for event in reversed(found)] == [
        Event.SIGN_IN_FAILED, Event.SIGNED_IN, Event.SIGNED_OUT,
    ]  # fmt: skip


def test_changing_the_password_needs_the_present_one_and_ends_other_sessions(
    signed_in: Callable[[str], Visitor], visitor: Visitor
) -> None:
    here, elsewhere = signed_in("editor"), signed_in("editor")
    new = {"password": "a new long password", "again": "a new long password"}
    assert here.post("/account/password", {"current": "wrong", **new}).status_code == 422
    assert here.post("/account/password", {"current": PASSWORD, **new}).status_code == 303
    assert "口令已修改" in here.get("/account/").text
    assert elsewhere.get("/account/").status_code == 303
    assert visitor.sign_in("editor").status_code == 422
    assert visitor.sign_in("editor", "a new long password").status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "至少 10 个字符"),
        ("a new long password", "another password", "不一致"),
        ("x" * 300, "x" * 300, "最多 200 个字符"),
    ],
)
def test_a_password_that_will_not_do_says_why(
    signed_in: Callable[[str], Visitor], password: str, again: str, said: str
) -> None:
    answer = signed_in("editor").post(
        "/account/password", {"current": PASSWORD, "password": password, "again": again}
    )
    assert answer.status_code == 422
    assert said in answer.text


def test_wrong_proofs_are_limited_too(signed_in: Callable[[str], Visitor]) -> None:
    visitor = signed_in("editor")
    new = {"current": "guess", "password": "a new long password", "again": "a new long password"}
    for _ in range(10):
        assert "口令不对" in visitor.post("/account/password", new).text
    right = visitor.post("/account/password", {**new, "current": PASSWORD})
    assert "输错次数过多" in right.text


def test_language_follows_the_person_to_another_browser(
    signed_in: Callable[[str], Visitor], app: Flask
) -> None:
    first = signed_in("editor")
    assert first.post("/language", {"locale": "en", "next": "/account/"}).status_code == 303
    assert "My account" in first.get("/account/").text
    other = Visitor(app.test_client())
    other.sign_in("editor")
    assert "My account" in other.get("/account/").text


def test_language_before_the_sign_in_is_kept_by_the_browser(visitor: Visitor) -> None:
    assert "口令" in visitor.get("/sign-in").text
    visitor.post("/language", {"locale": "en"})
    page = visitor.get("/sign-in").text
    assert "Password" in page
    assert '<html lang="en"' in page
    assert "口令" in visitor.get("/sign-in?lang=zh_CN").text
