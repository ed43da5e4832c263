"""Where something happened, put together from names that the bureau listed beforehand.

Any form that lets a road's name through lets a short sentence through as well, so a name is known
or it is none.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

ENDINGS = "交叉口|路口|路段|附近|一带"
LONGEST = 40
MOST = 4  # names: 示例市, 示例区, one road and the road that it meets


def is_place(said: str, names: Iterable[str]) -> bool:
    """示例区平安路与工业三路交叉口附近: listed names, one after the other."""
    form = _form(tuple(names))
    return form is not None and len(said) <= LONGEST and form.fullmatch(said) is not None


def place_in(said: str, names: Iterable[str]) -> str:
    """The longest beginning that is a place: of 示例区平安路18号 it is 示例区平安路; "" : none."""
    form = _form(tuple(names))
    found = form.match(said[:LONGEST]) if form else None
    return found[0] if found else ""


@lru_cache(maxsize=8)
def _form(names: tuple[str, ...]) -> re.Pattern[str] | None:
    if not names:
        return None
    one = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?:{one})(?:[与和]?(?:{one})){{0,{MOST - 1}}}(?:{ENDINGS}){{0,2}}")
