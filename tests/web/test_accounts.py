"""An administrator over somebody's account: sessions, and what needs a second administrator."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from console.authorisations.policy import from_settings
from console.authorisations.rules.giving import Wanted
from console.authorisations.service import give
from console.database import Database
from console.people import account_requests, queries, service
from console.people.account_requests import RequestView
from console.people.queries import OpenSession, open_sessions
from console.people.records import RoleAssignment
from console.people.rules.actor import Actor
from console.people.rules.changes import Change
from console.people.rules.granted import Scope
from console.people.rules.roles import Role
from console.web.services import Services
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

HOUR = timedelta(hours=1)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) MicroMessenger/8.0.50"


def sessions_of(database: Database, person_id: UUID, clock: FixedClock) -> tuple[OpenSession, ...]:
    with database.snapshot() as tx:
        return open_sessions(tx, person_id, clock.now(), timedelta(minutes=30))


def test_sessions_are_told_in_words_and_ended_by_an_administrator(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor], database: Database,
    clock: FixedClock,
) -> None:  # fmt: skip
    admin, leader, phone = signed_in("admin"), signed_in("leader"), signed_in("leader")
    phone.client.environ_base["HTTP_USER_AGENT"] = PHONE
    phone.sign_in("leader")
    path = f"/people/{people['leader'].id}/"
    assert "微信 · iPhone" in admin.get(path).text
    on_the_phone = next(
        each.id for each in sessions_of(database, people["leader"].id, clock)
        if "iPhone" in each.browser
    )  # fmt: skip
    assert admin.post(f"{path}sessions/{on_the_phone}/end").status_code == 303
    assert phone.get("/account/").status_code == 303
    assert leader.get("/account/").status_code == 200
    assert admin.post(f"{path}sessions/end-all").status_code == 303
    assert leader.get("/account/").status_code == 303


def test_a_session_is_ended_only_through_its_own_person(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor], database: Database,
    clock: FixedClock,
) -> None:  # fmt: skip
    admin, leader = signed_in("admin"), signed_in("leader")
    theirs = sessions_of(database, people["leader"].id, clock)[0].id
    wrong = admin.post(f"/people/{people['editor'].id}/sessions/{theirs}/end")
    assert wrong.status_code == 404
    assert leader.get("/account/").status_code == 200


def test_an_auditor_sees_nobodys_sessions(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    signed_in("leader")
    page = signed_in("auditor").get(f"/people/{people['leader'].id}/").text
    assert "全部结束</span>" not in page
    refused = signed_in("auditor").post(f"/people/{people['leader'].id}/sessions/end-all")
    assert refused.status_code == 403


def test_a_session_that_has_gone_idle_is_not_shown_as_open(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor], clock: FixedClock
) -> None:
    signed_in("leader")
    clock.move(minutes=31)
    page = signed_in("admin").get(f"/people/{people['leader'].id}/").text
    assert "全部结束</span>" not in page


def ask(admin: Visitor, person: Actor, *wanted: str) -> TestResponse:
    form = {"seen": sorted(person.roles), "role": list(wanted), "password": PASSWORD}
    return admin.post(f"/people/{person.id}/roles", form)


def waiting(database: Database, clock: FixedClock) -> tuple[RequestView, ...]:
    with database.snapshot() as tx:
        return account_requests.waiting(tx, clock.now())


def decide(admin: Visitor, request: RequestView, outcome: str, proof: str = PASSWORD) -> int:
    form = {"outcome": outcome, "password": proof}
    return admin.post(f"/people/requests/{request.id}", form).status_code


def roles_now(database: Database, person: Actor) -> frozenset[Role]:
    with database.snapshot() as tx:
        return queries.roles_of(tx, person.id)


@pytest.fixture
def one(signed_in: Callable[[str], Visitor]) -> Visitor:
    return signed_in("admin")


@pytest.fixture
def other(signed_in: Callable[[str], Visitor]) -> Visitor:
    return signed_in("admin-2")


def test_an_administrators_own_rights_change_only_with_a_second_one(
    one: Visitor, other: Visitor, people: dict[str, Actor], database: Database, clock: FixedClock
) -> None:
    me = people["admin"]
    asked = ask(one, me, "administrator", "media_reception")
    assert asked.status_code == 303
    assert roles_now(database, me) == {Role.ADMINISTRATOR}
    (request,) = waiting(database, clock)
    assert decide(one, request, "confirmed") == 403
    assert decide(one, request, "refused") == 403
    assert decide(other, request, "withdrawn") == 403
    assert decide(other, request, "confirmed", proof="guess") == 403
    assert roles_now(database, me) == {Role.ADMINISTRATOR}
    page = other.get(f"/people/requests/{request.id}").text
    assert "媒体接待" in page
    assert "向 某admin 核实" in page
    assert "要由另一位管理员核实后确认" in other.get("/notices/").text
    assert decide(other, request, "confirmed") == 303
    assert roles_now(database, me) == {Role.ADMINISTRATOR, Role.MEDIA_RECEPTION}
    assert decide(other, request, "confirmed") == 409


def test_nobody_becomes_an_administrator_by_one_alone(
    one: Visitor, other: Visitor, people: dict[str, Actor], database: Database, clock: FixedClock
) -> None:
    editor = people["editor"]
    ask(one, editor, "administrator")
    assert roles_now(database, editor) == {Role.EDITOR}
    (request,) = waiting(database, clock)
    assert decide(other, request, "confirmed") == 201
    assert roles_now(database, editor) == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("change", ["close", "invite", "factors"])
def test_no_administrator_takes_another_ones_account_alone(
    one: Visitor, other: Visitor, people: dict[str, Actor], database: Database, clock: FixedClock,
    change: str,
) -> None:  # fmt: skip
    form = {"change": change, "reason": "交接", "password": PASSWORD}
    assert one.post(f"/people/{people['admin-2'].id}/account", form).status_code == 303
    assert other.get("/account/").status_code == 200
    (request,) = waiting(database, clock)
    assert decide(other, request, "refused") == 303
    assert other.get("/account/").status_code == 200
    assert waiting(database, clock) == ()
    assert "没有生效" in one.get("/notices/").text


def test_a_request_expires_and_one_is_enough(
    one: Visitor, other: Visitor, people: dict[str, Actor], database: Database, clock: FixedClock,
    signed_in: Callable[[str], Visitor],
) -> None:  # fmt: skip
    ask(one, people["admin"], "administrator", "editor")
    assert ask(one, people["admin"], "administrator").status_code == 409
    (request,) = waiting(database, clock)
    clock.move(hours=25)
    late = signed_in("admin-2")
    assert "已过期，没有生效" in late.get(f"/people/requests/{request.id}").text
    assert decide(late, request, "confirmed") == 409
    assert roles_now(database, people["admin"]) == {Role.ADMINISTRATOR}


def test_what_was_asked_about_other_roles_is_not_done(
    one: Visitor, other: Visitor, people: dict[str, Actor], database: Database, clock: FixedClock
) -> None:
    ask(one, people["admin-2"], "administrator", "editor")
    (request,) = waiting(database, clock)
    with database.transaction() as tx:
        service.assign_role(tx, clock.now(), None, people["admin-2"].id, Role.MEDIA_RECEPTION)
    again = signed_in_again(other)
    assert decide(again, request, "confirmed") == 409
    assert Role.EDITOR not in roles_now(database, people["admin-2"])


def signed_in_again(visitor: Visitor) -> Visitor:
    assert visitor.sign_in("admin-2").status_code == 303
    return visitor


def test_who_asked_may_withdraw_and_others_see_nothing_of_it(
    one: Visitor, signed_in: Callable[[str], Visitor], people: dict[str, Actor],
    database: Database, clock: FixedClock,
) -> None:  # fmt: skip
    ask(one, people["admin"], "administrator", "editor")
    (request,) = waiting(database, clock)
    for name in ("auditor", "leader"):
        assert signed_in(name).get(f"/people/requests/{request.id}").status_code == 403
    assert decide(one, request, "withdrawn") == 303
    assert waiting(database, clock) == ()


def test_an_only_administrator_is_sent_to_who_keeps_the_server(
    one: Visitor, people: dict[str, Actor], database: Database, clock: FixedClock
) -> None:
    with database.transaction() as tx:
        service.set_active(tx, clock.now(), None, people["admin-2"].id, active=False)
    for roles in (("editor", "administrator"), ("deputy",)):
        refused = ask(one, people["editor"], *roles)
        assert refused.status_code == 409
        assert "fayan admin add" in refused.text
    assert "fayan admin add" in one.get("/people/").text
    assert roles_now(database, people["editor"]) == {Role.EDITOR}
    assert ask(one, people["editor"], "editor", "media_reception").status_code == 303


@pytest.mark.parametrize("change", ["telephone", "roles", "", "king"])
def test_a_change_that_the_form_does_not_offer_changes_nothing(
    one: Visitor, people: dict[str, Actor], database: Database, clock: FixedClock, change: str
) -> None:
    for name in ("editor", "leader"):
        form = {"change": change, "reason": "试", "password": PASSWORD}
        assert one.post(f"/people/{people[name].id}/account", form).status_code == 422
    assert waiting(database, clock) == ()
    with database.snapshot() as tx:
        assert all(each.active for each in queries.people(tx))


def test_whoever_an_authorisation_names_is_a_signer_before_it_begins(
    one: Visitor, desk: Desk, services: Services, database: Database, clock: FixedClock
) -> None:
    editor, at = desk.people["media-reception"], clock.now()
    with database.transaction() as tx:  # a role in signing, and not for long
        service.assign_role(tx, at, None, editor.id, Role.LEGAL_REVIEWER)
    wanted = Wanted(Role.BUREAU_LEADER, editor.id, Scope(), at + HOUR, at + 2 * HOUR)
    with database.transaction() as tx:
        give(
            tx, at, desk.people["leader"], from_settings(services.settings), desk.policy, wanted,
            reason="外出", proof=desk.proof("leader", at),
        )  # fmt: skip
        lent = (RoleAssignment.person_id == editor.id, RoleAssignment.role == Role.LEGAL_REVIEWER)
        tx.execute(delete(RoleAssignment).where(*lent))  # as if it had never been
    form = {"change": "invite", "password": PASSWORD}
    assert one.post(f"/people/{editor.id}/account", form).status_code == 303
    assert [each.change for each in waiting(database, clock)] == [Change.INVITE]


def test_a_change_of_roles_signs_the_person_out_everywhere(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    admin, editor = signed_in("admin"), signed_in("editor")
    assert ask(admin, people["editor"], "editor", "media_reception").status_code == 303
    assert editor.get("/account/").status_code == 303
