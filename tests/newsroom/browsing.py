"""Asking the newsroom without a network."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from console.newsroom.server import Newsroom


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(newsroom: Newsroom, target: str, method: str = "GET", **headers: str) -> Answer:
    """``target`` as on the request line, percent-encoded; ``headers`` with underscores."""
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        # As servers do it: decode once, bytes dressed as Latin-1.
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
    }
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    said: list[Any] = []

    def start_response(*arguments: Any) -> Any:
        said.extend(arguments)

    chunks: Iterable[bytes] = newsroom(environ, start_response)
    body = b"".join(chunks)
    close = getattr(chunks, "close", None)
    if close:
        close()
    names = [name for name, _ in said[1]]
    assert len(names) == len(set(names)), "a header said twice"
    return Answer(int(said[0][:3]), dict(said[1]), body)
