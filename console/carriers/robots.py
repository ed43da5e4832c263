"""Robots in a chat of the bureau: 企业微信, 钉钉. Contract: social-api notes §4, read 2026-11."""

import base64
import hmac
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Final

import httpx

from console.carriers.rules.message import Message
from console.kernel.clock import Clock
from console.kernel.errors import ChannelFailure, ChannelRejected, ChannelUnavailable
from console.kernel.hooks import REF  # no platform reads it; our stand-ins keep it
from console.outgoing.http import TIMEOUT, as_json, post, told
from console.outgoing.refusals import Meaning

WECOM: Final = "https://qyapi.weixin.qq.com"
DINGTALK: Final = "https://oapi.dingtalk.com"
WECOM_TEXT: Final = 2048  # bytes of UTF-8
DINGTALK_TEXT: Final = 15_000  # bytes; the platform takes 20,000 of a whole message


WECOM_MEANINGS: Final[Mapping[int, Meaning]] = {
    -1: Meaning.LATER, 45009: Meaning.LIMIT, 93000: Meaning.ADDRESS,
}  # fmt: skip
DINGTALK_MEANINGS: Final[Mapping[int, Meaning]] = {
    -1: Meaning.LATER, 130101: Meaning.LIMIT, 300001: Meaning.ADDRESS, 310000: Meaning.SECURITY,
}  # fmt: skip
WECOM_REST: Final = timedelta(minutes=1)
DINGTALK_REST: Final = timedelta(minutes=10)  # it is blocked for so long


class WeCom:
    """The key in its address is all that it asks for."""

    is_shared = True
    may_repeat = False

    def __init__(self, address: str = WECOM, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._address, self._timeout = address.rstrip("/"), timeout

    def send(self, message: Message, secret: str) -> None:
        body = {
            "msgtype": "text",
            "text": {
                "content": message.within(WECOM_TEXT),
                "mentioned_list": list(message.mentions),
            },
        }
        answer = post(
            f"{self._address}/cgi-bin/webhook/send", as_json(body), given={"key": secret},
            headers={REF: message.ref}, timeout=self._timeout,
        )  # fmt: skip
        _judge(told(answer), WECOM_MEANINGS, WECOM_REST)


class DingTalk:
    """``secret``: the access token, and after a space the signing secret (SEC…) where the robot was
    given one."""

    is_shared = True
    may_repeat = False

    def __init__(
        self, clock: Clock, address: str = DINGTALK, timeout: httpx.Timeout = TIMEOUT
    ) -> None:
        self._clock, self._address, self._timeout = clock, address.rstrip("/"), timeout

    def send(self, message: Message, secret: str) -> None:
        token, _, key = secret.partition(" ")
        calls = "".join(f" @{each}" for each in message.mentions)
        body = {
            "msgtype": "text",
            "text": {"content": message.within(DINGTALK_TEXT) + calls},
            "at": {"atUserIds": list(message.mentions), "isAtAll": False},
        }
        stamp = str(int(self._clock.now().timestamp() * 1000))
        given = {"access_token": token}
        if key:
            given |= {"timestamp": stamp, "sign": sign(key, stamp)}
        answer = post(
            f"{self._address}/robot/send", as_json(body), given=given,
            headers={REF: message.ref}, timeout=self._timeout,
        )  # fmt: skip
        _judge(told(answer), DINGTALK_MEANINGS, DINGTALK_REST)


def sign(secret: str, stamp: str) -> str:
    """Base64; the client quotes it. ``stamp``: Unix milliseconds."""
    made = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), sha256).digest()
    return base64.b64encode(made).decode()


def _judge(answer: Mapping[str, object], meanings: Mapping[int, Meaning], rest: timedelta) -> None:
    code = int(str(answer["errcode"]))
    if code:
        raise refusal(meanings.get(code, Meaning.REFUSED), code, str(answer.get("errmsg")), rest)


def refusal(meaning: Meaning, code: int, said: str, rest: timedelta) -> ChannelFailure:
    name = f"carrier.{meaning.value}"
    if meaning in {Meaning.LATER, Meaning.LIMIT}:
        wait = rest if meaning is Meaning.LIMIT else None
        return ChannelUnavailable(name, retry_after=wait, said=said[:200], number=code)
    return ChannelRejected(name, said=said[:200], number=code)
