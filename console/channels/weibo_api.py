"""Weibo's open platform over HTTP: one method a call, and what its refusals mean for us.

Contract: social-api notes §3. A status is told by its ``idstr``, as text: it is larger than 2^53.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx

from console.outgoing.refusals import Meaning, Refused, asked, uncertain

ADDRESS: Final = "https://api.weibo.com"
UPLOADS: Final = "https://upload.api.weibo.com"
TIMEOUT: Final = httpx.Timeout(15.0, connect=5.0)
REF: Final = "Idempotency-Key"  # ignored by the platform; our stand-ins keep it in their ledger
MOST: Final = 100  # statuses that one call may ask for
BASE62: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


MEANINGS: Final[Mapping[int, Meaning]] = {
    **dict.fromkeys((10001, 10002, 10003, 10009, 10010, 10011), Meaning.LATER),
    **dict.fromkeys((10006, 10013, *range(21301, 21322), *range(21322, 21338)), Meaning.CONNECT),
    **dict.fromkeys((10022, 10023, 10024, 20016, 20022, 20031), Meaning.LIMIT),
    **dict.fromkeys((10004, 10005, 10014, 20014, 20015, 20102, 21335), Meaning.PERMISSION),
    **dict.fromkeys((10008, 10016, 10017, 10018, 20005, 20006, 20007, 20008, 20012, 20013, 20018,
                     20020, 20021, 21602), Meaning.WORDS),
    **dict.fromkeys((20017, 20019, 20111), Meaning.TWICE),
    20032: Meaning.DELAYED,
    20101: Meaning.GONE,
}  # fmt: skip
"""Error code → meaning (notes §3.9). What is not here is WORDS: a person looks."""


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIFTED: Final[Mapping[int, timedelta]] = {20016: HOUR, 10022: HOUR, 10023: DAY}
"""Within which a limit is lifted (notes §3.8): posts of a user and calls of an address are counted
by the hour, calls of a user by the day. Of the others the notes name no time."""


class WeiboRefused(Refused):
    channel, number, words, meanings = "weibo", "error_code", "error", MEANINGS

    @property
    def lifted_within(self) -> timedelta | None:
        """As it said itself, else as is known; None: it is no limit, or nobody says."""
        if self.meaning is not Meaning.LIMIT:
            return None
        return self.again or LIFTED.get(self.code)


ARTICLE_MEANINGS: Final[Mapping[int, Meaning]] = {
    10001: Meaning.LATER,
    10008: Meaning.WORDS,
    11001: Meaning.LIMIT,
    11002: Meaning.LATER,
    11003: Meaning.HALF,
}
"""Of 头条文章, which has numbers of its own (notes §3.4)."""
FINE: Final = 100000


class ArticleRefused(WeiboRefused):
    number, words, meanings = "code", "msg", ARTICLE_MEANINGS


@dataclass(frozen=True, slots=True)
class Article:
    """``content``: HTML. ``cover``: the address of a picture. ``text``: of the post that leads to
    it."""

    title: str
    content: str
    cover: str
    summary: str
    text: str


@dataclass(frozen=True, slots=True)
class Published:
    """``mid``: of the post; ``url``: of the article."""

    mid: str
    object_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Status:
    """``made_at``: None where the platform's way of writing it is not the known one.
    ``truncated``: ``text`` is only its beginning."""

    id: str
    uid: str
    text: str
    made_at: datetime | None = None
    truncated: bool = False

    @property
    def bid(self) -> str:
        """The last part of its public page's address."""
        return bid_of(self.id)


@dataclass(frozen=True, slots=True)
class Timeline:
    """``statuses``: the newest first. ``whole``: there are no older ones."""

    statuses: tuple[Status, ...]
    whole: bool

    def reaches(self, back_to: datetime) -> bool:
        """A status of ``back_to`` or later would be among them."""
        oldest = self.statuses[-1].made_at if self.statuses else None
        return self.whole or (oldest is not None and oldest < back_to)


@dataclass(frozen=True, slots=True)
class Grant:
    """What an authorisation gave: a token, whose, for how long."""

    token: str
    uid: str
    lives: timedelta


