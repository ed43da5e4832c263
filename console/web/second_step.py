"""The second step of a sign-in. Nobody is signed in yet; a cookie of its own says whose it is."""

import json
from dataclasses import dataclass, field

from flask import Blueprint, Response, jsonify, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, TooMany
from console.notices import service as notices
from console.people import factors, passkeys, second_step, sign_in
from console.people.factors import FactorsView
from console.people.proving import Given
from console.people.rules.proof import Method
from console.people.second_step import Pending
from console.web import identity
from console.web.access import open_to_all
from console.web.answer import answer, say, see_other
from console.web.context import PENDING_COOKIE, cookie, origin, safe_next, services
from console.web.proving import tell_of_recovery
from console.web.session import welcome
from console.web.translation import tell

REFUSED = {"proof.code_wrong", "proof.passkey_wrong", "proof.passkey_copied"}
bp = Blueprint("second_step", __name__, url_prefix=identity.SECOND_STEP)


@dataclass(frozen=True)
class SecondPage:
    next: str
    username: str
    has: FactorsView
    host: str
    errors: dict[str, str] = field(default_factory=dict)


@bp.get("/")
@open_to_all
def show() -> Reply:
    under_way, target = _pending(), safe_next(request.args.get("next"))
    if under_way is None:
        return _again(target)
    return answer("session/second.html", None, _page(under_way, target))


@bp.post("/")
@open_to_all
def enter() -> Reply:
    under_way, target = _pending(), safe_next(request.form.get("next"))
    if under_way is None:
        return _again(target)
    try:
        return _finished(under_way, target)
    except NotNow:
        return _again(target)
    except (NotYou, Invalid, TooMany) as error:
        return _refused(under_way, target, error)


def _refused(under_way: Pending, target: str, error: FayanError) -> Reply:
    _warn(under_way, error)
    page = _page(under_way, target, {"code": tell(error)})
    return answer("session/second.html", None, page, status=error.status)


@bp.post("/passkey")
@open_to_all
def ask_passkey() -> Response:
    """A challenge for this sign-in, as JSON for the browser."""
    under_way, party = _pending(), services().means.party
    if under_way is None or party is None:
        raise NotNow("sign_in.start_again")
    challenge, known = _challenge(under_way)
    response: Response = jsonify(json.loads(passkeys.request(party, challenge, known)))
    return response


def _challenge(under_way: Pending) -> tuple[str, tuple[passkeys.Key, ...]]:
    given = services()
    with given.database.transaction() as tx:
        challenge = passkeys.ask(
            tx, given.clock.now(), person_id=under_way.person_id, holder=under_way.id,
            act=under_way.act,
        )  # fmt: skip
        return challenge, passkeys.keys_of(tx, under_way.person_id)


def _pending() -> Pending | None:
    given = services()
    with given.database.snapshot() as tx:
        return second_step.pending(
            tx, given.clock.now(), request.cookies.get(cookie(PENDING_COOKIE), "")
        )


def _page(under_way: Pending, target: str, errors: dict[str, str] | None = None) -> SecondPage:
    with services().database.snapshot() as tx:
        has = factors.view(tx, under_way.person_id)
    party = services().means.party
    return SecondPage(target, under_way.username, has, party.id if party else "", errors or {})


def _finished(under_way: Pending, target: str) -> Reply:
    given, where = services(), origin()
    brought = Given(
        code=request.form.get("code", "")[:100],
        passkey=request.form.get("passkey", "")[:20_000],
        holder=under_way.id,
    )
    opened, proof = sign_in.finish(given.means, given.lifetime, under_way, brought, where)
    if proof.method == Method.RECOVERY:
        tell_of_recovery(proof)
    response = welcome(opened, where.device, target)
    identity.forget_pending(response)
    return response


def _again(target: str) -> Reply:
    say(str(_("这次登录已过期。请重新输入用户名和口令。")), "warning")
    response = see_other(url_for("session.sign_in", next=None if target == "/" else target))
    identity.forget_pending(response)
    return response


def _warn(under_way: Pending, error: FayanError) -> None:
    """Whoever comes this far knows the password: the person is told, once for this sign-in."""
    if error.code not in REFUSED:
        return
    given, whose = services(), under_way.person_id
    with given.database.transaction() as tx:
        notices.tell(
            tx, given.clock.now(), [whose], "factor.refused_at_sign_in", f"account:{whose}", {},
            f"second:{under_way.id}",
        )  # fmt: skip
