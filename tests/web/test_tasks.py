"""What waits for a person is on their home screen, not only on the page where it arose."""

import re
from collections.abc import Callable

from console.web.times import field_value
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.test_home import part
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]


def test_a_figure_waits_for_those_who_may_confirm_it_and_did_not_enter_it(
    night: Night, signed_in: SignedIn
) -> None:
    incident, now = night.incident(), night.clock.now()
    form = {"deaths": "2", "as_of": field_value(now, night.desk.policy.zone), "source": "现场"}
    editor = signed_in("editor")
    editor.post(f"/incidents/{incident}/facts", form)
    assert "由您登记，要由别人核实。" in editor.get(f"/incidents/{incident}/facts").text
    assert "去核实" not in part(editor.get("/").text, "tasks")
    head = signed_in("unit-head")
    tasks = part(head.get("/").text, "tasks")
    assert "情况 1 项" in tasks
    assert f"/incidents/{incident}/facts" in tasks
    page = head.get(f"/incidents/{incident}/facts").text
    confirm = re.search(rf"/incidents/{incident}/facts/[0-9a-f-]+/confirm", page)
    assert confirm
    head.post(confirm[0], {"releasable": "1"})
    assert "去核实" not in part(head.get("/").text, "tasks")
    assert "情况 1 项" not in part(signed_in("leader").get("/").text, "tasks")


def test_proposed_wording_waits_for_its_drafter_until_decided(
    signed_in: SignedIn, desk: Desk, clock: FixedClock
) -> None:
    release = desk.draft(clock.now(), text="死亡2人。\n受伤5人，已送医。")
    digest, at = desk.submit(clock.now(), release), f"/releases/{release}"
    proposal = {"digest": digest, "place": "1", "text": "受伤5人，均已送医。"}
    signed_in("unit-head").post(f"{at}/proposals", proposal)
    drafter = signed_in("spokesperson")
    tasks = part(drafter.get("/").text, "tasks")
    assert "等您采纳改法" in tasks
    assert "等您采纳改法" not in part(signed_in("editor").get("/").text, "tasks")
    accept = drafter.get(at).text.split(f'action="{at}/proposals/')[1].split('"')[0]
    drafter.post(f"{at}/proposals/{accept}", {})
    assert "等您采纳改法" not in part(drafter.get("/").text, "tasks")


def test_a_post_to_be_taken_down_says_so(night: Night, signed_in: SignedIn) -> None:
    row = night.handed_over(title="要撤回的")
    poster = signed_in("media-reception")
    assert "微博 撤回" not in part(poster.get("/").text, "tasks")
    night.desk.withdraw(night.clock.now(), row.release_id)
    night.run()
    assert "微博 撤回" in part(poster.get("/").text, "tasks")


def test_the_page_of_a_release_tells_that_it_moved_on_and_waits(
    night: Night, signed_in: SignedIn
) -> None:
    release = night.signed(title="正在发的")
    visitor = signed_in("leader")
    marks = visitor.get(f"/releases/{release}").text.split("news?seen=")[1].split('"')[0]
    asked = f"/releases/{release}/news?seen={marks}"
    assert "新动态" not in visitor.get(asked, htmx=True).text
    night.run()
    told = visitor.get(asked, htmx=True).text
    assert "新动态" in told
    assert "正在发的" not in told  # the page itself stays as it is
    assert visitor.get(f"/releases/{release}/news?seen=zz", htmx=True).status_code == 200
    assert visitor.get(asked).location.endswith(f"/releases/{release}")  # there it marks who reads
