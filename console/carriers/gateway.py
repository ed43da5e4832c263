"""The bureau's own gateway for text messages and calls: a JSON document, signed (``kernel.hooks``).

``{"id", "to", "title", "text", "links", "at"}``; 2xx is a promise to deliver it, once for each
``id`` (also in Idempotency-Key).
"""

from http import HTTPStatus
from typing import Final

import httpx

from console.carriers.rules.message import Message
from console.kernel.clock import Clock, whole_seconds
from console.kernel.errors import ChannelRejected, ChannelUnavailable
from console.kernel.hooks import signed_headers
from console.outgoing.http import TIMEOUT, as_json, asked_to_wait, post

NOT_NOW: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY,
                            HTTPStatus.TOO_MANY_REQUESTS})  # fmt: skip
UNKNOWN_US: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class Gateway:
    is_shared = False
    may_repeat = True

    def __init__(self, clock: Clock, address: str, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._clock, self._address, self._timeout = clock, address, timeout

    def send(self, message: Message, secret: str) -> None:
        now = self._clock.now()
        body = as_json({
            "id": message.ref, "to": message.to, "title": message.title,
            "text": "\n".join(each.text for each in message.lines),
            "links": [each.link for each in message.lines if each.link],
            "at": whole_seconds(now),
        })  # fmt: skip
        headers = signed_headers(secret, body, now, message.ref)
        answer = post(self._address, body, headers=headers, timeout=self._timeout)
        status = answer.status_code
        if answer.is_success:
            return
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in NOT_NOW:
            raise ChannelUnavailable(
                "carrier.later", retry_after=asked_to_wait(answer), said="", number=status
            )
        code = "carrier.security" if status in UNKNOWN_US else "carrier.refused"
        raise ChannelRejected(code, said=answer.text[:200], number=status)
