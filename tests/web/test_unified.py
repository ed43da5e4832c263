"""Signing in through a real identity provider: another process on loopback that speaks OpenID
Connect, with keys of its own."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest

from console.people import factors
from console.people.rules.actor import Actor
from console.web import create_app
from console.web.services import Services
from tests.journeys.bureau import free_ports
from tests.web.visitor import Visitor

SUBJECTS = ("leader", "stranger", "nameless")
CLAIMS = (
    '{"sub": "leader", "preferred_username": "Leader"}',
    '{"sub": "stranger", "preferred_username": "stranger"}',
    '{"sub": "nameless"}',
)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    (port,) = free_ports(1)
    users = [part for claims in CLAIMS for part in ("--user-claims", claims)]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "--require-nonce", "true",
         *users],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while not answers(f"{address}/.well-known/openid-configuration"):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


@pytest.fixture
def browser(services: Services, people: dict[str, Actor], provider: str) -> Visitor:
    del people  # hired
    return visitor_of(services, provider)


def visitor_of(services: Services, issuer: str) -> Visitor:
    oidc = msgspec.structs.replace(services.settings.config.oidc, issuer=issuer, client_id="fayan")
    config = msgspec.structs.replace(services.settings.config, oidc=oidc)
    settings = msgspec.structs.replace(services.settings, config=config, oidc_secret="s")
    return Visitor(create_app(replace(services, settings=settings)).test_client())


def agreed(browser: Visitor, subject: str, then: str = "/") -> str:
    """To the provider, yes there; the path that its answer leads back to."""
    asked = browser.get(f"/sign-in/unified?next={then}")
    assert asked.status_code == 302
    sent = parse_qs(urlsplit(asked.headers["Location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["nonce"]
    back = httpx.post(asked.headers["Location"], data={"sub": subject})
    where = urlsplit(back.headers["Location"])
    return f"{where.path}?{where.query}"


def test_a_person_of_ours_comes_in_and_goes_on_to_where_they_were_going(browser: Visitor) -> None:
    assert "用统一身份认证登录" in browser.get("/sign-in").text
    entered = browser.get(agreed(browser, "leader", "/incidents/"))
    assert (entered.status_code, entered.headers["Location"]) == (303, "/incidents/")
    assert browser.get("/incidents/").status_code == 200


@pytest.mark.parametrize(
    ("subject", "words"), [("stranger", "没有这个人"), ("nameless", "没有给出用户名")]
)
def test_nobody_is_made_by_signing_in(browser: Visitor, subject: str, words: str) -> None:
    refused = browser.get(agreed(browser, subject))
    assert words in refused.text
    assert browser.get("/incidents/").status_code == 303


def test_an_answer_that_did_not_begin_here_or_comes_twice_counts_for_nothing(
    browser: Visitor, services: Services, provider: str
) -> None:
    answer = agreed(browser, "leader")
    other = visitor_of(services, provider)
    assert "没有通过" in other.get(answer).text
    assert browser.get(answer).status_code == 303
    assert "没有通过" in browser.get(answer).text
    assert "没有通过" in browser.get("/sign-in/unified/back?error=access_denied&state=x").text


def test_who_has_a_second_factor_is_asked_for_it_all_the_same(
    browser: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factors, "has_any", lambda _tx, _person: True)
    answer = browser.get(agreed(browser, "leader"))
    assert answer.headers["Location"].startswith("/sign-in/second")
    assert browser.get("/incidents/").status_code == 303


def test_the_way_out_leads_to_no_other_site(browser: Visitor) -> None:
    assert browser.get(agreed(browser, "leader", "//evil.test/")).headers["Location"] == "/"


def test_a_provider_that_is_not_there_is_said_in_a_sentence(services: Services) -> None:
    (port,) = free_ports(1)
    gone = visitor_of(services, f"http://127.0.0.1:{port}")
    assert "连不上统一身份认证" in gone.get("/sign-in/unified").text


def test_without_a_provider_there_is_no_such_way(signed_in: Callable[..., Visitor]) -> None:
    visitor = signed_in("leader")
    assert "统一身份" not in visitor.get("/sign-in").text
    assert "没有设置统一身份认证" in visitor.get("/sign-in/unified").text
