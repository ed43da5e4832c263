"""What WeChat tells an account's own server: results of jobs, signed, in clear or encrypted.

Source: social-api notes §2.6, read 2026-11. Written apart from what reads it on the other side.
"""

import base64
import hashlib
import os
import struct
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import httpx
import structlog
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from console.rehearsal.wire.wechat_account import AES_KEY, APP_ID, CALLBACK_TOKEN

log = structlog.get_logger()
FROM: Final = "oRehearsalOpenId"
TO: Final = "gh_rehearsal"
BLOCK: Final = 32  # bytes; not AES's own sixteen
TRIES: Final = 3
PATIENCE: Final = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Told:
    """One request to the account's server: its query and its body."""

    query: str
    body: bytes


def _sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - their scheme


def sealed(message: str, *, key: str = AES_KEY, app_id: str = APP_ID) -> str:
    raw = base64.b64decode(f"{key}=")
    text = message.encode()
    plain = os.urandom(16) + struct.pack(">I", len(text)) + text + app_id.encode()
    short = BLOCK - len(plain) % BLOCK
    plain += bytes([short]) * short
    worker = Cipher(algorithms.AES(raw), modes.CBC(raw[:16])).encryptor()
    return base64.b64encode(worker.update(plain) + worker.finalize()).decode()


def told(xml: str, at: int, *, encrypted: bool) -> Told:
    """``at``: Unix seconds."""
    stamp, nonce = str(at), str(int.from_bytes(os.urandom(4)))
    query = {"signature": _sign(CALLBACK_TOKEN, stamp, nonce), "timestamp": stamp, "nonce": nonce,
             "openid": FROM}  # fmt: skip
    if not encrypted:
        return Told(urlencode(query), xml.encode())
    inner = sealed(xml)
    query |= {"encrypt_type": "aes", "msg_signature": _sign(CALLBACK_TOKEN, stamp, nonce, inner)}
    wrapped = f"<ToUserName><![CDATA[{TO}]]></ToUserName><Encrypt><![CDATA[{inner}]]></Encrypt>"
    body = f"<xml>{wrapped}</xml>"
    return Told(urlencode(query), body.encode())


def greeting(at: int, echo: str = "7359152817") -> str:
    """The query of the GET with which the platform asks whether a server is ours."""
    stamp, nonce = str(at), "1514711492"
    signature = _sign(CALLBACK_TOKEN, stamp, nonce)
    asked = {"signature": signature, "timestamp": stamp, "nonce": nonce, "echostr": echo}
    return urlencode(asked)


def published(publish_id: str, status: str, article_id: str, url: str, at: int) -> str:
    """PUBLISHJOBFINISH."""
    inside = f"<publish_id>{publish_id}</publish_id><publish_status>{status}</publish_status>"
    if status == "0":
        inside += (
            f"<article_id><![CDATA[{article_id}]]></article_id><article_detail><count>1</count>"
            f"<item><idx>1</idx><article_url><![CDATA[{url}]]></article_url></item></article_detail>"
        )
    elif status in {"2", "3", "4"}:
        inside += "<fail_idx>1</fail_idx>"
    return _event("PUBLISHJOBFINISH", at, f"<PublishEventInfo>{inside}</PublishEventInfo>")


def massed(msg_id: str, status: str, url: str, at: int) -> str:
    """MASSSENDJOBFINISH."""
    article = (
        f"<item><ArticleIdx>1</ArticleIdx><ArticleUrl><![CDATA[{url}]]></ArticleUrl></item>"
        if url
        else ""
    )
    return _event(
        "MASSSENDJOBFINISH",
        at,
        f"<MsgID>{msg_id}</MsgID><Status><![CDATA[{status}]]></Status><TotalCount>100</TotalCount>"
        "<FilterCount>100</FilterCount><SentCount>100</SentCount><ErrorCount>0</ErrorCount>"
        f"<ArticleUrlResult><Count>1</Count><ResultList>{article}</ResultList></ArticleUrlResult>",
    )


def _event(name: str, at: int, inside: str) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{TO}]]></ToUserName><FromUserName><![CDATA[{FROM}]]>"
        f"</FromUserName><CreateTime>{at}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[{name}]]></Event>{inside}</xml>"
    )


def send(address: str, what: Told) -> bool:
    """Whether the account's server took it: ``success`` or nothing within five seconds."""
    join = "&" if "?" in address else "?"
    for _ in range(TRIES):
        try:
            answer = httpx.post(
                f"{address}{join}{what.query}", content=what.body, timeout=PATIENCE,
                headers={"Content-Type": "text/xml"}, trust_env=False,
            )  # fmt: skip
        except httpx.HTTPError:
            continue
        if answer.status_code == 200 and answer.content in {b"", b"success"}:
            return True
    log.warning("nobody took the callback", address=address)
    return False
