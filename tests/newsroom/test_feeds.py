"""RSS and Atom: ids for life, nothing disappears in silence, the same bytes for the same items."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from console.newsroom.feeds import SiteFeeds
from console.publishing.rules.shelf import Page, Reference, ShelfItem
from tests.newsroom.items import (
    EVENING,
    SITE,
    attachment,
    card,
    correction_of,
    drill,
    item,
    withdrawn,
)
from tests.newsroom.reading import atom, entries, rss

NASTY = "<script>alert(1)</script>\"'&]]>\x00\x0b\x1f\ud800\ufffe\uffff"
A = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ID = "tag:xinwen.shili.example,2026-01-01:release/"


@pytest.fixture
def feeds() -> SiteFeeds:
    return SiteFeeds(SITE)


def both(feeds: SiteFeeds, *items: ShelfItem) -> tuple[Page, Page]:
    first, second, _json = feeds.everything(items)
    return first, second


def test_feeds_stand_where_readers_look(feeds: SiteFeeds) -> None:
    assert [p.path for p in feeds.everything([])] == ["feed.xml", "atom.xml", "feed.json"]
    assert [p.path for p in feeds.column("advice", [])] == [
        "columns/advice/feed.xml",
        "columns/advice/atom.xml",
        "columns/advice/feed.json",
    ]
    assert [p.path for p in feeds.incident(card(), [])] == [
        "incidents/2026-E0001/feed.xml",
        "incidents/2026-E0001/atom.xml",
        "incidents/2026-E0001/feed.json",
    ]


def test_the_same_items_give_the_same_bytes() -> None:
    items = [item(place) for place in (3, 2, 1)]
    assert SiteFeeds(SITE).everything(items) == SiteFeeds(SITE).everything(items)


def test_entries_that_are_kept_from_one_making_to_the_next_are_as_if_made_anew() -> None:
    first, second = item(1, files=(attachment(),)), item(2)
    gone, changed = withdrawn(first), replace(second, title="改过的标题")
    states = [(first,), (second, first), (changed, first), (changed, gone), (second, first)]
    keeping = SiteFeeds(SITE)
    for state in states:
        assert keeping.everything(state) == SiteFeeds(SITE).everything(state)
        assert keeping.incident(card(), state) == SiteFeeds(SITE).incident(card(), state)


def test_an_empty_feed_is_dated_from_its_configuration_alone(feeds: SiteFeeds) -> None:
    first, second = both(feeds)
    assert rss(first).findtext("lastBuildDate") == "Thu, 01 Jan 2026 00:00:00 +0800"
    assert atom(second).findtext(f"{A}updated") == "2026-01-01T00:00:00+08:00"


def test_a_feed_is_dated_by_its_newest_change(feeds: SiteFeeds) -> None:
    moved = replace(item(1), updated_at=datetime(2026, 11, 23, 15, 0, 0, 999, tzinfo=UTC))
    first, second = both(feeds, item(2), moved)
    assert rss(first).findtext("lastBuildDate") == "Mon, 23 Nov 2026 23:00:00 +0800"
    assert atom(second).findtext(f"{A}updated") == "2026-11-23T23:00:00+08:00"


def test_readers_find_ids_titles_times_and_whole_texts(feeds: SiteFeeds) -> None:
    release = item(1, incident=card())
    for page in both(feeds, release):
        (entry,) = entries(page)
        assert entry.id == ID + "2026-0001"
        assert entry.title == release.list_title
        assert entry.link == "https://xinwen.shili.example/releases/2026-0001/"
        assert entry.published_parsed[:6] == (2026, 11, 23, 12, 11, 0)
        assert entry.updated_parsed[:6] == (2026, 11, 23, 12, 11, 0)
        assert release.body_html in entry.content[0].value
        assert entry.author == "示例市公安局"
        assert {tag.term for tag in entry.tags} == {"警情通报", "示例区一厂房爆炸"}


def test_paragraphs_arrive_unchanged_and_in_order(feeds: SiteFeeds) -> None:
    release = item(paragraphs=tuple(f"第{n}段 <{n}> & “引号”。" for n in range(30)))
    first, second = both(feeds, release)
    assert release.body_html in rss(first).find("item").findtext(CONTENT)
    assert release.body_html in atom(second).find(f"{A}entry").findtext(f"{A}content")


def test_an_rss_feed_links_to_the_site_and_to_itself(feeds: SiteFeeds) -> None:
    channel = rss(feeds.column("advice", [])[0])
    assert channel.findtext("link") == "https://xinwen.shili.example/columns/advice/"
    own = channel.find(f"{A}link")
    assert own.get("rel") == "self"
    assert own.get("href") == "https://xinwen.shili.example/columns/advice/feed.xml"
    assert channel.findtext("language") == "zh-CN"
    assert channel.find("generator") is None


def test_an_atom_feed_links_to_the_site_and_to_itself(feeds: SiteFeeds) -> None:
    feed = atom(feeds.incident(card(), [item()])[1])
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{A}link")}
    assert links == {
        "self": "https://xinwen.shili.example/incidents/2026-E0001/atom.xml",
        "alternate": "https://xinwen.shili.example/incidents/2026-E0001/",
    }
    assert feed.findtext(f"{A}id") == "tag:xinwen.shili.example,2026-01-01:feed/incident/2026-E0001"
    assert feed.find(f"{A}generator") is None


def test_names_of_dublin_core_are_given(feeds: SiteFeeds) -> None:
    first, second = both(feeds, item())
    for entry in (rss(first).find("item"), atom(second).find(f"{A}entry")):
        assert entry.findtext(f"{DC}creator") == "示例市公安局"
        assert entry.findtext(f"{DC}publisher") == "示例市公安局"


def test_a_correction_is_an_entry_of_its_own_and_moves_the_old_one(feeds: SiteFeeds) -> None:
    before = item(1)
    old, told = correction_of(before)
    for then, now in zip(both(feeds, before), both(feeds, told, old), strict=True):
        (alone,) = entries(then)
        new, moved = entries(now)
        assert new.title == f"【更正】{told.list_title}"
        assert f'/releases/{old.number}/"' in new.content[0].value
        assert "3人受伤" in new.content[0].value
        assert moved.id == alone.id
        assert moved.published == alone.published
        assert moved.updated_parsed > alone.updated_parsed
        assert old.body_html in moved.content[0].value
        assert f'/releases/{told.number}/"' in moved.content[0].value
    related = atom(both(feeds, told, old)[1]).findall(f"{A}entry")[0].findall(f"{A}link")
    assert ("related", f"https://xinwen.shili.example/releases/{old.number}/") in [
        (link.get("rel"), link.get("href")) for link in related
    ]


def test_a_title_that_already_says_correction_is_not_marked_twice(feeds: SiteFeeds) -> None:
    _, told = correction_of(item())
    told = replace(told, list_title="【更正】受伤人数")
    assert entries(both(feeds, told)[0])[0].title == "【更正】受伤人数"


def test_a_withdrawal_takes_the_words_out_and_says_why(feeds: SiteFeeds) -> None:
    secret = item(1, paragraphs=("机密段落",), title="机密标题", list_title="机密列表标题")
    taken = withdrawn(secret, replaced_by=Reference("2026-0007", "情况通报（重发）"))
    for page in both(feeds, item(2), taken):
        assert "机密" not in page.body.decode()
        told, other = entries(page)
        assert told.id == ID + "2026-0001/withdrawal"
        assert told.title.startswith("【撤回】2026-0001")
        assert "误发，内容未经核实。" in told.content[0].value
        assert "/releases/2026-0007/" in told.content[0].value
        assert told.published_parsed[:5] == (2026, 11, 23, 14, 10)
        assert other.id == ID + "2026-0002"


def test_atom_carries_a_tombstone_for_a_withdrawn_entry(feeds: SiteFeeds) -> None:
    feed = atom(both(feeds, withdrawn(item(1)))[1])
    (stone,) = feed.findall(f"{AT}deleted-entry")
    assert stone.get("ref") == ID + "2026-0001"
    assert stone.get("when") == "2026-11-23T22:10:00+08:00"
    assert stone.findtext(f"{AT}comment") == "误发，内容未经核实。"


def test_a_feed_without_withdrawals_has_no_tombstones(feeds: SiteFeeds) -> None:
    assert b"tombstones" not in both(feeds, item())[1].body


def test_the_newest_word_comes_first_whatever_the_order_given(feeds: SiteFeeds) -> None:
    items = (item(3), item(2), withdrawn(item(1)))
    for order in permutations(items):
        for page in both(feeds, *order):
            assert [entry.id.removeprefix(ID) for entry in entries(page)] == [
                "2026-0001/withdrawal",
                "2026-0003",
                "2026-0002",
            ]


def test_a_drill_says_so_in_its_title_and_text(feeds: SiteFeeds) -> None:
    release = drill()
    assert release.incident
    for page in (*both(feeds, release), *feeds.incident(release.incident, [release])[:2]):
        (entry,) = entries(page)
        assert entry.title.startswith("【演练】")
        assert "演练" in entry.content[0].value
    assert "【演练】" in rss(feeds.incident(release.incident, [])[0]).findtext("title")


def test_nasty_input_never_breaks_a_feed(feeds: SiteFeeds) -> None:
    nasty = item(
        1,
        title=NASTY,
        list_title=NASTY,
        issuer=NASTY,
        source=NASTY,
        dateline=NASTY,
        paragraphs=(NASTY,),
        incident=card(title=NASTY, place=NASTY),
        files=(attachment(alt=NASTY),),
    )
    old, told = correction_of(nasty)
    taken = withdrawn(replace(nasty, number="2026-0003"), reason=NASTY)
    pages = (
        *both(feeds, told, old, taken),
        *feeds.column("bulletins", [old])[:2],
        *feeds.incident(card(title=NASTY), [old])[:2],
    )
    for page in pages:
        (rss if page.path.endswith("feed.xml") else atom)(page)
        for entry in entries(page):
            assert "<script" not in entry.content[0].value
        assert b"<script" not in page.body


def test_addresses_in_a_text_are_whole_in_a_feed(feeds: SiteFeeds) -> None:
    body = '<p><img alt="图" src="/files/ab/a.png"><a href="/about/">本站</a> href="/x"</p>'
    for page in both(feeds, item(body_html=body)):
        said = entries(page)[0].content[0].value
        assert 'src="https://xinwen.shili.example/files/ab/a.png"' in said
        assert 'href="https://xinwen.shili.example/about/"' in said
        assert 'href="/x"' in said


def test_attachments_are_enclosures(feeds: SiteFeeds) -> None:
    for page in both(feeds, item(files=(attachment(),))):
        (enclosure,) = entries(page)[0].enclosures
        assert enclosure.href.startswith("https://xinwen.shili.example/files/abab")
        assert enclosure.href.isascii()
        assert (enclosure.type, enclosure.length) == ("image/png", "204800")


def test_a_picture_is_seen_in_the_text_of_a_feed(feeds: SiteFeeds) -> None:
    for page in both(feeds, item(files=(attachment(shown=True),))):
        said = entries(page)[0].content[0].value
        assert 'src="https://xinwen.shili.example/files/abab' in said
        assert ("<img " in said, "附件：" in said) == (True, False)


def test_ids_of_chinese_issuer_codes_are_ascii(feeds: SiteFeeds) -> None:
    for page in both(feeds, item(number="固-2026-0001")):
        assert entries(page)[0].id == ID + "%E5%9B%BA-2026-0001"


def test_a_feed_holds_no_more_than_configuration_says() -> None:
    feeds = SiteFeeds(replace(SITE, feed_entries=3))
    for page in feeds.everything([item(place) for place in range(9, 0, -1)])[:2]:
        assert [e.id for e in entries(page)] == [ID + f"2026-000{n}" for n in (9, 8, 7)]


def test_list_titles_tell_entries_apart(feeds: SiteFeeds) -> None:
    for page in both(feeds, item(3), item(2), item(1)):
        assert len({entry.title for entry in entries(page)}) == 3


def test_times_are_those_of_the_bureaus_zone(feeds: SiteFeeds) -> None:
    assert rss(both(feeds, item(0))[0]).find("item").findtext("pubDate") == (
        "Mon, 23 Nov 2026 20:10:00 +0800"
    )
    assert EVENING.hour == 12
