"""Public warnings as CAP 1.2: valid, stable, each message naming those before it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from console.newsroom import layout
from console.newsroom.feeds import SiteFeeds
from console.newsroom.pages import SitePages
from console.publishing.rules.shelf import Dated, Page, Reference, ShelfItem
from console.publishing.rules.warning import Sent
from tests.channels.shelves import Leave, MemoryShelf, MemoryTree, bulletin
from tests.channels.test_contract import feeds
from tests.newsroom.items import (
    ADVICE,
    EVENING,
    SITE,
    WARNING,
    card,
    correction_of,
    drill,
    item,
    withdrawn,
)
from tests.newsroom.reading import text_of

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("cap-1.2.xsd")))


def warning(place: int = 1, **fields: Any) -> ShelfItem:
    known: dict[str, Any] = {"warning": WARNING, "advice": ADVICE, "incident": card()}
    return item(place, **known | fields)


def message(release: ShelfItem) -> Any:
    """The CAP message of a release, parsed and valid."""
    page = SitePages(SITE).release(release)[0]
    assert page.path == f"cap/{release.number}.xml"
    parsed = etree.fromstring(page.body)
    SCHEMA.assertValid(parsed)
    return parsed


def said(parsed: Any, name: str) -> str:
    found = parsed.find(f".//{CAP}{name}")
    return "" if found is None else str(found.text)


def index(*items: ShelfItem) -> Page:
    return SiteFeeds(SITE).warnings(items)


def test_a_warning_says_who_where_how_bad_until_when_and_what_to_do() -> None:
    parsed = message(warning())
    assert said(parsed, "identifier") == "xinwen.shili.example:2026-0001"
    assert said(parsed, "sender") == "xinwen.shili.example"
    assert said(parsed, "sent") == "2026-11-23T20:11:00+08:00"
    assert (said(parsed, "status"), said(parsed, "msgType")) == ("Actual", "Alert")
    assert said(parsed, "category") == "Fire"
    assert said(parsed, "event") == "示例区一厂房爆炸"
    assert said(parsed, "expires") == "2026-11-24T02:10:00+08:00"
    assert said(parsed, "instruction") == ADVICE
    assert said(parsed, "areaDesc") == "原州区工业大道以东"
    assert said(parsed, "web") == "https://xinwen.shili.example/releases/2026-0001/"


def test_an_update_names_every_warning_before_it() -> None:
    first, second = warning(1), warning(2)
    before = tuple(Sent(each.number, each.published_at) for each in (first, second))
    parsed = message(warning(3, kind="update", warned_before=before))
    assert said(parsed, "msgType") == "Update"
    assert said(parsed, "references").split() == [
        "xinwen.shili.example,xinwen.shili.example:2026-0001,2026-11-23T20:11:00+08:00",
        "xinwen.shili.example,xinwen.shili.example:2026-0002,2026-11-23T20:12:00+08:00",
    ]


def test_a_withdrawal_cancels_and_says_no_word_of_what_is_withdrawn() -> None:
    before = (Sent("2026-0001", EVENING),)
    release = warning(2, title="机密标题", warned_before=before)
    parsed = message(withdrawn(release, reason="误发，内容未经核实。"))
    assert said(parsed, "msgType") == "Cancel"
    assert said(parsed, "identifier") == "xinwen.shili.example:2026-0002.cancel"
    assert said(parsed, "references").endswith(":2026-0002,2026-11-23T20:12:00+08:00")
    assert said(parsed, "note") == "误发，内容未经核实。"
    assert parsed.find(f"{CAP}info") is None
    assert "机密" not in etree.tostring(parsed, encoding="unicode")


def test_a_correction_and_later_releases_leave_a_message_as_it_was() -> None:
    release = warning()
    corrected, _ = correction_of(release)
    followed = replace(release, next=Reference("2026-0009", "情况通报（二）"))
    first = SitePages(SITE).release(release)[0]
    assert SitePages(SITE).release(corrected)[0] == first
    assert SitePages(SITE).release(followed)[0] == first


def test_a_lifting_cancels_what_it_names_in_no_words_of_its_own() -> None:
    ended = Dated("2026-0001", "机密标题", EVENING)
    release = item(2, kind="update", title="机密标题", incident=card(), lifts=(ended,))
    parsed = message(release)
    assert said(parsed, "msgType") == "Cancel"
    assert said(parsed, "identifier") == "xinwen.shili.example:2026-0002"
    assert said(parsed, "references").endswith(":2026-0001,2026-11-23T20:10:00+08:00")
    assert parsed.find(f"{CAP}info") is None
    assert "机密" not in etree.tostring(parsed, encoding="unicode")
    assert index(release) == index(withdrawn(release))
    assert SitePages(SITE).release(withdrawn(release))[0] == SitePages(SITE).release(release)[0]
    was = replace(warning(1), ended=Dated("2026-0002", "情况通报（二）", release.published_at))
    assert SitePages(SITE).release(was)[0] == SitePages(SITE).release(warning(1))[0]


def test_a_drill_is_an_exercise() -> None:
    parsed = message(drill(warning=WARNING, advice=ADVICE))
    assert said(parsed, "status") == "Exercise"
    assert "演练" in said(parsed, "note")


@pytest.mark.parametrize("name", ["title", "list_title", "text", "advice", "issuer"])
def test_markup_and_control_characters_leave_a_message_valid(name: str) -> None:
    nasty = "<script>alert(1)</script>\"'&]]>\x00\x0b\ud800\ufffe"
    message(warning(**{name: nasty}))
    message(warning(warning=replace(WARNING, area=f"区{nasty}")))


def test_a_number_with_a_chinese_code_names_a_valid_message() -> None:
    parsed = message(warning(number="固-2026-0001"))
    assert said(parsed, "identifier") == "xinwen.shili.example:固-2026-0001"


def test_no_other_release_has_a_message() -> None:
    assert not [p for p in SitePages(SITE).release(item(advice=ADVICE)) if "cap/" in p.path]


def test_the_index_leads_to_each_message_newest_first() -> None:
    first = warning(1)
    taken = withdrawn(warning(2))
    page = index(taken, item(7), first)
    assert page == index(first, taken)
    parsed = feedparser.parse(page.body)
    assert not parsed.bozo
    links = [link for entry in parsed.entries for link in entry.links]
    assert [link.href for link in links if link.type == "application/cap+xml"] == [
        "https://xinwen.shili.example/cap/2026-0002.xml",
        "https://xinwen.shili.example/cap/2026-0001.xml",
    ]
    assert parsed.entries[0].id != feedparser.parse(index(warning(2)).body).entries[0].id
    assert [entry.tags[0].term for entry in parsed.entries] == ["Cancel", "Alert"]
    assert parsed.feed.updated == "2026-11-23T22:10:00+08:00"


def test_an_empty_index_is_valid_and_stable() -> None:
    assert feedparser.parse(index().body).feed.updated == "2026-01-01T00:00:00+08:00"
    assert index() == index()


def test_the_index_is_written_only_for_warnings() -> None:
    shelf, tree = MemoryShelf(), MemoryTree()
    for release, written in ((item(1), False), (warning(2), True)):
        shelf.put(release)
        tree.log.clear()
        feeds(shelf, tree).deliver_batch([bulletin(release)], Leave())
        assert ("cap.atom" in tree.log) is written


def test_messages_are_served_as_what_they_are() -> None:
    assert layout.content_type("cap/2026-0001.xml").startswith("application/cap+xml")
    assert layout.content_type("cap.atom").startswith("application/atom+xml")


def test_readers_see_the_advice_on_the_page_the_incident_and_in_feeds() -> None:
    release = warning()
    *_, page = SitePages(SITE).release(release)
    newer = item(5, kind="update", incident=card())
    incident = SitePages(SITE).incident(card(), [newer, release])
    for shown in (page, incident):
        assert "请工业大道以东居民立即向西疏散。" in text_of(shown)
        assert "有效至2026-11-24 02:10" in text_of(shown).replace("\n", "").replace(" 有", "有")
    assert text_of(incident).index("公众须知") < text_of(incident).index("主要情况")
    for feed in SiteFeeds(SITE).everything([release]):
        assert "请工业大道以东居民立即向西疏散。" in feed.body.decode()


def test_the_newest_release_with_advice_gives_it_to_the_incident() -> None:
    older, newer = warning(1), warning(2, advice="可以返回住所。", kind="update")
    pages = SitePages(SITE)
    assert "可以返回住所。" in text_of(pages.incident(card(), [newer, older]))
    assert "立即向西疏散" in text_of(pages.incident(card(), [withdrawn(newer), older]))


def test_a_correction_of_a_warning_that_another_followed_sends_no_message() -> None:
    """It would call the older instruction the newest."""
    first, second = Sent("2026-0001", EVENING), Sent("2026-0002", EVENING)
    late = warning(3, kind="correction", corrects=Reference("2026-0001", "通报"))
    old = replace(late, warned_before=(first, second))
    assert not [page for page in SitePages(SITE).release(old) if page.path.startswith("cap/")]
    assert "2026-0003" not in text_of(index(old))
    assert "预警数据" not in text_of(SitePages(SITE).release(old)[0])
    assert said(message(replace(late, warned_before=(first,))), "msgType") == "Update"
