"""The public pages: whole, safe, the same bytes for the same state."""

import gzip
import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from console.newsroom import words
from console.newsroom.pages import SitePages
from console.publishing.rules.shelf import MonthMap, Page, Reference, ShelfItem, TakenBack
from tests.newsroom.items import (
    EVENING,
    HEADS,
    PARAGRAPHS,
    SITE,
    attachment,
    card,
    correction_of,
    drill,
    entry,
    entry_of,
    item,
    list_page,
    withdrawn,
)
from tests.newsroom.reading import metas, nesting_faults, text_of, tree

NASTY = "<script>alert(1)</script>\"'&]]>\x00\x0b\ud800\ufffe"


@pytest.fixture(scope="module")
def pages() -> SitePages:
    return SitePages(SITE)


def series() -> list[ShelfItem]:
    """Newest first: a correction, a withdrawn one, the corrected one, the first."""
    incident = card()
    second, correction = correction_of(item(2, incident=incident), 9, incident=incident)
    taken = withdrawn(item(3, incident=incident))
    first = item(1, incident=incident, next=Reference(second.number, second.list_title))
    second = replace(second, previous=Reference(first.number, first.list_title))
    return [correction, taken, second, first]


def whole_site(pages: SitePages, items: list[ShelfItem]) -> dict[str, Page]:
    entries = [entry_of(one) for one in items if not one.withdrawal]
    rendered = [
        *pages.fixed(),
        *pages.day_heads(HEADS),
        *(page for one in items for page in pages.release(one)),
        pages.incident(card(), items),
        *pages.column("bulletins", list_page(tuple(entries))),
        *pages.column("advice", list_page(())),
        pages.month(2026, 11, entries),
        pages.home([(card(), items[0])] if items else [], entries, [(2026, 11), (2025, 12)]),
        pages.home_in_english([(card(), items[0])] if items else [], entries),
        *pages.press([card(media_unit="宣传科", spokesperson="张某")]),
        pages.latest(entries),
        pages.sitemap(MonthMap(2026, 11, tuple(entries), {"2026-E0001": EVENING})),
        pages.sitemap_index([(2026, 11)]),
    ]
    return {page.path: page for page in rendered}


def html_pages(site: dict[str, Page]) -> list[Page]:
    return [page for path, page in site.items() if path.endswith(".html")]


def one(pages: SitePages, release: ShelfItem) -> Page:
    _verification, page = pages.release(release)
    return page


def test_the_same_state_gives_the_same_bytes() -> None:
    first, second = (whole_site(SitePages(SITE), series()) for _ in range(2))
    assert first == second


def test_every_page_is_whole_html(pages: SitePages) -> None:
    for items in (series(), [], [drill()]):
        for page in html_pages(whole_site(pages, items)):
            assert nesting_faults(page) == [], page.path
            assert len(tree(page).findall(".//h1")) == 1, page.path


def test_no_page_asks_a_third_party_or_carries_inline_style_or_script(pages: SitePages) -> None:
    for page in html_pages(whole_site(pages, series())):
        for element in tree(page).iter():
            if not isinstance(element.tag, str):
                continue
            assert element.tag != "style"
            assert not [name for name in element.attrib if name == "style" or name[:2] == "on"]
            if element.tag in {"script", "img", "iframe", "source"}:
                source = element.get("src") or ""
                data_block = element.get("type") == "application/ld+json"
                assert data_block or source.startswith(("/assets/", "data:image/svg+xml"))
            if element.tag == "link" and element.get("rel") != "canonical":
                own = SITE.url("/") if element.get("hreflang") else "/"
                assert element.get("href").startswith(own)


def test_every_asset_that_a_page_names_is_in_the_tree(pages: SitePages) -> None:
    site = whole_site(pages, series())
    for page in html_pages(site):
        for path in re.findall(r'(?:href|src)="/(assets/[^"]+)"', page.body.decode()):
            assert path in site
    named = [path for path in site if path.startswith("assets/")]
    assert all(re.fullmatch(r"assets/\w+\.[0-9a-f]{12}\.(css|js|svg)", path) for path in named)


