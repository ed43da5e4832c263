"""The stand-ins as one bare WSGI callable, for loopback only."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import parse_qs, urlsplit

from werkzeug.exceptions import RequestEntityTooLarge

from console.kernel.clock import Clock
from console.rehearsal import pages, wall
from console.rehearsal.ledger import Ledger, Refused
from console.rehearsal.platforms import REASONS, WECHAT, WEIBO, WEIBO_UID, Written
from console.rehearsal.wire import calls, partners, robots, wechat, weibo
from console.rehearsal.wire.calls import Call, Reply
from console.rehearsal.wire.faults import Faults
from console.rehearsal.wire.partners import Partners
from console.rehearsal.wire.robots import Robots
from console.rehearsal.wire.wechat import WeChatWire
from console.rehearsal.wire.weibo import WeiboWire
from console.settings import HOME

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LARGEST: Final = 1024 * 1024  # bytes of a form
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
POST_PAGE: Final = re.compile(
    rf"/(?:(?P<weibo>weibo)/{WEIBO_UID}|(?P<wechat>wechat)/s)/(?P<address>[0-9A-Za-z_-]{{9,22}})"
    r"(?P<delete>/delete)?"
)
PICTURE: Final = re.compile(r"/mmbiz/([0-9a-f]{32})/0")
FAULTS: Final = "/_faults"
LEDGER_FIELDS: Final = ("platform", "account", "client_ref", "kind", "at")
HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    (
        "Referrer-Policy",
        "same-origin",
    ),  # with no-referrer a browser sends our own form as from "null"
    ("X-Robots-Tag", "noindex, nofollow"),
    ("Cache-Control", "no-store"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    body: str = ""
    status: HTTPStatus = HTTPStatus.OK
    kind: str = HTML
    location: str = ""


class Wire(Protocol):
    """One platform's own interface."""

    def knows(self, path: str) -> bool: ...
    def answer(self, call: Call) -> Reply: ...


Refuse = Callable[[Call, int], Reply]
"""The platform's refusal with a code."""


