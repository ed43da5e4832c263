"""Everything that may be refused, as a small tree.

::

    FayanError                  code + parameters; its sentence is made at the edge
    ├── NotYou                  this person may not (403)
    ├── NotNow                  the thing is in another state (409)
    │   └── Stale               it changed after this screen was opened (409)
    ├── NotThere                no such thing, or not for these eyes (404)
    ├── Invalid                 the input cannot be used (422); ``field`` names where
    ├── SignInRequired          no valid session (401)
    ├── TooMany                 attempts are limited for a while (429)
    ├── Misconfigured           configuration or environment is wrong; the process does not start
    └── ChannelFailure
        ├── ChannelUnavailable  try again later; nothing was published
        │   └── ChannelWorking  it is at it: ask again
        ├── ChannelRejected     a person must look; nothing was published
        └── ChannelUncertain    the request left and no answer came: it may be published
"""

from datetime import timedelta
from typing import ClassVar, TypeAlias

Parameter: TypeAlias = str | int | float | None


class FayanError(Exception):
    """``code`` is stable and dotted (``release.author_signs``); parameters fill its sentence."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, **parameters: Parameter) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters

    def __str__(self) -> str:
        shown = ", ".join(f"{k}={v!r}" for k, v in self.parameters.items())
        return f"{self.code}({shown})" if shown else self.code


class NotYou(FayanError):
    status = 403


class NotNow(FayanError):
    status = 409


class Stale(NotNow):
    pass


class NotThere(FayanError):
    status = 404


class Invalid(FayanError):
    status = 422

    def __init__(self, code: str, *, field: str | None = None, **parameters: Parameter) -> None:
        super().__init__(code, **parameters)
        self.field = field


class SignInRequired(FayanError):
    status = 401


class TooMany(FayanError):
    status = 429


class Misconfigured(FayanError):
    pass


class ChannelFailure(FayanError):
    pass


class ChannelUnavailable(ChannelFailure):
    """``retry_after``: what the platform asked for; None leaves it to the backoff."""

    def __init__(
        self, code: str, *, retry_after: timedelta | None = None, **parameters: Parameter
    ) -> None:
        super().__init__(code, **parameters)
        self.retry_after = retry_after


class ChannelWorking(ChannelUnavailable):
    """It has it, or may have it, and is not done: ask again. No sign that it is unwell."""


class ChannelRejected(ChannelFailure):
    pass


class ChannelUncertain(ChannelFailure):
    pass
