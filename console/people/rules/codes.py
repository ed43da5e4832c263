"""The code of an invitation: read out face to face or over a telephone, typed once."""

import hashlib
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O, 1 I L
LENGTH = 16  # characters of 31: 79 bits, which nobody guesses in two days
GROUP = 4


def made(choose: Callable[[str], str]) -> str:
    """``choose``: ``secrets.choice``. In groups, as it is shown: ``7KQM-…``."""
    code = "".join(choose(ALPHABET) for _ in range(LENGTH))
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def hashed(typed: str) -> str:
    """Spaces, dashes and small letters make no difference."""
    tidied = "".join(each for each in typed.upper() if each.isalnum())
    return hashlib.sha256(tidied.encode(errors="replace")).hexdigest()
