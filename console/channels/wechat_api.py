"""WeChat's interface for official accounts over HTTP: one method a call, and what refusals mean.

Contract: social-api notes §2. Bodies are raw UTF-8 (httpx writes them so): escapes would be shown.
"""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final

import httpx

from console.kernel.errors import ChannelRejected, ChannelUnavailable, ChannelUncertain
from console.outgoing.http import refused_for_now, worth_waiting
from console.publishing.rules.jobs import JobResult

ADDRESS: Final = "https://api.weixin.qq.com"
TIMEOUT: Final = httpx.Timeout(6.0, connect=3.0)
"""A refusal or a silence must be a person's within ten seconds."""
REF: Final = "Idempotency-Key"  # ignored by the platform; our stand-ins keep it in their ledger
PAGE: Final = 20
PAGES: Final = 3
PAUSE: Final = timedelta(minutes=1)  # where it names none


class Meaning(StrEnum):
    """What a person, or the dispatcher, does about a refusal."""

    LATER = "later"  # the platform's own trouble, or too many calls in a minute: after a pause
    TOKEN = "token"  # noqa: S105 - the token is spent: take another and repeat
    CONNECT = "connect"  # AppID or AppSecret is wrong or frozen: an administrator enters it again
    ADDRESS = "address"  # our address is not in the account's white list
    LIMIT = "limit"  # no more today: a person posts by hand
    PERMISSION = "permission"  # the account may not: a person posts by hand
    SITE = "site"  # only the account's own back office does this one
    WORDS = "words"  # the words do not pass: change them
    PICTURE = "picture"  # a picture does not pass: change it
    TWICE = "twice"  # taken before, under the same name
    GONE = "gone"  # there is no such draft, article or message (any more)


MEANINGS: Final[Mapping[int, Meaning]] = {
    **dict.fromkeys((-1, 45011, 45066), Meaning.LATER),
    **dict.fromkeys((40001, 40014, 41001, 42001), Meaning.TOKEN),
    **dict.fromkeys((40002, 40013, 40125, 40243, 41002, 41004, 43002, 50004, 50007, 89503),
                    Meaning.CONNECT),
    **dict.fromkeys((40164, 89506, 89507), Meaning.ADDRESS),
    **dict.fromkeys((45009, 45028, 48006), Meaning.LIMIT),
    **dict.fromkeys((48001, 48004, 50002), Meaning.PERMISSION),
    **dict.fromkeys((53503, 53504, 53505), Meaning.SITE),
    **dict.fromkeys((44003, 45002, 45003, 45004, 45005, 45008, 45067, 45110, 45166, 47001),
                    Meaning.WORDS),
    **dict.fromkeys((40004, 40005, 40006, 40009, 41005, 45001), Meaning.PICTURE),
    45065: Meaning.TWICE,
    **dict.fromkeys((40007, 40059, 40114, 41039, 53600, 88000), Meaning.GONE),
}  # fmt: skip
"""Error code → meaning (notes §2.2–§2.9). What is not here is WORDS: a person looks."""


