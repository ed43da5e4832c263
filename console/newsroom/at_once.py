"""Who lays the files of a tree: threads that wait for the disk, or, for trees that wait for none,
an executor that does what it is given where it stands."""

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

SIDE_BY_SIDE: Final = 4
"""Files waited for at one time: the disk answers four nearly as fast as one."""

P = ParamSpec("P")
T = TypeVar("T")


class AtOnce(Executor):
    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever asks for the result gets it
            future.set_exception(error)
        return future


class Hands:
    """Threads that are kept, because starting them costs more than a small page does; they end with
    whoever holds this. A child of a fork has none of its parent's, and gets its own."""

    def __init__(self) -> None:
        self._owner = 0
        self._threads: ThreadPoolExecutor | None = None

    def ours(self) -> Executor:
        if self._threads is None or self._owner != os.getpid():
            self._threads, self._owner = ThreadPoolExecutor(SIDE_BY_SIDE, "tree"), os.getpid()
        return self._threads
