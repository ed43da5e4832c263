"""电话核签 on screen: the call, two people's proofs in one form, and the signer's own answer."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from console.people.records import Person
from console.releases.rules.kinds import Kind
from console.releases.rules.telephone import code_of
from console.web.approval_form import Form, read
from console.web.services import Services
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]


@pytest.fixture
def release_id(desk: Desk, clock: FixedClock) -> UUID:
    with desk.database.transaction() as tx:
        tx.execute(update(Person).values(telephone="0954-2032110"))
    made = desk.draft(clock.now(), kind=Kind.NOTICE, column="notices", title="交通管制通告")
    digest = desk.submit(clock.now(), made)
    for by in ("unit-head", "secrecy"):
        desk.sign(clock.now(), made, digest, by)
    return made


def begun(visitor: Visitor, desk: Desk, release_id: UUID) -> str:
    answer = visitor.post(
        f"/releases/{release_id}/telephone", {"signer": str(desk.people["leader"].id)}
    )
    assert answer.status_code == 303, answer.text
    return answer.location


def attested(visitor: Visitor, desk: Desk, where: str, **more: object) -> TestResponse:
    digest = desk.see(UUID(str(more.pop("release")))).digest
    sent = {
        "code_heard": code_of(digest).lower(), "figure": ["11", "23", "20", "10"],
        "witness": str(desk.people["legal"].id), "password": PASSWORD,
        "witness_password": PASSWORD, **more,
    }  # fmt: skip
    return visitor.post(f"{where}/attest", sent)


def test_where_nobody_has_a_number_the_page_says_what_else_to_do(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    page = f"/releases/{release_id}/telephone"
    deputy = signed_in("deputy")
    assert "没有号码不能电话核签" not in deputy.get(page).text
    with desk.database.transaction() as tx:
        tx.execute(update(Person).values(telephone=""))
    assert "没有号码不能电话核签" in deputy.get(page).text


def test_the_whole_call_and_its_confirmation(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    deputy = signed_in("deputy")
    assert f"/releases/{release_id}/telephone" in deputy.get(f"/releases/{release_id}").text
    assert "给此人打电话" in deputy.get(f"/releases/{release_id}/telephone").text
    where = begun(deputy, desk, release_id)
    page = deputy.get(where).text
    code = code_of(desk.see(release_id).digest)
    assert f"{code[:3]} {code[3:]}" in page
    assert 'href="tel:0954-2032110"' in page
    answer = attested(deputy, desk, where, release=release_id)
    assert answer.status_code == 303, answer.text
    shown = deputy.get(f"/releases/{release_id}").text
    assert "电话核签，未确认" in shown
    assert "见证人" in shown
    leader = signed_in("leader")
    assert "电话核签，待您确认" in leader.get("/").text
    assert "这个字是您在电话里签的吗" in leader.get(where).text
    assert leader.post(f"{where}/confirm", {"password": PASSWORD}).status_code == 303
    after = deputy.get(f"/releases/{release_id}").text
    assert "已当面确认" in after
    assert "电话核签，未确认" not in after


def test_i_did_not_sign_needs_one_press(signed_in: SignedIn, desk: Desk, release_id: UUID) -> None:
    deputy = signed_in("deputy")
    where = begun(deputy, desk, release_id)
    attested(deputy, desk, where, release=release_id)
    leader = signed_in("leader")
    assert leader.post(f"{where}/deny", {}).status_code == 303
    page = deputy.get(f"/releases/{release_id}").text
    assert "签字人否认" in page
    assert "暂缓发布" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code_heard": "222222"}, "核对码不符"),
        ({"figure": ["11"]}, "还没有复述确认"),
        ({"witness": ""}, "请选择一个人"),
        ({"password": "wrong"}, "口令不对"),
        ({"witness_password": "wrong"}, "口令不对"),
    ],
)
def test_a_refusal_keeps_what_was_heard(
    signed_in: SignedIn, desk: Desk, release_id: UUID, changes: dict[str, object], sentence: str
) -> None:
    deputy = signed_in("deputy")
    where = begun(deputy, desk, release_id)
    answer = attested(deputy, desk, where, release=release_id, **changes)
    assert answer.status_code in {403, 422}
    assert sentence in answer.text
    heard = changes.get("code_heard", code_of(desk.see(release_id).digest).lower())
    assert f'value="{heard}"' in answer.text
    assert desk.see(release_id).chain[-1].signed_by is None


def test_the_same_person_and_an_author_are_refused_as_witness(
    signed_in: SignedIn, desk: Desk, release_id: UUID
) -> None:
    deputy = signed_in("deputy")
    where = begun(deputy, desk, release_id)
    for who, said in (
        ("deputy", "通话人和见证人要是两个人"),
        ("spokesperson", "拟稿人不能做见证人"),
    ):
        answer = attested(deputy, desk, where, release=release_id, witness=str(desk.people[who].id))
        assert answer.status_code == 403
        assert said in answer.text


def test_a_call_is_nobody_elses_business(signed_in: SignedIn, desk: Desk, release_id: UUID) -> None:
    where = begun(signed_in("deputy"), desk, release_id)
    code = code_of(desk.see(release_id).digest)
    editor = signed_in("editor")
    assert editor.get(where).status_code == 404
    assert attested(editor, desk, where, release=release_id).status_code in {403, 404}
    assert signed_in("auditor").get(where).status_code == 200
    assert code[:3] not in signed_in("leader").get(where).text
    assert signed_in("deputy").post(f"{where}/deny", {}).status_code == 404
    page = signed_in("auditor").get(f"{where}?lang=en").text
    assert "Caller" in page


def test_the_approval_form_names_caller_and_witness_and_what_the_signer_says(
    signed_in: SignedIn, services: Services, desk: Desk, release_id: UUID
) -> None:
    deputy = signed_in("deputy")
    where = begun(deputy, desk, release_id)
    attested(deputy, desk, where, release=release_id)

    def said() -> dict[str, object]:
        with desk.database.snapshot() as tx:
            made = Form(services, read(tx, services, desk.people["auditor"], release_id)).content()
        return dict(made["steps"][-1])

    step = said()
    assert step["marks"] == ["电话核签"]
    assert "通话人：某deputy（民警）" in step["proof"]  # type: ignore[operator] # it is there, or this fails
    assert "见证人：某legal（民警）" in step["proof"]  # type: ignore[operator] # it is there, or this fails
    assert "本人尚未当面确认" in str(step["proof"])
    signed_in("leader").post(f"{where}/confirm", {"password": PASSWORD})
    assert "本人当面确认" in str(said()["proof"])
