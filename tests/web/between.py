"""Between the console and a real identity provider: passes everything on, but asks for tokens as
another client, or at another name, when told to. The tokens are the provider's own."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

KEPT = ("host", "authorization", "content-type", "accept")


class Between:
    """``client``: asks for tokens as this one; ``host``: at this name. ``said``: audience or issuer
    of the last token that was asked for so."""

    def __init__(self, provider: str) -> None:
        self.provider, self.address = provider, ""
        self.client = self.host = self.said = ""

    def ask(self, method: str, path: str, sent: dict[str, str], body: bytes) -> httpx.Response:
        changed = path.startswith("/oauth2/token") and bool(self.client or self.host)
        if changed and self.client:
            name = base64.b64encode(f"{self.client}:s".encode()).decode()
            sent = {**sent, "authorization": f"Basic {name}"}
        if changed and self.host:
            sent = {**sent, "host": self.host}
        answer = httpx.request(method, f"{self.provider}{path}", headers=sent, content=body)
        if changed:
            claims = claims_of(answer.json()["id_token"])
            self.said = str(claims["iss"] if self.host else claims["aud"])
        return answer


def claims_of(token: str) -> dict[str, object]:
    """Unchecked."""
    body = token.split(".")[1]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


@contextmanager
def between(provider: str) -> Iterator[Between]:
    made = Between(provider)

    class Handler(BaseHTTPRequestHandler):
        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            sent = {name: self.headers[name] for name in KEPT if name in self.headers}
            answer = made.ask(self.command, self.path, sent, body)
            self.send_response(answer.status_code)
            for name in ("content-type", "location"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = _pass  # noqa: N815 - http.server names them so

        def log_message(self, *_said: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
