"""A release's own page: when it changed and why, its picture, its place in the series."""

import json
from dataclasses import replace
from datetime import timedelta

from console.newsroom.pages import SitePages
from console.publishing.rules.shelf import Page, Reference, ShelfItem
from tests.newsroom.items import EVENING, SITE, attachment, card, correction_of, item
from tests.newsroom.reading import metas, text_of, tree


def shown(release: ShelfItem) -> Page:
    return SitePages(SITE).release(release)[-1]


def fact(page: Page, label: str) -> str | None:
    for pair in tree(page).find_class("facts")[0].iter("div"):
        if pair.find("dt").text_content() == label:
            return str(pair.find("dd").text_content())
    return None


def test_it_says_when_it_changed_and_why() -> None:
    corrected, _ = correction_of(item())
    assert fact(shown(item()), "更新时间") is None
    assert fact(shown(corrected), "更新时间") == "2026-11-23 20:19（更正）"
    erratum = replace(corrected, marks=(replace(corrected.marks[0], kind="erratum"),))
    assert fact(shown(erratum), "更新时间") == "2026-11-23 20:19（文字勘误）"
    reinstated = item(updated_at=EVENING + timedelta(hours=1))
    assert fact(shown(reinstated), "更新时间") == "2026-11-23 21:10（有关更正已撤回）"


def test_its_first_picture_is_named_to_whoever_shares_it() -> None:
    page = shown(
        item(files=(attachment(name="通告.pdf", media_type="application/pdf"), attachment()))
    )
    address = SITE.url("/files/" + "ab" * 32 + "/%E7%8E%B0%E5%9C%BA%E4%BD%8D%E7%BD%AE%E5%9B%BE.png")
    assert metas(page)["Image"] == address
    assert tree(page).xpath("//meta[@property='og:image']/@content") == [address]
    (script,) = tree(page).xpath("//script[@type='application/ld+json']")
    assert json.loads(script.text)["image"] == [address]
    assert "Image" not in metas(shown(item()))
    assert b"og:image" not in shown(item()).body


def test_a_picture_stands_below_the_words_in_the_width_of_the_screen() -> None:
    narrow = attachment(name="a.jpg", sha256="cd" * 32, width=800, height=400)
    wide = attachment(name="a.jpg", shown=True, width=1600, height=800, narrow=narrow)
    listed = attachment(name="通告.pdf", media_type="application/pdf", sha256="ef" * 32)
    page = tree(shown(item(files=(wide, listed))))
    [picture] = page.xpath("//figure[@class='picture']/img")
    assert (picture.get("alt"), picture.get("width"), picture.get("height")) == (
        wide.alt, "1600", "800",
    )  # fmt: skip
    first, second = f"/files/{'cd' * 32}/a.jpg 800w", f"/files/{'ab' * 32}/a.jpg 1600w"
    assert picture.get("srcset") == f"{first}, {second}"
    assert [each.text_content()[:2] for each in page.xpath("//section[@class='files']//li")] == [
        wide.alt[:2]
    ]  # the notice alone: what is shown is not listed again


def test_it_leads_to_the_one_before_the_one_after_the_incident_and_its_proof() -> None:
    page = shown(
        item(2, incident=card(), previous=Reference("2026-0001", "一"),
             next=Reference("2026-0003", "三"))
    )  # fmt: skip
    links = {a.get("href") for a in tree(page).find_class("release")[0].iter("a")}
    assert links == {
        "/releases/2026-0001/", "/releases/2026-0003/", "/incidents/2026-E0001/",
        "/verify/2026-0002/",
    }  # fmt: skip
    assert "手机上看" in text_of(page)
