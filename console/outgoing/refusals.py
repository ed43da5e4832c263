"""How a platform's answer is read: what happened over there, what its refusal means for us, and
what a duty officer does about it. One rule for all platforms; each has its own table of numbers.
"""

import json
import ssl
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Final

import httpx

from console.kernel.errors import (
    ChannelFailure,
    ChannelRejected,
    ChannelUnavailable,
    ChannelUncertain,
)
from console.outgoing.http import refused_for_now, worth_waiting


class Meaning(StrEnum):
    """What a refusal says."""

    LATER = "later"  # the platform's own trouble, or too many calls in a minute
    TOKEN = "token"  # noqa: S105 - the token is spent: take another and repeat
    CONNECT = "connect"  # the authorisation is gone, or the application's key is wrong
    ADDRESS = "address"  # our network address is not allowed, or there is no such robot
    SECURITY = "security"  # signature, keyword or network address do not fit the robot's settings
    LIMIT = "limit"  # no more for now
    PERMISSION = "permission"  # application or account may not
    SITE = "site"  # only the account's own back office does this one
    WORDS = "words"  # the words do not pass
    PICTURE = "picture"  # a picture does not pass
    TWICE = "twice"  # the platform has these words, or this name, already
    DELAYED = "delayed"  # taken; it appears in a minute or two
    HALF = "half"  # a part of it may be out
    GONE = "gone"  # there is no such thing (any more)
    REFUSED = "refused"  # something else


class Course(StrEnum):
    """What is done about it, and by whom."""

    RETRY = "retry"  # the system tries again by itself
    HANDOVER = "handover"  # a person posts by hand
    CREDENTIALS = "credentials"  # an administrator mends what the account is opened with
    RESET = "reset"  # wait until the limit is lifted, or post by hand
    WORDS = "words"  # the words or the picture are changed and signed again
    LOOK = "look"  # a person looks at the platform before anything is sent again


COURSES: Final[Mapping[Meaning, Course]] = {
    Meaning.LATER: Course.RETRY,
    Meaning.TOKEN: Course.RETRY,
    Meaning.CONNECT: Course.CREDENTIALS,
    Meaning.ADDRESS: Course.CREDENTIALS,
    Meaning.SECURITY: Course.CREDENTIALS,
    Meaning.LIMIT: Course.RESET,
    Meaning.PERMISSION: Course.HANDOVER,
    Meaning.SITE: Course.HANDOVER,
    Meaning.WORDS: Course.WORDS,
    Meaning.PICTURE: Course.WORDS,
    Meaning.TWICE: Course.LOOK,
    Meaning.DELAYED: Course.LOOK,
    Meaning.HALF: Course.LOOK,
    Meaning.GONE: Course.LOOK,
    Meaning.REFUSED: Course.LOOK,
}


class Refused(Exception):
    """``code``: the platform's number; ``said``: its own message, shown to a person as it is;
    ``told``: all it said. ``again``: after which it asked us to come again; None: it named nothing.

    A platform is a class of its own with its ``meanings``; what is not in them is WORDS: a person
    looks. ``number`` and ``words`` are the names of the two fields.
    """

    channel: ClassVar[str]
    number: ClassVar[str]
    words: ClassVar[str]
    meanings: ClassVar[Mapping[int, Meaning]]
    pause: ClassVar[timedelta | None] = None  # where the platform names none

    def __init__(self, told: Mapping[str, Any], again: timedelta | None = None) -> None:
        self.code, self.said = int(told[self.number]), str(told.get(self.words, ""))[:300]
        super().__init__(f"{self.code} {self.said}")
        self.told, self.again = told, again

    @property
    def meaning(self) -> Meaning:
        known = self.meanings.get(self.code)
        if known in {None, Meaning.LIMIT} and worth_waiting(self.again):
            return Meaning.LATER
        return known or Meaning.WORDS


def meant(error: Refused, **more: str) -> ChannelFailure:
    """The channel's own error for a refusal that no other way leads around."""
    code = f"{error.channel}.{error.meaning.value}"
    if error.meaning is Meaning.LATER:
        pause = error.pause if error.again is None else error.again
        return ChannelUnavailable(
            code, retry_after=pause, said=error.said, number=error.code, **more
        )
    may_be_out = error.meaning in {Meaning.DELAYED, Meaning.HALF}
    kind = ChannelUncertain if may_be_out else ChannelRejected
    return kind(code, said=error.said, number=error.code, **more)


def asked(
    platform: type[Refused],
    timeout: httpx.Timeout,
    send: Callable[[httpx.Client], httpx.Response],
    *,
    safe: bool,
) -> dict[str, Any]:
    """The object that was answered. ``safe``: to do it again is harmless; not to know its answer is
    no more than unavailable.

    Raises ``platform``; ChannelUnavailable where nothing can have happened; ChannelUncertain where
    the request left and its answer is missing or unreadable.
    """
    unknown = unavailable if safe else uncertain
    try:
        with httpx.Client(timeout=timeout, trust_env=False, verify=_tls()) as client:
            answer = send(client)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise unavailable(platform) from error
    except httpx.HTTPError as error:
        raise unknown(platform) from error
    told, again = _told(answer), refused_for_now(answer, safe=safe)
    if told is not None and _number(told, platform.number):
        raise platform(told, again)
    if again is not None:
        raise ChannelUnavailable(f"{platform.channel}.unreachable", retry_after=again)
    if told is None or not answer.is_success:
        raise unknown(platform)
    return told


def unavailable(platform: type[Refused]) -> ChannelUnavailable:
    return ChannelUnavailable(f"{platform.channel}.unreachable")


def uncertain(platform: type[Refused]) -> ChannelUncertain:
    return ChannelUncertain(f"{platform.channel}.no_answer")


def _told(answer: httpx.Response) -> dict[str, Any] | None:
    """Errors come with any status, and with 200. The charset is often missing: it is UTF-8. None:
    no JSON object."""
    try:
        told = json.loads(answer.content.decode("utf-8"))
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _number(told: Mapping[str, Any], field: str) -> int:
    """As a number or as text; 0: none that could be read."""
    try:
        return int(told.get(field) or 0)
    except (TypeError, ValueError):
        return 0


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificates takes longer than a call."""
    return httpx.create_ssl_context(trust_env=False)
