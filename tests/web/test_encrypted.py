"""By https everything is bound to this host; by plain http nothing is given beyond this machine."""

from dataclasses import replace

import pytest
from flask import Flask

from console.people.rules.actor import Actor
from console.web import create_app
from console.web.services import Services
from tests.templates import Compiled
from tests.web.test_demo_gate import changed
from tests.web.visitor import PASSWORD, Visitor

PROXIED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def behind(services: Services, people: dict[str, Actor], compiled: Compiled) -> Flask:
    del people
    app = create_app(replace(services, settings=changed(services.settings, behind_proxy=True)))
    app.jinja_env.bytecode_cache = compiled
    return app


def browser(app: Flask) -> Visitor:
    """One that reaches us through the proxy, by https."""
    client = app.test_client()
    client.environ_base |= {
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": "203.0.113.9",
        "HTTP_X_FORWARDED_HOST": "fayan.example",
        "HTTP_REFERER": "https://fayan.example/sign-in",
    }
    return Visitor(client)


def test_every_cookie_is_bound_to_this_host(behind: Flask) -> None:
    visitor = browser(behind)
    page = visitor.client.get("/sign-in", base_url="https://fayan.example")
    token = page.text.partition('name="csrf-token" content="')[2].partition('"')[0]
    form = {"username": "editor", "password": PASSWORD, "csrf_token": token}
    answer = visitor.client.post("/sign-in", data=form, base_url="https://fayan.example")
    assert answer.status_code == 303, answer.text
    given = page.headers.getlist("Set-Cookie") + answer.headers.getlist("Set-Cookie")
    assert {each.partition("=")[0] for each in given} >= {
        "__Host-fayan_page", "__Host-fayan_session", "__Host-fayan_device",
    }  # fmt: skip
    for each in given:
        assert each.startswith("__Host-"), each
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in each, (part, each)
        assert "Domain" not in each
    inside = visitor.client.get("/account/", base_url="https://fayan.example")
    assert inside.status_code == 200
    assert inside.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_cookie_without_the_prefix_opens_nothing_behind_the_proxy(
    behind: Flask, app: Flask
) -> None:
    """A neighbour under the same domain could have set one that is named so."""
    plain = Visitor(app.test_client())
    plain.sign_in("editor")
    token = plain.client.get_cookie("fayan_session").value
    visitor = browser(behind)
    visitor.client.set_cookie("fayan_session", token, domain="fayan.example")
    answer = visitor.client.get("/account/", base_url="https://fayan.example")
    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["/sign-in", "/account/", "/nowhere"])
def test_plain_http_behind_the_proxy_is_refused_and_says_what_to_do(
    behind: Flask, path: str
) -> None:
    answer = behind.test_client().get(path, headers={"Host": "fayan.example"})
    assert answer.status_code == 403
    assert "https://fayan.example/" in answer.text
    assert "口令会被旁人看到" in answer.text
    assert "csrf" not in answer.headers.get("Set-Cookie", "")
    assert 'name="password"' not in answer.text


def test_a_password_sent_by_plain_http_is_not_even_looked_at(behind: Flask) -> None:
    form = {"username": "editor", "password": PASSWORD}
    answer = behind.test_client().post("/sign-in", data=form)
    assert answer.status_code in {400, 403}
    assert not any("session" in each for each in answer.headers.getlist("Set-Cookie"))


def test_the_machines_beside_us_may_ask_whether_we_live(behind: Flask) -> None:
    assert behind.test_client().get("/healthz").status_code == 200


@pytest.mark.parametrize("host", ["fayan.example", "10.0.0.8:8080", "evil.example:8080", ""])
def test_without_a_proxy_only_this_machine_is_answered(app: Flask, host: str) -> None:
    answer = app.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 403
    assert "未加密时只能在本机打开" in answer.text


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST."])
def test_this_machine_is_answered_under_each_of_its_names(app: Flask, host: str) -> None:
    assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == 200
