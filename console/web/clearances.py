"""预审: a version is sent through the whole chain, signed with fresh proof, ended in one press."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, Stale, TooMany
from console.people import queries as people
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.people.rules.signing import check_signer
from console.release_templates import queries, service
from console.release_templates.queries import ClearanceView
from console.release_templates.service.clearing import Terms
from console.releases.templating import VOCABULARY
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import current_actor, services, whole_number
from console.web.editor_pages import usual_column
from console.web.proving import place_of, prove
from console.web.template_pages import Preview, clearing_chain, preview_of, show_page
from console.web.times import parse_local
from console.web.translation import tell

bp = Blueprint("clearances", __name__, url_prefix="/templates")


@dataclass(frozen=True)
class ClearancePage:
    """``refusal``: why this person may not sign now; "" they may. ``sheet``: opens at once."""

    view: ClearanceView
    preview: Preview
    names: Mapping[UUID, str]
    refusal: str
    good: bool
    pending: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    comment: str = ""


@bp.post("/<uuid:id>/clearances")
@access(P.TEMPLATE_MANAGE)
def ask(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        made = _asked(id)
    except Invalid as error:
        page = show_page(id, field_errors(error))
        return answer("release_templates/show.html", "content", page, status=422)
    except NotNow as error:
        say(tell(error), "warning")
        return see_other(url_for("release_templates.show", id=id))
    say(str(_("已送预审。签字人已收到通知。")))
    return see_other(url_for(".show", id=made))


@bp.get("/clearances/<uuid:id>")
@access(P.TEMPLATE_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    page = _page(id, sheet=request.args.get("sheet", ""))
    return answer("clearances/show.html", None, page)


@bp.post("/clearances/<uuid:id>/sign")
@access(P.RELEASE_SIGN)
def sign(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        cleared = _signed(id)
    except (Stale, NotYou, TooMany, Invalid) as error:
        return _again(id, "sign", error)
    except NotNow as error:
        say(tell(error), "warning")
        return see_other(url_for(".show", id=id))
    say(str(_("已通过预审，可以随时使用。") if cleared else _("已签字，转下一步。")))
    return see_other(url_for(".show", id=id))


@bp.post("/clearances/<uuid:id>/end")
@access(P.TEMPLATE_MANAGE, P.RELEASE_SIGN)
def end(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    reason, longest = request.form.get("reason", ""), services().policy.longest_remark
    try:
        with acting() as (tx, now, actor):
            service.end(tx, now, actor, clearance_id=id, reason=reason, longest_remark=longest)
    except Invalid as error:
        return _again(id, "end", error)
    say(str(_("预审已终止，这份声明不能再凭它发布。")), "info")
    return see_other(url_for(".show", id=id))


def _asked(template_id: UUID) -> UUID:
    """The expiry is a day; it counts to the end of it."""
    given, form = services(), request.form
    policy = given.policy
    terms = Terms(
        clearing_chain(), usual_column(), VOCABULARY.facts, policy.pre_cleared.longest,
        policy.longest_remark,
    )  # fmt: skip
    until = _end_of(form.get("expires_at", ""))
    with given.database.transaction() as tx:
        return service.ask(
            tx, given.clock.now(), current_actor(), terms, template_id=template_id,
            seen=whole_number(form.get("place", "")), expires_at=until,
        )  # fmt: skip


def _end_of(day: str) -> datetime:
    begin = parse_local(f"{day.strip()}T00:00", services().settings.zone, field="expires_at")
    return begin + timedelta(days=1)


def _signed(clearance_id: UUID) -> bool:
    """Who may not sign is told so before a proof is asked for; who has signed these words is told
    that they did, without another."""
    given, form = services(), request.form
    seen, actor = form.get("digest", ""), current_actor()
    with given.database.snapshot() as tx:
        view = queries.clearance(tx, clearance_id)
        where = queries.standing(tx, view)
    if any((each.person_id, each.digest) == (actor.id, seen) for each in view.signatures):
        return view.cleared_at is not None
    check_signer(actor, where, seen=seen, of="clearance")
    proof = prove(act_of("clear", seen))
    with given.database.transaction() as tx:
        return service.sign(
            tx, given.clock.now(), actor, given.policy, clearance_id=clearance_id,
            seen=seen, proof=proof, comment=form.get("comment", ""),
            longest_remark=given.policy.longest_remark,
        )  # fmt: skip


def _again(clearance_id: UUID, sheet: str, error: FayanError) -> Reply:
    place = place_of(error)
    errors = {place: tell(error)}
    sheet = sheet if place else ""
    page = _page(clearance_id, errors=errors, sheet=sheet, comment=request.form.get("comment", ""))
    return answer("clearances/show.html", None, page, status=error.status)


def _page(
    clearance_id: UUID,
    *,
    errors: Mapping[str, str] | None = None,
    sheet: str = "",
    comment: str = "",
) -> ClearancePage:
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        view = queries.clearance(tx, clearance_id)
        where = queries.standing(tx, view)
        wanted = [view.asked_by, *([view.ended_by] if view.ended_by else [])]
        names = {each: card.name for each, card in people.names(tx, wanted).items()}
    refusal = ""
    if view.pending(now):
        try:
            check_signer(actor, where, seen=view.digest, of="clearance")
        except FayanError as refused:
            refusal = tell(refused)
    return ClearancePage(
        view, preview_of(view.version.wording.text), names, refusal, view.good(now),
        view.pending(now), errors=errors or {}, sheet=sheet, comment=comment,
    )  # fmt: skip
