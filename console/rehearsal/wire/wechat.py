"""WeChat's interface for official accounts, as far as a newsroom speaks to it: stable_token,
pictures, the draft box, publishing, mass sending. Source: social-api notes §2, read 2026-11.
"""

import html
import re
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from console.kernel.clock import Clock, parse_utc, whole_seconds
from console.rehearsal.ledger import Ledger
from console.rehearsal.platforms import (
    LONGEST_ARTICLE,
    LONGEST_DIGEST,
    LONGEST_TITLE,
    WECHAT,
    Written,
    path_of,
)
from console.rehearsal.wire import wechat_push
from console.rehearsal.wire.calls import Call, Reply, said
from console.rehearsal.wire.wechat_account import Account, refused

API: Final = "/cgi-bin/"
CONTROL: Final = "/_wechat"
CONFIRM_WITHIN: Final = timedelta(minutes=30)
BODY_PICTURE: Final = 1024 * 1024  # bytes, fewer than this
LIBRARY_PICTURE: Final = 10 * 1024 * 1024
THUMB: Final = 64 * 1024
JPEG_OR_PNG: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
BANNED: Final = "违禁词"
LONGEST_AUTHOR: Final = 16
LONGEST_MESSAGE_ID: Final = 64  # bytes
LARGEST_CONTENT: Final = 1_000_000  # bytes
PAGE: Final = 20
FIELDS: Final = (
    "title", "author", "digest", "content", "content_source_url", "thumb_media_id",
    "pic_crop_235_1", "pic_crop_1_1",
)  # fmt: skip
ENDS: Final[Mapping[str, str]] = {"0": "send success", "3": "send fail", "4": "err(20001)"}


