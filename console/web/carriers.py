"""通知渠道: what opens each carrier, whether it arrives, a test through the dispatcher."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.carriers import queries, service
from console.carriers.policy import Route
from console.carriers.queries import Health
from console.carriers.rules import opening
from console.credentials import queries as credentials
from console.credentials import service as keeping
from console.kernel.errors import FayanError, Invalid, NotThere
from console.language import sentence
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import locale, services
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("carriers", __name__, url_prefix="/carriers")


@dataclass(frozen=True, slots=True)
class Line:
    """``ready``: it has what opens it. ``why``: what to do about the last one that failed."""

    route: Route
    ready: bool
    health: Health | None
    why: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A partner that is told of releases. ``ready``: there is a secret to sign with."""

    name: str
    title: str
    ready: bool

    @property
    def account(self) -> str:
        return f"hook:{self.name}"


@dataclass(frozen=True)
class CarriersPage:
    """``form``: the carrier or partner whose form was refused."""

    lines: tuple[Line, ...]
    partners: tuple[Shared, ...] = ()
    form: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/")
@access(P.ACCOUNT_MANAGE)
def index() -> Reply:
    return answer("carriers/index.html", "content", _page())


@bp.post("/<name>/secret")
@access(P.ACCOUNT_MANAGE)
def enter(name: str) -> Reply:
    """A robot's address or key, a mailbox's password, what the gateway shares with us."""
    route = _route(name)
    try:
        _keep(route.account, route.kind, route.name)
    except FayanError as error:
        return _again(name, error)
    say(str(_("已保存。密钥已加密，不再显示。请发一条测试。")))
    return see_other(url_for(".index"))


@bp.post("/partners/<name>/secret")
@access(P.ACCOUNT_MANAGE)
def share(name: str) -> Reply:
    """What a partner checks our signature with."""
    if name not in _told():
        raise NotThere("carrier.unknown", name=name)
    try:
        _keep(f"hook:{name}", "webhook", f"hook-{name}")
    except FayanError as error:
        return _again(f"hook-{name}", error)
    say(str(_("已保存。密钥已加密，不再显示。")))
    return see_other(url_for(".index"))


@bp.post("/<name>/test")
@access(P.ACCOUNT_MANAGE)
def test(name: str) -> Reply:
    """Asks the dispatcher for one message; what became of it stands on the page."""
    route = _route(name)
    try:
        with acting() as (tx, now, actor):
            service.ask_for_test(tx, now, actor, route)
    except Invalid as error:
        return _again(name, error)
    say(str(_("测试通知已交出，几秒后刷新本页看结果。")))
    return see_other(url_for(".index"))


def _keep(account: str, kind: str, name: str) -> None:
    """``name`` ends the names of the form's fields. Raises FayanError."""
    typed = (request.form.get(f"{part}-{name}", "") for part in ("secret", "key"))
    opened = opening.read(kind, *typed, field=f"secret-{name}")
    prove(act_of("account:enter", account))
    given = keeping.sealed_application(services().vault.keyring, account, kind, opened)
    with acting() as (tx, now, actor):
        keeping.enter(tx, now, actor, account, given)


def _route(name: str) -> Route:
    """Raises NotThere."""
    found = services().carriers.routes.get(name)
    if found is None:
        raise NotThere("carrier.unknown", name=name)
    return found


def _page(form: str = "", errors: Mapping[str, str] | None = None) -> CarriersPage:
    given = services()
    routes = given.carriers.routes
    with given.database.snapshot() as tx:
        known, health = credentials.connections(tx), queries.health(tx, routes)
    lines = [
        Line(
            each, not each.needs_secret or each.account in known, health.get(each.name),
            _why(health.get(each.name)),
        )
        for each in routes.values()
    ]  # fmt: skip
    partners = tuple(
        Shared(each, title, f"hook:{each}" in known) for each, title in _told().items()
    )
    return CarriersPage(tuple(lines), partners, form, errors or {})


def _told() -> dict[str, str]:
    """Whom releases go to, by name, where a secret opens the way: partners, the press mailbox."""
    config = services().settings.config
    partners = {each.name: each.title for each in config.hooks}
    return partners | ({"press": str(_("媒体邮件"))} if config.press_mail.user else {})


def _why(found: Health | None) -> str:
    if found is None or not found.trouble:
        return ""
    return sentence(found.trouble, {"number": found.number, "said": found.said}, locale())


def _again(name: str, error: FayanError) -> Reply:
    where = error.field if isinstance(error, Invalid) and error.field else place_of(error)
    page = _page(name, {where or "": tell(error)})
    return answer("carriers/index.html", "content", page, status=error.status)