class WeChatRefused(Exception):
    """``said``: the platform's own message, shown to a person as it is; ``told``: all it said.
    ``again``: after which it asked us to come again; None: it named nothing."""

    def __init__(self, told: Mapping[str, Any], again: timedelta | None = None) -> None:
        self.code, self.said = int(told["errcode"]), str(told.get("errmsg", ""))[:300]
        super().__init__(f"{self.code} {self.said}")
        self.told, self.again = told, again

    @property
    def meaning(self) -> Meaning:
        known = MEANINGS.get(self.code)
        if known in {None, Meaning.LIMIT} and worth_waiting(self.again):
            return Meaning.LATER
        return known or Meaning.WORDS


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft or an article: its number, the address of its 阅读原文, its public page."""

    id: str
    source: str
    url: str


class WeChatApi:
    """Calls raise WeChatRefused; ChannelUnavailable where nothing can have happened;
    ChannelUncertain where the request left and its answer is missing or unreadable."""

    def __init__(self, address: str = ADDRESS, timeout: httpx.Timeout = TIMEOUT) -> None:
        self.address = address.rstrip("/")
        self._timeout = timeout

    def stable_token(
        self,
        key: str,
        secret: str,
        force: bool = False,  # noqa: FBT001, FBT002 - as the port of shared tokens calls it
    ) -> tuple[str, timedelta]:
        """Asked again, it is the same one with what is left of it, until its last five minutes.
        ``force`` ends the one before: twenty times a day, half a minute apart."""
        asked = {"grant_type": "client_credential", "appid": key, "secret": secret,
                 "force_refresh": force}  # fmt: skip
        told = self._call("/cgi-bin/stable_token", asked, safe=True)
        try:
            return str(told["access_token"]), timedelta(seconds=int(told["expires_in"]))
        except (KeyError, ValueError) as error:
            raise _unavailable() from error

    def body_picture(self, token: str, name: str, picture: bytes) -> str:
        """The address at which an article may show it."""
        return _word(self._call("/cgi-bin/media/uploadimg", token=token,
                                file=(name, picture), safe=True), "url")  # fmt: skip

    def cover(self, token: str, name: str, picture: bytes, *, kind: str) -> str:
        """Its media id in the account's library. ``kind``: image, or thumb (JPEG, 64 KB)."""
        return _word(self._call(f"/cgi-bin/material/add_material?type={kind}", token=token,
                                file=(name, picture), safe=True), "media_id")  # fmt: skip

    def add_draft(self, token: str, article: Mapping[str, object]) -> str:
        told = self._call("/cgi-bin/draft/add", {"articles": [article]}, token=token)
        return _word(told, "media_id")

    def has_draft(self, token: str, media_id: str) -> bool:
        try:
            self._call("/cgi-bin/draft/get", {"media_id": media_id}, token=token, safe=True)
        except WeChatRefused as error:
            if error.meaning is not Meaning.GONE:
                raise
            return False
        return True

    def count_drafts(self, token: str) -> int:
        return int(self._call("/cgi-bin/draft/count", token=token, safe=True)["total_count"])

    def drafts(self, token: str) -> tuple[Kept, ...]:
        """The newest sixty."""
        return self._listed("/cgi-bin/draft/batchget", token, "media_id")

    def articles(self, token: str, pages: int = PAGES) -> tuple[Kept, ...]:
        """The newest twenty a page that were published; never those that were mass-sent."""
        return self._listed("/cgi-bin/freepublish/batchget", token, "article_id", pages)

    def submit(self, token: str, media_id: str, *, ref: str) -> str:
        """The job's number. That it was taken says nothing of how it ends."""
        told = self._call("/cgi-bin/freepublish/submit", {"media_id": media_id},
                          token=token, ref=ref)  # fmt: skip
        return _word(told, "publish_id")

    def state(self, token: str, publish_id: str) -> JobResult:
        """``status``: 0 published, 1 not yet, 2 and more: it came to nothing."""
        asked = {"publish_id": publish_id}
        told = self._call("/cgi-bin/freepublish/get", asked, token=token, safe=True)
        items = told.get("article_detail", {}).get("item") or [{}]
        return JobResult(str(told.get("publish_status", "")), str(told.get("article_id", "")),
                         str(items[0].get("article_url", "")))  # fmt: skip

    def delete(self, token: str, article_id: str) -> None:
        asked = {"article_id": article_id, "index": 1}
        self._call("/cgi-bin/freepublish/delete", asked, token=token, safe=True)

    def mass_send(self, token: str, media_id: str, own_id: str) -> str:
        """The message's number. The same ``own_id`` again sends nothing (TWICE tells the number).
        Source of the shape: notes §2.7."""
        asked = {"filter": {"is_to_all": True}, "mpnews": {"media_id": media_id},
                 "msgtype": "mpnews", "send_ignore_reprint": 0, "clientmsgid": own_id}  # fmt: skip
        try:
            told = self._call("/cgi-bin/message/mass/sendall", asked, token=token, ref=own_id)
        except WeChatRefused as error:
            if error.meaning is not Meaning.TWICE:
                raise
            told = dict(error.told)
        return _word(told, "msg_id" if "msg_id" in told else "msgid")

    def mass_state(self, token: str, msg_id: str) -> str:
        """SEND_SUCCESS, SENDING, SEND_FAIL or DELETE."""
        asked = {"msg_id": int(msg_id)}
        told = self._call("/cgi-bin/message/mass/get", asked, token=token, safe=True)
        return str(told.get("msg_status", ""))

    def mass_delete(self, token: str, msg_id: str) -> None:
        asked = {"msg_id": int(msg_id), "article_idx": 1}
        self._call("/cgi-bin/message/mass/delete", asked, token=token, safe=True)

    def clear_quota(self, token: str, key: str) -> None:
        """Ten times a month; only ever because a person pressed a button."""
        self._call("/cgi-bin/clear_quota", {"appid": key}, token=token, safe=True)

    def _listed(self, path: str, token: str, key: str, pages: int = PAGES) -> tuple[Kept, ...]:
        found: list[Kept] = []
        for page in range(pages):
            asked = {"offset": page * PAGE, "count": PAGE, "no_content": 0}
            told = self._call(path, asked, token=token, safe=True)
            for each in told.get("item", ()):
                first = (each.get("content", {}).get("news_item") or [{}])[0]
                if not first.get("is_deleted"):
                    found.append(Kept(str(each[key]), str(first.get("content_source_url", "")),
                                      str(first.get("url", ""))))  # fmt: skip
            if (page + 1) * PAGE >= int(told.get("total_count", 0)):
                break
        return tuple(found)

    def _call(
        self,
        path: str,
        asked: Mapping[str, object] | None = None,
        *,
        token: str = "",
        file: tuple[str, bytes] | None = None,
        ref: str = "",
        safe: bool = False,
    ) -> dict[str, Any]:
        """``safe``: to do it again is harmless; not to know its answer is no more than
        unavailable."""
        unknown = _unavailable if safe else _uncertain
        join = "&" if "?" in path else "?"
        address = f"{self.address}{path}" + (f"{join}access_token={token}" if token else "")
        try:
            with httpx.Client(timeout=self._timeout, trust_env=False, verify=_tls()) as client:
                answer = client.request(
                    "GET" if asked is None and file is None else "POST", address,
                    headers={REF: ref} if ref else None, json=asked,
                    files={"media": file} if file else None,
                )  # fmt: skip
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise _unavailable() from error
        except httpx.HTTPError as error:
            raise unknown() from error
        told, again = _told(answer), refused_for_now(answer, safe=safe)
        if (
            told is None
            or answer.status_code >= 500
            or (again is not None and "errcode" not in told)
        ):
            if again is not None:
                raise ChannelUnavailable("wechat.unreachable", retry_after=again)
            raise unknown()
        if told.get("errcode"):
            raise WeChatRefused(told, again)
        return told


def meant(
    error: WeChatRefused, **more: str
) -> ChannelRejected | ChannelUnavailable | ChannelUncertain:
    """The channel's own error for a refusal that no other way leads around."""
    code = f"wechat.{error.meaning.value}"
    if error.meaning is Meaning.LATER:
        pause = PAUSE if error.again is None else error.again
        return ChannelUnavailable(
            code, retry_after=pause, said=error.said, number=error.code, **more
        )
    return ChannelRejected(code, said=error.said, number=error.code, **more)


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificates takes longer than a call."""
    return httpx.create_ssl_context(trust_env=False)


def _word(told: Mapping[str, Any], name: str) -> str:
    """Numbers come as numbers or as text; kept as text. Raises ChannelUncertain."""
    if not told.get(name):
        raise _uncertain()
    return str(told[name])


def _told(answer: httpx.Response) -> dict[str, Any] | None:
    """None: no JSON object. The charset is often missing: it is UTF-8."""
    try:
        told = json.loads(answer.content.decode("utf-8"))
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _unavailable() -> ChannelUnavailable:
    return ChannelUnavailable("wechat.unreachable")


def _uncertain() -> ChannelUncertain:
    return ChannelUncertain("wechat.no_answer")
