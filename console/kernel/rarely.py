"""Something said no more often than once in a while."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from threading import Lock

REMEMBERED = 1000  # things; the one said longest ago is forgotten first


class Rarely:
    """What was said lately, in this process. Safe for threads."""

    def __init__(self, apart: timedelta) -> None:
        self._apart = apart
        self._said: OrderedDict[Hashable, datetime] = OrderedDict()
        self._lock = Lock()

    def is_due(self, what: Hashable, now: datetime) -> bool:
        """True when ``what`` was not said within ``apart``; it counts as said then."""
        with self._lock:
            before = self._said.get(what)
            if before is not None and now - before < self._apart:
                return False
            self._said[what] = now
            self._said.move_to_end(what)
            while len(self._said) > REMEMBERED:
                self._said.popitem(last=False)
            return True
