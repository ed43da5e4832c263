"""/demo is there for this machine's demonstration, and nowhere else, whatever a request claims."""

from dataclasses import replace

import msgspec
import pytest
from flask import Flask

from console.settings import Settings
from console.web import create_app
from console.web.services import Services
from tests.web.visitor import Visitor

ADDRESSES = (
    ("GET", "/demo"),
    ("GET", "/demo/live"),
    ("POST", "/demo/enter"),
    ("POST", "/demo/night"),
)


def changed(settings: Settings, **changes: bool | str) -> Settings:
    """``enabled``, ``behind_proxy``, ``host``."""
    config, edit = settings.config, msgspec.structs.replace
    return edit(
        settings,
        host=changes.get("host", settings.host),
        config=edit(
            config,
            demonstration=edit(config.demonstration, enabled=changes.get("enabled", True)),
            console=edit(config.console, behind_proxy=changes.get("behind_proxy", False)),
        ),
    )


@pytest.mark.parametrize(
    "elsewhere",
    [{"enabled": False}, {"behind_proxy": True}, {"host": "10.0.0.8"}, {"host": "0.0.0.0"}],  # noqa: S104
)
def test_where_no_demonstration_may_stand_nothing_of_it_is_registered(
    services: Services, elsewhere: dict[str, bool | str]
) -> None:
    app = create_app(replace(services, settings=changed(services.settings, **elsewhere)))
    assert not [name for name in app.view_functions if name.startswith("demo")]
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")]
    client = app.test_client()
    unknown = client.get("/no-such-page")
    for header in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"Host": "localhost"}):
        answer = client.get("/demo", headers=header)
        assert answer.status_code == unknown.status_code
    assert client.get("/sign-in").headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in client.get("/sign-in").headers["Content-Security-Policy"]


def test_to_a_person_signed_in_elsewhere_it_is_a_page_that_does_not_exist(
    services: Services, people: dict[str, object]
) -> None:
    app = create_app(replace(services, settings=changed(services.settings, enabled=False)))
    visitor = Visitor(app.test_client())
    assert visitor.sign_in("spokesperson").status_code == 303
    assert visitor.get("/demo").status_code == 404


@pytest.mark.parametrize("method_and_path", ADDRESSES)
@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.168.1.20", {}),
        ("192.168.1.20", {"Host": "localhost:8080"}),
        ("192.168.1.20", {"X-Forwarded-For": "127.0.0.1"}),
        ("192.168.1.20", {"X-Real-IP": "127.0.0.1", "Host": "127.0.0.1"}),
        ("2001:db8::7", {}),
        ("", {}),
        ("127.0.0.1", {"Host": "evil.example"}),
        ("127.0.0.1", {"Host": "localhost.evil.example"}),
        ("127.0.0.1", {"Host": "console.shili.example:8080"}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", {"Via": "1.1 proxy"}),
    ],
)
def test_it_answers_only_to_this_machine_whatever_the_headers_say(
    app: Flask,
    method_and_path: tuple[str, str],
    address: str,
    headers: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)  # the gate alone must do it  # noqa: FBT003
    method, path = method_and_path
    answer = app.test_client().open(
        path, method=method, headers=headers, environ_overrides={"REMOTE_ADDR": address},
        data={"username": "leader"} if method == "POST" else None,
    )  # fmt: skip
    by_another_name = address == "127.0.0.1" and "Host" in headers  # refused whatever is asked for
    assert answer.status_code == (403 if by_another_name else 404)
    assert "fayan_session" not in answer.headers.get("Set-Cookie", "")
