"""Several web processes, on one machine or more: whichever answers, it knows the same."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from console import audit
from console.database import Database
from console.people.rules.actor import Actor
from console.publishing.records import Delivery
from console.releases.records import Signature
from console.releases.rules.workflow import Stage
from console.web.services import Services
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor


class Balanced(Visitor):
    """Behind a proxy that gives each request to the next process."""

    def __init__(self, client: FlaskClient, app: Flask, processes: Iterator[Services]) -> None:
        super().__init__(client)
        self._app, self._processes = app, processes

    def get(self, path: str, *, htmx: bool = False, **headers: str) -> TestResponse:
        self._app.extensions["fayan"] = next(self._processes)
        return super().get(path, htmx=htmx, **headers)

    def post(
        self,
        path: str,
        data: Mapping[str, object] | None = None,
        *,
        htmx: bool = False,
        token: bool = True,
        **headers: str,
    ) -> TestResponse:
        sent = {**({"csrf_token": self.token()} if token else {}), **(data or {})}
        self._app.extensions["fayan"] = next(self._processes)
        return super().post(path, sent, htmx=htmx, token=False, **headers)


@pytest.fixture
def processes(services: Services, database: Database) -> Iterator[list[Services]]:
    """Three, each with connections and memory of its own."""
    others = [
        Database(services.settings.database_url, before_commit=[audit.append]) for _ in range(2)
    ]
    yield [services, *(replace(services, database=each) for each in others)]
    for each in others:
        each.close()


@pytest.fixture
def visitor(app: Flask, processes: list[Services]) -> Balanced:
    return Balanced(app.test_client(), app, cycle(processes))


def test_a_release_is_signed_through_whichever_process_answers(
    app: Flask, processes: list[Services], desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    turns = cycle(processes)
    for who in ("unit-head", "secrecy", "leader"):
        visitor = Balanced(app.test_client(), app, turns)
        assert visitor.sign_in(who).status_code == 303
        assert "审签" in visitor.get(f"/releases/{release_id}/review").text
        for _ in range(3):  # pressed again, it is the same signature, whoever is asked
            answer = visitor.post(
                f"/releases/{release_id}/sign", {"digest": digest, "password": PASSWORD}
            )
            assert answer.status_code == 303, answer.text
    assert desk.see(release_id).row.stage is Stage.SCHEDULED
    with processes[1].database.snapshot() as tx:
        assert tx.scalar(select(func.count()).select_from(Signature)) == 3
        laid = select(Delivery.channel, func.count()).group_by(Delivery.channel)
        assert {count for _, count in tx.execute(laid)} == {1}
        assert audit.verify(tx).broken is None


def test_a_guesser_is_paused_by_all_processes_together(
    visitor: Balanced, people: dict[str, Actor]
) -> None:
    answers = [visitor.sign_in("leader", "guess").status_code for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2
    assert visitor.sign_in("leader").status_code == 429


def test_who_signs_out_at_one_process_is_signed_out_at_all(
    visitor: Balanced, people: dict[str, Actor]
) -> None:
    visitor.sign_in("editor")
    stolen = visitor.client.get_cookie("session")
    assert {visitor.get("/").status_code for _ in range(3)} == {200}
    visitor.post("/sign-out")
    if stolen is not None:
        visitor.client.set_cookie("session", stolen.value)
    assert {visitor.get("/").status_code for _ in range(3)} == {303}
