"""Whom a passkey is made for, and what its counter may say (WebAuthn level 2)."""

from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """``id``: the console's host name. ``origin``: what browsers call its address."""

    id: str
    origin: str
    name: str


def relying_party(url: str, name: str) -> RelyingParty | None:
    """None where browsers make no passkeys: without TLS beyond ``localhost``, and for a bare
    network address (127.0.0.1 too)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host or is_address(host) or (parts.scheme != "https" and host != "localhost"):
        return None
    return RelyingParty(host, f"{parts.scheme}://{parts.netloc}", name)


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def counter_went_back(kept: int, said: int) -> bool:
    """Two authenticators answer for one key: it was copied (6.1.1). Those that always say 0 have
    no counter."""
    return (kept > 0 or said > 0) and said <= kept


def digest_of(act: str) -> str:
    """How a challenge remembers what it is for."""
    return sha256(act.encode()).hexdigest()


def name_of(typed: str, otherwise: str) -> str:
    return " ".join(typed.split())[:LONGEST_NAME] or otherwise
