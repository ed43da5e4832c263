"""授权 on screen: given, refused, revoked, relied on; and what other people do not see."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from console.authorisations import queries
from console.authorisations.queries import AuthorisationView
from console.web.times import field_value
from tests import pictures
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
PNG = pictures.PNG


class Form:
    def __init__(self, desk: Desk, clock: FixedClock) -> None:
        self.desk, self.clock = desk, clock

    def __call__(self, to: str = "deputy", **more: object) -> dict[str, object]:
        until = field_value(self.clock.now() + timedelta(hours=2), self.desk.policy.zone)
        return {
            "person": str(self.desk.people[to].id), "role": "bureau_leader", "incident": "",
            "column": "", "level": "", "ends_at": until, "reason": "赴现场指挥",
            "password": PASSWORD, **more,
        }  # fmt: skip

    def all(self) -> tuple[AuthorisationView, ...]:
        with self.desk.database.snapshot() as tx:
            return queries.everyone(tx, self.clock.now())


@pytest.fixture
def form(desk: Desk, clock: FixedClock) -> Form:
    return Form(desk, clock)


def given(visitor: Visitor, sent: dict[str, object]) -> TestResponse:
    answer = visitor.post("/authorisations/", sent)
    assert answer.status_code == 303, answer.text
    return visitor.get(answer.location)


def test_a_leader_authorises_and_both_see_it(signed_in: SignedIn, form: Form) -> None:
    page = given(signed_in("leader"), form(column="bulletins", level="larger"))
    assert "赴现场指挥" in page.text
    assert "较大及以下" in page.text
    deputy = signed_in("deputy")
    assert "授权您代为签字" in deputy.get("/notices/").text
    assert "某leader" in deputy.get("/authorisations/").text
    assert "全部授权" not in deputy.get("/authorisations/").text
    assert "某leader → 某deputy" in signed_in("auditor").get("/authorisations/").text


def test_the_deputy_signs_and_the_chain_names_what_they_relied_on(
    signed_in: SignedIn, desk: Desk, form: Form, clock: FixedClock
) -> None:
    given(signed_in("leader"), form(to="deputy"))
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    for by in ("unit-head", "secrecy"):
        desk.sign(clock.now(), release_id, digest, by)
    editor = signed_in("deputy")
    assert f"/releases/{release_id}/review" in editor.get("/").text
    answer = editor.post(f"/releases/{release_id}/sign", {"digest": digest, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    page = editor.get(f"/releases/{release_id}").text
    number = form.all()[0].number
    assert f"依据授权 {number}" in page
    assert desk.see(release_id).row.title in editor.get(f"/authorisations/{form.all()[0].id}").text


def test_revoked_after_the_page_was_opened_the_signature_is_refused_in_words(
    signed_in: SignedIn, desk: Desk, form: Form, clock: FixedClock
) -> None:
    given(signed_in("leader"), form(to="deputy"))
    release_id = desk.draft(clock.now())
    digest = desk.submit(clock.now(), release_id)
    for by in ("unit-head", "secrecy"):
        desk.sign(clock.now(), release_id, digest, by)
    editor, made = signed_in("deputy"), form.all()[0]
    assert editor.get(f"/releases/{release_id}/review").status_code == 200
    assert signed_in("leader").post(f"/authorisations/{made.id}/revoke", {}).status_code == 303
    answer = editor.post(
        f"/releases/{release_id}/sign", {"digest": digest, "password": PASSWORD, "comment": "看过"}
    )
    assert answer.status_code == 403
    assert f"授权 {made.number} 已被撤销，没有签字" in answer.text
    assert desk.see(release_id).chain[-1].signed_by is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": "secrecy_reviewer"}, "没有的权限不能授予别人"),
        ({"role": "mayor"}, "请选择代行哪个职责"),
        ({"person": "nobody"}, "请选择一位在用的人员"),
        ({"ends_at": ""}, "请填写结束日期和时间"),
        ({"ends_at": "2020-01-01T10:00"}, "结束时间要晚于现在"),
        ({"ends_at": "2029-01-01T10:00"}, "最长 30 天"),
        ({"reason": " "}, "请写明授权的理由"),
        ({"level": "huge"}, "没有这个级别"),
        ({"column": "nowhere"}, "没有这个栏目"),
        ({"incident": "x"}, "没有这起事件"),
        ({"password": "wrong"}, "口令不对"),
        ({"paper": "0" * 64}, "没有找到您上传的纸质批示"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    signed_in: SignedIn, form: Form, changes: dict[str, str], sentence: str
) -> None:
    answer = signed_in("leader").post("/authorisations/", form(**changes))
    assert answer.status_code in {403, 422}
    assert sentence in answer.text
    if "reason" not in changes:
        assert "赴现场指挥" in answer.text
    assert form.all() == ()


def test_the_paper_is_kept_over_a_refusal_and_shown_to_those_concerned_only(
    signed_in: SignedIn, form: Form
) -> None:
    leader = signed_in("leader")
    refused = leader.post(
        "/authorisations/", form(paper_file=(BytesIO(PNG), "批示.png"), password="wrong")
    )
    assert "已收到上传的照片" in refused.text
    sha256 = refused.text.split('name="paper" value="')[1][:64]
    given(leader, form(paper=sha256))
    path = f"/authorisations/{form.all()[0].id}/paper"
    for who, status in (("leader", 200), ("deputy", 200), ("auditor", 200), ("editor", 404)):
        assert signed_in(who).get(path).status_code == status, who
    wrong = leader.post("/authorisations/", form(paper_file=(BytesIO(b"MZ"), "x.png")))
    assert wrong.status_code == 422


def test_who_holds_nothing_gives_nothing_and_sees_no_strangers_authorisation(
    signed_in: SignedIn, form: Form
) -> None:
    given(signed_in("leader"), form())
    editor, path = signed_in("editor"), f"/authorisations/{form.all()[0].id}"
    assert "您没有可以授予别人的职责" in editor.get("/authorisations/new").text
    assert editor.post("/authorisations/", form()).status_code == 403
    assert editor.get(path).status_code == 404
    assert editor.post(f"{path}/revoke", {}).status_code == 403
    sent = form(paper_file=(BytesIO(PNG), "x.png"))
    assert editor.post("/authorisations/", sent).status_code == 403
    assert form.all()[0].holds


def test_english_says_it_in_english(signed_in: SignedIn, form: Form) -> None:
    given(signed_in("leader"), form(reason="<script>alert(1)</script>"))
    page = signed_in("deputy").get(f"/authorisations/{form.all()[0].id}?lang=en").text
    assert "Signs as" in page
    assert "any incident, column and level" in page
    assert "<script>alert(1)" not in page
