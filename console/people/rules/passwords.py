"""What a password and a user name must be.

Long, and not what others choose: no rules about kinds of characters and no expiry, which only make
people write passwords down (NIST SP 800-63B 3.1.1.2, OWASP ASVS 5.0 6.2).
"""

import re
from collections.abc import Iterable

from zxcvbn import zxcvbn  # type: ignore[import-untyped] # it ships no types

from console.kernel.errors import Invalid

SHORTEST = 10  # characters
LONGEST = 200  # longer ones only make hashing slow
LOOKED_AT = 40  # characters that the estimate reads: of 72 it takes seconds
LEAST_SCORE = 3  # zxcvbn: more than 10^8 guesses
LEFT = 8  # characters that must remain when names that everybody knows are taken out
SHORTEST_NAME = 4  # a shorter name of the house is in too many words
# What the lists, made of other countries' passwords, do not know.
HABITS = (
    "gongan", "jingcha", "minjing", "fayan", "xinwen", "fabu", "woaini", "zhongguo", "mima",
    "520", "1314", "5201314", "110", "119", "888888", "666666",
    "公安", "警察", "民警", "新闻", "口令",
)  # fmt: skip
USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


def check_password(text: str, username: str, known: Iterable[str] = ()) -> None:
    """``known``: the names of the house. Raises Invalid: too short, too long, made of the user's or
    the house's name, or among the first that somebody would try."""
    if len(text) < SHORTEST:
        raise Invalid("password.too_short", field="password", shortest=SHORTEST)
    if len(text) > LONGEST:
        raise Invalid("password.too_long", field="password", longest=LONGEST)
    names = {each.strip().casefold() for each in (username, *known)} - {""}
    if len(_without(text, names)) < LEFT:
        raise Invalid("password.is_a_name", field="password", left=LEFT)
    guessed = zxcvbn(text[:LOOKED_AT], user_inputs=[*sorted(names), *HABITS])
    if guessed["score"] < LEAST_SCORE:
        raise Invalid("password.too_common", field="password")


def _without(text: str, names: Iterable[str]) -> str:
    left = text.casefold()
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= SHORTEST_NAME or not name.isascii():
            left = left.replace(name, "")
    return "".join(left.split())


def check_username(text: str) -> str:
    """The name as it is kept: lower case. Raises Invalid."""
    name = text.strip().casefold()
    if USERNAME.fullmatch(name) is None:
        raise Invalid("person.bad_username", field="username")
    return name
