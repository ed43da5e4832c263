"""Row ids (UUIDv7) and the numbers people quote."""

import re
from uuid import UUID

import uuid_utils.compat

NUMBER = re.compile(
    r"(?:[A-Z0-9\u4e00-\u9fff]{1,12}-)?(?:Y-)?(?P<year>\d{4})-(?P<event>E?)(?P<place>\d{4,})"
)

_DRILL = re.compile(r"(?:[^-]+-)?Y-\d{4}-")


def new_id() -> UUID:
    """A UUIDv7: sortable by the time it was made."""
    return uuid_utils.compat.uuid7()


def release_number(year: int, place: int, *, issuer: str = "", drill: bool = False) -> str:
    """``2026-0001``; ``GY-2026-0001`` with an issuer code; ``Y-2026-0001`` in a drill."""
    return f"{f'{issuer}-' if issuer else ''}{'Y-' if drill else ''}{year}-{place:04d}"


def incident_number(year: int, place: int, *, drill: bool = False) -> str:
    return f"{'Y-' if drill else ''}{year}-E{place:04d}"


def is_drill(number: str) -> bool:
    """Of a release or an incident. No bureau's own code is Y (``bureau.issuer_code``)."""
    return _DRILL.match(number) is not None


def is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None
