"""From notices to messages, and what became of each; a person's own choices."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from console import audit
from console.carriers import queries
from console.carriers.policy import Route, Terms
from console.carriers.records import Leg, Reach, Sending
from console.carriers.rules.message import Carrier
from console.carriers.rules.reaching import Choice, Reaching, checked, checked_quiet
from console.carriers.rules.saying import topic_of
from console.carriers.rules.states import TO_GO, SendingState
from console.carriers.rules.timing import leaves_at, pause
from console.database import insert_missing
from console.kernel.errors import (
    ChannelFailure,
    ChannelUnavailable,
    ChannelUncertain,
    Invalid,
    NotThere,
    Stale,
)
from console.kernel.ids import new_id
from console.notices import queries as told
from console.notices.queries import Told
from console.notices.service import hand_on, tell
from console.people import queries as people
from console.people.queries import holders
from console.people.rules.actor import Actor
from console.people.rules.roles import P

LEASE: Final = timedelta(minutes=2)
AT_ONCE: Final = 200  # notices taken over in one transaction
FAILING: Final = "carrier.failing"
GATEWAY: Final = "webhook"  # text messages and calls


@dataclass(frozen=True, slots=True)
class Concern:
    """``incident``: it belongs to one, and is never silenced. ``drill``: it says so, reaches no
    group and no telephone, and nobody in their quiet hours. ``overtaken``: a real incident began
    since, and it goes nowhere."""

    incident: bool = False
    drill: bool = False
    overtaken: bool = False

    def may_take(self, carrier: Carrier, kind: str) -> bool:
        """``kind`` of the carrier, as configured. A group holds people who take no part."""
        return not self.drill or not (self.overtaken or carrier.is_shared or kind == GATEWAY)


About = Callable[[Session, Collection[str]], Mapping[str, Concern]]
"""What the subjects of notices (``release:<uuid>``) are about; joined in wiring."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """``person`` None: to a group. ``notices`` are those that still ask."""

    id: UUID
    fence: int
    tries: int
    test: bool
    person: UUID | None
    notices: tuple[Told, ...]
    concerns: Mapping[str, Concern]
    address: str
    mentions: tuple[str, ...]
    locale: str


def gather(tx: Session, at: datetime, terms: Terms, ready: Collection[str], about: About) -> int:
    """Put what was told since into messages. ``ready``: carriers that have what opens them."""
    found = hand_on(tx, at, AT_ONCE)
    concerns = about(tx, {each.subject for each in found})
    reach = queries.reach_of(tx, {each.person_id for each in found})
    for notice in found:
        his = reach.get(notice.person_id, Reaching())
        concern = concerns.get(notice.subject, Concern())
        for_incident = concern.incident and not concern.drill
        for route in terms.routes.values():
            if not concern.may_take(route.carrier, route.kind):
                continue
            shared = route.carrier.is_shared
            choice = his.by(route.name, shared=shared)
            if route.name not in ready or notice.seen or not choice.wants(topic_of(notice.kind)):
                continue
            if notice.subject == f"carrier:{route.name}" or not (shared or choice.address):
                continue
            quiet = terms.quiet if shared or his.quiet is None else his.quiet
            due = leaves_at(at, terms.group, quiet, terms.zone, for_incident=for_incident)
            _add(tx, at, route, notice, due, called=bool(choice.address))
    return len(found)


def _add(
    tx: Session, at: datetime, route: Route, notice: Told, due: datetime, *, called: bool
) -> None:
    shared = route.carrier.is_shared
    recipient = "" if shared else notice.person_id.hex
    apart = f"@{notice.person_id.hex}" if shared and called else ""
    key = f"{notice.dedupe_key}{apart}"
    known = select(Leg.id).where(
        Leg.carrier == route.name, Leg.recipient == recipient, Leg.dedupe_key == key
    )
    if tx.scalars(known).first() is not None:
        return
    sending = tx.scalars(
        select(Sending)
        .where(
            Sending.carrier == route.name, Sending.recipient == recipient,
            Sending.state == SendingState.WAITING, ~Sending.test,
            Sending.due_at > at, Sending.due_at <= due,
        )
        .order_by(Sending.due_at)
        .limit(1)
        .with_for_update()
    ).first()  # fmt: skip
    if sending is None:
        sending = Sending(
            id=new_id(), carrier=route.name, recipient=recipient, state=SendingState.WAITING,
            made_at=at, due_at=due, changed_at=at,
        )  # fmt: skip
        tx.add(sending)
        tx.flush()
    row = {"id": new_id(), "carrier": route.name, "recipient": recipient, "dedupe_key": key,
           "notice_id": notice.id, "sending_id": sending.id}  # fmt: skip
    insert_missing(tx, Leg, [row])


def claim(tx: Session, at: datetime, route: Route, about: About) -> Claimed | None:
    """The message that has waited longest; None: nothing may go now. One whose sender died is sent
    again where whoever gets it can tell, else it stays in doubt."""
    if queries.sent_since(tx, route.name, at - timedelta(minutes=1)) >= route.per_minute:
        return None
    while True:
        sending = tx.scalars(
            select(Sending)
            .where(
                Sending.carrier == route.name,
                or_(
                    and_(Sending.state.in_(TO_GO), Sending.due_at <= at),
                    and_(Sending.state == SendingState.SENDING, Sending.lease_until <= at),
                ),
            )
            .order_by(Sending.due_at, Sending.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if sending is None:
            return None
        if sending.state is SendingState.SENDING and not route.carrier.may_repeat:
            _end(sending, at, SendingState.UNKNOWN, "outgoing.no_answer")
            continue
        claimed = _claimed(tx, route, sending, about)
        if claimed is None:
            _end(sending, at, SendingState.SEEN, "")
            continue
        sending.state, sending.lease_until = SendingState.SENDING, at + LEASE
        sending.tried_at = sending.changed_at = at
        sending.fence, sending.tries = sending.fence + 1, sending.tries + 1
        return Claimed(sending.id, sending.fence, sending.tries, sending.test, *claimed)


def _claimed(
    tx: Session, route: Route, sending: Sending, about: About
) -> tuple[UUID | None, tuple[Told, ...], Mapping[str, Concern], str, tuple[str, ...], str] | None:
    """None: nobody needs it any more."""
    ids = tx.scalars(select(Leg.notice_id).where(Leg.sending_id == sending.id)).all()
    notices = told.told_of(tx, ids)
    if sending.recipient:
        notices = tuple(each for each in notices if not each.seen)
    else:
        asking = told.still_asks(tx, {each.dedupe_key for each in notices})
        notices = tuple(each for each in notices if each.dedupe_key in asking)
    person = UUID(sending.recipient) if sending.recipient else None
    concerned = {person} if person else {each.person_id for each in notices if not each.seen}
    locales = people.locales(tx, concerned)
    if not (notices or sending.test) or (person and person not in locales):
        return None
    reach = queries.reach_of(tx, locales)
    addresses = {who: reach[who].by(route.name, shared=False).address for who in reach}
    address = addresses.get(person, "") if person else ""
    if person and not address:
        return None
    calls = () if person else tuple(sorted(filter(None, addresses.values())))
    concerns = about(tx, {each.subject for each in notices})
    return person, notices, concerns, address, calls, locales[person] if person else "zh_CN"


def close(
    tx: Session, at: datetime, terms: Terms, route: Route, claimed: Claimed,
    error: ChannelFailure | None,
) -> None:  # fmt: skip
    """``error`` None: it arrived. A result under an older fence does not count."""
    sending = tx.get(Sending, claimed.id, with_for_update=True)
    if sending is None or sending.fence != claimed.fence:
        return
    if error is None:
        _end(sending, at, SendingState.SENT, "")
        return
    said = f"{error.parameters.get('number', '')} {error.parameters.get('said', '')}"
    if isinstance(error, ChannelUnavailable) and at - sending.made_at < terms.give_up:
        _end(sending, at, SendingState.RETRYING, error.code, said)
        sending.due_at = at + pause(sending.tries, error.retry_after)
        if sending.tries < queries.PATIENCE:
            return
    elif isinstance(error, ChannelUncertain):
        _end(sending, at, SendingState.UNKNOWN, error.code, said)
    else:
        _end(sending, at, SendingState.FAILED, error.code, said)
    tx.flush()
    health = queries.health(tx, [route.name])[route.name]
    since = health.sent_at.isoformat() if health.sent_at else ""
    tell(
        tx, at, holders(tx, P.ACCOUNT_MANAGE), FAILING, f"carrier:{route.name}",
        {"carrier": route.title}, f"{FAILING}:{route.name}:{since}",
    )  # fmt: skip


def _end(sending: Sending, at: datetime, state: SendingState, trouble: str, said: str = "") -> None:
    sending.state, sending.changed_at, sending.lease_until = state, at, None
    sending.trouble, sending.said = trouble, said.strip()[:300] if trouble else ""


def ask_for_test(tx: Session, at: datetime, actor: Actor, route: Route) -> UUID:
    """To the group, or to oneself; sent by the dispatcher like any other. Raises NotYou, Invalid
    where one has no address of one's own."""
    actor.require(P.ACCOUNT_MANAGE)
    recipient = "" if route.carrier.is_shared else actor.id.hex
    his = queries.reach_of(tx, [actor.id]).get(actor.id, Reaching())
    if recipient and not his.by(route.name, shared=False).address:
        raise Invalid("carrier.no_own_address")
    sending = Sending(
        id=new_id(), carrier=route.name, recipient=recipient, state=SendingState.WAITING,
        test=True, made_at=at, due_at=at, changed_at=at,
    )  # fmt: skip
    tx.add(sending)
    audit.record(
        tx, at, audit.Event.CARRIER_TESTED, actor=actor.username, subject=f"carrier:{route.name}"
    )
    return sending.id


def choose(
    tx: Session, at: datetime, actor: Actor, routes: Mapping[str, Route],
    choices: Mapping[str, Choice], quiet: tuple[str, str], seen: int,
) -> None:  # fmt: skip
    """A person's own; the audit says that it changed, not where they are reached. Raises Invalid,
    NotThere, Stale."""
    kept = {}
    for name, choice in choices.items():
        if name not in routes:
            raise NotThere("carrier.unknown", name=name)
        checked(routes[name].kind, name, choice)
        kept[name] = {"on": choice.on, "address": choice.address, "off": sorted(choice.off)}
    starts, ends = checked_quiet(*quiet)
    row = tx.get(Reach, actor.id, with_for_update=True)
    if (row.version if row else 0) != seen:
        raise Stale("reach.changed_meanwhile")
    if row is None:
        row = Reach(person_id=actor.id, carriers={}, changed_at=at, version=0)
        tx.add(row)
    row.carriers, row.quiet_from, row.quiet_to = kept, starts, ends
    row.changed_at, row.version = at, row.version + 1
    audit.record(
        tx, at, audit.Event.REACH_CHANGED, actor=actor.username, subject=f"person:{actor.id}",
        carriers=sorted(name for name, each in choices.items() if each.on),
    )  # fmt: skip