def test_every_link_within_the_site_leads_somewhere(pages: SitePages) -> None:
    site = whole_site(pages, series())
    known = {"/" + path.removesuffix("index.html").removesuffix("gone.html") for path in site}
    for page in html_pages(site):
        for link in tree(page).iter("a"):
            to = link.get("href").partition("#")[0]
            if to.startswith("/") and not to.endswith(
                (".xml", "feed.json", ".opml", ".atom", "/12/")
            ):
                if to.startswith("/columns/news/"):
                    continue
                assert to in known, (page.path, to)


@pytest.mark.parametrize(
    "name",
    [
        f.name
        for f in fields(ShelfItem)
        if f.type in ("str", str) and f.name not in {"body_html", "kind"}
    ],
)
def test_markup_in_any_field_of_a_release_is_only_words(pages: SitePages, name: str) -> None:
    # half a character is no part of an address: no QR code could say it, nor a database keep it
    nasty = NASTY.replace("\ud800", "") if name == "portal" else NASTY
    release = item(incident=card(), files=(attachment(),), **{name: "Y" + nasty})
    for page in (
        one(pages, release),
        one(pages, withdrawn(release)),
        pages.incident(card(), [release]),
        pages.home([(card(), release)], [entry_of(release)], []),
    ):
        assert nesting_faults(page) == []
        assert b"<script>" not in page.body
        scripts = [s for s in tree(page).iter("script") if not s.get("src")]
        for script in scripts:
            json.loads(script.text)
        assert not words.ILLEGAL.search(page.body.decode())


def test_markup_in_an_incident_a_reason_or_a_reference_is_only_words(pages: SitePages) -> None:
    nasty = card(title=NASTY, place=NASTY)
    there = Reference("2026-0002", NASTY)
    old, told = correction_of(item(incident=nasty, previous=there, next=there))
    old = replace(old, marks=(replace(old.marks[0], list_title=NASTY),))
    taken = withdrawn(old, reason=NASTY, replaced_by=there)
    files = (attachment(name=NASTY.replace("/", ""), alt=NASTY),)
    for page in (
        one(pages, replace(old, files=files)),
        one(pages, told),
        one(pages, taken),
        pages.incident(nasty, [told, taken, old]),
        pages.home([(nasty, taken)], [], []),
    ):
        assert nesting_faults(page) == []
        assert b"<script>" not in page.body


def test_markup_in_the_configuration_is_only_words() -> None:
    said = NASTY.replace("\ud800", "")  # no TOML file can hold that one
    nasty = replace(SITE, title=said, host=said, email=said, description=said)
    for page in html_pages(whole_site(SitePages(nasty), series())):
        assert nesting_faults(page) == []
        assert b"<script>" not in page.body


def test_paragraphs_arrive_unchanged_and_in_order(pages: SitePages) -> None:
    long = tuple(f"第{n}段：截至{n}时，情况平稳。" * 5 for n in range(40))
    for paragraphs in (PARAGRAPHS, long):
        release = item(paragraphs=paragraphs)
        page = one(pages, release)
        assert release.body_html.encode() in page.body
        shown = tree(page).find_class("words")[0].findall("p")
        assert [p.text_content() for p in shown] == list(paragraphs)


def test_the_meta_names_of_government_sites_are_exact(pages: SitePages) -> None:
    found = metas(one(pages, item(incident=card())))
    assert found["SiteName"] == "示例公安新闻发布"
    assert found["SiteDomain"] == "xinwen.shili.example"
    assert found["SiteIDCode"] == "6404000000"
    assert found["ColumnName"] == "警情通报"
    assert found["ColumnDescription"] == "案事件与突发事件情况通报"
    assert found["ColumnKeywords"] == "警情通报,示例公安"
    assert found["ColumnType"] == "回应关切"
    assert found["ArticleTitle"] == "情况通报"
    assert found["PubDate"] == "2026-11-23 20:11"
    assert found["ContentSource"] == "示例市公安局新闻发言人办公室"
    assert found["Url"] == "https://xinwen.shili.example/releases/2026-0001/"
    assert {"Keywords", "Author", "Description"} <= found.keys()