class WeiboApi:
    """Calls raise WeiboRefused; ChannelUnavailable where nothing can have happened;
    ChannelUncertain where the request left and its answer is missing or unreadable."""

    def __init__(self, address: str = ADDRESS, timeout: httpx.Timeout = TIMEOUT) -> None:
        self.address = address.rstrip("/")
        self._timeout = timeout

    def share(
        self, token: str, text: str, *, ip: str, picture: bytes | None = None, ref: str = ""
    ) -> Status:
        """``ip``: the operator's own, which the platform asks for (rip). ``picture``: JPEG, GIF or
        PNG below 5 MB."""
        given = {"access_token": token, "status": text, "rip": ip}
        path = "/2/statuses/share.json"
        return _status(self._call("POST", path, given, picture=picture, ref=ref))

    def update(
        self,
        token: str,
        text: str,
        *,
        ip: str,
        picture: bytes | None = None,
        long: bool = False,
        ref: str = "",
    ) -> Status:
        """Neither link nor safe domain is asked for; the application has to be let. ``long``: more
        than the usual length, up to 2,000, where the account is eligible."""
        given = {"access_token": token, "status": text, "rip": ip, "visible": "0"}
        given |= {"is_longtext": "1"} if long else {}
        if picture is None:
            return _status(self._call("POST", "/2/statuses/update.json", given, ref=ref))
        host = UPLOADS if self.address == ADDRESS else self.address
        return _status(self._call(
            "POST", "/2/statuses/upload.json", given, picture=picture, ref=ref, host=host
        ))  # fmt: skip

    def article(self, token: str, told: Article, *, ip: str, ref: str = "") -> Published:
        """头条文章 with the post that leads to it."""
        given = {**asdict(told), "access_token": token, "rip": ip}
        body = urlencode(given, quote_via=quote)  # a space is %20 here (rawurlencode)
        headers = {"Content-Type": "application/x-www-form-urlencoded", REF: ref}
        address = f"{self.address}/proxy/article/publish.json"
        said = asked(WeiboRefused, self._timeout, lambda client: client.post(
            address, content=body.encode(), headers=headers
        ), safe=False)  # fmt: skip
        data = said.get("data")
        if said.get("code") not in {FINE, str(FINE)}:
            raise ArticleRefused(said) if said.get("code") else uncertain(WeiboRefused)
        if not isinstance(data, dict) or not data.get("mid"):
            raise uncertain(WeiboRefused)
        return Published(str(data["mid"]), str(data.get("object_id", "")), str(data.get("url", "")))

    def timeline(self, token: str, uid: str) -> Timeline:
        """Of our own account, as much of it as one call gives."""
        given = {"access_token": token, "uid": uid, "count": str(MOST)}
        told = self._call("GET", "/2/statuses/user_timeline.json", given, safe=True)
        shown = tuple(_status(each) for each in told.get("statuses", ()))
        total = told.get("total_number")
        return Timeline(shown, whole=isinstance(total, int) and total <= len(shown))

    def show(self, token: str, status_id: str) -> Status:
        """Anybody's, by its id."""
        given = {"access_token": token, "id": status_id}
        return _status(self._call("GET", "/2/statuses/show.json", given, safe=True))

    def destroy(self, token: str, status_id: str) -> None:
        """To do it twice is harmless: the second time it is GONE."""
        given = {"access_token": token, "id": status_id}
        self._call("POST", "/2/statuses/destroy.json", given, safe=True)

    def grant(self, key: str, secret: str, code: str, back: str) -> Grant:
        """The token for a code that the owner of the account agreed to."""
        told = self._call("POST", "/oauth2/access_token", {
            "client_id": key, "client_secret": secret, "grant_type": "authorization_code",
            "code": code, "redirect_uri": back,
        })  # fmt: skip
        lives = timedelta(seconds=int(told["expires_in"]))
        return Grant(str(told["access_token"]), str(told["uid"]), lives)

    def left(self, token: str) -> timedelta:
        """How long the token lives on."""
        told = self._call("POST", "/oauth2/get_token_info", {"access_token": token}, safe=True)
        return timedelta(seconds=int(told.get("expire_in", told.get("expires_in", 0))))

    def _call(
        self,
        method: str,
        path: str,
        given: Mapping[str, str],
        *,
        picture: bytes | None = None,
        ref: str = "",
        safe: bool = False,
        host: str = "",
    ) -> dict[str, Any]:
        read = method == "GET"
        return asked(WeiboRefused, self._timeout, lambda client: client.request(
            method, (host or self.address) + path, headers={REF: ref} if ref else None,
            params=given if read else None, data=None if read else given,
            files={"pic": picture} if picture else None,
        ), safe=safe)  # fmt: skip


def id_of(link: str) -> str:
    """The id of the status behind a public link of ours; "" : the link has none."""
    found = re.search(r"/(?:\d+|status|detail)/([0-9A-Za-z]{9,20})(?:[?#]|$)", link)
    if found is None:
        return ""
    return found[1] if found[1].isdecimal() and len(found[1]) > 12 else mid_of(found[1])


def mid_of(bid: str) -> str:
    """``yCirT0Iox`` → ``3491273850170657``: groups of four places in base 62, seven digits each."""
    cuts = range(len(bid), 0, -4)
    groups = [bid[max(0, end - 4) : end] for end in cuts][::-1]
    first, *rest = (_number(group) for group in groups)
    return f"{first}" + "".join(f"{each:07d}" for each in rest)


def bid_of(mid: str) -> str:
    """The other way: seven digits, four places; all but the first group padded."""
    cuts = range(len(mid), 0, -7)
    groups = [mid[max(0, end - 7) : end] for end in cuts][::-1]
    first, *rest = (_base62(int(group)) for group in groups)
    return first + "".join(each.rjust(4, BASE62[0]) for each in rest)


def _number(digits: str) -> int:
    total = 0
    for digit in digits:
        total = total * len(BASE62) + BASE62.index(digit)
    return total


def _base62(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(BASE62))
        digits = BASE62[rest] + digits
    return digits or BASE62[0]


def _status(told: Mapping[str, Any]) -> Status:
    try:
        status_id = str(told.get("idstr") or told["id"])
        made_at = _moment(str(told.get("created_at", "")))
        cut = bool(told.get("truncated"))
        return Status(status_id, str(told["user"]["id"]), told["text"], made_at, cut)
    except (KeyError, TypeError) as error:
        raise uncertain(WeiboRefused) from error


def _moment(said: str) -> datetime | None:
    """``Mon Nov 23 20:10:00 +0800 2026``"""
    try:
        return datetime.strptime(said, "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        return None
