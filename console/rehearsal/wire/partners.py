"""A WebSub hub and a partner site that takes our webhook, as the outside would be. Source: W3C
WebSub and the convention of public hubs for pings (social-api notes §5), read 2026-11; the form of
the webhook is our own and is written down in docs/webhook.md.
"""

import hashlib
import hmac
from threading import Lock
from typing import Final
from urllib.parse import urlsplit

from console.kernel.clock import Clock
from console.rehearsal.ledger import Ledger
from console.rehearsal.platforms import Written
from console.rehearsal.wire.calls import Call, Reply, said

PARTNER_SECRET: Final = "rehearsal-partner-secret"  # noqa: S105 - of a stand-in
SKEW: Final = 300  # seconds
EVENTS: Final = {"publish", "update", "withdraw"}


class Partners:
    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self._known: set[str] = set()
        self._lock = Lock()

    def knows(self, path: str) -> bool:
        return path == "/hub" or path.startswith("/partner/")

    def answer(self, call: Call) -> Reply:
        if call.method != "POST":
            return Reply(b"POST only\n", 405, "text/plain; charset=utf-8")
        return self._hub(call) if call.path == "/hub" else self._partner(call)

    def _hub(self, call: Call) -> Reply:
        """It takes the ping and will fetch the topic by itself."""
        topic = call.given.get("hub.url") or call.given.get("hub.topic", "")
        if call.given.get("hub.mode") != "publish" or not urlsplit(topic).hostname:
            return Reply(b"hub.mode=publish and hub.url\n", 400, "text/plain; charset=utf-8")
        self._ledger.take("hub", "hub", Written(topic, client_ref=call.ref), self._clock.now())
        return Reply(b"", 204, "text/plain")

    def _partner(self, call: Call) -> Reply:
        stamp = call.headers.get("x-fayan-timestamp", "")
        signed = stamp.encode() + b"." + call.body
        expected = hmac.new(PARTNER_SECRET.encode(), signed, hashlib.sha256).hexdigest()
        given = call.headers.get("x-fayan-signature", "")
        fresh = stamp.isdecimal() and abs(self._clock.now().timestamp() - int(stamp)) <= SKEW
        if not fresh or not hmac.compare_digest(given, f"sha256={expected}"):
            return said({"error": "signature"}, 401)
        asked = call.json()
        if not isinstance(asked, dict) or asked.get("event") not in EVENTS:
            return said({"error": "event"}, 422)
        once = f"{call.path} {asked['id']}"
        with self._lock:
            known = once in self._known
            self._known.add(once)
        if not known:
            text = str(asked.get("text", ""))
            written = Written(text, asked.get("title", ""), asked["event"], str(asked["id"]))
            self._ledger.take("partner", call.path, written, self._clock.now())
        return said({"known": known})


def refused(call: Call, code: int) -> Reply:
    del call
    return said({"error": "refused"}, code or 503)
