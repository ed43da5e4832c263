"""A log is read by more people than a draft or a key may be."""

import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import text

from console import logs
from console.chores.runner import Chores, Handler
from console.database import Database
from console.people.rules.actor import Actor
from console.web import access
from tests.fakes import FixedClock
from tests.web.visitor import Visitor

SECRET = "kkkk-the-signing-key-kkkk"
UNSIGNED = "某某死亡的消息尚未签发"


@pytest.fixture(autouse=True)
def configured() -> Iterator[None]:
    root = logging.getLogger()
    level, before = root.level, set(root.handlers)
    logs.configure()
    ours = set(root.handlers) - before
    yield
    structlog.reset_defaults()
    for handler in ours:
        root.removeHandler(handler)
    root.setLevel(level)


def _break(database: Database) -> None:
    key, draft = SECRET, UNSIGNED  # locals: a renderer that prints them gives both away
    with database.transaction() as tx:
        tx.execute(text("INSERT INTO leases (name) VALUES (:key || :draft)"),
                   {"key": key, "draft": draft})  # fmt: skip


def test_a_broken_chore_logs_neither_locals_nor_parameters(
    database: Database, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    def handler(_payload: Mapping[str, Any]) -> None:
        _break(database)

    chores = Chores(database, clock, [Handler("poster", handler, every=timedelta(hours=1))], "one")
    chores.start()
    chores.tick()
    _is_plain(capsys.readouterr().out, "chore failed")


def test_a_broken_view_logs_neither_locals_nor_parameters(
    own_app: Flask,
    database: Database,
    people: dict[str, Actor],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def view() -> str:
        _break(database)
        return ""

    own_app.add_url_rule("/break", "break", access.signed_in(view))
    visitor = Visitor(own_app.test_client())
    assert visitor.sign_in("editor").status_code == 303
    assert visitor.get("/break").status_code == 500
    _is_plain(capsys.readouterr().out, "request_failed")


def _is_plain(printed: str, event: str) -> None:
    assert event in printed
    assert "IntegrityError: NOT NULL constraint failed" in printed
    assert "in _break" in printed  # the frames are there
    assert SECRET not in printed
    assert UNSIGNED not in printed
    assert "INSERT" not in printed.replace('text("INSERT', "")  # no statement but our source line


def test_an_event_is_one_line_whatever_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().warning("a thing\nhappened", what="two\nlines", count=2)
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert printed.endswith(r"warning a thing happened what='two\nlines' count=2" + "\n")


def test_what_libraries_log_is_as_plain(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(key: str) -> None:
        message = "DETAIL follows\nFailing row contains " + key
        raise ValueError(message)

    try:
        fail(SECRET)
    except ValueError:
        logging.getLogger("apscheduler").exception("job failed")
    printed = capsys.readouterr().out
    assert "job failed" in printed
    assert "ValueError: DETAIL follows" in printed
    assert SECRET not in printed


@pytest.mark.parametrize(
    "given",
    [
        {"password": SECRET},
        {"session_token": SECRET},
        {"form": {"user": "editor", "new_password": SECRET}},
        {"said": "x" * 43},
        {"said": "the code is SHVT-J89H-BGCK-2TG8, he says"},
        {"url": f"postgresql://fayan:{SECRET}@localhost/fayan"},
        {"kept": "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$aGFzaA"},
    ],
)
def test_a_secret_that_somebody_logs_by_mistake_is_taken_out(
    capsys: pytest.CaptureFixture[str], given: dict[str, Any]
) -> None:
    structlog.get_logger().warning("something", **given)
    printed = capsys.readouterr().out
    assert "(secret)" in printed
    for hidden in (SECRET, "x" * 43, "SHVT", "c29tZXNhbHQ"):
        assert hidden not in printed


def test_a_secret_in_an_error_is_taken_out_too(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(address: str) -> None:
        message = f"cannot reach {address}"
        raise ConnectionError(message)

    try:
        fail(f"postgresql://fayan:{SECRET}@db/fayan")
    except ConnectionError as error:
        structlog.get_logger().error("no database", exc_info=error)
        logging.getLogger("psycopg").exception("no database")
    printed = capsys.readouterr().out
    assert printed.count("cannot reach postgresql://(secret)@db/fayan") == 2
    assert SECRET not in printed


def test_what_is_no_secret_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    digest = "a" * 64
    structlog.get_logger().info(
        "kept", digest=digest, path="/a/" + "b" * 43 + "/c", number="2026-0001"
    )
    printed = capsys.readouterr().out
    assert "(secret)" not in printed
    assert digest in printed
