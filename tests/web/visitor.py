"""A browser for the tests: it keeps cookies and sends the token of the page with every form."""

import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "平安 correct horse"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Visitor:
    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, *, htmx: bool = False, **headers: str) -> TestResponse:
        return self.client.get(path, headers=_headers(headers, htmx=htmx))

    def post(
        self,
        path: str,
        data: Mapping[str, object] | None = None,
        *,
        htmx: bool = False,
        token: bool = True,
        **headers: str,
    ) -> TestResponse:
        sent = {**({"csrf_token": self.token()} if token else {}), **(data or {})}
        return self.client.post(path, data=sent, headers=_headers(headers, htmx=htmx))

    def token(self) -> str:
        page = self.client.get("/account/")
        if page.status_code != 200:
            page = self.client.get("/sign-in")
        found = TOKEN.search(page.text)
        assert found, page.text[:300]
        return found[1]

    def sign_in(self, username: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        return self.post("/sign-in", {"username": username, "password": password, **fields})


def _headers(headers: Mapping[str, str], *, htmx: bool) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"HX-Request": "true", **named} if htmx else named
