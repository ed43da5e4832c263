"""Screens of people."""

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from console.audit import queries as audit
from console.audit.queries import Filter
from console.database import Database
from console.people import queries
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

NEW = {
    "name": "白露",
    "post": "民警",
    "unit": "宣传处",
    "telephone": "0000-110",
    "username": "bai.lu",
    "password": PASSWORD,  # the administrator's own
}
CODE = re.compile(r'id="code">([A-Z0-9-]+)<')


def invitation(page: str) -> str:
    found = CODE.search(page)
    assert found, page[:300]
    return found[1]


CHOSEN = "a harbour in the fog"


def accept(visitor: Visitor, code: str) -> TestResponse:
    form = {"username": "bai.lu", "code": code, "password": CHOSEN, "again": CHOSEN}
    return visitor.post("/invitation", form)


def test_an_administrator_adds_a_person_who_can_then_sign_in(
    signed_in: Callable[[str], Visitor], visitor: Visitor
) -> None:
    admin = signed_in("admin")
    made = admin.post("/people/", NEW)
    assert made.status_code == 201
    code = invitation(made.text)
    assert visitor.sign_in("bai.lu", "").status_code == 422
    assert visitor.sign_in("bai.lu", "!").status_code == 422
    assert accept(visitor, code.lower().replace("-", " ")).status_code == 303
    assert visitor.sign_in("bai.lu", "a harbour in the fog").status_code == 303
    assert visitor.get("/people/").status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "  ", "此项必须填写。"),
        ("name", "名" * 41, "最多 40 个字"),
        ("username", "admin", "已有人使用"),
        ("username", "白露", "用户名用小写字母开头"),
        ("password", "guess", "口令不对"),
    ],
)
def test_a_form_that_cannot_be_used_comes_back_with_what_was_typed(
    signed_in: Callable[[str], Visitor], field: str, value: str, said: str
) -> None:
    page = signed_in("admin").post("/people/", {**NEW, field: value})
    assert page.status_code == (403 if field == "password" else 422)
    assert said in page.text
    assert f'href="#{field}"' in page.text
    assert 'value="0000-110"' in page.text
    assert PASSWORD not in page.text


