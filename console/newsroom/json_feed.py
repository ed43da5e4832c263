"""JSON Feed 1.1 of the same stories. Source: jsonfeed.org/version/1.1."""

import json
from collections.abc import Sequence
from typing import Any, Final

from console.newsroom import addresses, words
from console.newsroom.facts import SiteFacts
from console.newsroom.stories import Story
from console.publishing.rules.shelf import Page, PublicFile

VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(
    site: SiteFacts, folder: str, title: str, description: str, stories: Sequence[Story]
) -> Page:
    path = f"{folder}feed.json"
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": title,
        "home_page_url": site.url(addresses.href(folder)),
        "feed_url": site.url(addresses.href(path)),
        "description": description,
        "language": "zh-CN",
        "authors": [{"name": site.press_office, "url": site.url("/")}],
        "hubs": [{"type": "WebSub", "url": site.hub}] if site.hub else None,
        "items": [_item(site, story) for story in stories],
    }
    text = json.dumps(_said(feed), ensure_ascii=False, indent=1)
    return Page(path, words.clean(text).encode() + b"\n")


def _item(site: SiteFacts, story: Story) -> dict[str, Any]:
    return _said(
        {
            "id": story.id,
            "url": story.address,
            "title": story.title,
            "content_html": story.html,
            "summary": story.summary,
            "date_published": words.stamp(story.published, site.zone),
            "date_modified": words.stamp(story.updated, site.zone),
            "authors": [{"name": story.creator}],
            "tags": list(story.categories),
            "language": "zh-CN",
            "attachments": [_attachment(site, file) for file in story.files] or None,
        }
    )


def _attachment(site: SiteFacts, file: PublicFile) -> dict[str, Any]:
    return {
        "url": site.url(addresses.href(file.path)),
        "mime_type": file.media_type,
        "title": words.clean(file.alt or file.name),
        "size_in_bytes": file.size,
    }


def _said(table: dict[str, Any]) -> dict[str, Any]:
    """What there is nothing to say of is left out: null has no meaning there."""
    return {key: value for key, value in table.items() if value is not None}
