"""现场签发 on screen: typed, self-checked, signed by the commander, marked loudly, reviewed."""

from collections.abc import Callable
from uuid import UUID

import pytest

from tests.builders import Desk
from tests.cleared import opened_incident
from tests.fakes import FixedClock
from tests.scened import ALL, WORDS, Scene
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]


@pytest.fixture
def incident(desk: Desk, clock: FixedClock) -> UUID:
    return opened_incident(desk, clock)


def sent(**more: object) -> dict[str, object]:
    return {"title": "情况通报", "text": WORDS, "tick": list(ALL), **more}


def put(visitor: Visitor, incident: UUID) -> str:
    answer = visitor.post(f"/incidents/{incident}/on-scene", sent())
    assert answer.status_code == 303, answer.text
    return answer.location


def test_from_the_incident_to_the_signature_and_the_review(
    signed_in: SignedIn, desk: Desk, incident: UUID
) -> None:
    editor = signed_in("editor")
    assert f"/incidents/{incident}/on-scene" in editor.get(f"/incidents/{incident}").text
    form = editor.get(f"/incidents/{incident}/on-scene").text
    assert "某commander" in form
    assert "没有国家秘密" in form
    page = put(editor, incident)
    assert "由现场指挥员一人签发，保密审查以自查清单代替" in editor.get(page).text
    commander, review = signed_in("commander"), f"{page}/review"
    shown = commander.get(review).text
    assert "由现场指挥员一人签发" in shown
    assert shown.count('name="tick"') == len(ALL)
    digest = desk.see(UUID(page[-36:])).digest
    form_of = {"digest": digest, "password": PASSWORD, "comment": "现场已核"}
    refused = commander.post(f"{page}/sign", {**form_of, "tick": list(ALL[1:])})
    assert refused.status_code == 422
    assert "自查清单里这一项还没有确认" in refused.text
    assert "现场已核" in refused.text
    assert commander.post(f"{page}/sign", {**form_of, "tick": list(ALL)}).status_code == 303
    reviewer = signed_in("secrecy")
    assert "待补审" in reviewer.get("/").text
    assert "待补审" in reviewer.get(page).text
    wrong = reviewer.post(
        f"{page}/after-review",
        {"digest": digest, "verdict": "faulty", "remark": "", "password": PASSWORD},
    )
    assert "请写明问题和处理意见" in wrong.text
    done = reviewer.post(
        f"{page}/after-review",
        {"digest": digest, "verdict": "sound", "remark": "已核", "password": PASSWORD},
    )
    assert done.status_code == 303
    assert "已补审" in commander.get(page).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "请写正文"),
        ({"tick": ["no-names"]}, "自查清单里这一项还没有确认"),
        ({"text": "嫌疑人身份证号11010519491231002X。"}, "身份证"),
    ],
)
def test_what_is_refused_is_said_and_nothing_typed_is_lost(
    signed_in: SignedIn, incident: UUID, changes: dict[str, object], sentence: str
) -> None:
    answer = signed_in("editor").post(
        f"/incidents/{incident}/on-scene", sent(title="我的标题", **changes)
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "我的标题" in answer.text


def test_others_neither_type_nor_sign_nor_review(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    scene = Scene.of(desk, clock)
    release_id = scene.put()
    where = f"/incidents/{scene.incident}/on-scene"
    assert signed_in("commander").post(where, sent()).status_code == 403
    digest = desk.see(release_id).digest
    form = {"digest": digest, "password": PASSWORD, "tick": list(ALL)}
    for who in ("editor", "leader", "admin"):
        assert signed_in(who).post(f"/releases/{release_id}/sign", form).status_code == 403, who
    scene.sign(release_id)
    reviewed = {"digest": digest, "verdict": "sound", "password": PASSWORD}
    for who in ("commander", "leader"):
        answer = signed_in(who).post(f"/releases/{release_id}/after-review", reviewed)
        assert answer.status_code == 403, who
    assert scene.owed(release_id).verdict == ""


def test_english_says_it_loudly_too(signed_in: SignedIn, desk: Desk, clock: FixedClock) -> None:
    scene = Scene.of(desk, clock)
    release_id = scene.put()
    scene.sign(release_id)
    page = signed_in("auditor").get(f"/releases/{release_id}?lang=en").text
    assert "a self-check stands for the secrecy review" in page
    assert "Review owed" in page
