"""Screens in lobbies: what goes on, in large type and as data; no drill, nothing withdrawn."""

import json
from dataclasses import replace
from datetime import timedelta

from console.newsroom.pages import SitePages
from console.publishing.rules.shelf import Dated, IncidentCard, ShelfEntry, ShelfItem, Verifying
from tests.newsroom.items import EVENING, SITE, card, drill, entry, item, withdrawn


def made(
    current: list[tuple[IncidentCard, ShelfItem]], entries: list[ShelfEntry]
) -> tuple[str, dict[str, list[dict[str, object]]]]:
    screen, data = SitePages(SITE).signage(current, entries)
    assert (screen.path, data.path) == ("signage/index.html", "signage.json")
    return screen.body.decode(), json.loads(data.body)


def test_what_goes_on_stands_first_with_its_advice_and_the_next_word() -> None:
    telling = item(advice="请绕行\n勿围观", next_update_at=EVENING + timedelta(hours=1))
    own = replace(entry(9), incident_number=card().number, list_title="同一事件的通报")
    page, told = made([(card(), telling)], [own, *(entry(place) for place in range(1, 9))])
    assert page.index(card().title) < page.index(telling.list_title)
    for word in ("请绕行", "勿围观", "下次更新", SITE.domain, SITE.telephone):
        assert word in page
    assert told["current"][0]["advice"] == ["请绕行", "勿围观"]
    assert told["current"][0]["next_update"] == "2026-11-23T13:10:00Z"
    assert len(told["latest"]) == 2
    assert "同一事件的通报" not in page
    assert len(made([], [entry(place) for place in range(1, 9)])[1]["latest"]) == 5
    assert "http-equiv" not in page


def test_no_drill_and_nothing_withdrawn_is_shown() -> None:
    taken, practice = withdrawn(item()), drill()
    page, told = made(
        [(card(), taken), (card(number="Y-2026-E0001", title="演练的火灾"), practice)],
        [replace(entry(2), number="Y-2026-0002", list_title="演练的通报")],
    )
    assert told["current"] == told["latest"] == []
    assert "暂无发布" in page
    for word in (taken.list_title, "演练的火灾", "演练的通报"):
        assert word not in page


def test_what_is_in_doubt_or_over_says_so() -> None:
    doubted = item(verifying=Verifying("数字正在核实，以更正为准", EVENING))
    page, _ = made([(card(), doubted)], [])
    assert "核实中：数字正在核实，以更正为准" in page
    ended = item(ended=Dated("2026-0009", "解除预警", EVENING))
    assert "预警已解除" in made([(card(), ended)], [])[0]


def test_words_are_no_markup() -> None:
    page, told = made([(card(title="<script>x</script>"), item(advice="<b>绕行"))], [])
    assert "<script>x" not in page
    assert "&lt;b&gt;绕行" in page
    assert told["current"][0]["title"] == "<script>x</script>"
