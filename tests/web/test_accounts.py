"""An administrator over somebody's account: where they are signed in."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from console.database import Database
from console.people.queries import OpenSession, open_sessions
from console.people.rules.actor import Actor
from tests.fakes import FixedClock
from tests.web.visitor import Visitor

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


def test_a_change_of_roles_signs_the_person_out_everywhere(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    admin, editor = signed_in("admin"), signed_in("editor")
    admin.post(f"/people/{people['editor'].id}/roles", {"role": "media_reception"})
    assert editor.get("/account/").status_code == 303
    again = signed_in("editor")
    admin.post(f"/people/{people['editor'].id}/roles/revoke", {"role": "editor"})
    assert again.get("/account/").status_code == 303
