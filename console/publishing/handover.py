"""人工代发 and the other things a person may do about one delivery.

``seen``: the state on the person's screen; another one by now raises Stale.
Pressing twice is harmless: the second press changes nothing and leaves no event.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.database import Base
from console.kernel.errors import Invalid, NotNow, NotThere, Stale
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.changes import lay_change
from console.publishing.desk import lock_releases
from console.publishing.links import keep_former
from console.publishing.records import Delivery
from console.publishing.rows import publishing
from console.publishing.rules.channel import NOT_SENT, Account, Action
from console.publishing.rules.moves import PAGES, Move, refusal
from console.publishing.rules.plan import PORTAL, PUBLIC_PAGE
from console.publishing.rules.states import OUT
from console.publishing.rules.states import DeliveryState as S
from console.publishing.shifts import put_off
from console.publishing.sightings import await_sight
from console.publishing.telling import HANDED_OVER, tell_of

LONGEST_LINK = 500
MARKED = "delivery.marked_not_sent"
TAKEN_BACK = "delivery.confirmed_by_mistake"
FOLLOW = {
    Action.PUBLISH: (Action.UPDATE, Action.WITHDRAW),
    Action.UPDATE: (Action.WITHDRAW,),
    Action.WITHDRAW: (),
}
SHOWN = OUT | {S.SENDING, S.DUE, S.RETRYING}
"""Of our page: it is out, or may be written just now without the link."""


def confirm_handover(
    tx: Session,
    at: datetime,
    actor: Actor,
    delivery_id: UUID,
    link: str,
    accounts: Mapping[str, Account],
    *,
    screenshot: str = "",
    seen: S | None = None,
    watched: bool = False,
) -> None:
    """确认已发, with the link of the post, or where the platform gives none with a picture of it
    (``screenshot``: SHA-256 of a stored file). An update or withdrawal needs neither. ``watched``:
    somebody looks at the county portal from outside."""
    row = locked(tx, actor, delivery_id)
    link = link.strip()
    if row.state is S.CONFIRMED:
        if link in {(row.receipt or {}).get("url") or "", ""}:
            return
        raise NotNow("delivery.already_confirmed")
    check_may(row, Move.CONFIRM, seen)
    if link or (row.action is Action.PUBLISH and (not screenshot or row.channel == PORTAL)):
        check_link(link, row, accounts.values())
    if row.action is Action.PUBLISH and link:
        check_unused(tx, link, row)
    row.state = S.CONFIRMED
    details = numbers(row) | ({"screenshot": screenshot} if screenshot else {})
    row.receipt = {"url": link or None, "handed_over": True, "details": details}
    row.confirmed_by, row.out_at, row.changed_at = actor.id, at, at
    row.trouble, row.trouble_details = "", {}
    shot = {"screenshot": screenshot} if screenshot else {}
    record(tx, at, audit.Event.HANDOVER_CONFIRMED, actor, row, link=link, **shot)
    if row.channel == PORTAL:
        portal_moved(tx, at, row, accounts, watched=watched)


def portal_moved(
    tx: Session,
    at: datetime,
    row: Delivery,
    accounts: Mapping[str, Account],
    *,
    watched: bool,
    cause: str = PORTAL,
) -> None:
    """Its page is the public one now: ours and the feeds point there, and it is looked at."""
    tx.flush()
    page = [each for each in publishing(tx, row.release_id) if each.channel == PUBLIC_PAGE]
    if row.action is Action.PUBLISH and any(each.state in SHOWN for each in page):
        lay_change(
            tx, at, release_id=row.release_id, incident_id=row.incident_id, digest=row.digest,
            action=Action.UPDATE, cause=cause, accounts=accounts, channels=sorted(PAGES),
            passes_hold=False,
        )  # fmt: skip
    if watched and row.action is not Action.UPDATE:
        await_sight(tx, at, [row])


def mark_not_sent(
    tx: Session,
    at: datetime,
    actor: Actor,
    delivery_id: UUID,
    reason: str,
    *,
    seen: S | None = None,
) -> None:
    """未发布: somebody looked. An unknown one may go again; a handed-over one stays to be done; one
    that was confirmed by mistake is to be done again. Raises Invalid, NotNow, Stale."""
    row = locked(tx, actor, delivery_id)
    if row.trouble == MARKED and row.state in {S.DUE, S.SENDING}:
        return
    if row.trouble == TAKEN_BACK and row.state is S.HANDED_OVER and seen is S.CONFIRMED:
        return
    check_may(row, Move.NOT_SENT, seen)
    reason = reason.strip()
    if not reason:
        raise Invalid("delivery.reason_missing", field="reason")
    if row.state is S.UNKNOWN:
        _again(row, at)
        row.progress = {**row.progress, NOT_SENT: "1"}
        row.trouble, row.trouble_details = MARKED, {"by": actor.name, "reason": reason}
    before = (row.receipt or {}).get("url") or ""
    if row.state is S.CONFIRMED:
        _take_back(tx, at, actor, row, reason)
    record(
        tx, at, audit.Event.HANDOVER_NOT_SENT, actor, row, reason=reason,
        **({"before": before} if before else {}),
    )  # fmt: skip


def _take_back(tx: Session, at: datetime, actor: Actor, row: Delivery, reason: str) -> None:
    """A person waits for it again, and is told why."""
    if _followed(tx, row):
        raise NotNow("delivery.followed")
    receipt = row.receipt or {}
    if receipt.get("url") or (receipt.get("details") or {}).get("screenshot"):
        keep_former(tx, at, actor.id, row, reason)
    row.state, row.confirmed_by, row.out_at, row.changed_at = S.HANDED_OVER, None, at, at
    row.receipt = {"url": None, "handed_over": True, "details": numbers(row)}
    row.trouble, row.trouble_details = TAKEN_BACK, {"by": actor.name, "reason": reason}
    tell_of(tx, at, row, HANDED_OVER, again=at.isoformat())


def _followed(tx: Session, row: Delivery) -> bool:
    """Somebody was asked to change or delete the post that was said to stand there."""
    later = select(Delivery.id).where(
        Delivery.release_id == row.release_id,
        Delivery.channel == row.channel,
        Delivery.account == row.account,
        Delivery.action.in_(FOLLOW[row.action]),
        Delivery.state != S.CANCELLED,
    )
    return tx.scalars(later.limit(1)).first() is not None


def retry(
    tx: Session, at: datetime, actor: Actor, delivery_id: UUID, *, seen: S | None = None
) -> None:
    """A failed one goes again; one that waits for its next try goes now."""
    row = locked(tx, actor, delivery_id)
    if row.state is S.DUE:
        return
    check_may(row, Move.RETRY, seen)
    _again(row, at)
    record(tx, at, audit.Event.DELIVERY_RETRIED, actor, row)


def cancel(
    tx: Session,
    at: datetime,
    actor: Actor,
    delivery_id: UUID,
    reason: str = "",
    *,
    seen: S | None = None,
) -> None:
    """This account will not have it. The public page cannot be left out."""
    row = locked(tx, actor, delivery_id)
    if row.state is S.CANCELLED:
        return
    check_may(row, Move.CANCEL, seen)
    row.state, row.next_try_at, row.changed_at = S.CANCELLED, None, at
    row.trouble = "delivery.cancelled_by"
    row.trouble_details = {"by": actor.name, "reason": reason.strip()}
    record(tx, at, audit.Event.DELIVERY_CANCELLED, actor, row, reason=reason.strip())


def numbers(row: Delivery) -> dict[str, str]:
    """What the platform calls a post that it sent itself: to be withdrawn by it one day."""
    told = (row.receipt or {}).get("details") or {}
    return {name: told[name] for name in ("msg_id", "article_id") if name in told}


def _again(row: Delivery, at: datetime) -> None:
    """A person has decided that it goes now: its pauses count from here."""
    put_off(row, at - row.not_before, at)
    row.state, row.next_try_at, row.tries, row.changed_at = S.DUE, None, 0, at


def check_link(link: str, row: Delivery, accounts: Iterable[Account]) -> None:
    if not link:
        raise Invalid("delivery.link_missing", field="link")
    account = next(
        (each for each in accounts if (each.channel, each.name) == (row.channel, row.account)),
        Account(row.channel, row.account, row.account),
    )
    if len(link) > LONGEST_LINK or not re.fullmatch(account.link_pattern, link):
        raise Invalid("delivery.not_our_link", field="link", account=account.title or account.name)


def check_unused(tx: Session, link: str, row: Delivery) -> None:
    """One post says one thing: a link that another release was confirmed with is a slip."""
    if (other := holder_of(tx, link, row)) is not None:
        raise Invalid("delivery.link_used", field="link", number=other[1])


def holder_of(tx: Session, link: str, row: Delivery) -> tuple[Delivery, str] | None:
    """What another release posted to the same account and is confirmed with ``link``, and the
    number of that release."""
    releases = Base.metadata.tables["releases"]
    found = tx.execute(
        select(Delivery, releases.c.number)
        .join(releases, releases.c.id == Delivery.release_id)
        .where(
            Delivery.channel == row.channel,
            Delivery.account == row.account,
            Delivery.action == Action.PUBLISH,
            Delivery.state.in_(OUT),
            Delivery.release_id != row.release_id,
            Delivery.receipt["url"].as_string() == link,
        )
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    return (found[0], found[1]) if found else None


def locked(tx: Session, actor: Actor, delivery_id: UUID) -> Delivery:
    """Its release before it, as everyone locks them."""
    actor.require(P.DELIVERY_HANDOVER)
    release = tx.scalar(select(Delivery.release_id).where(Delivery.id == delivery_id))
    if release is None:
        raise NotThere("delivery.not_there")
    lock_releases(tx, [release])
    return tx.get_one(Delivery, delivery_id, with_for_update=True, populate_existing=True)


def check_may(row: Delivery, move: Move, seen: S | None) -> None:
    by_hand = bool((row.receipt or {}).get("handed_over"))
    if reason := refusal(move, row.state, row.channel, row.action, by_hand=by_hand):
        raise NotNow(reason, state=row.state.value)
    if seen is not None and seen is not row.state:
        raise Stale("delivery.changed", state=row.state.value)


def record(
    tx: Session, at: datetime, event: audit.Event, actor: Actor, row: Delivery, **more: str
) -> None:
    audit.record(
        tx, at, event, actor=actor.username, subject=f"delivery:{row.id}",
        release_id=str(row.release_id), channel=row.channel, account=row.account,
        action=row.action.value, **more,
    )  # fmt: skip
