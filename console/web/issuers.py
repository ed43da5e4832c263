"""发布主体: who speaks about an incident, the proposal to answer, and every decision so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.incidents import queries
from console.incidents.queries import IncidentView
from console.incidents.queries.issuers import IssuerView, issuers
from console.incidents.rules.issuers import OURS, Issuer, IssuerRule, Speaking, wants_a_word
from console.incidents.rules.levels import IncidentStatus
from console.incidents.service.issuing import name_issuer
from console.kernel.errors import Invalid
from console.people import queries as people
from console.people.rules.roles import P
from console.web.access import access
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import current_actor, services

bp = Blueprint("issuers", __name__, url_prefix="/incidents")
FIELDS = ("issuer", "name", "link", "reason")


@dataclass(frozen=True, slots=True)
class IssuerPanel:
    """``asked``: the level's proposal that nobody has answered yet."""

    speaking: Speaking
    asked: IssuerRule | None


@dataclass(frozen=True)
class IssuerPage:
    incident: IncidentView
    panel: IssuerPanel
    decisions: tuple[IssuerView, ...]
    names: Mapping[UUID, str]
    values: Mapping[str, str]
    kinds: tuple[Issuer, ...] = tuple(Issuer)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.incident.status is IncidentStatus.OPEN


@bp.get("/<uuid:id>/issuer")
@access(P.INCIDENT_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("issuers/show.html", "content", _page(id))


@bp.post("/<uuid:id>/issuer")
@access(P.INCIDENT_MANAGE)
def decide(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    try:
        asked = _asked(request.form)
        with given.database.transaction() as tx:
            reason = request.form.get("reason", "")
            name_issuer(tx, given.clock.now(), current_actor(), id, asked, reason)
    except Invalid as error:
        return answer("issuers/show.html", "content", _page(id, field_errors(error)), status=422)
    say(str(_("发布主体已确定。")))
    return see_other(url_for("incidents.show", id=id))


def panel(tx: Session, incident: IncidentView) -> IssuerPanel:
    return _panel(incident, issuers(tx, incident.id))


def _panel(incident: IncidentView, decisions: tuple[IssuerView, ...]) -> IssuerPanel:
    last = decisions[0] if decisions else None
    now = last.speaking if last else OURS
    rules = services().incidents.issuers if incident.status is IncidentStatus.OPEN else ()
    return IssuerPanel(now, wants_a_word(incident.level, now, last.level if last else None, rules))


def _asked(form: Mapping[str, str]) -> Speaking:
    given = form.get("issuer", "")
    if given not in set(Issuer):
        raise Invalid("issuer.choose", field="issuer")
    return Speaking(Issuer(given), form.get("name", ""), form.get("link", ""))


def _page(incident_id: UUID, errors: Mapping[str, str] | None = None) -> IssuerPage:
    with services().database.snapshot() as tx:
        incident = queries.of_id(tx, incident_id)
        decisions = issuers(tx, incident_id)
        names = people.names(tx, [each.person_id for each in decisions])
    here = _panel(incident, decisions)
    start = here.asked.speaking if here.asked else here.speaking
    values = {"issuer": start.issuer.value, "name": start.name, "link": start.link, "reason": ""}
    if request.method == "POST":
        values = {each: request.form.get(each, "")[:2000] for each in FIELDS}
    return IssuerPage(
        incident, here, decisions, {each: card.name for each, card in names.items()}, values,
        errors=errors or {},
    )  # fmt: skip
