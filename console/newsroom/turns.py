"""How many questions are answered at once. Who asks never keeps a reader of pages waiting."""

from threading import BoundedSemaphore
from typing import Final

AT_ONCE: Final = 2  # of all questions; fewer than the threads that serve (``serve``)
READ_AT_ONCE: Final = 1  # forms that may still be on their way: they come as slowly as they like


class Turns:
    """``questions``: search and verification together. ``forms``: those of them whose body is
    being read; nothing ends a reading, so at most one may take its time."""

    def __init__(self) -> None:
        self.questions = BoundedSemaphore(AT_ONCE)
        self.forms = BoundedSemaphore(READ_AT_ONCE)
