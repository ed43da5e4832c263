"""What only some accounts may do at Weibo's open platform: statuses/update, statuses/upload, and
头条文章. Source: social-api notes §3.1, §3.4, §3.5, read 2026-11. What the post that an article is
bound to looks like in the timeline is not in the notes: its text, and the article's address.

``POST /_weibo`` with JSON sets what ``MAY`` names.
"""

import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from console.rehearsal.ledger import Ledger, Post
from console.rehearsal.platforms import LONGEST_POST
from console.rehearsal.wire.calls import Call, Reply, said

CONTROL: Final = "/_weibo"
MAY: Final[Mapping[str, str]] = {"update": "", "longtext": "", "article": "", "timeline": "1"}
""""": the account may not. An application that nobody granted anything may read its timeline."""
ARTICLE: Final = "/proxy/article/publish.json"
LONGEST_TITLE: Final = 32
LONGEST_CONTENT: Final = 90_000
LONGEST_BOUND: Final = 1_900
LONGEST_LONGTEXT: Final = 2_000
FINE: Final = 100000
SAYS: Final[Mapping[int, str]] = {
    10001: "system error", 10008: "param error", 11001: "publish too frequently",
    11002: "publish failed", 11003: "bind weibo failed",
}  # fmt: skip
LINK: Final = re.compile(r"https?://[!-~]+")
SCRIPT: Final = re.compile(r"<\s*script", re.IGNORECASE)


class Rights:
    """What this account was granted."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def may(self, what: str) -> bool:
        return bool((self._ledger.kept("weibo-rights") or {}).get(what, MAY[what]))

    def set(self, call: Call) -> Reply:
        asked: Any = call.json()
        if isinstance(asked, dict):
            given = {name: str(value) for name, value in asked.items() if name in MAY}
            self._ledger.keep(
                "weibo-rights", {**(self._ledger.kept("weibo-rights") or {}), **given}
            )
        return said({**MAY, **(self._ledger.kept("weibo-rights") or {})})


def in_timeline(post: Post) -> dict[str, Any]:
    """Links are short ones there; of a long post its beginning. Source of the end of it: none."""
    text = LINK.sub(
        lambda link: f"http://t.cn/A6{sha256(link[0].encode()).hexdigest()[:6]}", post.text
    )
    if len(text) <= LONGEST_POST:
        return {"text": text}
    where = f"https://m.weibo.cn/status/{post.mid}"
    return {"text": f"{text[:LONGEST_POST]}...全文： {where}", "truncated": True}


def unfit_article(call: Call) -> int:
    """The platform's code; 0: it takes it."""
    given = call.given
    title, content, cover = (given.get(name, "") for name in ("title", "content", "cover"))
    fits = 0 < len(title) <= LONGEST_TITLE and 0 < len(content) <= LONGEST_CONTENT
    shown = urlsplit(cover).scheme in {"http", "https"} and bool(urlsplit(cover).hostname)
    bound = 0 < len(given.get("text", "")) <= LONGEST_BOUND
    plain = not SCRIPT.search(content) and b"+" not in call.body  # rawurlencode: a space is %20
    return 0 if fits and shown and bound and plain and given.get("rip") else 10008


def article_id() -> str:
    return f"23094{secrets.randbelow(10**17):017d}"


def view_of(object_id: str) -> str:
    return f"https://weibo.com/ttarticle/p/show?id={object_id}"


def published(object_id: str, mid: str) -> Reply:
    data = {"object_id": object_id, "url": view_of(object_id), "mid": mid}
    return said({"code": FINE, "msg": "", "data": data})


def refused_article(code: int) -> Reply:
    return said({"code": code, "msg": SAYS.get(code, "error"), "data": {}})