class Rehearsal:
    """Reads and writes nothing but its own ``ledger``. ``weibo_an_hour``: posts that its Weibo
    takes in an hour."""

    def __init__(
        self, ledger: Ledger, clock: Clock, *, weibo_an_hour: int = weibo.POSTS_AN_HOUR
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._wires: tuple[tuple[Wire, Refuse], ...] = (
            (WeiboWire(ledger, clock, weibo_an_hour), weibo.refused),
            (WeChatWire(ledger, clock), wechat.refuse),
            (Robots(ledger, clock), robots.refused),
            (Partners(ledger, clock), partners.refused),
        )
        self.faults = self._faults = Faults()
        self._fixed: dict[str, Callable[[], Answer]] = {
            "/": lambda: Answer(pages.home()),
            "/healthz": lambda: Answer("ok\n", kind="text/plain; charset=utf-8"),
            "/style.css": lambda: Answer(_style(), kind="text/css; charset=utf-8"),
            "/_ledger": self._accepted,
            "/wall/": lambda: Answer(pages.wall(wall.newest(self._ledger))),
        }

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if (reply := self._wire(environ)) is not None:
            return _send(reply, start_response)
        if (picture := self._picture(environ)) is not None:
            return _send(picture, start_response)
        answer = self._answer(environ)
        body = answer.body.encode()
        headers = [("Content-Type", answer.kind), ("Content-Length", str(len(body))), *HEADERS]
        if answer.location:
            headers.append(("Location", answer.location))
        start_response(f"{answer.status.value} {answer.status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _wire(self, environ: "WSGIEnvironment") -> Reply | None:
        """A call of a platform's own interface; None: it is for people."""
        path = environ["PATH_INFO"]
        wire = next((each for each in self._wires if each[0].knows(path)), None)
        if path != FAULTS and wire is None:
            return None
        if not _is_local(environ.get("HTTP_HOST", "")) or not _is_own_form(environ):
            return calls.said({"error": "loopback only"}, HTTPStatus.FORBIDDEN)
        try:
            call = calls.read(environ)
        except RequestEntityTooLarge:
            return calls.said({"error": "too large"}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if wire is None:
            return self._faults.answer(call)
        answer, refuse = wire[0].answer, wire[1]
        return self._faults.met(call, lambda: answer(call), lambda code: refuse(call, code))

    def _answer(self, environ: "WSGIEnvironment") -> Answer:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if not _is_local(environ.get("HTTP_HOST", "")):
            return Answer("loopback only\n", HTTPStatus.FORBIDDEN, "text/plain")
        if method == "POST" and not _is_own_form(environ):
            return Answer("forms of this site only\n", HTTPStatus.FORBIDDEN, "text/plain")
        if path in {"/weibo/", "/wechat/"}:
            return self._compose(path.strip("/"), environ)
        if (page := POST_PAGE.fullmatch(path)) is not None:
            return self._post(page, method)
        if path in self._fixed and method in {"GET", "HEAD"}:
            return self._fixed[path]()
        if path in {"/weibo", "/wechat"}:
            return Answer(status=HTTPStatus.MOVED_PERMANENTLY, location=f"{path}/")
        return Answer(pages.gone(), HTTPStatus.NOT_FOUND)

    def _picture(self, environ: "WSGIEnvironment") -> Reply | None:
        """As a platform hands it out; None: something else is asked for."""
        named = PICTURE.fullmatch(environ["PATH_INFO"])
        if named is None or not _is_local(environ.get("HTTP_HOST", "")):
            return None
        kept = self._ledger.picture(named[1])
        kind = "image/png" if kept and kept.startswith(b"\x89PNG") else "image/jpeg"
        return Reply(kept, kind=kind) if kept else None

    def _accepted(self) -> Answer:
        rows = [
            {name: row[name] for name in LEDGER_FIELDS} | {"path": post.path, "id": row["mid"]}
            for post in self._ledger.everything()
            for row in [asdict(post)]
        ]
        return Answer(json.dumps(rows, ensure_ascii=False), kind=JSON)

    def _compose(self, platform: str, environ: "WSGIEnvironment") -> Answer:
        if environ["REQUEST_METHOD"] != "POST":
            asked = parse_qs(environ.get("QUERY_STRING", ""))
            written = Written("", client_ref=asked.get("client_ref", [""])[0][:64])
            return Answer(pages.compose(platform, self._ledger.newest(platform), written))
        written = _form(environ)
        try:
            post = self._ledger.post(platform, written, self._clock.now())
        except Refused as refused:
            return self._refused(platform, written, refused.code, environ)
        if _wants_json(environ):
            return Answer(json.dumps({"mid": post.mid, "path": post.path}), kind=JSON)
        return Answer(status=HTTPStatus.SEE_OTHER, location=post.path)

    def _refused(
        self, platform: str, written: Written, code: int, environ: "WSGIEnvironment"
    ) -> Answer:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if _wants_json(environ):
            said = {"error_code": code, "error": REASONS[code]}
            return Answer(json.dumps(said, ensure_ascii=False), status, JSON)
        posts = self._ledger.newest(platform)
        return Answer(pages.compose(platform, posts, written, code), status)

    def _post(self, page: re.Match[str], method: str) -> Answer:
        platform = WEIBO if page["weibo"] else WECHAT
        if page["delete"] and method == "POST":
            self._ledger.delete(platform, page["address"], self._clock.now())
            return Answer(status=HTTPStatus.SEE_OTHER, location=f"/{platform}/")
        found = None if page["delete"] else self._ledger.find(platform, page["address"])
        if found is None:
            return Answer(pages.gone(), HTTPStatus.NOT_FOUND)
        if found.deleted_at:
            return Answer(pages.gone(), HTTPStatus.GONE)
        return Answer(pages.post(wall.seen(self._ledger, found)))


def _send(reply: Reply, start_response: "StartResponse") -> Iterable[bytes]:
    own = {"Content-Type": reply.kind, "Content-Length": str(len(reply.body)), **reply.headers}
    status = HTTPStatus(reply.status)
    start_response(f"{status.value} {status.phrase}", [*({**dict(HEADERS), **own}).items()])
    return [reply.body]


def _style() -> str:
    return (HOME / "templates" / "rehearsal" / "style.css").read_text(encoding="utf-8")


def _is_local(host: str) -> bool:
    """A page elsewhere that resolves its own name to this machine is still not this machine."""
    try:
        return urlsplit(f"//{host}").hostname in LOCAL
    except ValueError:
        return False


def _is_own_form(environ: "WSGIEnvironment") -> bool:
    """A program sends no Origin; a browser on another site's page sends that one's."""
    origin = environ.get("HTTP_ORIGIN")
    return origin is None or urlsplit(origin).netloc == environ.get("HTTP_HOST")


def _wants_json(environ: "WSGIEnvironment") -> bool:
    return "application/json" in environ.get("HTTP_ACCEPT", "")


def _form(environ: "WSGIEnvironment") -> Written:
    size = min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST)
    sent = environ["wsgi.input"].read(size).decode("utf-8", "replace")
    fields = {name: values[0] for name, values in parse_qs(sent, max_num_fields=20).items()}
    return Written(
        text=fields.get("text", "").replace("\r\n", "\n").strip(),
        title=fields.get("title", "").strip(),
        digest=fields.get("digest", "").strip(),
        client_ref=fields.get("client_ref", "")[:64],
    )
