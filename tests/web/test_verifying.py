"""核实中 on the release's page: the line beforehand, the reason, who may end it."""

from collections.abc import Callable

from tests.cleared import DOUBT, cleared
from tests.fakes import FixedClock
from tests.web.running import Night
from tests.web.visitor import PASSWORD, Visitor

SignedIn = Callable[[str], Visitor]
LINE = DOUBT.wording.text


def test_it_is_placed_seen_everywhere_and_signed_away(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    release = night.signed(title="存疑的")
    night.run()
    url = f"/releases/{release}"
    visitor = signed_in("spokesperson")
    assert "没有预审过的" in visitor.get(url).text
    cleared(night.desk, clock, house=DOUBT)
    asked = visitor.get(url).text
    assert LINE in asked  # what the public would read, before it does
    assert "标注核实中" not in signed_in("media-reception").get(url).text
    digest = night.desk.see(release).digest
    form = {"digest": digest, "doubt": "<script>1</script>", "password": PASSWORD}
    wrong = visitor.post(f"{url}/verifying", form | {"password": "x"})
    assert wrong.status_code == 403
    assert "&lt;script&gt;" in wrong.text  # what was typed is still there
    assert visitor.post(f"{url}/verifying", form | {"doubt": ""}).status_code == 422
    assert visitor.post(f"{url}/verifying", form).status_code == 303
    shown = visitor.get(url).text
    assert "&lt;script&gt;" in shown
    assert "有内容正在核实：请发更正" in shown  # the next step, before any posting by hand
    assert "需由他人确认" in shown  # why its author cannot end it
    assert f"{url}/confirm" not in shown
    leader = signed_in("leader")
    assert "存疑的" in leader.get("/").text.partition("出了问题")[2]
    hold = leader.get("/").text.partition("/holds/")[2].partition("/lift")[0]
    assert leader.get(f"/holds/{hold}/lift").headers["Location"] == f"{url}#verifying"
    assert leader.post(f"/holds/{hold}/lift", {"password": PASSWORD}).status_code == 409
    done = leader.post(f"{url}/confirm", form | {"verified": "核对过"})
    assert done.status_code == 303
    assert "签发更正，或由末步" not in leader.get(url).text
    assert "hold-band" not in leader.get("/").text
