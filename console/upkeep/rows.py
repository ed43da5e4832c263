"""What the rows tell the doctor: overdue, stuck, in doubt, unsigned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.audit import SYSTEM
from console.carriers.policy import Terms
from console.carriers.queries import health, stuck
from console.chores.records import Chore
from console.kernel.clock import local
from console.kernel.errors import Parameter
from console.publishing import due
from console.publishing.breakers import resting
from console.publishing.records import Delivery, Hold, Sighting
from console.publishing.rules.channel import Action
from console.publishing.rules.sighting import OPEN as UNSEEN
from console.publishing.rules.sighting import Sight
from console.publishing.rules.states import UNSENT
from console.publishing.rules.states import DeliveryState as S
from console.releases.policy import ReleasePolicy
from console.releases.records import Release
from console.releases.rules.workflow import PUBLIC
from console.releases.service import refusals
from console.releases.standing import standing
from console.upkeep.findings import START_DISPATCHER, Finding

PATIENCE: Final = timedelta(minutes=2)  # the dispatcher looks every second
OFTEN: Final = 3  # tries in a row that came to nothing
LATELY: Final = timedelta(days=7)
MOST: Final = 50  # of one kind; more say the same
NEWEST: Final = 500  # public releases whose signatures are looked at


def look(
    tx: Session, at: datetime, policy: ReleasePolicy, sender: str = START_DISPATCHER
) -> Iterator[Finding]:
    """``sender``: the command that starts who sends."""
    yield from _deliveries(tx, at, policy, sender)
    yield from _unseen(tx, at, policy)
    for rest in resting(tx):
        said: dict[str, Parameter] = {
            "channel": rest.channel, "account": rest.account, "why": rest.why,
            "time": f"{local(rest.until, policy.zone):%Y-%m-%d %H:%M}",
        }  # fmt: skip
        yield Finding("doctor.rests", said, "/rollout/")
    yield from _unsigned(tx, at, policy)
    yield from _late(tx)
    for chore in tx.scalars(
        select(Chore).where(Chore.gave_up, Chore.done_at >= at - LATELY).limit(MOST)
    ):
        told = {"kind": chore.kind, "trouble": chore.trouble.splitlines()[-1:] or [""]}
        yield Finding("doctor.chore", {"kind": chore.kind, "trouble": told["trouble"][0]})


def _deliveries(tx: Session, at: datetime, policy: ReleasePolicy, sender: str) -> Iterator[Finding]:
    before = {"now": at - PATIENCE, "most": MOST}
    overdue = select(Delivery).where(due.CLAIMABLE).limit(MOST)
    for row in tx.scalars(overdue, before):
        yield _of(tx, policy, "doctor.overdue", row, sender)
    dead = {row for row, _release in tx.execute(due.ABANDONED, before)}
    for row in tx.scalars(select(Delivery).where(Delivery.id.in_(dead))):
        yield _of(tx, policy, "doctor.stuck", row, sender)
    unasked = select(Delivery).where(
        Delivery.state == S.WAITING, Delivery.needs_facts, Delivery.facts_confirmed_at.is_(None),
        Delivery.not_before <= at - PATIENCE,
    )  # fmt: skip
    for row in tx.scalars(unasked.order_by(Delivery.not_before).limit(MOST)):
        yield _of(tx, policy, "doctor.facts_wait", row, f"/releases/{row.release_id}")
    for state, code, place in (
        (S.UNKNOWN, "doctor.unknown", "/handover/"),
        (S.FAILED, "doctor.failed", "/rollout/"),
        (S.RETRYING, "doctor.retrying", "/rollout/"),
    ):
        wanted = select(Delivery).where(Delivery.state == state)
        if state is S.RETRYING:
            wanted = wanted.where(Delivery.tries >= OFTEN)
        for row in tx.scalars(wanted.order_by(Delivery.changed_at).limit(MOST)):
            yield _of(tx, policy, code, row, f"{place}{row.id}")


def _unseen(tx: Session, at: datetime, policy: ReleasePolicy) -> Iterator[Finding]:
    """What is written and the public was not seen to have; what nobody goes and looks for."""
    wanted = select(Sighting, Delivery).join(Delivery, Delivery.id == Sighting.delivery_id)
    order = wanted.order_by(Sighting.since, Sighting.delivery_id).limit(MOST)
    for seen, row in tx.execute(order.where(Sighting.state == Sight.NOT_VISIBLE)):
        found = _of(tx, policy, "doctor.not_visible", row, f"/rollout/{row.id}")
        yield replace(found, parameters={**found.parameters, "why": seen.saw})
    late = Sighting.next_look_at <= at - PATIENCE
    for _seen, row in tx.execute(order.where(Sighting.state.in_(UNSEEN), late)):
        yield _of(tx, policy, "doctor.not_looked", row, START_DISPATCHER)


def _unsigned(tx: Session, at: datetime, policy: ReleasePolicy) -> Iterator[Finding]:
    """What waits and would be refused; what readers have without a whole chain."""
    waiting = tx.scalars(
        select(Delivery.release_id)
        .where(Delivery.state.in_(UNSENT), Delivery.action == Action.PUBLISH)
        .distinct()
    ).all()
    for release_id, code in refusals(tx, at, policy, waiting).items():
        number = tx.get_one(Release, release_id).number or ""
        told = {"number": number, "why": code}
        yield Finding("doctor.refused", told, f"/releases/{release_id}")
    public = select(Release).where(Release.stage.in_(PUBLIC)).order_by(Release.published_at.desc())
    for release in tx.scalars(public.limit(NEWEST)):
        if not standing(tx, release).complete:
            told = {"number": release.number or ""}
            yield Finding("doctor.unsigned", told, f"/releases/{release.id}")


def _late(tx: Session) -> Iterator[Finding]:
    """What missed its time or met a graver level waits for a person."""
    held = select(Hold, Release.number).join(Release, Release.id == Hold.release_id)
    for hold, number in tx.execute(
        held.where(Hold.lifted_at.is_(None), Hold.placed_by == SYSTEM).limit(MOST)
    ):
        yield Finding(
            "doctor.held", {"number": number or "", "why": hold.reason}, f"/holds/{hold.id}/lift"
        )


def silent(tx: Session, at: datetime, terms: Terms, sender: str) -> Iterator[Finding]:
    """Carriers of notices that do not arrive, and messages that nobody sends."""
    for each in health(tx, terms.routes).values():
        if each.failing:
            told = {
                "carrier": terms.routes[each.carrier].title,
                "said": f"{each.trouble} {each.number} {each.said}".strip(),
            }
            yield Finding("doctor.carrier", told, "/carriers/")
    if waiting := stuck(tx, at, terms.routes, PATIENCE):
        yield Finding("doctor.notices_wait", {"count": waiting}, sender)


def _of(tx: Session, policy: ReleasePolicy, code: str, row: Delivery, repair: str) -> Finding:
    release = tx.get_one(Release, row.release_id)
    told = {
        "number": release.number or "",
        "channel": row.channel,
        "time": f"{local(row.not_before, policy.zone):%Y-%m-%d %H:%M}",
        "why": row.trouble,
    }
    return Finding(code, told, repair)
