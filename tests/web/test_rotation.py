"""Whoever proves who they are goes on under a new token; the old one is soon worth nothing."""

from collections.abc import Callable

from flask import Flask

from console.people.tokens import GRACE
from console.web.context import SESSION_COOKIE
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

NEW = {"password": "a harbour in the fog", "again": "a harbour in the fog"}


def token_of(visitor: Visitor) -> str:
    return str(visitor.client.get_cookie(SESSION_COOKIE).value)


def with_token(app: Flask, token: str) -> Visitor:
    visitor = Visitor(app.test_client())
    visitor.client.set_cookie(SESSION_COOKIE, token)
    return visitor


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account/").status_code == 200


def prove(visitor: Visitor, current: str = PASSWORD) -> int:
    return visitor.post("/account/password", {"current": current, **NEW}).status_code


def test_a_stolen_token_is_worth_nothing_after_the_next_proof(
    signed_in: Callable[[str], Visitor], app: Flask, clock: FixedClock
) -> None:
    here = signed_in("editor")
    stolen = token_of(here)
    assert prove(here) == 303
    assert token_of(here) != stolen
    assert is_in(here)
    clock.move(seconds=GRACE.total_seconds())
    assert not is_in(with_token(app, stolen))
    assert is_in(here)


def test_what_was_on_its_way_at_that_moment_still_arrives(
    signed_in: Callable[[str], Visitor], app: Flask
) -> None:
    here = signed_in("editor")
    before = token_of(here)
    prove(here)
    assert is_in(here)
    assert is_in(with_token(app, before))


def test_an_answer_lost_in_a_tunnel_signs_nobody_out(
    signed_in: Callable[[str], Visitor], app: Flask, clock: FixedClock
) -> None:
    here = signed_in("editor")
    before = token_of(here)
    prove(here)  # the new cookie never arrives
    clock.move(minutes=5)
    back = with_token(app, before)
    assert is_in(back)
    clock.move(minutes=5)
    assert is_in(back)


def test_a_proof_that_fails_gives_no_token(signed_in: Callable[[str], Visitor]) -> None:
    here = signed_in("editor")
    before = token_of(here)
    assert prove(here, "wrong") == 422
    assert token_of(here) == before


def test_a_session_that_is_ended_takes_all_its_tokens_along(
    signed_in: Callable[[str], Visitor], app: Flask
) -> None:
    here = signed_in("editor")
    tokens = [token_of(here)]
    prove(here)
    tokens.append(token_of(here))
    here.post("/sign-out")
    assert not any(is_in(with_token(app, each)) for each in tokens)


def test_of_several_proofs_only_the_newest_token_is_left(
    signed_in: Callable[[str], Visitor], app: Flask, clock: FixedClock
) -> None:
    here, seen = signed_in("editor"), []
    for current in (PASSWORD, NEW["password"], NEW["password"]):
        seen.append(token_of(here))
        assert prove(here, current) == 303
        assert is_in(here)
        clock.move(minutes=1)
    assert is_in(here)
    assert not any(is_in(with_token(app, each)) for each in seen)