class WeChatWire:
    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self.account = Account(ledger, clock)
        self._one = threading.RLock()
        self._calls: dict[str, Callable[[Call, dict[str, Any]], Reply]] = {
            "draft/add": self._add,
            "draft/get": self._get_draft,
            "draft/delete": self._drop,
            "draft/batchget": self._drafts,
            "freepublish/submit": self._submit,
            "freepublish/get": self._state,
            "freepublish/delete": self._delete,
            "freepublish/batchget": self._published,
            "message/mass/sendall": self._mass,
            "message/mass/get": self._mass_state,
            "message/mass/delete": self._mass_delete,
        }
        self._others: dict[str, Callable[[Call], Reply]] = {
            "stable_token": self.account.stable_token,
            "clear_quota": self.account.clear,
            "media/uploadimg": self._body_picture,
            "material/add_material": self._library_picture,
            "draft/count": self._count,
        }

    def knows(self, path: str) -> bool:
        name = path.removeprefix(API)
        return path == CONTROL or (path != name and (name in self._calls or name in self._others))

    def answer(self, call: Call) -> Reply:
        if call.path == CONTROL:
            return self._set(call)
        name = call.path.removeprefix(API)
        if call.method != ("GET" if name == "draft/count" else "POST"):
            return refused(43002)
        if name == "stable_token":
            return self.account.stable_token(call)
        if code := self.account.token_trouble(call.given.get("access_token", "")):
            return refused(code)
        if code := self.account.may_call(call.path):
            return refused(code)
        with self._one:
            self._finish_due(call.host)
            if name in self._others:
                return self._others[name](call)
            asked = call.json()
            return self._calls[name](call, asked) if isinstance(asked, dict) else refused(47001)

    def _set(self, call: Call) -> Reply:
        """Settings of the account; ``{"confirm": true}``: its administrator says yes."""
        asked = call.json()
        if isinstance(asked, dict) and asked.get("confirm"):
            for job, about in self._ledger.kept_of("wechat-job").items():
                self._ledger.keep(f"wechat-job:{job}", {**about, "waits": ""})
            with self._one:
                self._finish_due(call.host)
        return self.account.set(call)

    def _body_picture(self, call: Call) -> Reply:
        code = _picture_trouble(call.files.get("media"), BODY_PICTURE)
        if code:
            return refused(code)
        name = self._ledger.keep_picture(call.files["media"])
        return said({"url": f"http://{call.host}/mmbiz/{name}/0", "errcode": 0, "errmsg": "ok"})

    def _library_picture(self, call: Call) -> Reply:
        kind = call.given.get("type", "")
        if kind not in {"image", "thumb"}:
            return refused(40004)
        if code := _picture_trouble(call.files.get("media"),
                                    THUMB if kind == "thumb" else LIBRARY_PICTURE):  # fmt: skip
            return refused(code)
        media_id = f"img_{self._next()}"
        name = self._ledger.keep_picture(call.files["media"])
        self._ledger.keep(f"wechat-media:{media_id}", {"kind": kind, "picture": name})
        return said({"media_id": media_id, "url": f"http://{call.host}/mmbiz/{media_id}/0"})

    def _count(self, call: Call) -> Reply:
        del call
        return said({"total_count": len(self._ledger.kept_of("wechat-draft"))})

    def _add(self, call: Call, asked: dict[str, Any]) -> Reply:
        articles = asked.get("articles")
        if not isinstance(articles, list) or not articles or not isinstance(articles[0], dict):
            return refused(47001 if articles else 44003)
        if rb"\u" in call.body:
            return refused(45003)  # escapes are kept as they are written
        first = {name: str(articles[0].get(name, "")) for name in FIELDS}
        if code := self._unfit(first):
            return refused(code)
        media_id = f"draft_{self._next()}"
        ours = f"http://{call.host}/mmbiz/"
        first["content"] = _filtered(first["content"], ours)
        at = whole_seconds(self._clock.now())
        self._ledger.keep(f"wechat-draft:{media_id}", {**first, "at": at, "ref": call.ref})
        return said({"media_id": media_id})

    def _unfit(self, article: Mapping[str, str]) -> int:
        content = article["content"]
        if not article["title"] or len(article["title"]) > LONGEST_TITLE:
            return 45003
        if len(article["author"]) > LONGEST_AUTHOR:
            return 45110
        if len(article["digest"]) > LONGEST_DIGEST:
            return 45004
        if not _plain(content):
            return 44003
        if len(content) >= LONGEST_ARTICLE or len(content.encode()) >= LARGEST_CONTENT:
            return 45002
        return 0 if self._ledger.kept(f"wechat-media:{article['thumb_media_id']}") else 40007

    def _get_draft(self, call: Call, asked: dict[str, Any]) -> Reply:
        del call
        found = self._ledger.kept(f"wechat-draft:{asked.get('media_id', '')}")
        return said({"news_item": [_news(found)]}) if found else refused(40007)

    def _drop(self, call: Call, asked: dict[str, Any]) -> Reply:
        del call
        name = f"wechat-draft:{asked.get('media_id', '')}"
        if self._ledger.kept(name) is None:
            return refused(40007)
        self._ledger.forget(name)
        return said({"errcode": 0, "errmsg": "ok"})

    def _drafts(self, call: Call, asked: dict[str, Any]) -> Reply:
        del call
        return _batch("media_id", self._ledger.kept_of("wechat-draft"), asked)

    def _submit(self, call: Call, asked: dict[str, Any]) -> Reply:
        media_id = str(asked.get("media_id", ""))
        if self._ledger.kept(f"wechat-draft:{media_id}") is None:
            return refused(40007)
        job = self._begin(call, media_id, waits=False)
        return said({"errcode": 0, "errmsg": "ok", "publish_id": int(job), "msg_data_id": 1})

    def _begin(self, call: Call, media_id: str, *, waits: bool) -> str:
        job, seconds = str(self._next()), float(self.account.setting("job_seconds"))
        now = self._clock.now()
        self._ledger.keep(f"wechat-job:{job}", {
            "media_id": media_id, "ref": call.ref, "at": whole_seconds(now), "status": "1",
            "waits": "1" if waits else "", "mass": "1" if "/mass/" in call.path else "",
            "ends": whole_seconds(now + timedelta(seconds=seconds)),
        })  # fmt: skip
        if not waits and self.account.setting("callback"):
            later = threading.Timer(seconds + 0.1, self._finish_late, (call.host,))
            later.daemon = True
            later.start()
        return job

    def _finish_late(self, host: str) -> None:
        """By a clock of its own: nobody may ask, and the account's server is to be told."""
        with self._one, suppress(sqlite3.Error):  # the folder may be gone with the process's work
            self._finish_due(host)

    def _finish_due(self, host: str) -> None:
        """End every job whose time has come, and tell the account's server."""
        now = self._clock.now()
        for job, about in self._ledger.kept_of("wechat-job").items():
            if about["status"] != "1":
                continue
            if about["waits"]:
                if now - parse_utc(about["at"]) >= CONFIRM_WITHIN:
                    self._end(job, {**about, "status": "3"}, host)
            elif parse_utc(about["ends"]) <= now:
                self._end(job, about, host)

    def _end(self, job: str, about: dict[str, str], host: str) -> None:
        name = f"wechat-draft:{about['media_id']}"
        draft = self._ledger.kept(name)
        status = about["status"] if about["status"] != "1" else self.account.setting("outcome")
        if draft is None:
            status = "3"
        elif BANNED in draft["content"]:
            status = "4"
        ended = {**about, "status": status}
        if status == "0" and draft:
            written = Written(
                _plain(draft["content"]), draft["title"], draft["digest"], about["ref"]
            )
            post = self._ledger.post(WECHAT, written, self._clock.now())
            ended["address"] = post.address
            ended["url"] = f"http://{host}{path_of(WECHAT, post.address)}"
            self._ledger.forget(name)
            kept = {**draft, "address": post.address, "url": ended["url"], "mass": about["mass"]}
            self._ledger.keep(f"wechat-article:A_{post.mid}", kept)
            ended["article_id"] = f"A_{post.mid}"
        self._ledger.keep(f"wechat-job:{job}", ended)
        self._tell(job, ended)

    def _tell(self, job: str, about: Mapping[str, str]) -> None:
        if not (address := self.account.setting("callback")):
            return
        what = self.told(job, about)
        threading.Thread(target=wechat_push.send, args=(address, what), daemon=True).start()

    def told(self, job: str, about: Mapping[str, str] | None = None) -> wechat_push.Told:
        """What the account's server hears of an ended job."""
        known = about or self._ledger.kept(f"wechat-job:{job}") or {}
        at, url = int(self._clock.now().timestamp()), known.get("url", "")
        if known["mass"]:
            xml = wechat_push.massed(job, ENDS.get(known["status"], "send fail"), url, at)
        else:
            status, article = known["status"], known.get("article_id", "")
            xml = wechat_push.published(job, status, article, url, at)
        return wechat_push.told(xml, at, encrypted=bool(self.account.setting("encrypted")))

    def _state(self, call: Call, asked: dict[str, Any]) -> Reply:
        del call
        job = str(asked.get("publish_id", ""))
        about = self._ledger.kept(f"wechat-job:{job}")
        if about is None or about["mass"]:
            return refused(53600)
        told: dict[str, Any] = {"publish_id": int(job), "publish_status": int(about["status"])}
        if about["status"] == "0":
            item = {"idx": 1, "article_url": about["url"]}
            told |= {"article_id": about["article_id"],
                     "article_detail": {"count": 1, "item": [item]}, "fail_idx": []}  # fmt: skip
        return said(told)

    def _delete(self, call: Call, asked: dict[str, Any]) -> Reply:
        del call
        name = f"wechat-article:{asked.get('article_id', '')}"
        article = self._ledger.kept(name)
        if article is None or article["mass"]:
            return refused(53600)
        self._ledger.delete(WECHAT, article["address"], self._clock.now())
        self._ledger.keep(name, {**article, "deleted": "1"})
        return said({"errcode": 0, "errmsg": "ok"})

    def _published(self, call: Call, asked: dict[str, Any]) -> Reply:
        """Never what was mass-sent."""
        del call
        kept = self._ledger.kept_of("wechat-article")
        return _batch("article_id", {k: v for k, v in kept.items() if not v["mass"]}, asked)

    def _mass(self, call: Call, asked: dict[str, Any]) -> Reply:
        own = str(asked.get("clientmsgid", ""))
        if len(own.encode()) > LONGEST_MESSAGE_ID:
            return refused(45067)
        if own and (before := self._ledger.kept(f"wechat-own:{own}")):
            return refused(45065, msg_id=int(before["job"]))
        media_id = str((asked.get("mpnews") or {}).get("media_id", ""))
        if self._ledger.kept(f"wechat-draft:{media_id}") is None:
            return refused(40007)
        if code := self.account.may_push():
            return refused(code)
        job = self._begin(call, media_id, waits=bool(self.account.setting("protected")))
        if own:
            self._ledger.keep(f"wechat-own:{own}", {"job": job})
        return said({"errcode": 0, "errmsg": "send job submission success", "msg_id": int(job),
                     "msg_data_id": 206227730})  # fmt: skip

    def _mass_state(self, call: Call, asked: dict[str, Any]) -> Reply:
        del call
        job = str(asked.get("msg_id", ""))
        about = self._ledger.kept(f"wechat-job:{job}")
        if about is None or not about["mass"]:
            return refused(40059)
        status = {"0": "SEND_SUCCESS", "1": "SENDING", "5": "DELETE"}
        return said({"msg_id": int(job), "msg_status": status.get(about["status"], "SEND_FAIL")})

    def _mass_delete(self, call: Call, asked: dict[str, Any]) -> Reply:
        del call
        name = f"wechat-job:{asked.get('msg_id', '')}"
        about = self._ledger.kept(name)
        if about is None or not about["mass"] or "address" not in about:
            return refused(40059)
        self._ledger.delete(WECHAT, about["address"], self._clock.now())
        self._ledger.keep(name, {**about, "status": "5"})
        return said({"errcode": 0, "errmsg": "ok"})

    def _next(self) -> int:
        place = int((self._ledger.kept("wechat-next") or {"place": "2247500000"})["place"]) + 1
        self._ledger.keep("wechat-next", {"place": str(place)})
        return place


