"""Chat robots of 企业微信 and 钉钉, and a gateway for text messages, as far as notices need them.
Source: social-api notes §4, read 2026-11. How long 企业微信 counts is unknown there: a minute that
slides is assumed. What was taken stands in the ledger.
"""

import base64
import hashlib
import hmac
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from console.kernel.clock import Clock
from console.rehearsal.ledger import Ledger
from console.rehearsal.platforms import Written
from console.rehearsal.wire.calls import Call, Reply, said

WECOM_KEY: Final = "rehearsal-0000-4000-8000-wecom"
DINGTALK_TOKEN: Final = "rehearsal-dingtalk-token"  # noqa: S105 - of a stand-in
DINGTALK_SECRET: Final = "SECrehearsal"  # noqa: S105 - of a stand-in
GATEWAY_SECRET: Final = "rehearsal-gateway-secret"  # noqa: S105 - of a stand-in

A_MINUTE: Final = 20
BLOCKED: Final = timedelta(minutes=10)
SKEW: Final = timedelta(hours=1)
WECOM_LONGEST: Final = 2048  # bytes
GATEWAY_SKEW: Final = timedelta(minutes=5)

WECOM_SAYS: Final[Mapping[int, str]] = {
    -1: "system busy",
    40008: "invalid message type",
    44004: "empty content",
    45002: "content size out of limit",
    45009: "api freq out of limit",
    93000: "invalid webhook url, hint: [1700000000000000], from ip: 127.0.0.1",
}
DINGTALK_SAYS: Final[Mapping[int, str]] = {
    -1: "系统繁忙",
    130101: "send too fast, exceed 20 times per minute",
    300001: "token is not exist",
    310000: "sign not match",
    400105: "unsupported msgtype",
}


class Robots:
    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self._lately: dict[str, deque[datetime]] = {"wecom": deque(), "dingtalk": deque()}
        self._blocked: datetime | None = None
        self._seen: set[str] = set()
        self._lock = Lock()
        self._calls: dict[str, Callable[[Call], Reply]] = {
            "/cgi-bin/webhook/send": self._wecom,
            "/robot/send": self._dingtalk,
            "/gateway/notices": self._gateway,
        }

    def knows(self, path: str) -> bool:
        return path in self._calls

    def answer(self, call: Call) -> Reply:
        return self._calls[call.path](call)

    def _wecom(self, call: Call) -> Reply:
        asked = call.json()
        if call.given.get("key") != WECOM_KEY:
            return refused(call, 93000)
        text = asked.get("text") if isinstance(asked, dict) else None
        if not isinstance(text, dict) or asked.get("msgtype") != "text":
            return refused(call, 40008)
        content = str(text.get("content", ""))
        if not content:
            return refused(call, 44004)
        if len(content.encode()) > WECOM_LONGEST:
            return refused(call, 45002)
        if not self._has_room("wecom"):
            return refused(call, 45009)
        self._take("wecom", content, " ".join(text.get("mentioned_list", [])), call.ref)
        return said({"errcode": 0, "errmsg": "ok"})

    def _dingtalk(self, call: Call) -> Reply:
        if call.given.get("access_token") != DINGTALK_TOKEN:
            return refused(call, 300001)
        if (trouble := self._unsigned(call)) is not None:
            return said({"errcode": 310000, "errmsg": trouble})
        asked = call.json()
        text = asked.get("text") if isinstance(asked, dict) else None
        if not isinstance(text, dict) or asked.get("msgtype") != "text":
            return refused(call, 400105)
        with self._lock:
            if self._blocked is not None and self._clock.now() < self._blocked:
                return refused(call, 130101)
        if not self._has_room("dingtalk"):
            with self._lock:
                self._blocked = self._clock.now() + BLOCKED
            return refused(call, 130101)
        called: dict[str, Any] = asked.get("at") or {}
        whom = " ".join(called.get("atUserIds", []))
        self._take("dingtalk", str(text.get("content", "")), whom, call.ref)
        return said({"errcode": 0, "errmsg": "ok"})

    def _unsigned(self, call: Call) -> str | None:
        stamp = call.given.get("timestamp", "")
        if not stamp.isdecimal():
            return "invalid timestamp"
        away = abs(self._clock.now().timestamp() * 1000 - int(stamp))
        if away > SKEW.total_seconds() * 1000:
            return "invalid timestamp"
        mac = hmac.new(
            DINGTALK_SECRET.encode(), f"{stamp}\n{DINGTALK_SECRET}".encode(), hashlib.sha256
        )
        expected = base64.b64encode(mac.digest())
        given = call.given.get("sign", "").encode()
        return None if hmac.compare_digest(given, expected) else "sign not match"

    def _gateway(self, call: Call) -> Reply:
        """A bureau's own: it checks our signature and takes each id once."""
        stamp = call.headers.get("x-fayan-timestamp", "")
        mac = hmac.new(GATEWAY_SECRET.encode(), stamp.encode() + b"." + call.body, hashlib.sha256)
        given = call.headers.get("x-fayan-signature", "")
        old = not stamp.isdecimal() or (
            abs(self._clock.now().timestamp() - int(stamp)) > GATEWAY_SKEW.total_seconds()
        )
        if old or not hmac.compare_digest(given, f"sha256={mac.hexdigest()}"):
            return said({"error": "signature"}, 401)
        asked = call.json()
        if not isinstance(asked, dict) or not asked.get("to"):
            return said({"error": "to is missing"}, 422)
        with self._lock:
            known = call.ref in self._seen
            self._seen.add(call.ref)
        if not known:
            self._take("gateway", str(asked["text"]), str(asked["to"]), call.ref)
        return said({"accepted": call.ref}, 202)

    def _has_room(self, platform: str) -> bool:
        now = self._clock.now()
        with self._lock:
            lately = self._lately[platform]
            while lately and lately[0] <= now - timedelta(minutes=1):
                lately.popleft()
            if len(lately) >= A_MINUTE:
                return False
            lately.append(now)
            return True

    def _take(self, platform: str, text: str, account: str, ref: str) -> None:
        self._ledger.take(platform, account, Written(text, client_ref=ref), self._clock.now())


def refused(call: Call, code: int) -> Reply:
    """Robots refuse with 200; the gateway by its status."""
    if call.path == "/gateway/notices":
        return said({"error": "refused"}, code or 503)
    says = WECOM_SAYS if call.path.startswith("/cgi-bin/") else DINGTALK_SAYS
    return said({"errcode": code, "errmsg": says.get(code, "error")})
