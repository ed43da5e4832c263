"""授权: what one was given, what one gave, all of them for who watches; giving and revoking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.authorisations import queries, service
from console.authorisations.policy import AuthorisationPolicy, from_settings
from console.authorisations.queries import AuthorisationView
from console.authorisations.rules.giving import Wanted, act_for
from console.files import queries as files
from console.kernel.errors import Invalid, NotThere, NotYou, TooMany
from console.people import queries as people
from console.people.rules.roles import P
from console.releases import queries as releases
from console.releases import service as signing
from console.releases.queries import ReliedOn
from console.web import authorising
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.attachments import handed_out, stored
from console.web.authorising import Choices, Line
from console.web.context import current_actor, services
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("authorisations", __name__, url_prefix="/authorisations")


@dataclass(frozen=True)
class ListPage:
    """``everyone`` None: this person does not watch over them."""

    mine: tuple[Line, ...]
    given: tuple[Line, ...]
    everyone: tuple[Line, ...] | None
    may_give: bool


@dataclass(frozen=True)
class NewPage:
    """What was typed comes back, and an uploaded paper with it; a proof never does."""

    choices: Choices
    values: Mapping[str, str]
    paper: str
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ShowPage:
    line: Line
    parent: AuthorisationView | None
    uses: tuple[ReliedOn, ...]
    revoked_by: str
    may_revoke: bool
    may_see_paper: bool


@bp.get("/")
@access(P.HOME_READ)
def index() -> Reply:
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        mine = authorising.lines(tx, queries.of_person(tx, now, actor.id))
        made = authorising.lines(tx, queries.given_by(tx, now, actor.id))
        watching = actor.may(P.AUDIT_READ)
        everyone = authorising.lines(tx, queries.everyone(tx, now)) if watching else None
        roles = authorising.givable(tx, now, actor)
    return answer("authorisations/index.html", None, ListPage(mine, made, everyone, bool(roles)))


@bp.get("/new")
@access(P.HOME_READ)
def new() -> Reply:
    return answer("authorisations/new.html", None, _new_page({}))


@bp.post("/")
@access(P.HOME_READ)
def give() -> Reply:
    paper = ""
    try:
        paper = _paper()
        made = _given(paper)
    except (Invalid, NotYou, NotThere, TooMany) as error:
        page = _new_page({place_of(error): tell(error)}, paper)
        return answer("authorisations/new.html", None, page, status=error.status)
    say(str(_("已授权，对方已收到通知。随时可以撤销。")))
    return see_other(url_for(".show", id=made))


@bp.get("/<uuid:id>")
@access(P.HOME_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        page = _show_page(tx, _visible(tx, id))
    return answer("authorisations/show.html", None, page)


def _show_page(tx: Session, view: queries.AuthorisationView) -> ShowPage:
    given, actor = services(), current_actor()
    ended = [view.revoked_by] if view.revoked_by else []
    return ShowPage(
        authorising.lines(tx, [view])[0],
        queries.one(tx, given.clock.now(), view.parent_id) if view.parent_id else None,
        releases.relying_on(tx, view.number),
        "".join(card.name for card in people.names(tx, ended).values()),
        may_revoke=view.revoked_at is None and service.may_revoke(actor, view),
        may_see_paper=bool(view.paper),
    )


@bp.post("/<uuid:id>/revoke")
@access(P.HOME_READ)
def revoke(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with acting() as (tx, now, actor):
        service.revoke(tx, now, actor, id, reason=request.form.get("reason", "")[:2000])
    say(str(_("已撤销，立即生效。此前据此签的字仍然有效。")))
    return see_other(url_for(".show", id=id))


@bp.get("/<uuid:id>/paper")
@access(P.HOME_READ)
def paper(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """The image of the paper instruction, for those concerned and those who watch."""
    with services().database.snapshot() as tx:
        sha256 = _visible(tx, id).paper or ""
        found = files.known(tx, [sha256]).get(sha256)
    return handed_out(found)


def policy() -> AuthorisationPolicy:
    return from_settings(services().settings)


def _given(paper: str) -> UUID:
    """Raises what the rules raise. Proof is looked at outside the transaction."""
    given, form = services(), request.form
    wanted: Wanted = authorising.wanted(given.clock.now())
    scope, actor = wanted.scope, current_actor()
    with given.database.snapshot() as tx:
        signing.check_handing_on(tx, given.clock.now(), actor, wanted.role, scope.incident_id)
    proof = prove(act_for(wanted))
    with given.database.transaction() as tx:
        return service.give(
            tx, given.clock.now(), actor, policy(), given.policy, wanted,
            reason=form.get("reason", ""), proof=proof, paper=paper or None,
        )  # fmt: skip


def _paper() -> str:
    """SHA-256 of the image that came with this form, or came before. Raises Invalid."""
    sent = request.files.get("paper_file")
    if sent is None or not sent.filename:
        return request.form.get("paper", "")[:64]
    with services().database.snapshot() as tx:
        if not authorising.givable(tx, services().clock.now(), current_actor()):
            raise NotYou("authorisation.nothing_to_give")
    try:
        return stored(sent, None).sha256
    except Invalid as error:
        error.field = "paper"
        raise


def _visible(tx: Session, authorisation_id: UUID) -> AuthorisationView:
    """Somebody else's is not there. Raises NotThere."""
    actor = current_actor()
    view = queries.one(tx, services().clock.now(), authorisation_id)
    concerned = actor.id in {view.person_id, view.given_by, view.rests_on}
    if not concerned and not actor.may(P.AUDIT_READ) and not service.may_revoke(actor, view):
        raise NotThere("authorisation.not_there")
    return view


def _new_page(errors: Mapping[str, str], paper: str = "") -> NewPage:
    with services().database.snapshot() as tx:
        choices = authorising.choices(tx, services().clock.now(), current_actor())
    return NewPage(choices, authorising.typed(), paper, errors)
