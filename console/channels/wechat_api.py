"""WeChat's interface for official accounts over HTTP: one method a call, and what refusals mean.

Contract: social-api notes §2. Bodies are raw UTF-8 (httpx writes them so): escapes would be shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx

from console.outgoing.refusals import Meaning, Refused, asked, unavailable, uncertain
from console.publishing.rules.jobs import JobResult

ADDRESS: Final = "https://api.weixin.qq.com"
TIMEOUT: Final = httpx.Timeout(6.0, connect=3.0)
"""A refusal or a silence must be a person's within ten seconds."""
REF: Final = "Idempotency-Key"  # ignored by the platform; our stand-ins keep it in their ledger
PAGE: Final = 20
PAGES: Final = 3


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


class WeChatRefused(Refused):
    channel, number, words, meanings = "wechat", "errcode", "errmsg", MEANINGS
    pause = timedelta(minutes=1)


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
        given = {"grant_type": "client_credential", "appid": key, "secret": secret,
                 "force_refresh": force}  # fmt: skip
        told = self._call("/cgi-bin/stable_token", given, safe=True)
        try:
            return str(told["access_token"]), timedelta(seconds=int(told["expires_in"]))
        except (KeyError, ValueError) as error:
            raise unavailable(WeChatRefused) from error

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
        given = {"publish_id": publish_id}
        told = self._call("/cgi-bin/freepublish/get", given, token=token, safe=True)
        items = told.get("article_detail", {}).get("item") or [{}]
        return JobResult(str(told.get("publish_status", "")), str(told.get("article_id", "")),
                         str(items[0].get("article_url", "")))  # fmt: skip

    def delete(self, token: str, article_id: str) -> None:
        given = {"article_id": article_id, "index": 1}
        self._call("/cgi-bin/freepublish/delete", given, token=token, safe=True)

    def mass_send(self, token: str, media_id: str, own_id: str) -> str:
        """The message's number. The same ``own_id`` again sends nothing (TWICE tells the number).
        Source of the shape: notes §2.7."""
        given = {"filter": {"is_to_all": True}, "mpnews": {"media_id": media_id},
                 "msgtype": "mpnews", "send_ignore_reprint": 0, "clientmsgid": own_id}  # fmt: skip
        try:
            told = self._call("/cgi-bin/message/mass/sendall", given, token=token, ref=own_id)
        except WeChatRefused as error:
            if error.meaning is not Meaning.TWICE:
                raise
            told = dict(error.told)
        return _word(told, "msg_id" if "msg_id" in told else "msgid")

    def mass_state(self, token: str, msg_id: str) -> str:
        """SEND_SUCCESS, SENDING, SEND_FAIL or DELETE."""
        given = {"msg_id": int(msg_id)}
        told = self._call("/cgi-bin/message/mass/get", given, token=token, safe=True)
        return str(told.get("msg_status", ""))

    def mass_delete(self, token: str, msg_id: str) -> None:
        given = {"msg_id": int(msg_id), "article_idx": 1}
        self._call("/cgi-bin/message/mass/delete", given, token=token, safe=True)

    def clear_quota(self, token: str, key: str) -> None:
        """Ten times a month; only ever because a person pressed a button."""
        self._call("/cgi-bin/clear_quota", {"appid": key}, token=token, safe=True)

    def _listed(self, path: str, token: str, key: str, pages: int = PAGES) -> tuple[Kept, ...]:
        found: list[Kept] = []
        for page in range(pages):
            given = {"offset": page * PAGE, "count": PAGE, "no_content": 0}
            told = self._call(path, given, token=token, safe=True)
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
        given: Mapping[str, object] | None = None,
        *,
        token: str = "",
        file: tuple[str, bytes] | None = None,
        ref: str = "",
        safe: bool = False,
    ) -> dict[str, Any]:
        join = "&" if "?" in path else "?"
        address = f"{self.address}{path}" + (f"{join}access_token={token}" if token else "")
        return asked(WeChatRefused, self._timeout, lambda client: client.request(
            "GET" if given is None and file is None else "POST", address,
            headers={REF: ref} if ref else None, json=given,
            files={"media": file} if file else None,
        ), safe=safe)  # fmt: skip


def _word(told: Mapping[str, Any], name: str) -> str:
    """Numbers come as numbers or as text; kept as text. Raises ChannelUncertain."""
    if not told.get(name):
        raise uncertain(WeChatRefused)
    return str(told[name])
