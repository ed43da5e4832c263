"""The screens of a drill: its mark on every page, and the wall of what the public would see."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from console.releases.rules.kinds import Kind
from tests.services.test_drills import Office, run
from tests.web.running import Night
from tests.web.visitor import Visitor

VERSION = re.compile(r'name="version" value="(\d+)"')
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


def test_a_drill_is_ended_on_its_page_and_its_report_can_be_taken_along(
    drilled: tuple[UUID, UUID], night: Night, signed_in: SignedIn
) -> None:
    incident, _ = drilled
    visitor = signed_in("spokesperson")
    page = visitor.get(f"/drills/{incident}")
    assert "参演人员里还没有人" in page.text
    assert "演练还在进行" in page.text
    leader = night.desk.people["leader"].id
    visitor.post(f"/drills/{incident}/people", {"people": [str(leader)]})
    assert f'value="{leader}" checked' in visitor.get(f"/drills/{incident}").text
    assert visitor.post(f"/drills/{incident}/people", {"people": ["x"]}).status_code == 303
    version = VERSION.search(visitor.get(f"/drills/{incident}").text)[1]  # type: ignore[index] # it is there, or this fails
    refused = visitor.post(f"/drills/{incident}/end", {"version": version, "summary": "长" * 2001})
    assert refused.status_code == 422
    assert "长长长" in refused.text
    ended = visitor.post(
        f"/drills/{incident}/end", {"version": version, "summary": "<script>=1</script>"}
    )
    assert ended.status_code == 303
    shown = signed_in("auditor").get(f"/drills/{incident}").text
    assert "演练结束时存档" in shown
    assert "&lt;script&gt;=1" in shown
    assert "某leader" in shown
    assert "结束演练" not in shown
    again = visitor.post(f"/drills/{incident}/end", {"version": version, "summary": ""})
    assert again.status_code == 409
    table = visitor.get(f"/drills/{incident}/report.csv")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "渠道发出,微博,Y-2026-0001" in table.text
    assert '"number":"Y-2026-E0001"' in visitor.get(f"/drills/{incident}/report.json").text
    assert visitor.get(f"/drills/{incident}/report.exe").status_code == 404


def test_the_incident_page_of_a_drill_offers_no_other_end(
    night: Night, signed_in: SignedIn
) -> None:
    incident = night.incident(drill=True)
    page = signed_in("spokesperson").get(f"/incidents/{incident}").text
    assert "结束此事件" not in page
    assert f"/drills/{incident}" in page


def test_while_something_real_is_handled_every_page_of_the_drill_says_so(
    night: Night, signed_in: SignedIn
) -> None:
    drill = night.incident(title="桌面推演", drill=True)
    visitor = signed_in("spokesperson")
    assert "演练请让路" not in visitor.get(f"/incidents/{drill}").text
    night.incident(title="真的着火了")
    page = visitor.get(f"/incidents/{drill}").text
    assert "演练请让路" in page
    assert "真的着火了" in page
    home = visitor.get("/").text
    assert home.index("真的着火了") < home.index("桌面推演")
