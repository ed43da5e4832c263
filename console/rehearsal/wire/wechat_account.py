"""What the stand-in of WeChat remembers of one account: tokens, quotas, and how it is set.

Source: social-api notes §2.2, §2.8. ``POST /_wechat`` with JSON sets what ``SETTINGS`` names.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from console.kernel.clock import Clock, parse_utc, whole_seconds
from console.rehearsal.ledger import Ledger
from console.rehearsal.platforms import ZONE
from console.rehearsal.wire.calls import Call, Reply, said

APP_ID: Final = "wx49f0ab532d5d035a"
APP_SECRET: Final = "rehearsal-wechat-secret"  # noqa: S105 - of a stand-in
CALLBACK_TOKEN: Final = "rehearsal123"  # noqa: S105 - of a stand-in
AES_KEY: Final = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
LIVES: Final = timedelta(hours=2)
OVERLAP: Final = timedelta(minutes=5)
FORCED_APART: Final = timedelta(seconds=30)
FORCED_A_DAY: Final = 20
CLEARED_A_MONTH: Final = 10
A_DAY: Final[Mapping[str, int]] = {
    **dict.fromkeys(("add", "update", "delete", "count", "batchget"), 1000),
    "get": 500,
}
DAILY: Final[Mapping[str, int]] = {
    **{f"/cgi-bin/draft/{name}": most for name, most in A_DAY.items()},
    "/cgi-bin/freepublish/submit": 100,
    "/cgi-bin/freepublish/get": 100,
    "/cgi-bin/freepublish/getarticle": 100,
    "/cgi-bin/freepublish/batchget": 100,
    "/cgi-bin/freepublish/delete": 10,
    "/cgi-bin/message/mass/sendall": 100,
}
SETTINGS: Final[Mapping[str, str]] = {
    "verified": "1",  # 已认证: may publish
    "whitelisted": "1",  # our address is in the list
    "protected": "",  # an administrator confirms each mass send within half an hour
    "outcome": "0",  # publish_status that the next jobs end with
    "job_seconds": "0",  # how long a job takes
    "callback": "",  # where results are told; "" : nowhere
    "encrypted": "1",  # 安全模式
    "pushes_a_day": "1",
    "pushes_a_month": "",  # 服务号: instead of the day's
}
ERRORS: Final[Mapping[int, str]] = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40009: "invalid image size",
    40013: "invalid appid",
    40059: "invalid msg id",
    40125: "invalid appsecret",
    40164: "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist",
    41001: "access_token missing",
    41005: "media data missing",
    42001: "access_token expired",
    43002: "require POST method",
    44003: "empty news data",
    45002: "content size out of limit",
    45003: "title size out of limit",
    45004: "description size out of limit",
    45009: "api freq out of limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45028: "has no masssend quota",
    45065: "clientmsgid exist",
    45067: "clientmsgid size out of limit",
    45110: "author size out of limit",
    47001: "data format error",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    53600: "article_id is invalid",
}


class Account:
    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock

    def setting(self, name: str) -> str:
        return (self._ledger.kept("wechat-settings") or {}).get(name, SETTINGS[name])

    def set(self, call: Call) -> Reply:
        asked: Any = call.json()
        if isinstance(asked, dict):
            given = {name: str(value) for name, value in asked.items() if name in SETTINGS}
            now = self._ledger.kept("wechat-settings") or {}
            self._ledger.keep("wechat-settings", {**now, **given})
        return said({**SETTINGS, **(self._ledger.kept("wechat-settings") or {})})

    def stable_token(self, call: Call) -> Reply:
        asked: Any = call.json()
        if not isinstance(asked, dict):
            return refused(47001)
        if asked.get("grant_type") != "client_credential":
            return refused(40002)
        if asked.get("appid") != APP_ID:
            return refused(40013)
        if asked.get("secret") != APP_SECRET:
            return refused(40125)
        if not self.setting("whitelisted"):
            return refused(40164)
        now = self._clock.now()
        if asked.get("force_refresh") is True:
            return self._forced(now)
        newest = self._newest()
        if newest is None or newest[1] - now <= OVERLAP:
            newest = self._issue(now)
        return _token(newest[0], newest[1] - now)

    def _forced(self, now: datetime) -> Reply:
        kept = self._ledger.kept("wechat-forced")
        if kept and now - parse_utc(kept["at"]) < FORCED_APART:
            return refused(45011)
        if not self._spend("force_refresh", FORCED_A_DAY):
            return refused(45009)
        self._ledger.keep("wechat-forced", {"at": whole_seconds(now)})
        for token in self._ledger.kept_of("wechat-token"):
            self._ledger.forget(f"wechat-token:{token}")
        made = self._issue(now)
        return _token(made[0], LIVES)

    def _issue(self, now: datetime) -> tuple[str, datetime]:
        """The old one goes on working to its end."""
        token, until = f"97_{secrets.token_urlsafe(60)}", now + LIVES
        self._ledger.keep(f"wechat-token:{token}", {"until": whole_seconds(until)})
        return token, until

    def _newest(self) -> tuple[str, datetime] | None:
        kept = self._ledger.kept_of("wechat-token")
        every = [(token, parse_utc(each["until"])) for token, each in kept.items()]
        return max(every, key=lambda each: each[1], default=None)

    def token_trouble(self, token: str) -> int:
        if not token:
            return 41001
        kept = self._ledger.kept(f"wechat-token:{token}")
        if kept is None:
            return 40001
        if parse_utc(kept["until"]) <= self._clock.now():
            return 42001
        return 0 if self.setting("whitelisted") else 40164

    def may_call(self, path: str) -> int:
        """The code that keeps this call away; 0: none, and it counts."""
        if "/freepublish/" in path and not self.setting("verified"):
            return 48001
        return 0 if path not in DAILY or self._spend(path, DAILY[path]) else 45009

    def may_push(self) -> int:
        if most := self.setting("pushes_a_month"):
            return 0 if self._spend("push", int(most), "%Y-%m") else 45028
        return 0 if self._spend("push", int(self.setting("pushes_a_day"))) else 45028

    def clear(self, call: Call) -> Reply:
        """clear_quota: ten times a month."""
        asked: Any = call.json()
        if not isinstance(asked, dict) or asked.get("appid") != APP_ID:
            return refused(40013)
        month = f"{self._clock.now().astimezone(ZONE):%Y-%m}"
        used = int((self._ledger.kept(f"wechat-cleared:{month}") or {"used": "0"})["used"])
        if used >= CLEARED_A_MONTH:
            return refused(48006)
        self._ledger.keep(f"wechat-cleared:{month}", {"used": str(used + 1)})
        for name in self._ledger.kept_of("wechat-quota"):
            if not name.endswith((":push", ":force_refresh")):
                self._ledger.forget(f"wechat-quota:{name}")
        return said({"errcode": 0, "errmsg": "ok"})

    def _spend(self, what: str, most: int, period: str = "%Y-%m-%d") -> bool:
        name = f"wechat-quota:{self._clock.now().astimezone(ZONE):{period}}:{what}"
        used = int((self._ledger.kept(name) or {"used": "0"})["used"])
        if used >= most:
            return False
        self._ledger.keep(name, {"used": str(used + 1)})
        return True


def _token(token: str, left: timedelta) -> Reply:
    return said({"access_token": token, "expires_in": int(left.total_seconds())})


def refused(code: int, **more: object) -> Reply:
    rid = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    return said({"errcode": code, "errmsg": f"{ERRORS.get(code, 'error')} rid: {rid}", **more})
