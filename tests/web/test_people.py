"""Screens of people."""

from collections.abc import Callable

import pytest

from console.database import Database
from console.people import queries
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from tests.web.visitor import PASSWORD, Visitor

NEW = {
    "name": "白露",
    "post": "民警",
    "unit": "宣传处",
    "telephone": "0000-110",
    "username": "bai.lu",
    "password": "a first long password",
}


def test_an_administrator_adds_a_person_who_can_then_sign_in(
    signed_in: Callable[[str], Visitor], visitor: Visitor
) -> None:
    admin = signed_in("admin")
    made = admin.post("/people/", NEW)
    assert made.status_code == 303
    assert "已新增。请分配角色。" in admin.get(made.headers["Location"]).text
    assert visitor.sign_in("bai.lu", NEW["password"]).status_code == 303
    assert visitor.get("/people/").status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "  ", "此项必须填写。"),
        ("name", "名" * 41, "最多 40 个字"),
        ("username", "admin", "已有人使用"),
        ("username", "白露", "用户名用小写字母开头"),
        ("password", "short", "至少 10 个字符"),
        ("password", "bai.lu", "至少 10 个字符"),
    ],
)
def test_a_form_that_cannot_be_used_comes_back_with_what_was_typed(
    signed_in: Callable[[str], Visitor], field: str, value: str, said: str
) -> None:
    page = signed_in("admin").post("/people/", {**NEW, field: value})
    assert page.status_code == 422
    assert said in page.text
    assert f'href="#{field}"' in page.text
    assert 'value="0000-110"' in page.text
    assert NEW["password"] not in page.text


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
    form = {"name": "甲", "post": "民警", "unit": "处", "version": "1", "active": "1"}
    assert one.post(path, form).status_code == 303
    late = other.post(path, {**form, "name": "乙写的"})
    assert late.status_code == 409
    assert "被他人修改" in late.text
    assert 'value="乙写的"' in late.text
    assert '<h1 class="page-title">甲</h1>' in late.text


def test_roles_are_given_and_taken_back(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor], database: Database
) -> None:
    admin, path = signed_in("admin"), f"/people/{people['editor'].id}"
    assert admin.post(f"{path}/roles", {"role": "media_reception"}).status_code == 303
    assert admin.post(f"{path}/roles/revoke", {"role": "editor"}).status_code == 303
    with database.snapshot() as tx:
        assert queries.roles_of(tx, people["editor"].id) == {Role.MEDIA_RECEPTION}
    assert admin.post(f"{path}/roles", {"role": "king"}).status_code == 422


def test_a_role_taken_back_is_gone_at_the_next_click_and_after_signing_in_again(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    auditor, admin = signed_in("auditor"), signed_in("admin")
    assert auditor.get("/audit/").status_code == 200
    admin.post(f"/people/{people['auditor'].id}/roles/revoke", {"role": "auditor"})
    assert auditor.get("/audit/").status_code == 303
    auditor.sign_in("auditor")
    assert auditor.get("/audit/").status_code == 403


def test_an_administrator_cannot_become_a_signer_alone(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    page = signed_in("admin").post(f"/people/{people['admin'].id}/roles", {"role": "bureau_leader"})
    assert page.status_code == 403
    assert "不能给自己分配审签角色" in page.text


def test_a_person_who_left_is_signed_out_at_once(
    signed_in: Callable[[str], Visitor], visitor: Visitor, people: dict[str, Actor]
) -> None:
    leaving, admin = signed_in("editor"), signed_in("admin")
    form = {"name": "甲", "post": "民警", "unit": "处", "version": "1"}  # 在用 not ticked
    assert admin.post(f"/people/{people['editor'].id}/", form).status_code == 303
    assert leaving.get("/account/").status_code == 303
    assert visitor.sign_in("editor").status_code == 422


def test_resetting_a_password_needs_ones_own(
    signed_in: Callable[[str], Visitor], visitor: Visitor, people: dict[str, Actor]
) -> None:
    admin, path = signed_in("admin"), f"/people/{people['leader'].id}/password"
    wrong = admin.post(path, {"password": "a reset password", "proof": "guess"})
    assert wrong.status_code == 403
    assert "口令不对" in wrong.text
    assert visitor.sign_in("leader").status_code == 303
    right = admin.post(path, {"password": "a reset password", "proof": PASSWORD})
    assert right.status_code == 303
    assert visitor.get("/account/").status_code == 303
    assert visitor.sign_in("leader", "a reset password").status_code == 303


def test_an_auditor_looks_and_changes_nothing(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    auditor = signed_in("auditor")
    page = auditor.get(f"/people/{people['editor'].id}/").text
    assert "收回" not in page
    assert "重设口令" not in page
    assert auditor.get("/people/new").status_code == 403


def test_no_administrator_acts_on_people_unseen(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    admin, path = signed_in("admin"), f"/people/{people['leader'].id}"
    admin.post(f"{path}/password", {"password": "a reset password", "proof": PASSWORD})
    admin.post(f"{path}/roles", {"role": "deputy"})
    seen = signed_in("admin-2").get("/notices/").text
    assert "某admin 重设了 某leader 的口令" in seen
    assert "某admin 给 某leader 分配了角色“副职”" in seen
    assert "重设了" not in admin.get("/notices/").text
