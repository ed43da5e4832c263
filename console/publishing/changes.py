"""Saying something later about a release that is out: a correction, a withdrawal, an incident."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from console import audit
from console.database import Base
from console.publishing.desk import lock_releases
from console.publishing.records import Delivery
from console.publishing.rows import POSTED, REACHED, cancel_row, new, planned, publishing
from console.publishing.rules.channel import Account, Action
from console.publishing.rules.moves import PAGES
from console.publishing.rules.plan import PUBLIC_PAGE
from console.publishing.rules.states import OUT, UNSENT
from console.publishing.rules.states import DeliveryState as S
from console.publishing.telling import NO_ACCOUNT, tell_of

NOT_POSTED: Final = UNSENT | {S.HANDED_OVER, S.FAILED}
"""Nothing is out as far as anybody knows; it may still go."""


def lay_change(
    tx: Session,
    at: datetime,
    *,
    release_id: UUID,
    incident_id: UUID | None,
    digest: str,
    action: Action,
    cause: str,
    accounts: Mapping[str, Account],
    channels: Sequence[str],
    overtakes: str = "",
    passes_hold: bool = True,
    expires_days: int = 3,
) -> int:
    """Say something new, at once, wherever ``channels`` has said it; how many were laid.

    Website and feeds always; an account only where readers may have it (for a withdrawal, also
    where a person was given it to post). An account that the configuration no longer has is left
    out, and a person is told.

    ``overtakes``: the code of why the words may go nowhere any more. What has not gone out is
    cancelled with it, and so is what waits for a person to post it.
    """
    # Of pages alone nobody has to know where the words are: then no delivery is locked.
    rows = publishing(tx, release_id) if overtakes or not PAGES.issuperset(channels) else ()
    reaching = REACHED if action is Action.WITHDRAW else POSTED
    reached = {(row.channel, row.account): row for row in rows if row.state in reaching}
    if overtakes:
        for row in (*rows, *_updates(tx, release_id)):
            if row.state in NOT_POSTED:
                cancel_row(tx, at, row, audit.SYSTEM, overtakes)
    known = set(
        tx.execute(
            select(Delivery.channel, Delivery.account).where(
                Delivery.release_id == release_id,
                Delivery.digest == digest,
                Delivery.action == action,
                Delivery.cause == cause,
            )
        )
    )
    mouths = {(each, accounts[each].name): accounts[each] for each in channels if each in PAGES}
    for mouth, row in reached.items():
        if row.channel not in channels or row.channel in PAGES:
            continue
        account = accounts.get(row.channel)
        if account is not None and account.name == row.account:
            mouths[mouth] = account
        else:
            tell_of(tx, at, row, NO_ACCOUNT, again=f"{action.value}:{cause}")
    if passes_hold:
        _let_pass(tx, at, release_id)
    laid = 0
    for mouth, account in mouths.items():
        if mouth in known:
            continue
        row = new(tx, at, release_id, incident_id, digest, account, action, cause)
        row.state, row.passes_hold, row.not_before = S.DUE, passes_hold, at
        row.expires_at = at + timedelta(days=expires_days)
        laid += 1
        planned(tx, at, row)
    tx.flush()
    return laid


def call_off_all(tx: Session, at: datetime, actor: str, incident_id: UUID, why: str) -> int:
    """Nothing of this incident goes out from here on; how many were called off."""
    releases = Base.metadata.tables["releases"]
    own = select(releases.c.id).where(releases.c.incident_id == incident_id)
    lock_releases(tx, tx.scalars(own).all())
    rows = tx.scalars(
        select(Delivery)
        .where(Delivery.incident_id == incident_id, Delivery.state.in_(NOT_POSTED))
        .order_by(Delivery.id)
        .with_for_update()
    ).all()
    for row in rows:
        cancel_row(tx, at, row, actor, why)
    return len(rows)


def _let_pass(tx: Session, at: datetime, release_id: UUID) -> None:
    """A page is written as it is by then: what waits to be written there goes with what passes, or
    it would keep that waiting."""
    tx.execute(
        update(Delivery)
        .where(
            Delivery.release_id == release_id,
            Delivery.action == Action.UPDATE,
            Delivery.channel.in_(PAGES),
            Delivery.state.in_(UNSENT),
            Delivery.passes_hold.is_(False),
        )
        .values(passes_hold=True, changed_at=at)
    )


def call_off_updates(tx: Session, at: datetime, release_id: UUID, cause: str, why: str) -> None:
    """What caused them was itself taken back: nobody needs to note it any more."""
    for row in _updates(tx, release_id):
        if row.cause == cause and row.state in NOT_POSTED:
            cancel_row(tx, at, row, audit.SYSTEM, why)


def say_anew(
    tx: Session, at: datetime, incident_id: UUID, cause: str, expires_days: int = 3
) -> int:
    """What the public pages say of an incident has changed; how many releases are written anew.
    Nobody said that it passes a hold."""
    shown = tx.scalars(
        select(Delivery).where(
            Delivery.incident_id == incident_id,
            Delivery.channel == PUBLIC_PAGE,
            Delivery.action == Action.PUBLISH,
            Delivery.state.in_(OUT),
        )
    ).all()
    accounts = {channel: Account(channel) for channel in PAGES}
    for row in shown:
        lay_change(
            tx, at, release_id=row.release_id, incident_id=incident_id, digest=row.digest,
            action=Action.UPDATE, cause=cause, accounts=accounts, channels=sorted(PAGES),
            passes_hold=False, expires_days=expires_days,
        )  # fmt: skip
    return len(shown)


def _updates(tx: Session, release_id: UUID) -> Sequence[Delivery]:
    """What people or platforms were asked to note on their posts; locked. Pages are not asked."""
    return tx.scalars(
        select(Delivery)
        .where(
            Delivery.release_id == release_id,
            Delivery.action == Action.UPDATE,
            Delivery.channel.not_in(PAGES),
        )
        .order_by(Delivery.id)
        .with_for_update()
    ).all()
