"""更正链接 on the screens: led there from the delivery, and what was typed stays."""

import html
import re
from collections.abc import Callable

from tests.fakes import FixedClock
from tests.web.running import WEIBO_LINK, Night
from tests.web.visitor import Visitor

SignedIn = Callable[[str], Visitor]
OTHER = WEIBO_LINK.replace("Mabc", "Nxyz")
NASTY = "<script>alert(1)</script>"


def test_a_wrong_link_is_put_right_from_the_delivery_and_both_stay_to_be_read(
    night: Night, signed_in: SignedIn, clock: FixedClock
) -> None:
    row = night.handed_over()
    visitor, address = signed_in("media-reception"), f"/handover/{row.id}/link"
    assert "还没有确认发出" in visitor.get(address).text
    visitor.post(f"/handover/{row.id}/confirm", {"link": WEIBO_LINK})
    for page in (f"/rollout/{row.id}", f"/handover/{row.id}"):
        assert address in visitor.get(page).text
    clock.move(minutes=3)
    refused = visitor.post(address, {"link": OTHER, "reason": " ", "seen": "0"})
    assert (refused.status_code, OTHER in refused.text) == (422, True)
    refused = visitor.post(address, {"link": "https://weibo.com/1/x", "reason": NASTY, "seen": "x"})
    assert (refused.status_code, NASTY in refused.text) == (422, False)
    assert html.escape(NASTY) in refused.text
    form = {"link": OTHER, "reason": NASTY, "seen": "0"}
    for _ in range(2):
        assert visitor.post(address, form).status_code == 303
    late = signed_in("spokesperson").post(address, form | {"link": f"{OTHER}2"})
    assert (late.status_code, "别人已更正过链接" in late.text) == (409, True)
    told = signed_in("leader").get(f"/rollout/{row.id}").text
    assert all(each in told for each in (WEIBO_LINK, OTHER, "某media-reception", "20:03"))
    assert NASTY not in told
    assert address not in told
    assert "disabled>更正链接</button>" in told
    assert re.search(r"disabled>未发布</button>\s*<span[^>]*>[^<]+", told)  # and why, for both


def test_links_that_were_mixed_up_are_exchanged_where_the_form_says_so(
    night: Night, signed_in: SignedIn
) -> None:
    first = night.handed_over()
    visitor = signed_in("media-reception")
    visitor.post(f"/handover/{first.id}/confirm", {"link": WEIBO_LINK})
    second = night.handed_over(title="另一篇")
    visitor.post(f"/handover/{second.id}/confirm", {"link": OTHER})
    form = {"link": WEIBO_LINK, "reason": "两篇贴反了", "seen": "0"}
    refused = visitor.post(f"/handover/{second.id}/link", form)
    assert (refused.status_code, 'name="swap"' in refused.text) == (422, True)
    assert visitor.post(f"/handover/{second.id}/link", form | {"swap": "1"}).status_code == 303
    assert OTHER in visitor.get(f"/handover/{first.id}").text
