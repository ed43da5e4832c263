"""One HTTP call."""

import json
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx

from console.kernel.errors import ChannelUnavailable, ChannelUncertain

TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)
LONGEST_WAIT: Final = timedelta(hours=1)  # that we let the other side ask for


def post(
    address: str,
    body: bytes,
    *,
    given: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: httpx.Timeout = TIMEOUT,
) -> httpx.Response:
    """``given``: added to the query. Raises ChannelUnavailable where nothing can have happened,
    ChannelUncertain where it left and its answer is missing."""
    sent = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    try:
        with httpx.Client(timeout=timeout, trust_env=False) as client:
            return client.post(address, params=given, content=body, headers=sent)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        raise ChannelUnavailable("outgoing.unreachable") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise ChannelUncertain("outgoing.no_answer") from None


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def told(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object that was answered. Raises ChannelUncertain where it is none."""
    try:
        found = json.loads(answer.content.decode("utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or "errcode" not in found:
        raise ChannelUncertain("outgoing.no_answer")
    return found


def asked_to_wait(answer: httpx.Response) -> timedelta | None:
    said = answer.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(said[:6])), LONGEST_WAIT) if said.isdecimal() else None


def refused_for_now(answer: httpx.Response, *, safe: bool) -> timedelta | None:
    """A gate before a platform says when to come again. 429: nothing was done; of a 503 that is
    only sure where the call does nothing (``safe``)."""
    status = answer.status_code
    waits = status == HTTPStatus.TOO_MANY_REQUESTS or (
        safe and status == HTTPStatus.SERVICE_UNAVAILABLE
    )
    return asked_to_wait(answer) if waits else None


def worth_waiting(asked: timedelta | None) -> bool:
    """A limit that ends within the hour is waited for; a longer one is a person's."""
    return asked is not None and asked < LONGEST_WAIT
