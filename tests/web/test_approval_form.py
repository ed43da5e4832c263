"""信息发布审批表 and the QR code: what they tell, to whom, and that words stay words."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from console.authorisations import service as authorisations
from console.authorisations.policy import from_settings as authorising
from console.authorisations.rules.giving import Wanted
from console.kernel.errors import NotNow
from console.people.records import Person
from console.people.rules.granted import Scope
from console.people.rules.roles import Role
from console.printing import Fonts, Typesetter
from console.printing.coverage import missing
from console.printing.typesetting import TEMPLATES
from console.settings import HOME
from console.web.approval_form import Form, read
from console.web.services import Services
from tests.builders import Desk
from tests.cleared import Night as Cleared
from tests.cleared import cleared, opened_incident
from tests.fakes import FixedClock
from tests.scened import ALL, Scene
from tests.web.visitor import Visitor

NASTY = (
    '#set page(width: 1pt) $x$ @foo [a] *b* _c_ <lab> // d /* e */ \\ "f" `g` #read("/etc/passwd")'
)
DAY = timedelta(hours=24)
HARD = "关于示例区平安路某化工厂房爆炸事故搜救进展及群众疏散安置情况的通报续报件"


def form(desk: Desk, services: Services, release_id: UUID) -> Form:
    with desk.database.snapshot() as tx:
        return Form(services, read(tx, services, desk.people["auditor"], release_id))


def test_it_tells_who_answered_for_what_as_they_were_then(
    desk: Desk, services: Services, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), title=HARD)
    digest = desk.submit(clock.move(minutes=1), release_id)
    desk.sign(clock.move(minutes=1), release_id, digest, "unit-head", comment=NASTY)
    told = form(desk, services, release_id).content()
    head, secrecy, *_ = told["steps"]
    assert (head["name"], head["signer"], head["post"]) == ("审核", "某unit-head", "民警")
    assert head["lines"] == ["结论：同意。", f"意见：{NASTY}"]
    assert head["proof"] == ["本人核验：口令", "依据本人职责：部门负责人"]
    assert (secrecy["name"], secrecy["lines"], secrecy["signer"]) == (
        "保密审查",
        ["尚未签字。"],
        "",
    )
    assert told["digest"] == digest
    desk.sign_all(clock.move(minutes=1), release_id, digest)
    told = form(desk, services, release_id).content()
    assert any("保守国家秘密法" in line for line in told["steps"][1]["lines"])
    assert told["steps"][-1]["lines"] == ["结论：同意签发。"]
    assert "某spokesperson" in told["drafted"]
    assert "核对后送审" in told["checked"]
    assert [row[0] for row in told["parts"][-1]["rows"]][:1] == ["网站"]
    assert told["verify"].endswith(f"/verify/{told['number']}/")


def test_drafters_stand_there_as_they_were_when_they_wrote_and_submitted(
    desk: Desk, services: Services, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), title=HARD)
    desk.submit(clock.move(minutes=1), release_id, by="editor")
    before = form(desk, services, release_id).content()
    with desk.database.transaction() as tx:
        tx.execute(update(Person).values(name="改了名", post="调任处长"))
    after = form(desk, services, release_id).content()
    assert (after["drafted"], after["checked"]) == (before["drafted"], before["checked"])
    assert "某spokesperson（民警）" in after["drafted"]
    assert "某editor（民警） 于" in str(after["checked"])


def test_the_same_state_gives_the_same_bytes_and_words_are_never_code(
    desk: Desk, services: Services, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now(), title=HARD, text=f"{NASTY}\n王𠅤、㛃某说明：{NASTY}")
    desk.submit(clock.move(minutes=1), release_id)
    made = form(desk, services, release_id)
    first = services.typesetter.pdf("approval_form.typ", made.content(), made.as_of)
    clock.move(minutes=5)
    again = form(desk, services, release_id)
    assert first == services.typesetter.pdf("approval_form.typ", again.content(), again.as_of)
    boxes = re.findall(rb"/MediaBox ?\[([^]]*)\]", first)
    assert {tuple(round(float(each)) for each in box.split()) for box in boxes} == {
        (0, 0, 595, 842)
    }


def test_those_who_read_releases_get_it_and_a_draft_has_none(
    signed_in: Callable[[str], Visitor], desk: Desk, clock: FixedClock
) -> None:
    draft = desk.draft(clock.now())
    auditor = signed_in("auditor")
    address = f"/releases/{draft}/approval-form.pdf"
    refused = auditor.get(address)
    assert (refused.status_code, "还没有送审" in refused.text) == (409, True)
    desk.submit(clock.now(), draft)
    found = auditor.get(address)
    assert found.headers["Content-Type"] == "application/pdf"
    assert found.headers["Content-Disposition"].startswith("inline; filename")
    assert found.headers["Content-Disposition"].isascii()
    assert found.data.startswith(b"%PDF")
    assert "approval-form.pdf" in auditor.get(f"/releases/{draft}").text
    png, svg = (auditor.get(f"/releases/{draft}/verify-qr.{kind}") for kind in ("png", "svg"))
    assert (png.data[:4], b"<svg" in svg.data[:80]) == (b"\x89PNG", True)
    assert auditor.get(f"/releases/{draft}/verify-qr.exe").status_code == 404


@pytest.mark.parametrize(
    ("families", "seconds", "data", "code"),
    [
        (("No Such Font",), 30, {}, "printing.no_font"),
        (("Noto Sans SC",), 0.01, {}, "printing.too_long"),
        (("Noto Sans SC",), 30, {}, "printing.failed"),
        (("Noto Sans SC",), 30, {"text": "长" * 1_000_000}, "printing.too_large"),
    ],
)
def test_what_cannot_be_set_is_said_and_stops_nothing(
    families: tuple[str, ...], seconds: float, data: dict[str, str], code: str, clock: FixedClock
) -> None:
    folders = (HOME / "node_modules/@expo-google-fonts/noto-sans-sc/400Regular",)
    setter = Typesetter(Fonts(families, folders), seconds=seconds)
    with pytest.raises(NotNow) as refused:
        setter.pdf("approval_form.typ", data, clock.now())
    assert refused.value.code == code


def test_the_source_takes_words_from_its_data_alone() -> None:
    source = (TEMPLATES / "approval_form.typ").read_text(encoding="utf-8")
    assert "eval(" not in source
    assert source.count("sys.inputs") == 1


def test_characters_that_the_fonts_lack_are_known() -> None:
    folder = HOME / "node_modules/@expo-google-fonts/noto-sans-sc/400Regular"
    fonts = list(folder.glob("*.ttf"))
    assert missing("王𠅤㛃龘䶮 2026-0001，\n→√", fonts) == []
    assert missing("\U0001f600王\U00012000\U0001f600", fonts) == ["\U00012000", "\U0001f600"]
    own, new = "\ue863", "\U000323b0"  # 造字; one that is younger than this Python
    assert missing(f"张{own}{new}", fonts) == [own, new]
    assert missing("⚠\ufe0f 葛\U000e0100 软\u00ad连 人\u3000民\u2003\u061c", fonts) == []


def test_what_was_signed_on_scene_is_marked_with_its_list_and_the_review_it_owes(
    desk: Desk, services: Services, clock: FixedClock
) -> None:
    scene, at = Scene.of(desk, clock), clock.now()
    wanted = Wanted(
        Role.SCENE_COMMANDER, desk.people["deputy"].id, Scope(scene.incident), at, at + DAY
    )
    with desk.database.transaction() as tx:
        authorisations.give(
            tx, at, desk.people["commander"], authorising(services.settings), desk.policy, wanted,
            reason="赴另一现场", proof=desk.proof("commander", at),
        )  # fmt: skip
    release_id = scene.put()
    scene.sign(release_id, by="deputy")
    told = form(desk, services, release_id).content()
    assert told["marks"] == ["现场签发"]
    check, signed, review = told["steps"]
    assert (check["name"], check["marks"]) == ("保密审查", ["现场自查"])
    assert len([line for line in check["lines"] if line.startswith("√ ")]) == len(ALL)
    assert (signed["name"], signed["signer"]) == ("现场签发", "某deputy")
    assert signed["marks"] == ["依授权签字"]
    assert "某commander（民警）授权" in signed["proof"][1]
    assert (review["name"], "尚未补审" in review["lines"][0]) == ("事后补审", True)


def test_words_that_were_cleared_beforehand_tell_who_cleared_them(
    desk: Desk, services: Services, clock: FixedClock
) -> None:
    clearance = cleared(desk, clock)
    clock.move(minutes=1)
    night = Cleared(desk, clock, opened_incident(desk, clock), clearance)
    release_id = night.put()
    night.sign(release_id)
    made = form(desk, services, release_id)
    secrecy = made.content()["steps"][0]
    assert (secrecy["name"], secrecy["marks"]) == ("保密审查", ["预审口径"])
    said = "".join(secrecy["lines"])
    assert "某secrecy（民警）" in said
    assert "前有效" in said
    assert services.typesetter.pdf("approval_form.typ", made.content(), made.as_of)
