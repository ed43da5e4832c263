"""Refusals and failures: a page that says what to do next, and nothing lost."""

import io
import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from structlog.testing import capture_logs

from console.database import Database
from console.kernel.errors import Invalid, NotNow, NotThere, NotYou, Stale, TooMany
from console.web import access
from console.web.answer import answer
from console.web.errors import ErrorPage
from tests.web.visitor import Visitor

RAISED = {
    "not-you": (NotYou("people.own_signing_role"), 403, "您不能进行这项操作"),
    "not-there": (NotThere("people.not_there"), 404, "没有找到"),
    "not-now": (NotNow("people.last_administrator"), 409, "情况已变化"),
    "stale": (Stale("person.changed_meanwhile"), 409, "情况已变化"),
    "invalid": (Invalid("time.past", field="at", text="2026-11-22 20:00"), 422, "请检查所填内容"),
    "too-many": (TooMany("proof.too_many", minutes=15), 429, "请稍后再试"),
}


@pytest.fixture
def app(own_app: Flask) -> Flask:
    return own_app


@pytest.fixture
def raising(app: Flask) -> Flask:
    """With an address for each error, and one that fails."""

    def view(name: str) -> str:
        if name in RAISED:
            raise RAISED[name][0]
        message = "an ID number 110101199003070000 in the text"
        raise RuntimeError(message)

    app.add_url_rule("/raise/<name>", "raise", access.signed_in(view), methods=["GET", "POST"])
    return app


@pytest.mark.parametrize("name", RAISED)
def test_each_error_has_its_page(
    raising: Flask, signed_in: Callable[[str], Visitor], name: str
) -> None:
    _, status, title = RAISED[name]
    page = signed_in("editor").get(f"/raise/{name}")
    assert page.status_code == status
    assert f"<h1>{title}</h1>" in page.text
    assert "回到工作台" in page.text
    assert "%(" not in page.text


@pytest.mark.parametrize("name", RAISED)
def test_for_htmx_an_error_is_a_message_beside_the_work(
    raising: Flask, signed_in: Callable[[str], Visitor], name: str
) -> None:
    _, status, title = RAISED[name]
    page = signed_in("editor").post(f"/raise/{name}", htmx=True)
    assert page.status_code == status
    assert page.headers["HX-Retarget"] == "#toasts"
    assert title in page.text
    assert "<html" not in page.text


def test_an_error_speaks_the_persons_language(
    raising: Flask, signed_in: Callable[[str], Visitor]
) -> None:
    visitor = signed_in("editor")
    visitor.post("/language", {"locale": "en"})
    page = visitor.get("/raise/invalid")
    assert "2026-11-22 20:00 has already passed. Choose a later time." in page.text


def test_an_error_page_leads_back_to_the_page_before(
    raising: Flask, signed_in: Callable[[str], Visitor]
) -> None:
    visitor = signed_in("editor")
    here = visitor.get("/raise/stale", Referer="http://localhost/account/?a=1")
    assert 'href="/account/?a=1"' in here.text
    elsewhere = visitor.get("/raise/stale", Referer="https://elsewhere.example/x")
    assert "elsewhere.example" not in elsewhere.text
    for sent in ({"Referer": "http://[x"}, {"HX-Request": "true", "HX-Current-URL": "http://[x"}):
        assert visitor.get("/raise/stale", **sent).status_code == here.status_code


def test_a_failure_has_a_number_and_the_log_has_no_words_of_people(
    raising: Flask, signed_in: Callable[[str], Visitor], caplog: pytest.LogCaptureFixture
) -> None:
    visitor = signed_in("editor")
    with caplog.at_level(logging.DEBUG), capture_logs() as logged:
        page = visitor.post("/raise/anything", {"body": "一段尚未发布的正文"})
    assert page.status_code == 500
    entry = next(line for line in logged if line["event"] == "request_failed")
    assert entry["incident"] in page.text
    assert (entry["actor"], entry["error"]) == ("editor", "RuntimeError")
    assert "一段尚未发布的正文" not in json.dumps(logged, ensure_ascii=False, default=str)
    assert "110101199003070000" not in page.text


