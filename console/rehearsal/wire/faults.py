"""Faults on demand: what a platform may do to a call, asked for by a drill or a test.

``POST /_faults`` with JSON ``{"path": "/2/statuses/", "kind": "after", "times": 1}``; ``GET``
lists those that are left, ``DELETE`` takes all away. A fault meets the calls whose path begins so.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from threading import Lock

from console.rehearsal.wire.calls import Call, Reply, said

LONGEST_PAUSE = 60.0  # seconds


class Kind(StrEnum):
    BEFORE = "before"  # no effect, and no answer for ``seconds``
    AFTER = "after"  # the effect, and no answer for ``seconds``
    BROKEN = "broken"  # no effect; 500
    BROKEN_AFTER = "broken_after"  # the effect; 500
    SLOW = "slow"  # all right, ``seconds`` later
    MALFORMED = "malformed"  # the effect; an answer that is no JSON
    REFUSED = "refused"  # no effect; the platform's ``code``
    ACCEPTED = "accepted"  # the effect; the platform's ``code``


@dataclass(frozen=True, slots=True)
class Fault:
    path: str
    kind: Kind
    times: int = 1
    seconds: float = 0.0
    code: int = 0


class Faults:
    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        self._pause = pause
        self._left: list[Fault] = []
        self._lock = Lock()

    def answer(self, call: Call) -> Reply:
        """At ``/_faults``."""
        if call.method == "DELETE":
            with self._lock:
                self._left.clear()
        elif call.method == "POST":
            try:
                fault = _read(call.json())
            except (KeyError, TypeError, ValueError):
                return said({"error": "path, kind, times, seconds, code"}, 400)
            with self._lock:
                self._left.append(fault)
        with self._lock:
            return said([asdict(each) for each in self._left])

    def met(self, call: Call, act: Callable[[], Reply], refuse: Callable[[int], Reply]) -> Reply:
        """The call's answer, by the first fault that waits for it; else what ``act`` says."""
        fault = self._take(call.path)
        if fault is None:
            return act()
        if fault.kind in {Kind.BEFORE, Kind.BROKEN, Kind.REFUSED}:
            self._pause(fault.seconds)
            return refuse(fault.code) if fault.kind is Kind.REFUSED else _broken()
        done = act()
        self._pause(fault.seconds)
        match fault.kind:
            case Kind.SLOW:
                return done
            case Kind.MALFORMED:
                return Reply(b'{"id": 12', 200)
            case Kind.ACCEPTED:
                return refuse(fault.code)
            case _:
                return _broken()

    def _take(self, path: str) -> Fault | None:
        with self._lock:
            for place, each in enumerate(self._left):
                if path.startswith(each.path):
                    self._left[place : place + 1] = (
                        [replace(each, times=each.times - 1)] if each.times > 1 else []
                    )
                    return each
        return None


def _read(asked: dict[str, object]) -> Fault:
    return Fault(
        path=str(asked["path"]),
        kind=Kind(str(asked["kind"])),
        times=int(str(asked.get("times", 1))),
        seconds=min(float(str(asked.get("seconds", 0))), LONGEST_PAUSE),
        code=int(str(asked.get("code", 0))),
    )


def _broken() -> Reply:
    return Reply(b"<html><body>502 Bad Gateway</body></html>", 500, "text/html; charset=utf-8")