def refuse(call: Call, code: int) -> Reply:
    del call
    return refused(code)


def _picture_trouble(picture: bytes | None, most: int) -> int:
    if not picture:
        return 41005
    if not picture.startswith(JPEG_OR_PNG):
        return 40005
    return 0 if len(picture) < most else 40009


def _filtered(content: str, ours: str) -> str:
    """Scripts go, and pictures from anywhere else."""
    content = re.sub(r"(?is)<script.*?</script>", "", content)
    return re.sub(
        r"(?i)<img\b[^>]*>", lambda tag: tag[0] if f'src="{ours}' in tag[0] else "", content
    )


def _plain(content: str) -> str:
    lines = re.sub(r"(?i)</(p|h[1-6]|li|tr|blockquote)>|<br\s*/?>", "\n", content)
    return html.unescape(re.sub(r"<[^>]+>", "", lines)).strip()


def _news(kept: Mapping[str, str]) -> dict[str, Any]:
    shown: dict[str, Any] = {name: kept[name] for name in FIELDS}
    return {**shown, "url": kept.get("url", ""), "is_deleted": bool(kept.get("deleted"))}


def _batch(key: str, kept: Mapping[str, Mapping[str, str]], asked: Mapping[str, Any]) -> Reply:
    """The newest first."""
    offset, count = int(asked.get("offset", 0)), min(int(asked.get("count", PAGE)), PAGE)
    every = list(kept.items())[::-1]
    items = [
        {key: name, "content": {"news_item": [_news(each)]},
         "update_time": int(parse_utc(each["at"]).timestamp())}
        for name, each in every[offset : offset + count]
    ]  # fmt: skip
    if asked.get("no_content"):
        for item in items:
            item["content"] = {}
    return said({"total_count": len(every), "item_count": len(items), "item": items})
