"""Signing in through a real identity provider: another process on loopback that speaks OpenID
Connect, with keys of its own."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import msgspec
import pytest
from werkzeug.test import TestResponse

from console.audit import Event
from console.audit import queries as audit
from console.audit.queries import Filter
from console.kernel.errors import NotNow
from console.people import factors, identities
from console.people.identities import Vouched
from console.people.rules.actor import Actor
from console.web import create_app
from console.web.services import Services
from tests.fakes import FixedClock
from tests.journeys.bureau import free_ports
from tests.web.between import Between, between
from tests.web.visitor import PASSWORD, Visitor

CLAIMS = (
    '{"sub": "leader", "preferred_username": "Leader"}',
    '{"sub": "renamed", "preferred_username": "leader"}',
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
    """Of the leader, whose account is bound."""
    bound(services, people["leader"], provider)
    return visitor_of(services, provider)


def bound(services: Services, person: Actor, issuer: str, subject: str = "leader") -> None:
    vouched = Vouched(issuer, subject, person.username)
    with services.database.transaction() as tx:
        identities.bind(tx, services.clock.now(), person, vouched)


def visitor_of(services: Services, issuer: str) -> Visitor:
    oidc = msgspec.structs.replace(services.settings.config.oidc, issuer=issuer, client_id="fayan")
    config = msgspec.structs.replace(services.settings.config, oidc=oidc)
    settings = msgspec.structs.replace(services.settings, config=config, oidc_secret="s")
    return Visitor(create_app(replace(services, settings=settings)).test_client())


def agreed(browser: Visitor, subject: str, then: str = "/", **instead: str) -> str:
    """To the provider, yes there; the path that its answer leads back to. ``instead``: what the
    browser changes on its way there."""
    return said_yes(browser.get(f"/sign-in/unified?next={then}"), subject, **instead)


def said_yes(asked: TestResponse, subject: str, **instead: str) -> str:
    assert asked.status_code == 302
    where = urlsplit(asked.headers["Location"])
    sent = parse_qs(where.query)
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["nonce"]
    query = urlencode({name: value[0] for name, value in sent.items()} | instead)
    back = httpx.post(where._replace(query=query).geturl(), data={"sub": subject})
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


def kept(services: Services, name: Event) -> list[str]:
    with services.database.snapshot() as tx:
        return [each.actor for each in audit.events(tx, Filter(name=name))]


def test_an_account_is_bound_once_by_its_person_with_proof(
    services: Services, people: dict[str, Actor], provider: str
) -> None:
    del people
    visitor = visitor_of(services, provider)
    assert "还没有绑定" in visitor.get(agreed(visitor, "leader")).text
    assert visitor.get("/incidents/").status_code == 303
    visitor.sign_in("leader")
    assert "统一身份绑定" in visitor.get("/account/verification/").text
    assert visitor.post("/account/unified/", {"password": "guess"}).status_code == 403
    stray = visitor.get(said_yes(visitor.get("/account/unified/leave"), "leader"))
    assert "还没有绑定" in stray.text  # nobody proved anything
    page = visitor.post("/account/unified/", {"password": PASSWORD})
    assert "/account/unified/leave" in page.text
    wrong = visitor.get(said_yes(visitor.get("/account/unified/leave"), "stranger"))
    assert wrong.status_code == 303
    assert "不是您的用户名" in visitor.get("/account/unified/").text
    visitor.post("/account/unified/", {"password": PASSWORD})
    visitor.get(said_yes(visitor.get("/account/unified/leave"), "leader"))
    assert "已绑定" in visitor.get("/account/unified/").text
    assert kept(services, Event.IDENTITY_BOUND) == ["leader"]
    fresh = visitor_of(services, provider)
    assert fresh.get(agreed(fresh, "leader")).status_code == 303
    assert fresh.get("/incidents/").status_code == 200
    assert visitor.post("/account/unified/remove", {"password": PASSWORD}).status_code == 303
    again = visitor_of(services, provider)
    assert "还没有绑定" in again.get(agreed(again, "leader")).text


def test_a_binding_begun_is_not_finished_by_another_session_nor_late(
    services: Services, people: dict[str, Actor], provider: str, clock: FixedClock
) -> None:
    del people
    visitor = visitor_of(services, provider)
    visitor.sign_in("leader")
    visitor.post("/account/unified/", {"password": PASSWORD})
    asked = visitor.get("/account/unified/leave")
    visitor.sign_in("leader")  # another session in this browser
    visitor.get(said_yes(asked, "leader"))
    assert "不是您在这里开始的" in visitor.get("/account/unified/").text
    visitor.post("/account/unified/", {"password": PASSWORD})
    asked = visitor.get("/account/unified/leave")
    clock.move(minutes=16)
    visitor.get(said_yes(asked, "leader"))
    assert "超过 15 分钟" in visitor.get("/account/unified/").text
    assert kept(services, Event.IDENTITY_BOUND) == []


def test_another_subject_of_the_same_name_does_not_get_in(
    browser: Visitor, services: Services, signed_in: Callable[..., Visitor]
) -> None:
    refused = browser.get(agreed(browser, "renamed"))
    assert refused.status_code == 403
    assert "绑定的是另一个统一身份" in refused.text
    assert browser.get("/incidents/").status_code == 303
    assert kept(services, Event.IDENTITY_REFUSED) == ["leader"]
    assert "用另一个统一身份以您的用户名登录" in signed_in("leader").get("/notices/").text


def test_an_administrator_unbinds_a_signer_with_a_second_one(
    browser: Visitor, people: dict[str, Actor], signed_in: Callable[..., Visitor],
    services: Services,
) -> None:  # fmt: skip
    leader, form = people["leader"].id, {"change": "unbind", "password": PASSWORD}
    one, other = signed_in("admin"), signed_in("admin-2")
    assert "解除统一身份绑定" in one.get(f"/people/{leader}/").text
    assert one.post(f"/people/{leader}/account", form).status_code == 303
    assert browser.get(agreed(browser, "leader")).status_code == 303
    found = re.search(r"/people/requests/[0-9a-f-]+", other.get("/people/").text)
    assert found
    agreeing = {"outcome": "confirmed", "password": PASSWORD}
    assert other.post(found[0], agreeing).status_code == 303
    assert kept(services, Event.IDENTITY_UNBOUND) == ["admin-2"]
    assert "还没有绑定" in browser.get(agreed(browser, "leader")).text


def test_a_new_invitation_ends_the_binding(
    services: Services, people: dict[str, Actor], provider: str, signed_in: Callable[..., Visitor]
) -> None:
    """Whoever had an account in hand keeps no door to it."""
    editor = people["editor"]
    bound(services, editor, provider, "renamed")
    form = {"change": "invite", "password": PASSWORD}
    assert signed_in("admin").post(f"/people/{editor.id}/account", form).status_code == 201
    assert kept(services, Event.IDENTITY_UNBOUND) == ["admin"]


def test_one_identity_opens_one_account(
    services: Services, people: dict[str, Actor], provider: str
) -> None:
    bound(services, people["leader"], provider)
    bound(services, people["leader"], provider)  # twice is once
    for person, subject in (("editor", "leader"), ("leader", "renamed")):
        with pytest.raises(NotNow, match="bound_already"):
            bound(services, people[person], provider, subject)
    assert kept(services, Event.IDENTITY_BOUND) == ["leader"]


def test_a_token_with_another_nonce_counts_for_nothing(browser: Visitor) -> None:
    assert "没有通过" in browser.get(agreed(browser, "leader", nonce="of-another-sign-in")).text
    assert browser.get("/incidents/").status_code == 303
    assert browser.get(agreed(browser, "leader")).status_code == 303


@pytest.fixture(scope="module")
def middle(provider: str) -> Iterator[Between]:
    with between(provider) as made:
        yield made


@pytest.mark.parametrize("what", ["audience", "issuer"])
def test_a_true_token_for_another_console_or_by_another_issuer_counts_for_nothing(
    services: Services, people: dict[str, Actor], middle: Between, what: str
) -> None:
    """The provider's own keys signed it; what lies between changes only whom it was asked for."""
    bound(services, people["leader"], middle.address)
    visitor = visitor_of(services, middle.address)
    instead = {"client_id": "another"} if what == "audience" else {}
    middle.client = instead.get("client_id", "")
    middle.host = "login.another.example" if what == "issuer" else ""
    refused = visitor.get(agreed(visitor, "leader", **instead))
    assert {"audience": "another", "issuer": "http://login.another.example"}[what] in middle.said
    assert "没有通过" in refused.text
    assert visitor.get("/incidents/").status_code == 303
    middle.client = middle.host = ""
    assert visitor.get(agreed(visitor, "leader")).status_code == 303
    assert visitor.get("/incidents/").status_code == 200
