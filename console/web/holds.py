"""暂缓发布: one press to place, a screen that says what would happen before it is lifted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console import audit
from console.incidents import queries as incidents
from console.kernel.errors import FayanError, Invalid, NotThere, NotYou, TooMany
from console.people import queries as people
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.publishing import queries, service
from console.publishing.queries import BoardRow, HoldRow
from console.publishing.rules.states import HoldScope
from console.releases import queries as releases
from console.releases import service as signing
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import actor_or_none, current_actor, safe_next, services
from console.web.delivery_cards import covers, hold_reason
from console.web.proving import place_of, prove
from console.web.resuming import Resuming, resuming
from console.web.translation import tell

bp = Blueprint("holds", __name__, url_prefix="/holds")
BANDS = 3  # lines; more are on the rollout board


@dataclass(frozen=True, slots=True)
class HoldCard:
    """``what`` it stops, in words; ``by``: a name, "" when a missed time placed it; ``also``: who
    else pressed."""

    hold: HoldRow
    what: str
    by: str
    reason: str
    waiting: int
    also: str = ""


@dataclass(frozen=True)
class HoldBand:
    cards: tuple[HoldCard, ...]
    more: int
    may_lift: bool
    quiet: tuple["Quiet", ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """常规静默 of one incident: so many releases wait, each under its own hold."""

    incident_id: UUID
    title: str
    count: int


@dataclass(frozen=True)
class LiftPage:
    """``own``: it stops what this person wrote, and somebody else placed it: others lift it."""

    card: HoldCard
    resumed: Resuming
    back: str
    own: bool
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.post("/")
@access(P.RELEASE_HOLD)
def place() -> Reply:
    given, form = services(), request.form
    with given.database.transaction() as tx:
        service.place_hold(
            tx, given.clock.now(), current_actor(), _scope(form.get("scope", "")),
            incident_id=_id(form.get("incident_id")), release_id=_id(form.get("release_id")),
            reason=form.get("reason", "")[:2000],
        )  # fmt: skip
    say(_stopped_now(), "warning")
    return see_other(safe_next(form.get("next"), "/rollout/"))


def _stopped_now() -> str:
    return str(
        _("已暂缓。尚未发出的都停下了；恢复之前，只有撤回和逐篇越过暂缓的更正、通告会发出。")
    )


@bp.get("/<uuid:id>/lift")
@access(P.RELEASE_HOLD)
def review(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return _lift_page(id, request.args.get("next"))


def _lift_page(hold_id: UUID, back: str | None, error: FayanError | None = None) -> Reply:
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        current = queries.holds(tx)
        hold = next((each for each in current if each.id == hold_id), None)
        if hold is None:
            return _lifted_already()
        if hold.bound and hold.release_id:
            return see_other(url_for("releases.show", id=hold.release_id, _anchor="verifying"))
        waiting = queries.upcoming(tx, actor, given.policy.accounts, limit=500)
        resumed = resuming(tx, now, hold, current, waiting)
        page = LiftPage(
            hold_cards(tx, [hold], waiting)[0], resumed, safe_next(back, "/rollout/"),
            signing.writes_in(tx, actor, hold_id),
            {place_of(error): tell(error)} if error else {},
        )  # fmt: skip
    return answer("holds/lift.html", "content", page, status=error.status if error else 200)


@bp.post("/<uuid:id>/lift")
@access(P.RELEASE_HOLD)
def lift(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        _lift(id)
    except (Invalid, NotYou, TooMany) as error:
        return _lift_page(id, request.form.get("next"), error)
    say(str(_("已恢复发布。")))
    return see_other(safe_next(request.form.get("next"), "/rollout/"))


def _lift(hold_id: UUID) -> None:
    """Raises what the rules raise. What nobody could lift asks for no proof."""
    with services().database.snapshot() as tx:
        queries.hold(tx, hold_id)
        if signing.writes_in(tx, current_actor(), hold_id):
            raise NotYou("hold.own_words")
    proof = prove(act_of("resume", hold_id))
    with acting() as (tx, now, actor):
        signing.resume(tx, now, actor, services().policy, hold_id=hold_id, proof=proof)


def hold_band() -> Markup:
    """On every page while anything is held: by whom, since when, what waits; what holds everything
    is never among those left to the rollout board."""
    actor = actor_or_none()
    if actor is None or not actor.may(P.DELIVERY_READ):
        return Markup("")
    given = services()
    with given.database.snapshot() as tx:
        current = queries.holds(tx)
        if not current:
            return Markup("")
        waiting = queries.upcoming(tx, actor, given.policy.accounts, limit=500)
        loud = sorted((each for each in current if not each.quiet), key=_widest_first)
        shown = hold_cards(tx, loud[:BANDS], waiting)
        quiet = _quiets(tx, current)
    band = HoldBand(shown, len(loud) - len(shown), actor.may(P.RELEASE_HOLD), quiet)
    return Markup(render_template("holds/band.html", band=band))  # noqa: S704 - our own template


def _widest_first(hold: HoldRow) -> int:
    return list(HoldScope).index(hold.scope)


def _quiets(tx: Session, current: Sequence[HoldRow]) -> tuple[Quiet, ...]:
    counted = Counter(each.incident_id for each in current if each.quiet and each.incident_id)
    return tuple(
        Quiet(key, incidents.of_id(tx, key).title, count) for key, count in counted.items()
    )


def hold_cards(
    tx: Session, current: Sequence[HoldRow], waiting: Sequence[BoardRow]
) -> tuple[HoldCard, ...]:
    pressed = (by for each in current for by in (each.placed_by, each.also_by) if by)
    names = people.cards_by_username(tx, pressed)
    return tuple(
        HoldCard(
            hold=each,
            what=_what(tx, each),
            by=names[each.placed_by].name if each.placed_by in names else _placed_by(each),
            reason=hold_reason(each),
            also=names[each.also_by].name if each.also_by in names else each.also_by,
            waiting=len({row.release_id for row in waiting if row.held and covers(each, row)}),
        )
        for each in current
    )


def _what(tx: Session, hold: HoldRow) -> str:
    if hold.incident_id is not None and hold.scope is HoldScope.INCIDENT:
        return incidents.of_id(tx, hold.incident_id).title
    if hold.release_id is not None:
        return releases.rows(tx, [hold.release_id])[hold.release_id].shown_title
    return str(_("全部发布"))


def _placed_by(hold: HoldRow) -> str:
    return "" if hold.placed_by == audit.SYSTEM else hold.placed_by


def _lifted_already() -> Reply:
    say(str(_("这项暂缓已经恢复。")), "info")
    return see_other("/rollout/")


def _scope(text: str) -> HoldScope:
    if text not in set(HoldScope):
        raise Invalid("hold.no_target", field="scope")
    return HoldScope(text)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotThere("hold.no_target") from error


@bp.record_once
def _tell_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["hold_band"] = hold_band
