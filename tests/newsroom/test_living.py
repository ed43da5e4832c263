"""An incident as it lives: what each release changed, and how the figures stand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.newsroom.living import Change, Event, Story, tell
from console.newsroom.pages import SitePages
from console.publishing.rules.shelf import KnownFact, Reference, ShelfItem
from tests.newsroom.items import EVENING, SITE, card, correction_of, item, withdrawn
from tests.newsroom.reading import text_of, tree

FIRST = ("11月23日19时42分许，示例区平安路一厂房发生爆炸。", "截至20时，已造成2人受伤。")
SECOND = (
    "11月23日19时42分许，示例区平安路一厂房发生爆炸。",
    "截至20时12分，事故已造成1人死亡、5人受伤。", "明火已扑灭。",
)  # fmt: skip


def story(*items: ShelfItem) -> Story:
    return tell(items, SITE.zone)


def of(told: Story, number: str) -> Event:
    (event,) = (e for e in told.events if e.item.number == number and not e.taken_back)
    return event


def figures(told: Story) -> dict[str, str]:
    return {figure.label: figure.words for figure in told.figures}


def two() -> tuple[ShelfItem, ShelfItem]:
    return item(1, paragraphs=FIRST), item(5, kind="update", paragraphs=SECOND)


def test_each_release_says_what_it_changed() -> None:
    told = story(*two())
    assert [event.item.number for event in told.events] == ["2026-0005", "2026-0001"]
    assert of(told, "2026-0001").changes == (Change("受伤", None, "2 人"),)
    assert of(told, "2026-0005").changes == (
        Change("死亡", None, "1 人"),
        Change("受伤", "2 人", "5 人"),
    )


def test_an_update_tells_its_new_sentences_not_the_beginning_again() -> None:
    told = of(story(*two()), "2026-0005").summary
    assert "厂房发生爆炸" not in told
    assert "1人死亡" in told
    assert "明火已扑灭" in told


def test_a_release_that_repeats_everything_still_says_something() -> None:
    first = item(1, paragraphs=FIRST)
    again = item(2, kind="update", paragraphs=FIRST)
    assert of(story(first, again), "2026-0002").summary.startswith("11月23日")


def test_figures_stand_as_last_said_with_their_own_time() -> None:
    told = story(*two())
    assert figures(told) == {"死亡": "1 人", "受伤": "5 人"}
    assert {figure.as_of.strftime("%H:%M") for figure in told.figures} == {"20:12"}
    third = item(30, kind="update", paragraphs=("截至20时35分，又有1人经抢救无效死亡。",))
    now = {f.label: (f.words, f.item.number) for f in story(*two(), third).figures}
    assert now["死亡"] == ("2 人", "2026-0030")
    assert now["受伤"][1] == "2026-0005"


def test_a_hedged_figure_stays_hedged() -> None:
    first = item(1, paragraphs=("截至20时，已造成至少3人死亡，50余人受伤，约20人失联。",))
    assert figures(story(first)) == {"死亡": "3 人以上", "受伤": "50 人以上", "失联": "约 20 人"}


@pytest.mark.parametrize(
    "words", ["原文“2人受伤”，现更正为“3人受伤”。", "现更正为“3人受伤”，原文为“2人受伤”。"]
)
def test_a_correction_shows_old_and_new_whichever_it_names_first(words: str) -> None:
    old, told = correction_of(item(1, paragraphs=FIRST))
    told = replace(told, text=words)
    corrected = story(old, told)
    assert of(corrected, told.number).kind == "更正"
    assert of(corrected, told.number).changes == (Change("受伤", "2 人", "3 人"),)
    assert figures(corrected) == {"受伤": "3 人"}


def test_a_correction_of_an_old_figure_leaves_the_newer_one() -> None:
    first, second = two()
    first, told = correction_of(first)
    assert of(story(first, second, told), told.number).changes == (Change("受伤", "2 人", "3 人"),)
    assert figures(story(first, second, told))["受伤"] == "5 人"


def test_an_erratum_and_a_rebuttal_move_no_figure() -> None:
    first = item(1, paragraphs=FIRST)
    rumour = item(2, kind="rebuttal", paragraphs=("网传事故造成30人死亡，不属实。",))
    slip = item(3, kind="erratum", corrects=Reference(first.number, first.list_title))
    assert figures(story(first, rumour, slip)) == {"受伤": "2 人"}


def test_a_withdrawal_takes_its_figures_back_and_stands_at_its_own_time() -> None:
    first, second = two()
    told = story(first, withdrawn(second))
    assert figures(told) == {"受伤": "2 人"}
    assert told.latest is not None
    assert told.latest.number == "2026-0001"
    newest = told.events[0]
    assert newest.taken_back
    assert newest.at == EVENING + timedelta(hours=2)
    assert of(told, "2026-0005").kind == "已撤回"


def test_the_page_puts_the_newest_first_and_the_figures_in_a_table() -> None:
    first, second = two()
    first, told = correction_of(first, 9)
    page = SitePages(SITE).incident(card(), [told, withdrawn(item(7)), second, first])
    shown = tree(page)
    rows = ["".join(row.itertext()).split() for row in shown.find_class("figures")[0].iter("tr")]
    assert rows[1][:3] == ["死亡1", "人2026-11-23", "20:12"]
    marks = [mark.text_content() for mark in shown.find_class("mark")]
    assert marks == ["撤回", "更正", "最新", "已撤回", "情况通报", "情况通报", "已更正"]
    assert "受伤 2 人 → 3 人" in text_of(page)
    assert "受伤 2 人 → 5 人" in text_of(page)


def test_the_next_update_is_promised_only_while_the_incident_is_open() -> None:
    promised = item(1, next_update_at=EVENING + timedelta(hours=2))
    pages = SitePages(SITE)
    shown = text_of(pages.incident(card(), [promised]))
    assert "下次更新 2026-11-23 22:10 前" in shown
    assert "下次更新" not in text_of(pages.incident(card(closed=True), [promised]))
    assert "下次更新 2026-11-23 22:10 前" in text_of(pages.home([(card(), promised)], [], []))


def test_a_figure_stands_as_of_the_fact_that_was_signed_with_it() -> None:
    known = EVENING + timedelta(minutes=3)
    release = item(5, paragraphs=SECOND, facts=(KnownFact("injuries", "5人", known),))
    as_of = {figure.label: figure.as_of for figure in story(release).figures}
    assert as_of["受伤"] == known
    assert as_of["死亡"] == EVENING + timedelta(minutes=2)


def test_facts_in_words_follow_the_figures() -> None:
    phone = KnownFact("enquiry_phone", "0000-0000110", EVENING)
    first = item(1, paragraphs=FIRST, facts=(phone, KnownFact("measures", "长", EVENING)))
    second = item(5, kind="update", paragraphs=SECOND)
    assert figures(story(first, second)) == {
        "死亡": "1 人", "受伤": "5 人", "家属和咨询电话": "0000-0000110",
    }  # fmt: skip
    assert "家属和咨询电话" not in figures(story(withdrawn(first), second))


def advising(number: int, advice: str, **more: object) -> ShelfItem:
    return replace(item(number, **more), advice=advice)


def test_correcting_an_old_release_does_not_bring_its_advice_back() -> None:
    west, north = advising(1, "请向西疏散。"), advising(5, "请改向北疏散。", kind="update")
    old = replace(correction_of(west, 6)[1], advice="请向西疏散。")
    told = story(west, north, old).advised
    assert told is not None
    assert told.advice == "请改向北疏散。"


def test_a_correction_of_the_advice_that_holds_takes_its_place_and_an_erratum_never_does() -> None:
    west = advising(1, "请向西疏散。")
    mended = replace(correction_of(west, 6)[1], advice="请向东疏散。")
    told = story(west, mended).advised
    assert told is not None
    assert told.advice == "请向东疏散。"
    slip = replace(mended, kind="erratum")
    assert story(west, slip).advised == west


def test_advice_ends_with_a_final_report_that_gives_none_and_with_the_incident() -> None:
    west, final = advising(1, "请向西疏散。"), item(5, kind="final", paragraphs=SECOND)
    assert story(west, final).advised is None
    pages = SitePages(SITE)
    assert "请向西疏散" not in text_of(pages.incident(replace(card(), closed=True), [west]))
    assert "请向西疏散" in text_of(pages.incident(card(), [west]))


def test_a_correction_takes_no_promise_back() -> None:
    until = EVENING + timedelta(hours=3)
    first = replace(item(1, paragraphs=FIRST), next_update_at=until)
    assert story(*correction_of(first, 6)).promised == until


def correction(of_: ShelfItem, number: int, advice: str) -> ShelfItem:
    return replace(correction_of(of_, number)[1], advice=advice)


def test_advice_that_a_correction_adds_or_takes_back_is_what_holds() -> None:
    plain, west = item(1, paragraphs=FIRST), advising(1, "请向西疏散。")
    added = story(plain, correction(plain, 6, "请撤离。")).advised
    assert added is not None
    assert added.advice == "请撤离。"
    before = advising(0, "请关窗。")
    assert story(before, west, correction(west, 6, "")).advised is None


def test_a_correction_of_a_correction_speaks_for_both() -> None:
    west = advising(1, "请向西疏散。")
    east = correction(west, 6, "请向东疏散。")
    north = correction(east, 7, "请向北疏散。")
    told = story(west, east, north).advised
    assert told is not None
    assert told.advice == "请向北疏散。"


def test_of_a_withdrawn_release_its_correction_still_speaks() -> None:
    west = advising(1, "请向西疏散。")
    told = story(withdrawn(west), correction(west, 6, "请向东疏散。")).advised
    assert told is not None
    assert told.advice == "请向东疏散。"
