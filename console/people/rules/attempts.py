"""When to pause sign-ins, so that guessing is slow and an honest person is never locked out.

A *source* is a device that has signed in under this name before, else a network address. A known
source answers only for its own failures under that name. An unknown source answers for all
failures from it, and shares one allowance for the name with every other unknown source: an attacker
may use that up without touching the sources that the name is known at.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network


@dataclass(frozen=True, slots=True)
class Limits:
    per_source: int
    per_name: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Failures:
    """Within the window. ``of_name_unknown``: from sources where the name never signed in."""

    of_source: int
    of_source_and_name: int
    of_name_unknown: int


def must_pause(limits: Limits, failures: Failures, *, known: bool) -> bool:
    if known:
        return failures.of_source_and_name >= limits.per_source
    return failures.of_source >= limits.per_source or failures.of_name_unknown >= limits.per_name


def source_of_address(text: str) -> str:
    """An IPv6 customer owns a /64, so that counts as one address."""
    try:
        address = ip_address(text)
    except ValueError:
        return text[:60]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False))
    return str(address)


def source_of_device(token: str) -> str:
    return f"device:{hashlib.sha256(token.encode()).hexdigest()[:48]}"


def kept_name(username: str, *, exists: bool) -> str:
    """How an attempt remembers a name. One that is nobody's may be a password typed in the wrong
    box: only its hash is kept."""
    name = username.strip().casefold()
    return name if exists else f"?{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:38]}"
