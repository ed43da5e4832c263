"""通行密钥: asked for before an act, made and removed on 登录与核验. The script is passkeys.js."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, Response, g, jsonify, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, NotThere, NotYou, TooMany
from console.people import factors, passkeys
from console.people.passkeys import Made
from console.people.rules.devices import device
from console.people.rules.passkeys import RelyingParty, name_of
from console.people.rules.proof import act_of
from console.web.access import signed_in
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, services
from console.web.factors import PREFIX, new_codes, tell_me
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("passkeys", __name__, url_prefix=f"{PREFIX}/passkeys")
REFUSALS = (Invalid, NotYou, TooMany)


@dataclass(frozen=True)
class NewPage:
    """``options``: what the browser is asked to make, as JSON; "" while it is still proved who it
    is. ``origin``: where passkeys work; "" they do not work here."""

    origin: str
    options: str = ""
    name: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RemovePage:
    name: str
    act: str
    errors: dict[str, str] = field(default_factory=dict)


@bp.post("/ask")
@signed_in
def ask() -> Response:
    """A challenge for what this page's form is about to do, as JSON for the browser."""
    given, form = services(), request.form
    with acting() as (tx, now, actor):
        known = passkeys.keys_of(tx, actor.id)
        challenge = passkeys.ask(
            tx, now, person_id=actor.id, holder=g.session_id, act=form.get("act", "")
        )
    return _json(passkeys.request(_party(given.means.party), challenge, known))


@bp.get("/new")
@signed_in
def new() -> Reply:
    return answer("factors/passkey.html", None, NewPage(_origin()))


@bp.post("/new")
@signed_in
def begin() -> Reply:
    actor = current_actor()
    try:
        prove(act_of("new-passkey", actor.id), strict=False)
    except REFUSALS as error:
        page = NewPage(_origin(), errors={place_of(error): tell(error)})
        return answer("factors/passkey.html", None, page, status=error.status)
    with acting() as (tx, now, _actor):
        passkeys.ask(tx, now, person_id=actor.id, holder=g.session_id, act=_making())
    return see_other(url_for(".make"))


@bp.get("/")
@signed_in
def make() -> Reply:
    page = _page_to_make()
    return answer("factors/passkey.html", None, page) if page else see_other(url_for(".new"))


def _kept(answered: str, named: str) -> bool:
    """Whether it is their first second factor."""
    made, name = _made(answered), name_of(named, str(_("通行密钥")))
    with acting() as (tx, now, actor):
        first = factors.keep_passkey(tx, now, actor, made, name)
        tell_me(tx, now, "factor.enrolled", "passkey")
    return first


@bp.post("/")
@signed_in
def keep() -> Reply:
    try:
        first = _kept(request.form.get("passkey", "")[:20_000], request.form.get("name", ""))
    except FayanError as error:
        say(tell(error), "warning")
        return see_other(url_for(".new"))
    if first:
        return new_codes(first=True)
    say(str(_("通行密钥已启用。")))
    return see_other(url_for("factors.show"))


@bp.get("/<uuid:id>/remove")
@signed_in
def ask_remove(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("factors/remove_passkey.html", None, _page_to_remove(id))


@bp.post("/<uuid:id>/remove")
@signed_in
def remove(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    page = _page_to_remove(id)
    try:
        prove(page.act, strict=False)
    except REFUSALS as error:
        return _not_removed(page, error)
    with acting() as (tx, now, actor):
        factors.remove_passkey(tx, now, actor, id)
        tell_me(tx, now, "factor.removed", "passkey")
    say(str(_("通行密钥已移除。")))
    return see_other(url_for("factors.show"))


def _not_removed(page: RemovePage, error: FayanError) -> Reply:
    again = RemovePage(page.name, page.act, {place_of(error): tell(error)})
    return answer("factors/remove_passkey.html", None, again, status=error.status)


def _json(options: str) -> Response:
    response: Response = jsonify(json.loads(options))
    return response


def _party(found: RelyingParty | None) -> RelyingParty:
    if found is None:
        raise NotNow("passkey.not_here")
    return found


def _origin() -> str:
    party = services().means.party
    return party.origin if party else ""


def _making() -> str:
    """Another act than the proof's: what is signed for one is no answer to the other."""
    return act_of("make-passkey", current_actor().id)


def _page_to_make() -> NewPage | None:
    given, actor = services(), current_actor()
    party = given.means.party
    with given.database.snapshot() as tx:
        challenge = passkeys.asked(
            tx, given.clock.now(), person_id=actor.id, holder=g.session_id, act=_making()
        )
        known = passkeys.keys_of(tx, actor.id)
    if challenge is None or party is None:
        return None
    options = passkeys.creation(
        party, challenge, person_id=actor.id, username=actor.username, name=actor.name, known=known
    )
    return NewPage(party.origin, options, _usual_name())


def _usual_name() -> str:
    here = device(request.headers.get("User-Agent", ""))
    return str(_("手机") if here.in_the_hand else _("这台电脑"))


def _made(passkey: str) -> Made:
    """Raises NotNow: what the browser made answers to nothing that was asked."""
    given = services()
    with acting() as (tx, now, actor):
        challenge = passkeys.claim(
            tx, now, passkey, person_id=actor.id, holder=g.session_id, act=_making()
        )
    party = given.means.party
    made = passkeys.made(party, challenge, passkey) if party and challenge else None
    if made is None:
        raise NotNow("passkey.not_made")
    return made


def _page_to_remove(passkey_id: UUID) -> RemovePage:
    with services().database.snapshot() as tx:
        mine = factors.view(tx, current_actor().id).passkeys
    found = next((each for each in mine if each.id == passkey_id), None)
    if found is None:
        raise NotThere("passkey.not_there")
    return RemovePage(found.name, act_of("remove-passkey", passkey_id))
