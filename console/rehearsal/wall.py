"""What the public would see of a post: its words, its pictures, the article as the platform shows
it. Whatever was sent in, nothing of it runs."""

from dataclasses import dataclass
from typing import Final

import nh3

from console.rehearsal.ledger import Ledger, Post
from console.rehearsal.platforms import WECHAT, WEIBO

TAGS: Final = {
    "p", "h2", "h3", "h4", "strong", "em", "ul", "ol", "li", "br", "blockquote", "table", "thead",
    "tbody", "tr", "th", "td", "img",
}  # fmt: skip
NEWEST: Final = 20  # posts of each platform


@dataclass(frozen=True, slots=True)
class Seen:
    """``pictures`` and ``cover``: addresses; ``article``: HTML, cleaned; "": there is none."""

    post: Post
    pictures: tuple[str, ...] = ()
    cover: str = ""
    title: str = ""
    article: str = ""


def seen(ledger: Ledger, post: Post) -> Seen:
    if post.platform == WEIBO:
        picture = (ledger.kept(f"weibo-picture:{post.mid}") or {}).get("name", "")
        article = ledger.kept(f"weibo-article:{post.mid}") or {}
        shown = (address(picture),) if picture else ()
        return Seen(
            post, shown, title=article.get("title", ""), article=_clean(article.get("content", ""))
        )
    kept = ledger.kept(f"wechat-article:A_{post.mid}") or {}
    thumb = ledger.kept(f"wechat-media:{kept.get('thumb_media_id', '')}") or {}
    cover = address(thumb["picture"]) if thumb.get("picture") else ""
    return Seen(post, cover=cover, title=post.title, article=_clean(kept.get("content", "")))


def newest(ledger: Ledger) -> dict[str, list[Seen]]:
    """By platform; what was deleted is gone."""
    return {
        platform: [seen(ledger, post) for post in ledger.newest(platform, limit=NEWEST)]
        for platform in (WEIBO, WECHAT)
    }


def address(name: str) -> str:
    """Of a picture that was kept."""
    return f"/mmbiz/{name}/0"


def _clean(html: str) -> str:
    return nh3.clean(html, tags=TAGS, attributes={"img": {"src", "alt"}}, url_schemes={"http"})
