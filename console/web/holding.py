"""发先期声明: filled in from the incident, looked at, sent to be signed in one press."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.kernel.clock import parse_utc, whole_seconds
from console.kernel.errors import FayanError, Invalid, NotNow
from console.people.rules.roles import P, Role
from console.release_templates import queries
from console.release_templates.queries import ClearanceView
from console.release_templates.rules.filling import Piece, fill
from console.release_templates.rules.grammar import Slot, SlotKind, Template
from console.release_templates.rules.values import read as value_of
from console.release_templates.rules.values import shown
from console.releases import service
from console.releases.templating import SAID_AS, proposed, read, terms
from console.web.access import access
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, services
from console.web.times import field_value, parse_local
from console.web.translation import tell

bp = Blueprint("holding", __name__, url_prefix="/incidents")


@dataclass(frozen=True, slots=True)
class Field:
    """``value``: as the form shows it; times are local. ``options``: (value, word) to choose."""

    name: str
    slot: Slot
    value: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class HoldingPage:
    """``clearance`` None: nothing fits, and ``void`` says what to do. ``paragraphs``: as it will
    read."""

    incident: IncidentView
    clearance: ClearanceView | None
    fields: tuple[Field, ...] = ()
    paragraphs: tuple[str, ...] = ()
    signer: Role | None = None
    void: str = ""
    places: tuple[str, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/<uuid:id>/holding")
@access(P.RELEASE_DRAFT)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("holding/show.html", "content", _page(id))


@bp.post("/<uuid:id>/holding/preview")
@access(P.RELEASE_DRAFT)
def preview(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("holding/show.html", "words", _page(id))


@bp.post("/<uuid:id>/holding")
@access(P.RELEASE_DRAFT)
def put_forward(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        made = _put(id)
    except Invalid as error:
        page = _page(id, errors=_named(id, error))
        return answer("holding/show.html", "content", page, status=422)
    except NotNow as error:
        page = _page(id, void=tell(error))
        return answer("holding/show.html", "content", page, status=error.status)
    say(str(_("已送签。值班签发人已收到通知，签字后立即发出。")))
    return see_other(url_for("releases.show", id=made))


def _put(incident_id: UUID) -> UUID:
    given = services()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        view = _clearance(tx, incident_id)
    if view is None:
        raise NotNow("clearance.void_ended")
    slots = {
        slot.label: _canonical(slot, request.form.get(_name(place), ""))
        for place, slot in enumerate(_template(view).slots)
    }
    with given.database.transaction() as tx:
        return service.put_forward(
            tx, now, current_actor(), given.policy, incident_id=incident_id, clearance_id=view.id,
            slots=slots,
        ).id  # fmt: skip


def fits(tx: Session, incident: IncidentView) -> ClearanceView | None:
    """What one signature would send out about this incident now."""
    return queries.cleared(tx, services().clock.now(), incident.category.value)


def _clearance(tx: Session, incident_id: UUID) -> ClearanceView | None:
    """The one that the form names, so that what was looked at is what is sent; else what fits."""
    asked = request.form.get("clearance", "")
    try:
        return queries.clearance(tx, UUID(asked)) if asked else _fitting(tx, incident_id)
    except (ValueError, FayanError):
        return None


def _fitting(tx: Session, incident_id: UUID) -> ClearanceView | None:
    return fits(tx, incidents.of_id(tx, incident_id))


def _template(view: ClearanceView) -> Template:
    return read(view.version.wording.text)


def _name(place: int) -> str:
    return f"slot-{place}"


def _canonical(slot: Slot, typed: str) -> str:
    """Raises Invalid, its field the slot's label."""
    given = services()
    measured = terms(given.policy, given.clock.now())
    if slot.kind is SlotKind.TIME and typed.strip():
        try:
            typed = whole_seconds(parse_local(typed, given.settings.zone))
        except Invalid as error:
            raise Invalid("slot.no_time", field=slot.label, label=slot.label) from error
    return value_of(slot, typed, measured)


def _named(incident_id: UUID, error: Invalid) -> dict[str, str]:
    """Label → the form's field."""
    with services().database.snapshot() as tx:
        view = _clearance(tx, incident_id)
    slots = _template(view).slots if view else ()
    names = {slot.label: _name(place) for place, slot in enumerate(slots)}
    return {names.get(error.field or "", ""): tell(error)}


def _page(
    incident_id: UUID, *, errors: Mapping[str, str] | None = None, void: str = ""
) -> HoldingPage:
    given = services()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        incident = incidents.of_id(tx, incident_id)
        view = _clearance(tx, incident_id)
        try:
            signer = service.signing_role(tx, now, given.policy, current_actor().id)
        except NotNow as error:
            signer, void = None, void or tell(error)
    if view is None:
        return HoldingPage(
            incident, None,
            void=str(_("没有适合本类事件、还在有效期内的预审声明。请按通常审签起草首报。")),
        )  # fmt: skip
    known = proposed(given.policy, view, incident, now)
    fields, said = [], {}
    for place, slot in enumerate(_template(view).slots):
        value = _shown_value(slot, place, known)
        fields.append(Field(_name(place), slot, value, _options(slot, incident)))
        try:
            said[slot.label] = Piece(shown(slot, _canonical(slot, value), terms(given.policy, now)))
        except Invalid:
            continue
    text = fill(_template(view), said).text.replace("{{", "【").replace("}}", "】")
    return HoldingPage(
        incident,
        view,
        tuple(fields),
        tuple(text.split("\n")),
        signer,
        void,
        given.policy.pre_cleared.places,
        errors or {},
    )


def _shown_value(slot: Slot, place: int, known: Mapping[str, str]) -> str:
    if request.method == "POST":
        return request.form.get(_name(place), "")[:100]
    value = known.get(slot.label, "")
    if slot.kind is SlotKind.TIME and value:
        return field_value(parse_utc(value), services().settings.zone)
    return value


def _options(slot: Slot, incident: IncidentView) -> tuple[tuple[str, str], ...]:
    if slot.kind is SlotKind.CATEGORY:
        return ((incident.category.value, SAID_AS[incident.category]),)
    if slot.kind is SlotKind.HOTLINE:
        return tuple((each, each) for each in services().policy.hotlines)
    return ()
