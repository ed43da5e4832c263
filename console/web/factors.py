"""我的账号 → 登录与核验: one's own second factors. Each change is proved first (ASVS 5, 7.5.1)."""

from dataclasses import dataclass, field
from datetime import datetime

import segno
from flask import Blueprint, Flask, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotYou, TooMany
from console.kernel.ids import new_id
from console.notices import service as notices
from console.people import factors
from console.people.factors import FactorsView
from console.people.rules import recovery, totp
from console.people.rules.proof import act_of
from console.web.access import signed_in
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import actor_or_none, current_actor, services
from console.web.proving import is_strict, place_of, prove, ways
from console.web.translation import tell

PREFIX = "/account/verification"
bp = Blueprint("factors", __name__, url_prefix=PREFIX)
REFUSALS = (Invalid, NotYou, TooMany)
BEFORE_ENROLLING = frozenset({"factors", "passkeys", "session", "assets", "probes"})


@dataclass(frozen=True)
class FactorsPage:
    """``needed``: this bureau asks for a second factor at each signature; ``everyone``: of
    everybody, at the sign-in. ``passkeys``: they can be used at the console's address."""

    has: FactorsView
    needed: bool
    everyone: bool
    passkeys: bool


@dataclass(frozen=True)
class ActPage:
    """A change that is proved first."""

    act: str
    has: FactorsView
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EnrolPage:
    """``address``: what the authenticator is told (``otpauth:``), for its application on this very
    phone. ``picture``: the same as a QR code, a data address. ``key``: for typing, in groups."""

    address: str
    picture: str
    key: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CodesPage:
    codes: tuple[str, ...]
    first: bool


def install(app: Flask) -> None:
    """Where everybody needs a second factor, who has none sets one up before anything else."""

    @app.before_request
    def enrol_first() -> Reply | None:
        everyone = services().settings.config.signing.everyone
        if not everyone or request.blueprint in BEFORE_ENROLLING or actor_or_none() is None:
            return None
        return None if ways().has.any else see_other(url_for("factors.show"))


@bp.get("/")
@signed_in
def show() -> Reply:
    given = services()
    everyone = given.settings.config.signing.everyone
    page = FactorsPage(_mine(), is_strict(), everyone, given.means.party is not None)
    return answer("factors/show.html", "content", page)


@bp.get("/authenticator/new")
@signed_in
def new_totp() -> Reply:
    return _asked("new_totp")


@bp.post("/authenticator/new")
@signed_in
def begin_totp() -> Reply:
    try:
        _proved("new_totp")
    except REFUSALS as error:
        return _asked("new_totp", error)
    with acting() as (tx, now, actor):
        factors.begin_totp(tx, now, actor, services().means.keyring, totp.new_secret())
    return see_other(url_for(".enrol"))


@bp.get("/authenticator/")
@signed_in
def enrol() -> Reply:
    page = _enrolling()
    return see_other(url_for(".show")) if page is None else answer("factors/enrol.html", None, page)


def _confirmed(code: str) -> bool:
    """Whether it is their first second factor. Raises Invalid."""
    with acting() as (tx, now, actor):
        first = factors.confirm_totp(tx, now, actor, services().means.keyring, code)
        tell_me(tx, now, "factor.enrolled", "totp")
    return first


@bp.post("/authenticator/")
@signed_in
def confirm_totp() -> Reply:
    try:
        first = _confirmed(request.form.get("code", "")[:100])
    except Invalid as error:
        page = _enrolling({"code": tell(error)})
        return answer("factors/enrol.html", None, page, status=error.status)
    if first:
        return new_codes(first=True)
    say(str(_("身份验证器已启用。")))
    return see_other(url_for(".show"))


@bp.get("/authenticator/remove")
@signed_in
def ask_remove_totp() -> Reply:
    return _asked("remove_totp")


@bp.post("/authenticator/remove")
@signed_in
def remove_totp() -> Reply:
    try:
        _proved("remove_totp")
    except REFUSALS as error:
        return _asked("remove_totp", error)
    with acting() as (tx, now, actor):
        factors.remove_totp(tx, now, actor)
        tell_me(tx, now, "factor.removed", "totp")
    say(str(_("身份验证器已移除。")))
    return see_other(url_for(".show"))


@bp.get("/codes/new")
@signed_in
def ask_codes() -> Reply:
    return _asked("codes")


@bp.post("/codes/new")
@signed_in
def make_codes() -> Reply:
    try:
        _proved("codes")
    except REFUSALS as error:
        return _asked("codes", error)
    return new_codes(first=False)


def _mine() -> FactorsView:
    with services().database.snapshot() as tx:
        return factors.view(tx, current_actor().id)


def _asked(act: str, error: FayanError | None = None) -> Reply:
    """The page where ``act`` is proved; with what was wrong, when something was."""
    errors = {place_of(error): tell(error)} if error else {}
    status = error.status if error else 200
    return answer("factors/act.html", None, ActPage(act, _mine(), errors), status=status)


def _proved(act: str) -> None:
    """Somebody without a second factor enrols the first with the password: there is no other."""
    prove(act_of(act, current_actor().id), strict=False)


def _enrolling(errors: dict[str, str] | None = None) -> EnrolPage | None:
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        secret = factors.beginning(tx, given.clock.now(), actor, given.means.keyring)
    if secret is None:
        return None
    bureau = given.settings.config.bureau
    address = totp.address_of(secret, actor.username, f"发言台 {bureau.short_name}")
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    key = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return EnrolPage(address, picture, key, errors or {})


def new_codes(*, first: bool) -> Reply:
    """Shown once: only their hashes stay."""
    drawn, passwords = recovery.draw(), services().passwords
    hashes = [passwords.hash(each) for each in drawn]
    with acting() as (tx, now, actor):
        factors.keep_recovery_codes(tx, now, actor, hashes)
        tell_me(tx, now, "factor.codes_made")
    page = CodesPage(tuple(recovery.spelt(each) for each in drawn), first)
    return answer("factors/codes.html", None, page)


def tell_me(tx: Session, at: datetime, kind: str, method: str = "") -> None:
    """Who did not do this just now learns that somebody else did."""
    me = current_actor().id
    parameters = {"proof": method} if method else {}
    notices.tell(tx, at, [me], kind, f"account:{me}", parameters, f"{kind}:{new_id()}")
