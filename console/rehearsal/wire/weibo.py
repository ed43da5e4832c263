"""Weibo's open platform, as far as a newsroom speaks to it: OAuth 2, share, update, upload, show,
destroy, user_timeline, and 头条文章.
Source: social-api notes §3, read 2026-11; the shape of errors §3.9.

It keeps no secret worth having: the one application and its key are written here.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from console.kernel.clock import Clock, parse_utc, whole_seconds
from console.rehearsal import pages
from console.rehearsal.ledger import Ledger, Post, Refused
from console.rehearsal.platforms import LONGEST_POST, REASONS, WEIBO, WEIBO_UID, ZONE, Written
from console.rehearsal.wire import weibo_more as more
from console.rehearsal.wire.calls import Call, Reply, said

APP_KEY: Final = "1000000001"
APP_SECRET: Final = "rehearsal-app-secret"  # noqa: S105 - of a stand-in
LIVES: Final = timedelta(days=30)
POSTS_AN_HOUR: Final = 30
LARGEST_PICTURE: Final = 5 * 1024 * 1024  # bytes
PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")
ADDRESS: Final = re.compile(r"https?://[^\s\u4e00-\u9fff，。；、）]+")
SAFE_DOMAINS: Final = ("localhost", ".example")
TOPIC: Final = re.compile(r"#[^#\s]+#")
BANNED: Final = "违禁词"
LEADS_BACK: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self' "
    "http://localhost:*; base-uri 'none'; frame-ancestors 'none'"
}
"""The answer to the form of consent leads to the application that asked."""
SHOWN: Final = 20  # statuses of a timeline, unless more are asked for
MOST_SHOWN: Final = 100

ERRORS: Final[Mapping[int, str]] = {
    **REASONS,
    10001: "system error!",
    10002: "service unavailable!",
    10006: "source parameter(appkey) is missing!",
    10014: "Insufficient app permissions!",
    10016: "miss required parameter",
    10017: "text not find domain!",
    10021: "HTTP method is not supported for this request!",
    10023: "user requests out of rate limit",
    20005: "unsupported image type",
    20006: "image too large",
    20007: "multipart/form-data image missing",
    20016: "out of limit",
    20017: "repeat content",
    20021: "content is illegal",
    20032: "Update success, while server slow now, please wait 1-2 minutes",
    20101: "target weibo does not exist",
    20102: "not your own weibo",
    20111: "repeated weibo text",
    21314: "token has been used",
    21315: "token has expired",
    21316: "token revoked",
    21317: "token rejected",
    21332: "access_token is invalid",
    21335: "uid parameter is not yourself",
}


@dataclass(frozen=True, slots=True)
class Token:
    expires_at: datetime
    revoked: bool = False


class WeiboWire:
    def __init__(self, ledger: Ledger, clock: Clock, an_hour: int = POSTS_AN_HOUR) -> None:
        self._ledger, self._clock, self._an_hour = ledger, clock, an_hour
        self._rights = more.Rights(ledger)
        self._codes: dict[str, str] = {}  # code → redirect_uri
        self._calls: dict[str, tuple[str, Callable[[Call], Reply]]] = {
            "/oauth2/authorize": ("", self._authorize),
            "/oauth2/access_token": ("POST", self._access_token),
            "/oauth2/get_token_info": ("POST", self._token_info),
            "/oauth2/revokeoauth2": ("POST", self._revoke),
            "/2/statuses/share.json": ("POST", self._share),
            "/2/statuses/update.json": ("POST", self._update),
            "/2/statuses/upload.json": ("POST", self._update),
            more.ARTICLE: ("POST", self._article),
            more.CONTROL: ("POST", self._rights.set),
            "/2/statuses/show.json": ("GET", self._show),
            "/2/statuses/destroy.json": ("POST", self._destroy),
            "/2/statuses/user_timeline.json": ("GET", self._timeline),
        }

    def knows(self, path: str) -> bool:
        return path in self._calls

    def answer(self, call: Call) -> Reply:
        method, act = self._calls[call.path]
        if method and call.method != method:
            return refused(call, 10021)
        return act(call)

    def _authorize(self, call: Call) -> Reply:
        """The page where the owner of the account says yes."""
        given = call.given
        back = given.get("redirect_uri", "")
        if given.get("client_id") != APP_KEY or urlsplit(back).hostname != "localhost":
            return _oauth_error("redirect_uri_mismatch", 21322)
        if call.method != "POST":
            page = pages.consent(call.given)
            return Reply(page.encode(), 200, "text/html; charset=utf-8", LEADS_BACK)
        code = secrets.token_hex(16)
        self._codes[code] = back
        answer = urlencode({"code": code} | ({"state": given["state"]} if "state" in given else {}))
        return Reply(b"", 302, "text/html", {"Location": f"{back}?{answer}"})

    def _access_token(self, call: Call) -> Reply:
        given = call.given
        if (given.get("client_id"), given.get("client_secret")) != (APP_KEY, APP_SECRET):
            return _oauth_error("invalid_client", 21324)
        expected = self._codes.pop(given.get("code", ""), None)
        if given.get("grant_type") != "authorization_code" or expected is None:
            return _oauth_error("invalid_grant", 21325)
        if given.get("redirect_uri") != expected:
            return _oauth_error("redirect_uri_mismatch", 21322)
        return self.issue()

    def issue(self, lives: timedelta = LIVES) -> Reply:
        token = f"2.00{secrets.token_urlsafe(24)}"
        self._keep(token, Token(self._clock.now() + lives))
        seconds = int(lives.total_seconds())
        return said({"access_token": token, "remind_in": str(seconds), "expires_in": seconds,
                     "uid": WEIBO_UID, "isRealName": "true"})  # fmt: skip

    def _token_info(self, call: Call) -> Reply:
        token = self._token(call)
        if token is None or token.revoked:
            return _oauth_error("invalid_access_token", 21332)
        left = int((token.expires_at - self._clock.now()).total_seconds())
        return said({"uid": int(WEIBO_UID), "appkey": APP_KEY, "scope": None, "expire_in": left,
                     "create_at": int((token.expires_at - LIVES).timestamp())})  # fmt: skip

    def _revoke(self, call: Call) -> Reply:
        if (token := self._token(call)) is None:
            return _oauth_error("invalid_access_token", 21332)
        self._keep(call.given["access_token"], replace(token, revoked=True))
        return said({"result": "true"})

    def _share(self, call: Call) -> Reply:
        text = _text(call)
        code = self._token_trouble(call) or _missing(call) or _unshareable(text)
        code = code or _picture_trouble(call)
        return refused(call, code) if code else self._take(call, text, LONGEST_POST)

    def _update(self, call: Call) -> Reply:
        """Closed to ordinary applications since 2017. A picture goes to upload, and only there."""
        wants_picture = call.path.endswith("upload.json")
        code = self._token_trouble(call) or (0 if self._rights.may("update") else 10014)
        code = code or _missing(call) or _picture_trouble(call)
        if not code and wants_picture is not ("pic" in call.files):
            code = 20007 if wants_picture else 10008
        if code:
            return refused(call, code)
        long = call.given.get("is_longtext") == "1" and self._rights.may("longtext")
        most = more.LONGEST_LONGTEXT if long else LONGEST_POST
        return self._take(call, _text(call), most)

    def _article(self, call: Call) -> Reply:
        """An article, and the post that it is bound to."""
        if code := self._token_trouble(call) or (0 if self._rights.may("article") else 10014):
            return refused(call, code)
        if code := more.unfit_article(call) or (11001 if self._too_often() else 0):
            return more.refused_article(code)
        number, given = more.article_id(), call.given
        bound = f"{given['text']} {more.view_of(number)}"
        written = Written(bound, client_ref=call.ref, most=more.LONGEST_BOUND * 2)
        try:
            post = self._ledger.post(WEIBO, written, self._clock.now())
        except Refused:
            return more.refused_article(11002)
        kept = {name: given.get(name, "") for name in ("title", "content", "cover", "summary")}
        self._ledger.keep(f"weibo-article:{post.mid}", {"object_id": number, **kept})
        return more.published(number, post.mid)

    def _take(self, call: Call, text: str, most: int) -> Reply:
        if code := (20021 if BANNED in text else 0) or self._too_often():
            return refused(call, code)
        written = Written(text, client_ref=call.ref, most=most)
        try:
            post = self._ledger.post(WEIBO, written, self._clock.now())
        except Refused as error:
            return refused(call, error.code)
        if picture := call.files.get("pic"):
            kept = {"sha256": sha256(picture).hexdigest()}
            kept["name"] = self._ledger.keep_picture(picture)
            self._ledger.keep(f"weibo-picture:{post.mid}", kept)
        return said(_status(post))

    def _show(self, call: Call) -> Reply:
        if code := self._token_trouble(call):
            return refused(call, code)
        found = self._of_id(call.given.get("id", ""))
        return said(_status(found)) if found else refused(call, 20101)

    def _destroy(self, call: Call) -> Reply:
        if code := self._token_trouble(call):
            return refused(call, code)
        if (found := self._of_id(call.given.get("id", ""))) is None:
            return refused(call, 20101)
        self._ledger.delete(WEIBO, found.address, self._clock.now())
        return said(_status(found))

    def _timeline(self, call: Call) -> Reply:
        if code := self._token_trouble(call) or (0 if self._rights.may("timeline") else 10014):
            return refused(call, code)
        if call.given.get("uid", WEIBO_UID) != WEIBO_UID:
            return refused(call, 21335)
        asked = call.given.get("count", "")
        limit = min(int(asked), MOST_SHOWN) if asked.isdecimal() else SHOWN
        posts, total = self._ledger.newest(WEIBO, limit=limit), self._ledger.count(WEIBO)
        statuses = [{**_status(each), **more.in_timeline(each)} for each in posts]
        return said({"statuses": statuses, "total_number": total})

    def _of_id(self, mid: str) -> Post | None:
        posts = (each for each in self._ledger.everything() if each.platform == WEIBO)
        return next((each for each in posts if each.mid == mid and not each.deleted_at), None)

    def _token(self, call: Call) -> Token | None:
        kept = self._ledger.kept(f"weibo-token:{call.given.get('access_token', '')}")
        return Token(parse_utc(kept["until"]), kept["revoked"] == "1") if kept else None

    def _keep(self, token: str, about: Token) -> None:
        said_of = {"until": whole_seconds(about.expires_at), "revoked": str(int(about.revoked))}
        self._ledger.keep(f"weibo-token:{token}", said_of)

    def _token_trouble(self, call: Call) -> int:
        if not call.given.get("access_token", ""):
            return 10006
        token = self._token(call)
        if token is None:
            return 21332
        if token.revoked:
            return 21316
        return 21315 if token.expires_at <= self._clock.now() else 0

    def _too_often(self) -> int:
        since = self._clock.now() - timedelta(hours=1)
        posts = (each for each in self._ledger.everything() if each.platform == WEIBO)
        lately = sum(parse_utc(each.at) > since for each in posts)
        return 20016 if lately >= self._an_hour else 0


def refused(call: Call, code: int) -> Reply:
    if call.path == more.ARTICLE and code in more.SAYS:
        return more.refused_article(code)
    status = 500 if code in {10001, 10002} else 403 if code in {10014, 10023, 20016} else 400
    error = ERRORS.get(code, "error")
    return said({"request": call.path, "error_code": code, "error": error}, status)


def _missing(call: Call) -> int:
    return 0 if call.given.get("rip") else 10016


def _text(call: Call) -> str:
    return call.given.get("status", "").replace("\r\n", "\n").strip()


def _unshareable(text: str) -> int:
    """It has to lead to a page of the application's, and names no #topic#."""
    if BANNED in text:
        return 20021
    hosts = [urlsplit(each).hostname or "" for each in ADDRESS.findall(text)]
    if not any(host == safe or host.endswith(safe) for host in hosts for safe in SAFE_DOMAINS):
        return 10017 if text else 20008
    return 10017 if TOPIC.search(text) else 0


def _picture_trouble(call: Call) -> int:
    if (picture := call.files.get("pic")) is None:
        return 0
    if not picture.startswith(PICTURES):
        return 20005
    return 20006 if len(picture) > LARGEST_PICTURE else 0


def _status(post: Post) -> dict[str, Any]:
    made = parse_utc(post.at).astimezone(ZONE)
    return {
        "created_at": f"{made:%a %b %d %H:%M:%S %z %Y}", "id": int(post.mid), "mid": post.mid,
        "idstr": post.mid, "text": post.text, "source": "发言台", "favorited": False,
        "truncated": False, "user": {"id": int(WEIBO_UID), "screen_name": "平安示例"},
        "reposts_count": 0, "comments_count": 0,
    }  # fmt: skip


def _oauth_error(error: str, code: int) -> Reply:
    return said({"error": error, "error_code": code, "error_description": error}, 400)
