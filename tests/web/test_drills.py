"""The screens of a drill: its mark on every page, and the wall of what the public would see."""

from collections.abc import Callable
from uuid import UUID

import pytest

from console.releases.rules.kinds import Kind
from tests.services.test_drills import Office, run
from tests.web.running import Night
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]


@pytest.fixture
def drilled(night: Night) -> tuple[UUID, UUID]:
    """(incident, release): out, on the wall."""
    incident = night.incident(title="反恐桌面推演", drill=True)
    release = night.signed(kind=Kind.INITIAL, incident_id=incident)
    run(Office(night.desk.database, night.desk.policy, night.clock), night.clock)
    return incident, release


def test_the_wall_shows_what_each_platform_would_have_shown(
    drilled: tuple[UUID, UUID], signed_in: SignedIn
) -> None:
    incident, release = drilled
    visitor = signed_in("spokesperson")
    page = visitor.get(f"/drills/{incident}/wall").text
    for lane in ("网站", "订阅", "微博", "微信"):
        assert lane in page
    assert page.count("Y-2026-0001") >= 4
    shown = visitor.get(f"/releases/{release}").text
    assert "公众看到的" not in shown
    assert f"/drills/{incident}/wall" in shown


def test_a_delivery_of_a_drill_leads_to_the_wall(
    drilled: tuple[UUID, UUID], signed_in: SignedIn, night: Night
) -> None:
    incident, _ = drilled
    url = (night.press.row("weibo").receipt or {})["url"]
    answered = signed_in("spokesperson").get(url.removeprefix("http://localhost:8080"))
    assert answered.status_code == 303
    assert answered.headers["Location"].startswith(f"/drills/{incident}/wall#post-")
    assert signed_in("spokesperson").get("/drills/posts/none").status_code == 404


def test_every_page_of_a_drill_wears_the_band_and_no_other(
    drilled: tuple[UUID, UUID], night: Night, signed_in: SignedIn
) -> None:
    incident, release = drilled
    delivery = night.press.row("website").id
    visitor = signed_in("spokesperson")
    for path in (
        f"/incidents/{incident}", f"/incidents/{incident}/facts", f"/incidents/{incident}/quiet",
        f"/incidents/{incident}/story", f"/incidents/{incident}/issuer", f"/releases/{release}",
        f"/releases/{release}/plan", f"/rollout/{delivery}", f"/drills/{incident}/wall",
    ):  # fmt: skip
        page = visitor.get(path)
        assert "演练 · 此事件不是真实事件" in page.text, path
        assert "<title>【演练】" in page.text, path
    real = night.incident()
    for path in ("/", "/incidents/", f"/incidents/{real}"):
        assert "演练 · 此事件不是真实事件" not in visitor.get(path).text, path
    assert visitor.get(f"/drills/{real}/wall").status_code == 404
