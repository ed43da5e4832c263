"""Codes of an authenticator (RFC 6238: SHA-1, 6 digits, 30 seconds, what every application knows).

A code is taken one step early or late (RFC 6238 5.2 advises no more), and each step once.
"""

from datetime import datetime
from hmac import compare_digest

from pyotp import TOTP, random_base32

STEP = 30  # seconds
DRIFT = 1  # steps, either way
DIGITS = 6


def new_secret() -> str:
    """160 random bits in base 32, as RFC 4226 advises."""
    return random_base32(32)


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def fitting_step(secret: str, code: str, at: datetime) -> int | None:
    """The newest step near ``at`` whose code this is; None: none. Every step is compared."""
    otp, now, found = TOTP(secret), step_of(at), None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if compare_digest(otp.generate_otp(step), code):
            found = step
    return found


def address_of(secret: str, username: str, issuer: str) -> str:
    """What the QR code says: an ``otpauth:`` address."""
    return TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)