def test_a_locked_database_is_a_sentence_and_a_time_to_come_again(
    app: Flask, signed_in: Callable[[str], Visitor], tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'locked.sqlite3'}")

    def view() -> str:
        with database.transaction() as tx:
            tx.execute(text("PRAGMA busy_timeout = 0"))
        with closing(sqlite3.connect(tmp_path / "locked.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with database.transaction() as tx:
                tx.execute(text("SELECT 1"))
        return "not locked"

    app.add_url_rule("/locked", "locked", access.signed_in(view), methods=["POST"])
    visitor = signed_in("editor")
    page, beside = visitor.post("/locked"), visitor.post("/locked", htmx=True)
    database.close()
    for each in (page, beside):
        assert each.status_code == 503
        assert each.headers["Retry-After"] == "30"
        assert "数据库正被别的程序占用，这一步没有完成，没有产生任何变化" in each.text
    assert "data-kept" in page.text
    assert "<html" not in beside.text


def test_an_expired_page_says_so_and_keeps_what_was_written(
    signed_in: Callable[[str], Visitor],
) -> None:
    page = signed_in("admin").post("/people/", {"name": "写了一半"}, token=False)
    assert page.status_code == 400
    assert "页面已过期" in page.text
    assert "data-kept" in page.text


OTHERWISE = {"callbacks.hear"}  # a platform calls: it signs what it says


def test_every_form_needs_the_token(app: Flask, signed_in: Callable[[str], Visitor]) -> None:
    visitor = signed_in("admin")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OTHERWISE:
            continue
        if "POST" in rule.methods and "<" not in rule.rule:
            answered = visitor.client.post(rule.rule, data={})
            assert answered.status_code == 400, rule.rule


def test_the_token_of_another_browser_is_refused(signed_in: Callable[[str], Visitor]) -> None:
    theirs = signed_in("admin").token()
    answered = signed_in("admin-2").post("/sign-out", {"csrf_token": theirs}, token=False)
    assert answered.status_code == 400


def test_a_tab_opened_before_the_same_person_signed_in_again_goes_on_working(
    signed_in: Callable[[str], Visitor],
) -> None:
    visitor = signed_in("editor")
    old = visitor.token()
    visitor.post("/sign-in", {"username": "editor", "password": "平安 correct horse"})
    seen = visitor.post("/notices/seen", {"csrf_token": old}, token=False)
    assert seen.status_code == 303


def test_ten_megabytes_too_many_get_an_answer(
    app: Flask, signed_in: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1024)
    visitor = signed_in("admin")
    token = visitor.token()
    big = {"csrf_token": token, "name": "字" * 100_000, "file": (io.BytesIO(b"x" * 9999), "a.png")}
    page = visitor.client.post("/people/", data=big)
    assert page.status_code == 413
    assert "内容过大" in page.text
    assert "data-kept" in page.text


def test_an_unknown_address_and_a_wrong_method_are_not_there(
    signed_in: Callable[[str], Visitor],
) -> None:
    visitor = signed_in("editor")
    assert visitor.get("/nowhere").status_code == 404
    assert visitor.get("/sign-out").status_code == 404
    assert visitor.get("/people/not-a-uuid/").status_code == 404


def test_a_poll_after_the_session_ended_does_not_take_the_page_away(visitor: Visitor) -> None:
    poll = visitor.get("/notices/bell", htmx=True, **{"Fayan-Background": "1"})
    assert poll.status_code == 401
    assert poll.headers["HX-Retarget"] == "#session-ended"
    assert "HX-Redirect" not in poll.headers


def test_a_save_after_the_session_ended_keeps_the_page(visitor: Visitor) -> None:
    saved = visitor.post(
        "/people/", {"name": "写了一半"}, htmx=True, HX_Current_URL="http://localhost/people/new"
    )
    assert saved.status_code == 401
    assert saved.headers["HX-Retarget"] == "#session-ended"
    assert "/sign-in?next=/people/new" in saved.text
    assert "所写内容仍在" in saved.text


def test_a_click_after_the_session_ended_leads_to_the_sign_in(visitor: Visitor) -> None:
    asked = visitor.get("/people/", htmx=True, HX_Current_URL="http://localhost/people/?q=1")
    assert asked.headers["HX-Redirect"] == "/sign-in?next=/people/?q%3D1"


def test_pages_are_private_and_strict(signed_in: Callable[[str], Visitor]) -> None:
    page = signed_in("editor").get("/account/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "style=" not in page.text
    assert "<script>" not in page.text


def test_built_files_are_kept_for_ever(visitor: Visitor) -> None:
    page = visitor.get("/sign-in").text
    path = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    sheet = visitor.get(path)
    assert sheet.status_code == 200
    assert "immutable" in sheet.headers["Cache-Control"]
    sheet.close()


def test_htmx_gets_a_block_and_a_browser_the_page(signed_in: Callable[[str], Visitor]) -> None:
    visitor = signed_in("auditor")
    page, block = visitor.get("/audit/verified"), visitor.get("/audit/verified", htmx=True)
    assert "<html" in page.text
    assert "<html" not in block.text
    assert block.text.strip() in page.text.replace("\r", "")
    assert "HX-Request" in block.headers["Vary"]
    again = visitor.get("/audit/verified", htmx=True, HX_History_Restore_Request="true")
    assert "<html" in again.text


def test_a_fragment_brings_the_messages_with_it(app: Flask) -> None:
    with app.test_request_context("/", headers={"HX-Request": "true"}):
        from console.web.answer import say

        say("已保存。")
        said = answer("errors/error.html", "toast", ErrorPage(409, "题", "句", "/"))
        said = said.get_data(as_text=True)
    assert '<hx-partial hx-target="#toasts"' in said
    assert "已保存。" in said


def test_the_probes_tell_the_supervisor(visitor: Visitor) -> None:
    assert visitor.get("/healthz").text == "ok\n"
    assert visitor.get("/readyz").json == {"database": True}


@pytest.mark.parametrize(
    ("sent", "fragment"),
    [
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Source": "button#sign", "HX-Target": "div#results"}, True),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "false"}, False),
        ({"HX-Source": "button#sign"}, False),
        ({}, False),
    ],
)
def test_a_fragment_is_answered_only_to_what_asks_for_one(
    signed_in: Callable[[str], Visitor], sent: dict[str, str], *, fragment: bool
) -> None:
    page = signed_in("editor").client.get("/releases/", headers=sent)
    assert ("<html" not in page.text) is fragment
    assert "HX-Request" in page.headers["Vary"]
