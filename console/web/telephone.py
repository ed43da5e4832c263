"""电话核签: whom to call, the call with its code, two attestations; then the signer's own word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import Invalid, NotNow, NotThere, NotYou, Stale, TooMany
from console.people import queries as people
from console.people.queries import PersonEntry
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import P
from console.releases import queries, service
from console.releases.queries import CallView, ReleaseView
from console.releases.rules.telephone import code_of
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, services
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("telephone", __name__)
HERE = (Invalid, NotYou, NotThere, NotNow, Stale, TooMany)


@dataclass(frozen=True)
class StartPage:
    view: ReleaseView
    signers: tuple[PersonEntry, ...]
    refusal: str
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def reachable(self) -> bool:
        return any(each.telephone for each in self.signers)


@dataclass(frozen=True)
class CallPage:
    """``code``: read out to the signer, who repeats it; only while the caller's call is open."""

    call: CallView
    view: ReleaseView
    code: str
    figures: tuple[str, ...]
    witnesses: tuple[PersonEntry, ...]
    is_caller: bool
    is_signer: bool
    values: Mapping[str, str]
    repeated: tuple[str, ...]
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/releases/<uuid:id>/telephone")
@access(P.TELEPHONE_ATTEST)
def start(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("telephone/start.html", None, _start_page(id))


@bp.post("/releases/<uuid:id>/telephone")
@access(P.TELEPHONE_ATTEST)
def begin(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        with acting() as (tx, now, actor):
            made = service.begin_call(
                tx, now, actor, services().policy, release_id=id, signer_id=_id("signer")
            )
    except HERE as error:
        page = _start_page(id, {getattr(error, "field", None) or "": tell(error)})
        return answer("telephone/start.html", None, page, status=error.status)
    return see_other(url_for(".show", id=id, call=made))


@bp.get("/releases/<uuid:id>/telephone/<uuid:call>")
@access(P.RELEASE_READ)
def show(id: UUID, call: UUID) -> Reply:  # noqa: A002 - the words of the address
    return answer("telephone/show.html", None, _page(id, call))


@bp.post("/releases/<uuid:id>/telephone/<uuid:call>/attest")
@access(P.TELEPHONE_ATTEST)
def attest(id: UUID, call: UUID) -> Reply:  # noqa: A002 - the words of the address
    try:
        _attested(id, call)
    except HERE as error:
        named = getattr(error, "field", None)
        place = named if named == "witness" else place_of(error)
        page = _page(id, call, {place: tell(error)})
        return answer("telephone/show.html", None, page, status=error.status)
    say(str(_("电话核签已记录，签字有效。请提醒签字人按时当面确认。")))
    return see_other(url_for("releases.show", id=id))


@bp.post("/releases/<uuid:id>/telephone/<uuid:call>/confirm")
@access(P.RELEASE_READ)
def confirm(id: UUID, call: UUID) -> Reply:  # noqa: A002 - the words of the address
    try:
        proof = prove(act_of("confirm-call", call))
        with acting() as (tx, now, actor):
            service.confirm_call(tx, now, actor, services().policy, call, proof)
    except (Invalid, NotYou, NotNow, TooMany) as error:
        page = _page(id, call, {place_of(error): tell(error)})
        return answer("telephone/show.html", None, page, status=error.status)
    say(str(_("已确认：这个字是您签的。")))
    return see_other(url_for(".show", id=id, call=call))


@bp.post("/releases/<uuid:id>/telephone/<uuid:call>/deny")
@access(P.RELEASE_READ)
def deny(id: UUID, call: UUID) -> Reply:  # noqa: A002 - the words of the address
    with acting() as (tx, now, actor):
        service.deny_call(tx, now, actor, call)
    say(str(_("已记录“我没有签”。这一篇已暂缓，领导已收到通知。")), "warning")
    return see_other(url_for(".show", id=id, call=call))


def _attested(release_id: UUID, call_id: UUID) -> None:
    """Code and figures first, so that a wrong one is written down before anybody proves anything.
    Raises what the rules and the proofs raise."""
    given, form = services(), request.form
    witness_id, code, said = _id("witness"), form.get("code_heard", "")[:20], form.getlist("figure")
    with acting() as (tx, now, actor):
        refused = service.check_call(
            tx, now, actor, given.policy,
            call_id=call_id, code=code, repeated=said, witness_id=witness_id,
        )  # fmt: skip
        view = _visible(tx, now, release_id, call_id)
    if refused:
        raise refused
    act = service.attest_act(call_id, view.digest)
    proof, theirs = prove(act), _of_witness(act, witness_id)
    with acting() as (tx, now, actor):
        service.sign_by_telephone(
            tx, now, actor, given.policy, call_id=call_id, code=code, repeated=said,
            witness_id=witness_id, proof=proof, witness_proof=theirs,
        )  # fmt: skip


def _of_witness(act: str, person_id: UUID) -> Proof:
    """A refusal is shown beside the witness. Raises Invalid."""
    try:
        return prove(act, person_id=person_id, prefix="witness_")
    except HERE as error:
        refused = Invalid(error.code, field="witness")
        refused.parameters = error.parameters
        raise refused from error


def _start_page(release_id: UUID, errors: Mapping[str, str] | None = None) -> StartPage:
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        view = queries.release(tx, release_id, actor)
        refusal = service.telephone_refusal(tx, given.policy, release_id)
        able = set() if refusal else service.callable_signers(tx, now, release_id)
        found = _entries(tx, able - {actor.id})
    return StartPage(view, found, tell(refusal) if refusal else "", errors or {})


def _page(release_id: UUID, call_id: UUID, errors: Mapping[str, str] | None = None) -> CallPage:
    given, actor, form = services(), current_actor(), request.form
    with given.database.snapshot() as tx:
        call = _visible(tx, given.clock.now(), release_id, call_id)
        view = queries.release(tx, call.release_id, actor)
        mine = actor.id == call.caller_id
        is_open = mine and call.state == "open"
        figures = service.spoken_figures_of(tx, call.release_id) if is_open else ()
        able = service.callable_witnesses(tx, actor, call.release_id) if is_open else set()
        found = _entries(tx, able - {call.signer_id})
    return CallPage(
        call=call, view=view, code=code_of(call.digest) if is_open else "", figures=figures,
        witnesses=found, is_caller=mine, is_signer=actor.id == call.signer_id,
        values={name: form.get(name, "")[:60] for name in ("witness", "code_heard")},
        repeated=tuple(form.getlist("figure")), errors=errors or {},
    )  # fmt: skip


def _visible(tx: Session, now: datetime, release_id: UUID, call_id: UUID) -> CallView:
    """For caller, signer, and who watches; somebody else's is not there. Raises NotThere."""
    actor, found = current_actor(), queries.call(tx, now, call_id)
    concerned = actor.id in (found.caller_id, found.signer_id) or actor.may(P.AUDIT_READ)
    if not concerned or found.release_id != release_id:
        raise NotThere("telephone.not_there")
    return found


def _entries(tx: Session, ids: set[UUID]) -> tuple[PersonEntry, ...]:
    return tuple(each for each in people.people(tx) if each.active and each.card.id in ids)


def _id(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError as error:
        raise Invalid("telephone.nobody_named", field=name) from error
