"""Lanes: what one lease guards, and what several workers share out between them."""

from typing import Final

from console.publishing.rules.plan import FEEDS, PUBLIC_PAGE

PAGES: Final = "pages"
"""Website and feeds: one tree, one writer."""


def lane_of(channel: str, account: str) -> str:
    return PAGES if channel in {PUBLIC_PAGE, FEEDS} else f"{channel}:{account}"
