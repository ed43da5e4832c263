"""Whose post a pasted link leads to, where the link itself does not say: asked of the platform, or
read on its page. ``owner``: our account's number, Weibo's uid or WeChat's __biz."""

import re
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, urlsplit

import httpx

from console.channels.weibo_api import WeiboApi, WeiboRefused, id_of
from console.kernel.errors import ChannelFailure
from console.outgoing.refusals import Meaning

TIMEOUT: Final = httpx.Timeout(6.0, connect=3.0)
LARGEST: Final = 4 << 20  # bytes of a page
NUMBER: Final = re.compile(r"/(?:u/)?(\d{6,})/")
OWN: Final = re.compile(r"""\bbiz\s*[=:]\s*["']([A-Za-z0-9+/]{8,}={0,2})""")
"""What an article's page calls itself."""
NAMED: Final = re.compile(r"__biz=([A-Za-z0-9+/]{8,}={0,2})")
"""Addresses on it: its own, and those that it cites."""


class Whose(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    UNKNOWN = "unknown"


def of_weibo(link: str, owner: str, api: WeiboApi, token: str = "") -> Whose:
    """Its addresses name the account, but for those of the mobile pages. ``token`` "": nobody can
    be asked."""
    if named := NUMBER.search(urlsplit(link).path):
        return _is(named[1], owner)
    if not token or not id_of(link):
        return Whose.UNKNOWN
    try:
        return _is(api.show(token, id_of(link)).uid, owner)
    except WeiboRefused as error:
        # What the application may not read says nothing of whose it is.
        return Whose.THEIRS if error.meaning is Meaning.GONE else Whose.UNKNOWN
    except ChannelFailure:
        return Whose.UNKNOWN


def of_wechat(link: str, owner: str) -> Whose:
    """Short addresses name no account; the article's page does. Somebody else's may cite ours."""
    if named := parse_qs(urlsplit(link).query).get("__biz"):
        return _is(named[0], owner)
    page = _page(link)
    found = set(OWN.findall(page) or NAMED.findall(page))
    if not found or (owner in found and len(found) > 1):
        return Whose.UNKNOWN
    return Whose.OURS if owner in found else Whose.THEIRS


def _is(one: str, owner: str) -> Whose:
    return Whose.OURS if one == owner else Whose.THEIRS


def _page(link: str) -> str:
    """ "": it cannot be opened."""
    try:
        with (
            httpx.Client(timeout=TIMEOUT, trust_env=False) as client,
            client.stream("GET", link) as reply,
        ):
            body = bytearray()
            for part in reply.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    break
    except (httpx.HTTPError, httpx.InvalidURL):
        return ""
    return body.decode("utf-8", errors="replace") if reply.is_success else ""
