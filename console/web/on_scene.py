"""现场签发: typed on a phone, self-checked, sent to the commander in one press; then the review."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, TooMany
from console.people import queries as people
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.releases import service
from console.releases.rules.scene import CheckItem, Verdict
from console.web import release_pages
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import current_actor, services
from console.web.proving import place_of, prove
from console.web.translation import tell

bp = Blueprint("on_scene", __name__)
TITLE = "情况通报"


@dataclass(frozen=True)
class OnScenePage:
    """``signers``: who could sign it, never who types; ``void``: why it cannot go this way."""

    incident: IncidentView
    items: tuple[CheckItem, ...]
    signers: tuple[str, ...]
    title: str
    text: str
    ticked: frozenset[str]
    hours: int
    void: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/incidents/<uuid:id>/on-scene")
@access(P.RELEASE_DRAFT)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("on_scene/show.html", None, _page(id))


def _put(incident_id: UUID) -> UUID:
    form = request.form
    with acting() as (tx, now, actor):
        return service.put_on_scene(
            tx, now, actor, services().policy, incident_id=incident_id,
            title=form.get("title", ""), text=form.get("text", ""), ticked=form.getlist("tick"),
        ).id  # fmt: skip


@bp.post("/incidents/<uuid:id>/on-scene")
@access(P.RELEASE_DRAFT)
def put(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        made = _put(id)
    except Invalid as error:
        page = _page(id, errors=_named(error))
        return answer("on_scene/show.html", None, page, status=422)
    except NotNow as error:
        return answer("on_scene/show.html", None, _page(id, void=tell(error)), status=error.status)
    say(str(_("已送现场指挥员签发，签字后立即发出。")))
    return see_other(url_for("releases.show", id=made))


@bp.post("/releases/<uuid:id>/after-review")
@access(P.RELEASE_SIGN)
def review(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        _reviewed(id)
    except (Invalid, NotYou, TooMany) as error:
        page = release_pages.show_page(
            id, sheet="after-review", errors={place_of(error): tell(error)},
            values=request.form.to_dict(),
        )  # fmt: skip
        return answer("releases/show.html", None, page, status=error.status)
    say(str(_("补审已记录，签发人和拟稿人已收到通知。")))
    return see_other(url_for("releases.show", id=id))


def _reviewed(release_id: UUID) -> None:
    given, form = services(), request.form
    if form.get("verdict") not in set(Verdict):
        raise Invalid("scene.no_verdict", field="verdict")
    seen = form.get("digest", "")
    proof = prove(act_of("after-review", seen))
    with given.database.transaction() as tx:
        service.review_afterwards(
            tx, given.clock.now(), current_actor(), given.policy, release_id=release_id, seen=seen,
            verdict=Verdict(form["verdict"]), remark=form.get("remark", ""), proof=proof,
        )  # fmt: skip


def _named(error: FayanError) -> dict[str, str]:
    """What the guard finds in the body is shown at this form's one field for it."""
    named = field_errors(error) if isinstance(error, Invalid) else {"": tell(error)}
    return {"text" if key == "body" else key: said for key, said in named.items()}


def _page(
    incident_id: UUID, *, errors: Mapping[str, str] | None = None, void: str = ""
) -> OnScenePage:
    given, actor, form = services(), current_actor(), request.form
    policy = given.policy
    with given.database.snapshot() as tx:
        incident = incidents.of_id(tx, incident_id)
        able = service.scene_signers(tx, given.clock.now(), policy, actor.id, incident_id)
        names = people.names(tx, able)
    return OnScenePage(
        incident=incident,
        items=policy.on_scene.items,
        signers=tuple(f"{names[each].name}（{names[each].post}）" for each in able),
        title=form.get("title", TITLE)[:200],
        text=form.get("text", ""),
        ticked=frozenset(form.getlist("tick")),
        hours=int(policy.on_scene.review_within.total_seconds() // 3600),
        void=void or ("" if able else tell(NotNow("scene.nobody_signs"))),
        errors=errors or {},
    )
