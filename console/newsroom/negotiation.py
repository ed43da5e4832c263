"""The header questions of RFC 9110: which coding does a reader want, does it have this already."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

from console.newsroom.layout import VARIANTS

_TAG: Final = re.compile(r'\s*(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')


def codings(accept: str) -> tuple[str, ...]:
    """The compressed codings to try in turn; when none is at hand, identity it is.

    ``codings("gzip, br;q=0.8") == ("gzip", "br")``.
    A coding liked less than an explicit ``identity`` is not tried.
    Identity is served even where it is refused: better a page than a 406.
    """
    weights: dict[str, float] = {}
    for part in accept.split(","):
        name, _, parameters = part.partition(";")
        name = name.strip().lower().removeprefix("x-")
        if name:
            weights[name] = _weight(parameters)
    rest = weights.get("*", 0.0)
    floor = weights.get("identity", 0.0)
    wanted = [(weights.get(coding, rest), coding) for coding in VARIANTS]
    wanted.sort(key=lambda pair: -pair[0])
    return tuple(coding for weight, coding in wanted if weight > 0 and weight >= floor)


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0.0 <= weight <= 1.0 else 0.0
    return 1.0


def is_held(environ: Mapping[str, object], etag: str, modified: int) -> bool:
    """Whether the reader's conditional headers say it holds this representation (→ 304).

    ``modified`` is in whole seconds of Unix time. If-None-Match outranks If-Modified-Since.
    """
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if isinstance(tags, str):
        return tags == etag or tags.strip() == "*" or _lists(tags, etag)
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if not isinstance(since, str):
        return False
    try:
        return modified <= parsedate_to_datetime(since).timestamp()
    except (ValueError, OverflowError):
        return False


def _lists(tags: str, etag: str) -> bool:
    position = 0
    while match := _TAG.match(tags, position):
        if match[1] == etag:
            return True
        if match.end() == position:
            return False
        position = match.end()
    return False
