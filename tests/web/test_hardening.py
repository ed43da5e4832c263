"""Headers, sizes, and what the audit is told of attempts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from console.audit import Event, queries
from console.audit.queries import Entry, Filter
from console.database import Database
from console.people.rules.actor import Actor
from console.web import security
from tests.fakes import FixedClock
from tests.pictures import PNG
from tests.web.visitor import Visitor


def told(database: Database, name: str) -> list[Entry]:
    with database.snapshot() as tx:
        return list(queries.events(tx, Filter(name=name)))


def test_every_answer_carries_the_policies(app: Flask, signed_in: Callable[[str], Visitor]) -> None:
    editor = signed_in("editor")
    for answer in (
        editor.get("/"), editor.get("/nowhere"), editor.get("/audit/"),
        app.test_client().get("/sign-in"), app.test_client().get("/healthz"),
    ):  # fmt: skip
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy
        for name, value in {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }.items():
            assert answer.headers[name] == value
        for sensor in ("camera", "geolocation", "microphone", "usb"):
            assert f"{sensor}=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_no_page_holds_a_script_or_a_style_of_its_own(signed_in: Callable[[str], Visitor]) -> None:
    page = signed_in("spokesperson").get("/").text
    assert "<style" not in page
    assert " onclick=" not in page
    assert all("src=" in each.split(">")[0] for each in page.split("<script")[1:])


@pytest.mark.parametrize("path", ["/sign-in", "/invitation", "/language"])
def test_whoever_is_nobody_yet_cannot_send_much(visitor: Visitor, path: str) -> None:
    token = visitor.token()
    form = {"csrf_token": token, "username": "x" * security.SMALL}
    assert visitor.client.post(path, data=form).status_code == 413


def test_a_form_without_files_is_bounded_too(signed_in: Callable[[str], Visitor]) -> None:
    answer = signed_in("admin").post("/people/", {"name": "字" * security.WORDS})
    assert answer.status_code == 413
    assert "一次最多提交 2 MB" in answer.text


def test_where_files_come_along_is_where_views_are(app: Flask) -> None:
    assert set(app.view_functions) >= security.WITH_FILES


def test_a_document_is_downloaded_and_a_picture_shown(
    signed_in: Callable[[str], Visitor], app: Flask
) -> None:
    from console.files import service
    from console.files.pictures import prepared
    from console.files.store import FileStore
    from console.people.queries import actor, card_of_username

    given, writer = app.extensions["fayan"], signed_in("spokesperson")
    for name, data in (("通告.pdf", b"%PDF-1.7 x"), ("图.png", PNG)):
        made, kept = prepared(
            name, data, types=("application/pdf", "image/png"), most_mib=1, megapixels=1
        )
        FileStore(given.settings.file_store).put(kept)
        with given.database.transaction() as tx:
            who = actor(tx, card_of_username(tx, "spokesperson").id)
            service.register(tx, given.clock.now(), who, made)
        answer = writer.get(f"/attachments/{made.sha256}")
        shown = answer.headers.get("Content-Disposition", "")
        assert shown.startswith("attachment") == name.endswith("pdf")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_failure_that_pauses_is_told_once_and_by_whom_it_was_tried(
    visitor: Visitor, people: dict[str, Actor], database: Database
) -> None:
    for _ in range(13):
        visitor.sign_in("leader", "guess")
    (paused,) = told(database, Event.SIGN_IN_PAUSED)
    assert paused.subject == f"person:{people['leader'].id}"
    assert paused.details["source"] == "127.0.0.1"
    assert len(told(database, Event.SIGN_IN_FAILED)) == 10


def test_too_many_wrong_proofs_are_told(
    signed_in: Callable[[str], Visitor], database: Database
) -> None:
    editor = signed_in("editor")
    form = {"current": "guess", "password": "a harbour in the fog", "again": "a harbour in the fog"}
    for _ in range(11):
        editor.post("/account/password", form)
    (paused,) = told(database, Event.SIGN_IN_PAUSED)
    assert (paused.actor, paused.details["proof"]) == ("editor", True)


def test_who_tries_what_they_may_not_is_told_once_a_minute(
    signed_in: Callable[[str], Visitor], database: Database, clock: FixedClock
) -> None:
    editor = signed_in("editor")
    for _ in range(3):
        assert editor.get("/audit/").status_code == 403
    assert editor.get("/people/").status_code == 403
    views = [(each.actor, each.details["view"]) for each in told(database, Event.ACCESS_DENIED)]
    assert sorted(views) == [("editor", "audit.index"), ("editor", "people.index")]
    clock.at += timedelta(minutes=1)
    editor.get("/audit/")
    assert len(told(database, Event.ACCESS_DENIED)) == 3