def test_what_people_write_is_shown_and_never_run(signed_in: Callable[[str], Visitor]) -> None:
    admin = signed_in("admin")
    admin.post("/people/", {**NEW, "name": "<script>alert(1)</script>", "post": "\x00\x07民警"})
    page = admin.get("/people/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "\x07" not in page


def test_two_administrators_cannot_overwrite_each_other(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    one, other = signed_in("admin"), signed_in("admin-2")
    path = f"/people/{people['editor'].id}/"
    form = {"name": "甲", "post": "民警", "unit": "处", "version": "1", "password": PASSWORD}
    assert one.post(path, form).status_code == 303
    late = other.post(path, {**form, "name": "乙写的"})
    assert late.status_code == 409
    assert "被他人修改" in late.text
    assert 'value="乙写的"' in late.text
    assert '<h1 class="page-title">甲</h1>' in late.text


def roles(admin: Visitor, person: Actor, *wanted: str, proof: str = PASSWORD) -> TestResponse:
    form = {"seen": sorted(person.roles), "role": list(wanted), "password": proof}
    return admin.post(f"/people/{person.id}/roles", form)


def test_roles_are_given_and_taken_back(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor], database: Database
) -> None:
    admin, editor = signed_in("admin"), people["editor"]
    assert roles(admin, editor, "media_reception", proof="guess").status_code == 403
    assert roles(admin, editor, "media_reception").status_code == 303
    with database.snapshot() as tx:
        assert queries.roles_of(tx, editor.id) == {Role.MEDIA_RECEPTION}
    assert roles(admin, editor, "king").status_code == 422
    late = roles(admin, editor, "unit_head")  # from a page that still shows the old roles
    assert late.status_code == 409
    assert "被他人修改" in late.text


def test_a_role_taken_back_is_gone_at_the_next_click_and_after_signing_in_again(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    auditor, admin = signed_in("auditor"), signed_in("admin")
    assert auditor.get("/audit/").status_code == 200
    assert roles(admin, people["auditor"]).status_code == 303
    assert auditor.get("/audit/").status_code == 303
    auditor.sign_in("auditor")
    assert auditor.get("/audit/").status_code == 403


def test_an_administrator_cannot_become_a_signer_alone(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    page = roles(signed_in("admin"), people["admin"], "administrator", "bureau_leader")
    assert page.status_code == 403
    assert "不能给自己分配审签角色" in page.text


def account(admin: Visitor, person: Actor, change: str, **fields: str) -> TestResponse:
    form = {"change": change, "password": PASSWORD, "reason": "调离", **fields}
    return admin.post(f"/people/{person.id}/account", form)


def test_a_person_who_left_is_signed_out_at_once_and_may_come_back(
    signed_in: Callable[[str], Visitor], visitor: Visitor, people: dict[str, Actor]
) -> None:
    leaving, admin, editor = signed_in("editor"), signed_in("admin"), people["editor"]
    assert account(admin, editor, "close", reason=" ").status_code == 422
    assert account(admin, editor, "close").status_code == 303
    assert leaving.get("/account/").status_code == 303
    assert visitor.sign_in("editor").status_code == 422
    assert account(admin, editor, "reopen").status_code == 303
    assert visitor.sign_in("editor").status_code == 303


def test_a_reset_password_is_chosen_by_its_owner_alone(
    signed_in: Callable[[str], Visitor], visitor: Visitor, people: dict[str, Actor]
) -> None:
    admin, here = signed_in("admin"), signed_in("media-reception")
    wrong = account(admin, people["media-reception"], "invite", password="guess")
    assert wrong.status_code == 403
    assert "口令不对" in wrong.text
    assert here.get("/account/").status_code == 200
    code = invitation(account(admin, people["media-reception"], "invite").text)
    assert here.get("/account/").status_code == 303
    assert visitor.sign_in("media-reception").status_code == 422
    form = {
        "username": "media-reception",
        "password": "a harbour in the fog",
        "again": "another harbour",
    }
    assert visitor.post("/invitation", {**form, "code": code}).status_code == 422
    form["again"] = form["password"]
    assert (
        visitor.post("/invitation", {**form, "code": code, "username": "editor"}).status_code == 422
    )
    weak = {"password": "password123456", "again": "password123456"}
    assert "太常见" in visitor.post("/invitation", {**form, **weak, "code": code}).text
    assert visitor.post("/invitation", {**form, "code": code}).status_code == 303
    assert visitor.sign_in("media-reception", form["password"]).status_code == 303
    again = visitor.post("/invitation", {**form, "code": code})
    assert again.status_code == 422
    assert "已用过" in again.text


def test_a_code_ends_with_its_time_and_with_the_next_one(
    signed_in: Callable[[str], Visitor], visitor: Visitor, database: Database, clock: FixedClock
) -> None:
    admin = signed_in("admin")
    first = invitation(admin.post("/people/", NEW).text)
    with database.snapshot() as tx:
        person = queries.actor(tx, queries.card_of_username(tx, "bai.lu").id)
    assert "邀请码已发出" in admin.get(f"/people/{person.id}/").text
    second = invitation(account(admin, person, "invite").text)
    assert accept(visitor, first).status_code == 422
    clock.move(hours=49)
    assert accept(visitor, second).status_code == 422


def test_codes_are_guessed_no_faster_than_passwords(
    visitor: Visitor, people: dict[str, Actor]
) -> None:
    form = {"username": "leader", "password": "a harbour in the fog"}
    form["again"] = form["password"]
    answers = [
        visitor.post("/invitation", {**form, "code": f"{n:016}"}).status_code for n in range(11)
    ]
    assert answers == [422] * 10 + [429]


def test_a_pause_is_lifted_by_an_administrator(
    signed_in: Callable[[str], Visitor], visitor: Visitor, people: dict[str, Actor]
) -> None:
    for _ in range(10):
        visitor.sign_in("leader", "guess")
    assert visitor.sign_in("leader").status_code == 429
    admin = signed_in("admin")
    assert "失败 10 次" in admin.get(f"/people/{people['leader'].id}/").text
    assert account(admin, people["leader"], "unlock").status_code == 303
    assert visitor.sign_in("leader").status_code == 303


def test_an_auditor_looks_and_changes_nothing(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    auditor = signed_in("auditor")
    page = auditor.get(f"/people/{people['editor'].id}/").text
    assert "调整角色" not in page
    assert "重设口令" not in page
    assert auditor.get("/people/new").status_code == 403


def test_no_administrator_acts_on_people_unseen(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    admin, editor = signed_in("admin"), people["editor"]
    account(admin, editor, "invite")
    roles(admin, editor, "editor", "media_reception")
    account(admin, editor, "close")
    form = {"name": "甲", "post": "警长", "unit": "处", "version": "2", "password": PASSWORD}
    admin.post(f"/people/{editor.id}/", form)
    admin.post("/people/", NEW)
    seen = signed_in("admin-2").get("/notices/").text
    assert "某admin 重设了 某editor 的口令" in seen
    assert "某admin 给 某editor 分配了角色“媒体接待”" in seen
    assert "某admin 办理了 某editor 的账号：停用账号" in seen
    assert "某admin 修改了 甲 的姓名、职务、单位或电话" in seen
    assert "某admin 添加了人员 白露" in seen
    assert "重设了" not in admin.get("/notices/").text


def test_particulars_take_proof_and_a_signers_telephone_a_second_administrator(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor], database: Database
) -> None:
    admin, other, leader = signed_in("admin"), signed_in("admin-2"), people["leader"]
    path = f"/people/{leader.id}/"
    form = {"name": "甲", "post": "局长", "unit": "处", "telephone": "0954-2032110", "version": "1"}
    for proof in ({}, {"password": "guess"}):
        refused = admin.post(path, {**form, **proof})
        assert refused.status_code in {403, 422}
        assert 'value="0954-2032110"' in refused.text
    assert "向 某admin 核实" not in other.get("/people/").text
    assert admin.post(path, {**form, "password": PASSWORD}).status_code == 303
    with database.snapshot() as tx:
        now = queries.person(tx, leader.id)
        assert (now.card.name, now.telephone) == ("甲", "")
    told = signed_in("leader").get("/notices/?lang=en").text
    assert "某admin asks to change your account (Change of telephone)" in told
    late = admin.post(path, {**form, "telephone": "1", "version": "2", "password": PASSWORD})
    assert late.status_code == 409
    assert "已有一项变更" in late.text
    found = re.search(r"/people/requests/[0-9a-f-]+", other.get(path).text)
    assert found
    assert "0954-2032110" in other.get(found[0]).text
    confirmed = {"outcome": "confirmed", "password": PASSWORD}
    assert admin.post(found[0], confirmed).status_code == 403
    assert other.post(found[0], confirmed).status_code == 303
    with database.snapshot() as tx:
        assert queries.person(tx, leader.id).telephone == "0954-2032110"
        kept = str(audit.events(tx, Filter(subjects=(f"person:{leader.id}",))))
    assert "2032110" not in kept
    assert "sha256" in kept
