"""更正链接: a post by hand was confirmed with a wrong link, and somebody puts it right.

What it was confirmed with stays in a row and in the audit. Nothing is posted by it: what went out
with the wrong link is named (``links.used_in``), and a person changes it where it stands.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid, NotThere, Stale
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.publishing.desk import lock_releases
from console.publishing.handover import (
    check_link,
    check_may,
    check_unused,
    holder_of,
    locked,
    numbers,
    portal_moved,
    record,
)
from console.publishing.links import keep_former, replaced
from console.publishing.records import Delivery
from console.publishing.rules.channel import Account, Action
from console.publishing.rules.moves import Move, refusal
from console.publishing.rules.plan import PORTAL
from console.publishing.rules.states import OUT
from console.publishing.sightings import await_sight


def relink(
    tx: Session,
    at: datetime,
    actor: Actor,
    delivery_id: UUID,
    link: str,
    reason: str,
    accounts: Mapping[str, Account],
    *,
    screenshot: str = "",
    seen: int = 0,
    swap: bool = False,
    watched: bool = False,
) -> None:
    """The post stands at ``link``, or where the platform gives none looks like ``screenshot``
    (SHA-256 of a stored file). ``seen``: how often the link had been put right on the person's
    screen. ``swap``: the other release that has ``link`` gets this one's, for they were mixed up.
    Pressing twice is harmless. Raises Invalid, NotNow, Stale."""
    actor.require(P.DELIVERY_HANDOVER)
    link, reason = link.strip(), reason.strip()
    row = _locked(tx, actor, delivery_id, link)
    check_may(row, Move.RELINK, None)
    before = replaced(tx, row.id)
    if _known(row, link, screenshot):
        if len(before) > seen:
            return
        raise Invalid("delivery.same_link", field="link")
    if len(before) != seen:
        raise Stale("delivery.link_changed")
    if link or not screenshot or row.channel == PORTAL:
        check_link(link, row, accounts.values())
    other = _mixed_up(tx, row, link) if swap else None
    if link and other is None:
        check_unused(tx, link, row)
    if not reason:
        raise Invalid("delivery.relink_reason_missing", field="reason")
    mine = (row.receipt or {}).get("url") or ""
    _put_right(tx, at, actor, row, link, screenshot, reason, accounts, watched=watched)
    if other is not None:
        _put_right(tx, at, actor, other, mine, "", reason, accounts, watched=watched)


def _locked(tx: Session, actor: Actor, delivery_id: UUID, link: str) -> Delivery:
    """The release of the delivery, and the one that has ``link`` now, before the delivery."""
    row = tx.get(Delivery, delivery_id)
    if row is None:
        raise NotThere("delivery.not_there")
    other = holder_of(tx, link, row) if link else None
    lock_releases(tx, [row.release_id, *([other[0].release_id] if other else [])])
    return locked(tx, actor, delivery_id)


def _mixed_up(tx: Session, row: Delivery, link: str) -> Delivery | None:
    """What has ``link`` and can take this one's: posted by hand, too, where this one has a link."""
    found = holder_of(tx, link, row)
    if found is None or not (row.receipt or {}).get("url"):
        return None
    other = found[0]
    by_hand = bool((other.receipt or {}).get("handed_over"))
    refused = refusal(Move.RELINK, other.state, other.channel, other.action, by_hand=by_hand)
    return None if refused else other


def _put_right(
    tx: Session,
    at: datetime,
    actor: Actor,
    row: Delivery,
    link: str,
    screenshot: str,
    reason: str,
    accounts: Mapping[str, Account],
    *,
    watched: bool,
) -> None:
    place = len(replaced(tx, row.id)) + 1
    _replace(tx, at, actor, row, link, screenshot, reason)
    if row.channel == PORTAL:
        _follow(tx, at, row, accounts, watched=watched, cause=f"{PORTAL}-{place + 1}")


def _known(row: Delivery, link: str, screenshot: str) -> bool:
    """Nothing else than what it is confirmed with already."""
    kept = row.receipt or {}
    same_picture = (kept.get("details") or {}).get("screenshot", "") == screenshot
    same_link = (kept.get("url") or "") == link
    return same_link and (same_picture or not screenshot) and bool(link or screenshot)


def _replace(
    tx: Session,
    at: datetime,
    actor: Actor,
    row: Delivery,
    link: str,
    screenshot: str,
    reason: str,
) -> None:
    """When it was posted, and who said so first, stay."""
    url = (row.receipt or {}).get("url") or ""
    keep_former(tx, at, actor.id, row, reason)
    shot = {"screenshot": screenshot} if screenshot else {}
    row.receipt = {"url": link or None, "handed_over": True, "details": numbers(row) | shot}
    row.changed_at = at
    record(
        tx, at, audit.Event.HANDOVER_RELINKED, actor, row, link=link, before=url, reason=reason,
        **shot,
    )  # fmt: skip


def _follow(
    tx: Session,
    at: datetime,
    row: Delivery,
    accounts: Mapping[str, Account],
    *,
    watched: bool,
    cause: str,
) -> None:
    """Our page and the feeds lead to the new address, and that is looked at: for the words, or,
    where they were taken down there already, for that they are gone."""
    taken_down = tx.scalar(
        select(Delivery)
        .where(
            Delivery.release_id == row.release_id,
            Delivery.channel == PORTAL,
            Delivery.action == Action.WITHDRAW,
            Delivery.state.in_(OUT),
        )
        .limit(1)
    )
    portal_moved(tx, at, row, accounts, watched=watched and taken_down is None, cause=cause)
    if watched and taken_down is not None:
        await_sight(tx, at, [taken_down])
