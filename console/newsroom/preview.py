"""A release's page before it is out, as one HTML file that loads nothing from anywhere."""

import re

from console.newsroom.facts import SiteFacts
from console.newsroom.pages import SitePages
from console.newsroom.site_templates import read_assets
from console.publishing.rules.shelf import ShelfItem

SCRIPT = re.compile(r"<script\b.*?</script>\s*", re.DOTALL)
# On a phone the words come first: the site's own frame is the same on every page.
FRAMELESS = "@media (max-width: 40em) { .masthead, .columns, .crumbs { display: none; } }"
STYLE = re.compile(r'<link rel="stylesheet"[^>]*>')
LOADED = re.compile(r'<link rel="(?:icon|alternate|canonical)"[^>]*>\s*')


class PreviewPage:
    """The very templates and style sheet of the newsroom, without scripts and outside links."""

    def __init__(self, site: SiteFacts) -> None:
        self._pages = SitePages(site)
        style = read_assets()["site.css"].body.decode()
        # Pictures that the style sheet names by address are not part of one file.
        self._style = re.sub(r"@import[^;]*;|url\((?!['\"]?data:)[^)]*\)", "", style)

    def __call__(self, item: ShelfItem) -> bytes:
        text = self._pages.release(item)[-1].body.decode()
        text = LOADED.sub("", SCRIPT.sub("", text))
        return STYLE.sub(
            lambda _: f"<style>{self._style}{FRAMELESS}</style>", text, count=1
        ).encode()
