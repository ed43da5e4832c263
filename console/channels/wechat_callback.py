"""What WeChat tells us by itself, at ``/callbacks/wechat``: is it from there, and what does it say.

Source: social-api notes §2.6 (signature, AES-256-CBC with blocks of 32 bytes, both modes). Pure
functions. Where an EncodingAESKey is kept only encrypted events are taken: the signature of the
clear mode covers no word of the body.
"""

import base64
import hashlib
import hmac
import struct
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from console.kernel.errors import NotYou
from console.publishing.rules.jobs import JobResult

FRESH: Final = timedelta(minutes=5)
BLOCK: Final = 32  # bytes
RANDOM: Final = 16  # bytes before the length
LARGEST: Final = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Secrets:
    """``aes_key``: EncodingAESKey, 43 characters; "" : 明文模式."""

    app_id: str
    token: str
    aes_key: str = ""

    def __repr__(self) -> str:
        return f"Secrets({self.app_id!r}, …)"


@dataclass(frozen=True, slots=True)
class Event:
    """``key``: the same for the same event, told again."""

    job: str
    result: JobResult
    key: str


def signed(token: str, *parts: str) -> str:
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()  # noqa: S324 - their scheme


def greeted(query: Mapping[str, str], secrets: Secrets, now: datetime) -> str:
    """What to answer when the platform asks whether this address is ours. Raises NotYou."""
    _check(query, "signature", secrets, now)
    return query.get("echostr", "")


def heard(query: Mapping[str, str], body: bytes, secrets: Secrets, now: datetime) -> Event | None:
    """None: a genuine message that is no end of a job. Raises NotYou for everything else."""
    if len(body) > LARGEST:
        raise _refused()
    root = _xml(body)
    sealed = root.findtext("Encrypt")
    if query.get("encrypt_type") == "aes" and sealed and secrets.aes_key:
        _check(query, "msg_signature", secrets, now, sealed)
        root = _xml(opened(sealed, secrets.aes_key, secrets.app_id))
    elif secrets.aes_key:
        raise _refused()
    else:
        _check(query, "signature", secrets, now)
    return _event(root)


def opened(sealed: str, aes_key: str, app_id: str) -> bytes:
    """The message within. Raises NotYou: not sealed by our key, or for another account."""
    try:
        key = base64.b64decode(f"{aes_key}=", validate=True)
        opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = opener.update(base64.b64decode(sealed, validate=True)) + opener.finalize()
        if not 1 <= plain[-1] <= BLOCK:
            raise _refused()
        plain = plain[RANDOM : -plain[-1]]
        (length,) = struct.unpack(">I", plain[:4])
    except (ValueError, IndexError, struct.error) as error:
        raise _refused() from error
    message, whose = plain[4 : 4 + length], plain[4 + length :]
    if len(message) != length or not hmac.compare_digest(whose, app_id.encode()):
        raise _refused()
    return message


def _check(
    query: Mapping[str, str], name: str, secrets: Secrets, now: datetime, *more: str
) -> None:
    """An old one is no better than a wrong one: somebody may have kept it."""
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    right = signed(secrets.token, stamp, nonce, *more)
    if not secrets.token or not hmac.compare_digest(right.encode(), query.get(name, "").encode()):
        raise _refused()
    if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 12:
        raise _refused()
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > FRESH:
        raise NotYou("callback.old")


def _xml(body: bytes) -> ET.Element:
    """Nothing that declares a type or an entity is read; in UTF-16 it would not be seen here."""
    try:
        text = body.decode("utf-8")
        if "<!" in text.replace("<![CDATA[", "") or "\0" in text:
            raise _refused()
        return ET.fromstring(text)  # noqa: S314 - without declarations there is nothing to expand
    except (ET.ParseError, ValueError, LookupError) as error:
        raise _refused() from error


def _event(root: ET.Element) -> Event | None:
    told, sender = root.findtext("Event", ""), root.findtext("FromUserName", "")
    if told == "PUBLISHJOBFINISH":
        job = root.findtext("PublishEventInfo/publish_id", "")
        result = JobResult(
            root.findtext("PublishEventInfo/publish_status", ""),
            root.findtext("PublishEventInfo/article_id", ""),
            root.findtext("PublishEventInfo/article_detail/item/article_url", ""),
        )
    elif told == "MASSSENDJOBFINISH":
        job = root.findtext("MsgID") or root.findtext("MsgId") or ""
        url = root.findtext("ArticleUrlResult/ResultList/item/ArticleUrl", "")
        result = JobResult(root.findtext("Status", ""), "", url)
    else:
        return None
    words = "\n".join((sender, root.findtext("CreateTime", ""), told, job, result.status))
    return Event(job, result, hashlib.sha256(words.encode()).hexdigest()) if job else None


def _refused() -> NotYou:
    return NotYou("callback.not_genuine")
