"""What government sites carry: meta names of each kind of page, and the footer's two marks."""

from dataclasses import replace

import pytest
from lxml import etree

from console.newsroom.pages import SitePages
from tests.newsroom.items import SITE
from tests.newsroom.reading import metas, tree
from tests.newsroom.test_pages import html_pages, series, whole_site


@pytest.fixture(scope="module")
def pages() -> SitePages:
    return SitePages(SITE)


def test_every_page_names_site_and_column_as_government_sites_do(pages: SitePages) -> None:
    site = {"SiteName", "SiteDomain", "SiteIDCode"}
    column = {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
    for page in html_pages(whole_site(pages, series())):
        found = metas(page)
        wanted = site if page.path == "404.html" else site | column
        assert all(found.get(name) for name in wanted), page.path
    home = metas(whole_site(pages, series())["index.html"])
    assert home["ColumnKeywords"] == "首页,示例公安"
    assert home["ColumnDescription"] == SITE.description


def test_the_marks_of_a_government_site_are_plain_links_where_there_are_any(
    pages: SitePages,
) -> None:
    for path in ("index.html", "en/index.html"):
        page = whole_site(pages, [])[path]
        links = {a.text: a.get("href") for a in tree(page).find_class("foot-marks")[0].iter("a")}
        assert links["党政机关网站标识"] == SITE.government_mark
        assert links["我为政府网站找错"] == SITE.report_mistakes
    without = SitePages(replace(SITE, government_mark="", report_mistakes=""))
    assert b"foot-marks" not in without.home([], [], []).body


def test_the_files_for_machines_are_well_formed(pages: SitePages) -> None:
    site = whole_site(pages, series())
    for path in ("sitemap.xml", "sitemaps/2026-11.xml", "sitemaps/site.xml"):
        etree.fromstring(site[path].body)
    assert b"https://xinwen.shili.example/releases/2026-0001/" in site["sitemaps/2026-11.xml"].body
    assert b"Sitemap: https://xinwen.shili.example/sitemap.xml" in site["robots.txt"].body
    assert b"/search/" not in site["sitemaps/site.xml"].body  # robots.txt keeps it out
    assert b"https://xinwen.shili.example/map/" in site["sitemaps/site.xml"].body
    assert b"Contact: mailto:" in site[".well-known/security.txt"].body
