"""The hash chain itself: pure functions over canonical bytes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from console.kernel.clock import whole_seconds
from console.kernel.errors import Parameter

GENESIS = "0" * 64


def canonical(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8, no NaN."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def link(
    *, seq: int, at: datetime, name: str, actor: str, subject: str, details: str, previous: str
) -> str:
    """The hash of one event (hex SHA-256), tied to the one before."""
    body = canonical(
        {
            "seq": seq,
            "at": whole_seconds(at),
            "name": name,
            "actor": actor,
            "subject": subject,
            "details": details,
            "previous": previous,
        }
    )
    return hashlib.sha256(body.encode()).hexdigest()


def details_of(details: Mapping[str, Parameter | bool | list[str]]) -> str:
    return canonical(dict(details))