def test_times_are_those_of_the_bureaus_zone_around_midnight(pages: SitePages) -> None:
    midnight = datetime(2026, 11, 23, 16, 0, 30, tzinfo=UTC)
    page = one(pages, item(published_at=midnight, updated_at=midnight))
    assert metas(page)["PubDate"] == "2026-11-24 00:00"
    assert b'datetime="2026-11-24T00:00:30+08:00"' in page.body
    home = text_of(pages.home([], [entry(1, published_at=midnight)], []))
    assert "2026年11月24日 星期二" in home


def test_structured_data_names_the_same_release(pages: SitePages) -> None:
    old, told = correction_of(item())
    (script,) = tree(one(pages, old)).xpath("//script[@type='application/ld+json']")
    article = json.loads(script.text)
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == old.title
    assert article["datePublished"] == "2026-11-23T20:11:00+08:00"
    assert article["correction"][0]["url"].endswith(f"/releases/{told.number}/")


def test_a_release_shows_what_a_citizen_needs_to_trust_it(pages: SitePages) -> None:
    release = item(files=(attachment(),), incident=card())
    shown = text_of(one(pages, release))
    for said in (release.issuer, release.source, release.number, release.dateline, "现场位置图"):
        assert said in shown
    assert "手机上看" in shown
    assert words.fingerprint(release.digest[:8]) in shown
    assert words.fingerprint(release.digest) in shown


def test_a_corrected_release_says_so_and_keeps_its_words(pages: SitePages) -> None:
    old, told = correction_of(item())
    page = one(pages, old)
    assert "本通稿已于 2026-11-23 20:19 更正，见" in text_of(page)
    assert old.body_html.encode() in page.body
    assert f'href="/releases/{told.number}/"'.encode() in page.body
    assert f'href="/releases/{old.number}/"'.encode() in one(pages, told).body


def test_an_erratum_is_not_called_a_correction(pages: SitePages) -> None:
    old, _ = correction_of(item())
    old = replace(old, marks=(replace(old.marks[0], kind="erratum"),))
    assert "作文字勘误，见" in text_of(one(pages, old))


def test_the_saidof_a_withdrawn_release_are_nowhere(pages: SitePages) -> None:
    secret = ("机密段落甲", "机密段落乙")
    taken = withdrawn(
        item(paragraphs=secret, title="机密标题", list_title="机密列表标题", incident=card()),
        reason="内容有误。",
    )
    page = one(pages, taken)
    assert page.path == "releases/2026-0001/gone.html"
    incident = pages.incident(card(), [taken])
    home = pages.home([(card(), taken)], [], [])
    for rendered in (page, incident, home):
        assert "机密" not in rendered.body.decode()
        assert "内容有误。" in text_of(rendered)
    assert "2026-11-23 22:10" in text_of(page)
    assert "【撤回】" in text_of(incident)
    assert metas(page)["robots"] == "noindex"


def test_a_withdrawn_release_leads_to_what_replaces_it(pages: SitePages) -> None:
    taken = withdrawn(item(), replaced_by=Reference("2026-0007", "情况通报（重发）"))
    assert b'href="/releases/2026-0007/"' in one(pages, taken).body


def test_a_drill_wears_its_band_and_hides_from_search(pages: SitePages) -> None:
    release = drill()
    assert release.incident
    for page in (one(pages, release), pages.incident(release.incident, [release])):
        assert tree(page).find_class("drill")[0].text_content().startswith("演练")
        assert metas(page)["robots"] == "noindex"
        assert b"ld+json" not in page.body
    assert "演练" in text_of(pages.home([], [entry_of(release)], []))
    incidents = {"Y-2026-E0001": EVENING, "2026-E0002": EVENING}
    sitemap = pages.sitemap(MonthMap(2026, 11, (entry_of(release), entry(2)), incidents))
    assert b"Y-2026-E0001" not in sitemap.body
    assert b"incidents/2026-E0002/</loc><lastmod>2026-11-23T20:10:00+08:00<" in sitemap.body
    assert b"Y-2026-0001" not in sitemap.body
    assert b"2026-0002" in sitemap.body


def test_lists_tell_items_of_one_formal_title_apart(pages: SitePages) -> None:
    entries = tuple(entry(place) for place in (3, 2, 1))
    for page in (
        pages.home([], entries, []),
        pages.month(2026, 11, entries),
        *pages.column("bulletins", list_page(entries)),
        pages.incident(card(), [item(place) for place in (3, 2, 1)]),
    ):
        links = [a.text_content() for a in tree(page).iter("a")]
        assert [t for t in links if "｜" in t] == [e.list_title for e in entries]
        assert "情况通报" not in links


