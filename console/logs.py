"""What our processes print: one line an event, plain frames for what broke.

A log is read by more people than a draft or a key may be: no values of local variables (a console
renderer prints them where `rich` is installed), no SQL parameters, of an error its first line only.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog

LONGEST_REASON = 200  # characters


def configure() -> None:
    """Once a process, before it logs; a second call changes nothing."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(lambda given: frames(given[1])),
            _line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Handler)]:
        root.removeHandler(handler)
    root.addHandler(_Handler())
    root.setLevel(logging.WARNING)


def reason(error: BaseException) -> str:
    """Its first line. Of the database's errors only what the driver said: below that line come
    the statement and the row."""
    said = getattr(error, "orig", None) or error
    return str(said).partition("\n")[0][:LONGEST_REASON]


def frames(error: BaseException | None) -> str:
    """The traceback without a value in it, the cause first."""
    return "\n".join(
        f"{''.join(traceback.format_tb(each.__traceback__))}{type(each).__qualname__}: "
        f"{reason(each)}"
        for each in reversed(list(_chain(error)))
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _line(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    broken = event.pop("exception", "")
    head = " ".join(str(event.pop(name, "")) for name in ("timestamp", "level", "event"))
    words = [head.replace("\n", " "), *(f"{name}={value!r}" for name, value in event.items())]
    return " ".join(words) + (f"\n{broken}" if broken else "")


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Not the library's own: it keeps a traceback that somebody else has made, values in it."""
        said = f"{self.formatTime(record)} {record.levelname} {record.name} {record.getMessage()}"
        return said + (f"\n{frames(record.exc_info[1])}" if record.exc_info else "")


class _Handler(logging.Handler):
    """What libraries log, in the same words and the same place."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(_Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stdout.write(self.format(record) + "\n")
            sys.stdout.flush()
        except Exception:  # noqa: BLE001 - the library's own rule: logging breaks nothing
            self.handleError(record)
