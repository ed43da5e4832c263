"""The gate: closed unless opened."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from console import web
from console.kernel.errors import Misconfigured
from console.people.rules.actor import Actor
from console.people.rules.roles import GRANTS, P, Role
from console.web import access
from console.web.context import safe_next
from console.web.services import Services
from tests.web.visitor import Visitor

UUID = "0199d3a0-0000-7000-8000-000000000000"
#: Pages that need no session. A new one is a decision: it is written here by hand.
OPEN = {
    "assets.file",
    "probes.alive",
    "probes.ready",
    "session.sign_in",
    "session.enter",
    "session.choose_language",
    "second_step.show",  # with the cookie of a first step that was right
    "second_step.enter",
    "second_step.ask_passkey",
    "unified.go",
    "unified.back",
    "invitation.show",
    "invitation.accept",
    "media.ask_leave",  # with the token of a mail of ours
    "callbacks.greet",  # what comes there is signed
    "callbacks.hear",
    "media.leave",
}


def filled(rule: Rule) -> str:
    """An address of the rule, with something in each blank."""
    path = re.sub(r"<uuid:[^>]+>", UUID, rule.rule)
    path = re.sub(r"<int:[^>]+>", "1", path)
    return re.sub(r"<[^>]+>", "x", path)


def test_every_view_declares_its_access(app: Flask) -> None:
    undeclared = [name for name in app.view_functions if access.declared(app, name) is None]
    assert undeclared == []


def test_what_is_open_to_all_is_listed_by_hand(app: Flask) -> None:
    opened = {name for name in app.view_functions if access.declared(app, name).anyone}
    assert {name for name in opened if not name.startswith("demo.")} == OPEN


def test_every_address_is_typed_and_in_kebab_case(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), rule.rule


def test_a_view_without_access_stops_the_start(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flask import Blueprint

    careless = Blueprint("careless", __name__)
    careless.get("/careless")(lambda: "secret")
    monkeypatch.setattr(web, "BLUEPRINTS", (*web.BLUEPRINTS, careless))
    with pytest.raises(Misconfigured, match="careless"):
        web.create_app(services)


def test_a_view_added_after_the_start_is_refused(own_app: Flask, people: dict[str, Actor]) -> None:
    own_app.add_url_rule("/late", "late", lambda: "secret")
    visitor = Visitor(own_app.test_client())
    assert visitor.sign_in("admin").status_code == 303
    answer = visitor.get("/late")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_a_stranger_gets_nothing_but_the_sign_in(app: Flask, visitor: Visitor) -> None:
    token = visitor.token()
    for rule in app.url_map.iter_rules():
        if access.declared(app, rule.endpoint).anyone:
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            data = {"csrf_token": token} if method == "POST" else {}
            answer = visitor.client.open(filled(rule), method=method, data=data)
            assert answer.status_code == 303, (rule.rule, method)
            assert answer.headers["Location"].startswith("/sign-in"), rule.rule


def test_a_stranger_learns_no_addresses(visitor: Visitor) -> None:
    assert visitor.get("/nowhere").headers["Location"].startswith("/sign-in")


def test_every_guarded_view_refuses_a_person_without_the_permission(
    app: Flask, people: dict[str, Actor], signed_in: Callable[[str], Visitor]
) -> None:
    visitors = {name: signed_in(name) for name in people}
    tokens = {name: {"csrf_token": visitor.token()} for name, visitor in visitors.items()}
    tried = 0
    for rule in app.url_map.iter_rules():
        needed = access.declared(app, rule.endpoint).permissions
        if not needed:
            continue
        for name, actor in people.items():
            if any(actor.may(one) for one in needed):
                continue
            method = "GET" if "GET" in rule.methods else "POST"
            token = tokens[name] if method == "POST" else {}
            answer = visitors[name].client.open(filled(rule), method=method, data=token)
            assert answer.status_code == 403, (rule.rule, name)
            tried += 1
    assert tried > 50


def test_a_refusal_says_which_permission_is_missing(
    signed_in: Callable[[str], Visitor],
) -> None:
    answer = signed_in("spokesperson").get("/audit/")
    assert answer.status_code == 403
    assert "您的角色没有“查看审计”权限" in answer.text


def test_naming_no_permission_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="signed_in"):
        access.access()


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\telsewhere",
        "javascript:alert(1)",
        "releases/",
        "",
        None,
    ],
)
def test_the_way_after_the_sign_in_stays_on_this_site(target: str | None) -> None:
    assert safe_next(target) == "/"


def test_the_way_after_the_sign_in_keeps_its_question() -> None:
    assert safe_next("/audit/?actor=admin") == "/audit/?actor=admin"


def test_every_permission_but_the_systems_is_granted_to_somebody() -> None:
    assert set(P) - set().union(*GRANTS.values()) == {P.SYSTEM_BEGIN}
    assert set(GRANTS) == set(Role)
