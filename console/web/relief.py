"""交接班: what is not done in one page, given by who goes off duty, taken over with proof."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.duty.queries import reliefs as queries
from console.duty.queries.reliefs import ReliefView
from console.duty.rules.relief import Item, Part, kept, may_take
from console.duty.service import relieving
from console.kernel.clock import parse_utc
from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, TooMany
from console.people import queries as people
from console.people.queries import PersonCard
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.web.access import access
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import current_actor, services, whole_number
from console.web.proving import place_of, prove
from console.web.relief_items import gather
from console.web.subjects import link_of
from console.web.translation import tell

bp = Blueprint("relief", __name__, url_prefix="/duty/handovers")


@dataclass(frozen=True, slots=True)
class Line:
    """``by``: who took it over, "" when nobody has yet. ``url`` "": it has no page."""

    place: int
    item: Item
    url: str
    by: str = ""

    @property
    def at(self) -> object:
        return parse_utc(self.item.at) if self.item.at else None


@dataclass(frozen=True, slots=True)
class Group:
    part: Part
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class NewPage:
    """``seen``: the digest of what is shown; other items when it is sent are shown first."""

    groups: tuple[Group, ...]
    count: int
    seen: str
    candidates: tuple[PersonCard, ...]
    mine: bool
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReliefPage:
    relief: ReliefView
    groups: tuple[Group, ...]
    names: Mapping[UUID, PersonCard]
    may_take: bool
    may_withdraw: bool
    ticked: frozenset[int]
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReliefsPage:
    reliefs: tuple[ReliefView, ...]
    names: Mapping[UUID, PersonCard]


@bp.get("/")
@access(P.DUTY_READ)
def index() -> Reply:
    with services().database.snapshot() as tx:
        found = queries.recent(tx)
        names = _names(tx, *found)
    return answer("relief/index.html", "content", ReliefsPage(found, names))


@bp.get("/new")
@access(P.DUTY_HAND_OVER)
def new() -> Reply:
    return answer("relief/new.html", "content", _new_page())


@bp.post("/")
@access(P.DUTY_HAND_OVER)
def give() -> Reply:
    try:
        made = _given()
    except (Invalid, NotNow, NotYou) as error:
        page = _new_page(_errors(error))
        return answer("relief/new.html", "content", page, status=error.status)
    say(str(_("已交出，已通知接班人。")))
    return see_other(url_for(".show", id=made))


@bp.get("/<uuid:id>")
@access(P.DUTY_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("relief/show.html", "content", _page(id))


@bp.post("/<uuid:id>/acknowledge")
@access(P.DUTY_HAND_OVER)
def acknowledge(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        done = _taken(id, _places())
    except (Invalid, NotNow, NotYou, TooMany) as error:
        page = _page(id, _errors(error), frozenset(_places() or ()))
        return answer("relief/show.html", "content", page, status=error.status)
    say(str(_("已接班。") if done else _("已接收所选各项，其余还等您确认。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/withdraw")
@access(P.DUTY_HAND_OVER)
def withdraw(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    with given.database.transaction() as tx:
        relieving.withdraw(tx, given.clock.now(), current_actor(), id)
    say(str(_("已收回，可以重新交班。")))
    return see_other(url_for(".new"))


def _given() -> UUID:
    """Raises Invalid where other things wait by now than were on the screen."""
    given, actor, form = services(), current_actor(), request.form
    to, note = _id(form.get("to", "")), form.get("note", "").replace("\r\n", "\n")
    with given.database.transaction() as tx:
        now = given.clock.now()
        items = gather(tx, now, actor)
        if form.get("seen") != _digest(items):
            raise Invalid("relief.other_items")
        return relieving.hand_over(tx, now, actor, to, items, note)


def _new_page(errors: Mapping[str, str] | None = None) -> NewPage:
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        items = gather(tx, now, actor)
        coming = queries.coming(tx, now)
        able = people.holders(tx, P.DUTY_HAND_OVER)
        cards = people.names(tx, able)
        mine = queries.may_hand_over(tx, actor.id, now)
    first = [each for each in dict.fromkeys(coming) if each in cards]
    ordered = [*first, *(each for each in able if each not in first)]
    candidates = tuple(cards[each] for each in ordered if each != actor.id)
    to = str(candidates[0].id) if first and candidates else ""
    values = {"to": to, "note": ""} | {
        name: request.form[name][:5000] for name in ("to", "note") if name in request.form
    }
    return NewPage(
        _groups(items), len(items), _digest(items), candidates, mine, values, errors or {}
    )


def _taken(relief_id: UUID, places: Collection[int] | None) -> bool:
    given = services()
    proof = prove(act_of("relieve", relief_id), strict=False)
    with given.database.transaction() as tx:
        return relieving.acknowledge(
            tx, given.clock.now(), current_actor(), given.duty, relief_id, places=places,
            proof=proof,
        )  # fmt: skip


def _places() -> Collection[int] | None:
    """Those ticked; None: all of them at once."""
    if request.form.get("all") == "1":
        return None
    return [whole_number(each, 10**9) for each in request.form.getlist("item")]


def _page(
    relief_id: UUID,
    errors: Mapping[str, str] | None = None,
    ticked: frozenset[int] = frozenset(),
) -> ReliefPage:
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        found = queries.relief(tx, relief_id)
        names = _names(tx, found)
        coming = queries.coming(tx, given.clock.now())
    by = {place: names[tick.person_id].name for place, tick in found.ticks.items()}
    takes = actor.may(P.DUTY_HAND_OVER) and may_take(actor.id, found.given_by, found.to_id, coming)
    return ReliefPage(
        relief=found,
        groups=_groups(found.items, by),
        names=names,
        may_take=found.open and takes,
        may_withdraw=found.open and found.given_by == actor.id,
        ticked=ticked,
        errors=errors or {},
    )


def _groups(items: tuple[Item, ...], by: Mapping[int, str] | None = None) -> tuple[Group, ...]:
    lines = (
        Line(place, item, link_of(item.subject) or "", (by or {}).get(place, ""))
        for place, item in enumerate(items)
    )
    grouped = groupby(lines, key=lambda line: line.item.part)
    return tuple(Group(part, tuple(each)) for part, each in grouped)


def _names(tx: Session, *found: ReliefView) -> Mapping[UUID, PersonCard]:
    who = {each for one in found for each in (one.given_by, one.to_id, one.taken_by) if each}
    who |= {tick.person_id for one in found for tick in one.ticks.values()}
    return people.names(tx, who)


def _digest(items: tuple[Item, ...]) -> str:
    return relieving.digest_of(kept(items))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid("relief.may_not_take", field="to") from error


def _errors(error: FayanError) -> Mapping[str, str]:
    if isinstance(error, Invalid) and not error.code.startswith("proof."):
        return field_errors(error)
    return {place_of(error): tell(error)}
