"""The newsroom inside another page: in the demonstration only, and only in the console's own."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

NOBODY: Final = "frame-ancestors 'none'"


class Framed:
    """``origins``: who may frame it, as a Content-Security-Policy names them."""

    def __init__(self, app: "WSGIApplication", origins: str) -> None:
        self._app = app
        self._policy = f"frame-ancestors {origins}"

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            opened = [
                (name, value.replace(NOBODY, self._policy))
                if name == "Content-Security-Policy"
                else (name, value)
                for name, value in headers
            ]
            return start_response(status, opened, *more)

        return self._app(environ, start)
