"""Recovery codes, and telling one from an authenticator's code by its length."""

import secrets
from unicodedata import normalize

from console.people.rules import totp

COUNT = 10
DIGITS = 16  # only digits: they can be typed on a telephone's number pad. 53 bits, kept as Argon2id
GROUP = 4


def draw() -> tuple[str, ...]:
    """New ones, never twice the same."""
    drawn: set[str] = set()
    while len(drawn) < COUNT:
        drawn.add(f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}")
    return tuple(drawn)


def spelt(code: str) -> str:
    """As it is read: ``1234-5678-9012-3456``."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def tidy(typed: str) -> str:
    """Without the spaces and dashes that people type; full-width digits become plain ones."""
    return "".join(each for each in normalize("NFKC", typed) if each.isalnum())[:40]


def is_recovery(tidied: str) -> bool:
    return len(tidied) == DIGITS and tidied.isdecimal()


def is_totp(tidied: str) -> bool:
    return len(tidied) == totp.DIGITS and tidied.isdecimal()
