"""What our processes print: one line an event, plain frames for what broke.

A log is read by more people than a draft or a key may be: no passwords, tokens or keys whatever
somebody passes by mistake, no values of local variables (a console
renderer prints them where `rich` is installed), no SQL parameters, of an error its first line only.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import structlog

LONGEST_REASON = 200  # characters
GONE = "(secret)"
# What no event of ours is called; a name that holds one of these words loses its value.
SECRET_NAMES = re.compile(
    r"password|passphrase|secret|token|cookie|authori[sz]ation_header|csrf|api_?key|credential|totp",
    re.IGNORECASE,
)
# What looks like one of ours, wherever it stands: 256 random bits, a code of an invitation, a
# password's hash, what stands before the @ of an address.
SECRET_VALUES = re.compile(
    r"(?<![\w/.-])[A-Za-z0-9_-]{43}(?![\w/.-])"
    r"|\b(?:[2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}\b"
    r"|\$argon2\S+"
    r"|(?<=://)[^\s:/@]+:[^\s@]+(?=@)"
)


def configure() -> None:
    """Once a process, before it logs; a second call changes nothing."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            without_secrets,
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


def without_secrets(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A processor of structlog: by name, also of what lies within; values are looked at last, when
    they are text (``_line``)."""
    for name, value in event.items():
        event[name] = GONE if SECRET_NAMES.search(name) else _inside(value)
    return event


def _inside(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key: GONE if SECRET_NAMES.search(str(key)) else _inside(each)
            for key, each in value.items()
        }
    return value


def masked(text: str) -> str:
    return SECRET_VALUES.sub(GONE, text)


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
    return masked(" ".join(words) + (f"\n{broken}" if broken else ""))


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Not the library's own: it keeps a traceback that somebody else has made, values in it."""
        said = f"{self.formatTime(record)} {record.levelname} {record.name} {record.getMessage()}"
        return masked(said + (f"\n{frames(record.exc_info[1])}" if record.exc_info else ""))


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
