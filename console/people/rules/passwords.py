"""What a password and a user name must be."""

import re

from console.kernel.errors import Invalid

SHORTEST = 10  # characters
LONGEST = 200  # longer ones only make hashing slow
USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


def check_password(text: str, username: str) -> None:
    """Raises Invalid when ``text`` is too short, too long or the user name itself."""
    if len(text) < SHORTEST:
        raise Invalid("password.too_short", field="password", shortest=SHORTEST)
    if len(text) > LONGEST:
        raise Invalid("password.too_long", field="password", longest=LONGEST)
    if text.strip().casefold() == username.casefold():
        raise Invalid("password.is_the_name", field="password")


def check_username(text: str) -> str:
    """The name as it is kept: lower case. Raises Invalid."""
    name = text.strip().casefold()
    if USERNAME.fullmatch(name) is None:
        raise Invalid("person.bad_username", field="username")
    return name
