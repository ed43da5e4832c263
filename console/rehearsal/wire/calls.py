"""A call as a stand-in reads it, and how it answers: a platform's own JSON, or a page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request

LARGEST: Final = 12 * 1024 * 1024  # bytes of a call: the largest picture that a platform takes
REF: Final = "Idempotency-Key"
"""A header that no platform reads: by it a ledger's reader tells whose call it was."""


@dataclass(frozen=True, slots=True)
class Call:
    """``given``: the fields of query and form; ``files``: name of the field → bytes; ``headers`` by
    their names in small letters."""

    method: str
    path: str
    given: Mapping[str, str]
    files: Mapping[str, bytes]
    body: bytes
    ref: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return self.headers.get("host", "localhost")

    def json(self) -> Any:
        """None for what is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Reply:
    body: bytes
    status: int = 200
    kind: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def read(environ: Mapping[str, Any]) -> Call:
    """Raises RequestEntityTooLarge."""
    request = Request(dict(environ))
    request.max_content_length = request.max_form_memory_size = LARGEST
    if (request.content_length or 0) > LARGEST:
        raise RequestEntityTooLarge
    body = request.get_data(cache=True, parse_form_data=False)
    return Call(
        method=request.method,
        path=request.path,
        given={**request.args.to_dict(), **request.form.to_dict()},
        files={name: _taken(each) for name, each in request.files.items()},
        body=body,
        ref=request.headers.get(REF, "")[:64],
        headers={name.lower(): value for name, value in request.headers.items()},
    )


def _taken(file: FileStorage) -> bytes:
    with file.stream as stream:
        return stream.read()


def said(value: object, status: int = 200) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), status)