def test_the_public_never_reads_saidof_the_console(pages: SitePages) -> None:
    items = [item(1), item(2, kind="update"), item(3, kind="final"), *series()]
    for page in html_pages(whole_site(pages, items)):
        for word in ("首报", "续报", "终报"):
            assert word not in page.body.decode()


def test_home_puts_current_incidents_before_everything(pages: SitePages) -> None:
    release = item(3, incident=card())
    shown = text_of(pages.home([(card(), release)], [entry_of(release)], [(2026, 11)]))
    assert shown.index("正在发布的事件") < shown.index("最新发布")
    assert "更新于 2026-11-23 20:13" in shown
    assert PARAGRAPHS[0] in shown


def test_empty_places_say_what_would_be_there(pages: SitePages) -> None:
    assert "还没有发布内容" in text_of(pages.home([], [], []))
    (numbered, index) = pages.column("advice", list_page(()))
    assert "本栏目还没有发布内容" in text_of(index)
    assert "这个月没有发布内容" in text_of(pages.month(2026, 10, []))
    assert numbered.path == "columns/advice/page/1/index.html"
    assert index.path == "columns/advice/index.html"


def test_only_the_newest_list_page_is_also_the_columns_index(pages: SitePages) -> None:
    older = pages.column("advice", list_page((entry(),), number=2, last=4))
    assert [page.path for page in older] == ["columns/advice/page/2/index.html"]
    assert b'href="/columns/advice/page/1/"' in older[0].body
    assert b'href="/columns/advice/page/3/"' in older[0].body


def test_a_full_old_list_page_does_not_change_when_newer_ones_come(pages: SitePages) -> None:
    pair = [pages.column("advice", list_page((entry(),), 2, last)) for last in (4, 400)]
    assert pair[0] == pair[1]


def test_the_poll_tells_number_title_and_times_of_the_newest(pages: SitePages) -> None:
    entries = [entry(place) for place in range(30, 0, -1)]
    items = json.loads(pages.latest(entries).body)["items"]
    assert len(items) == 20
    assert items[0] == {
        "number": "2026-0030",
        "title": entries[0].list_title,
        "incident": None,
        "url": "/releases/2026-0030/",
        "published_at": "2026-11-23T12:40:00Z",
        "updated": "2026-11-23T12:40:00Z",
    }


def test_the_poll_tells_what_was_withdrawn(pages: SitePages) -> None:
    gone = TakenBack("2026-0003", EVENING, "2026-E0001")
    assert json.loads(pages.latest([], [gone]).body)["withdrawn"] == [
        {
            "number": "2026-0003",
            "incident": "2026-E0001",
            "url": "/releases/2026-0003/",
            "at": "2026-11-23T12:10:00Z",
        }
    ]


def test_addresses_with_chinese_issuer_codes_are_ascii(pages: SitePages) -> None:
    page = one(pages, item(number="固-2026-0001"))
    assert page.path == "releases/固-2026-0001/index.html"
    assert metas(page)["Url"].isascii()
    assert b'rel="canonical" href="https://xinwen.shili.example/releases/%E5%9B%BA-' in page.body


def test_a_page_is_small_on_the_wire(pages: SitePages) -> None:
    site = whole_site(pages, series())
    assets = sum(len(gzip.compress(p.body)) for path, p in site.items() if "assets/" in path)
    for page in html_pages(site):
        assert len(gzip.compress(page.body)) + assets < 60_000


def test_facts_come_from_the_settings(tmp_path: object) -> None:
    from console.newsroom.facts import SiteFacts
    from console.settings import load

    facts = SiteFacts.from_settings(
        load(
            {
                "FAYAN_VAR": str(tmp_path),
                "FAYAN_SECRET_KEY": "s" * 40,
                "FAYAN_PUBLIC_URL": "https://a.example/",
            }
        )
    )
    assert facts.url("/x") == "https://a.example/x"
    assert facts.column("bulletins").name == "警情通报"
    assert facts.since <= EVENING
