"""English shells, and the press page in both languages."""

import re

from console.newsroom.pages import SitePages
from console.newsroom.site_templates import ASSETS
from tests.newsroom.items import SITE, card
from tests.newsroom.reading import text_of, tree
from tests.newsroom.test_pages import series, whole_site

PAGES = SitePages(SITE)


def test_each_english_page_names_its_chinese_one_and_the_other_way_round() -> None:
    site = whole_site(PAGES, series())
    for path in ("", "about/", "subscribe/", "verify/", "press/"):
        for folder, lang in ((path, "zh-CN"), (f"en/{path}", "en")):
            page = tree(site[f"{folder}index.html"])
            assert page.get("lang") == lang
            named = {
                e.get("hreflang"): e.get("href") for e in page.iter("link") if e.get("hreflang")
            }
            assert named == {"zh-CN": SITE.url(f"/{path}"), "en": SITE.url(f"/en/{path}")}
            other = {"zh-CN": "en", "en": "zh-CN"}[lang]
            switches = page.xpath(f"//p[@class='tools']/a[@hreflang='{other}']")
            assert [SITE.url(a.get("href")) for a in switches] == [named[other]]


def test_english_pages_call_chinese_chinese() -> None:
    for path, page in whole_site(PAGES, series()).items():
        if not path.startswith("en/"):
            continue
        for element in tree(page).find("body").iter():
            chinese = element.text and re.search(r"[\u4e00-\u9fff]", element.text)
            if chinese:
                langs = [
                    e.get("lang") for e in (element, *element.iterancestors()) if e.get("lang")
                ]
                assert langs[0] == "zh-CN", (path, element.text)


def test_the_press_page_names_who_receives_the_media() -> None:
    open_one = card(
        media_unit="宣传科", media_telephone="0000-0000130", spokesperson="张某某（副局长）"
    )
    drilled = card(number="Y-2026-E0001", title="桌面推演", media_unit="演练组")
    silent = card(number="2026-E0002", title="另一事件")
    for page in PAGES.press([open_one, drilled, silent]):
        for said in ("宣传科", "0000-0000130", "张某某（副局长）", SITE.press_line, SITE.press_fax):
            assert said in text_of(page)
        assert "演练组" not in text_of(page)
        assert "另一事件" not in text_of(page)
    assert PAGES.press([]) == PAGES.press([drilled])


def test_nothing_on_the_site_moves() -> None:
    style = (ASSETS / "site.css").read_text(encoding="utf-8")
    assert not re.search(r"transition|animation|scroll-behavior", style)
