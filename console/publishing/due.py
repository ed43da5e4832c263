"""The SQL that says what may go, made once: building it costs more than running it.

Parameters: ``now``, ``channels``, ``account``, ``most``, ``ids``.
"""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from console.database import UtcDateTime
from console.publishing.holds import unheld
from console.publishing.records import Delivery, Sighting
from console.publishing.rules.channel import Action
from console.publishing.rules.plan import FEEDS, PUBLIC_PAGE
from console.publishing.rules.sighting import Sight
from console.publishing.rules.states import OUT, UNSENT
from console.publishing.rules.states import DeliveryState as S

NOW: Final[Any] = bindparam("now", type_=UtcDateTime())
_CHANNELS: Final[Any] = bindparam("channels", expanding=True, type_=String())
_IDS: Final[Any] = bindparam("ids", expanding=True, type_=Uuid())
_MOST: Final[Any] = bindparam("most", type_=Integer())
_AHEAD: Final[Any] = bindparam("ahead", type_=UtcDateTime())
_ACCOUNT: Final[Any] = bindparam("account", type_=String())


def not_seen_yet(delivery_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """It is written, and the public has not been seen to have it."""
    return exists().where(
        Sighting.delivery_id == delivery_id, Sighting.state.in_((Sight.LOOKING, Sight.NOT_VISIBLE))
    )


def _turn_has_come() -> ColumnElement[bool]:
    """Its time is here, the facts were confirmed once more where the plan asks for that, and the
    stage before is out (seen from outside, where somebody looks), called off, or has had its
    minutes. Those count for nothing while a stage before waits for the facts."""
    before, asks = aliased(Delivery), aliased(Delivery)
    facts_open = exists().where(
        asks.release_id == Delivery.release_id,
        asks.digest == Delivery.digest,
        asks.action == Action.PUBLISH,
        asks.stage < Delivery.stage,
        asks.state == S.WAITING,
        asks.needs_facts,
        asks.facts_confirmed_at.is_(None),
    )
    previous_open = exists().where(
        before.release_id == Delivery.release_id,
        before.digest == Delivery.digest,
        before.action == Action.PUBLISH,
        before.stage == Delivery.stage - 1,
        or_(before.state.not_in((*OUT, S.CANCELLED)), not_seen_yet(before.id)),
    )
    return and_(
        Delivery.not_before <= NOW,
        or_(Delivery.needs_facts.is_(False), Delivery.facts_confirmed_at.is_not(None)),
        or_(
            Delivery.needs_previous.is_(False),
            ~previous_open,
            and_(Delivery.or_after <= NOW, ~facts_open),
        ),
    )


NEVER_EARLY: Final = or_(Delivery.action != Action.PUBLISH, Delivery.not_before <= NOW)
"""Asked of what is due already, too: a clock that was ahead may have called it so."""


def _claimable() -> ColumnElement[bool]:
    """Due, not held, nothing earlier for the same page or post under way; for feeds: their page
    is out, or may go in this same batch."""
    earlier, page = aliased(Delivery), aliased(Delivery)
    one_at_a_time = ~exists().where(
        earlier.release_id == Delivery.release_id,
        earlier.channel == Delivery.channel,
        earlier.account == Delivery.account,
        earlier.id < Delivery.id,
        earlier.state.in_((S.DUE, S.SENDING, S.RETRYING)),
    )
    page_ready = exists().where(
        page.release_id == Delivery.release_id,
        page.digest == Delivery.digest,
        page.action == Delivery.action,
        page.cause == Delivery.cause,
        page.channel == PUBLIC_PAGE,
        or_(
            page.state.in_((*OUT, S.DUE)),
            and_(page.state == S.WAITING, page.not_before <= NOW),
            and_(page.state == S.RETRYING, page.next_try_at <= NOW),
        ),
    )
    return and_(
        or_(
            and_(Delivery.state == S.DUE, NEVER_EARLY),
            and_(Delivery.state == S.RETRYING, Delivery.next_try_at <= NOW),
            and_(Delivery.state == S.WAITING, TURN_HAS_COME),
        ),
        unheld(),
        one_at_a_time,
        or_(Delivery.channel != FEEDS, page_ready),
    )


TURN_HAS_COME: Final = _turn_has_come()
CLAIMABLE: Final = _claimable()
_MINE: Final = Delivery.channel.in_(_CHANNELS)
_BY_TIME: Final = (
    Delivery.not_before,
    Delivery.release_id,
    Delivery.created_at,
    case((Delivery.channel == PUBLIC_PAGE, 0), else_=1),  # a page before the feeds that tell of it
    Delivery.id,
)

_ORDER: Final = (Delivery.urgency, *_BY_TIME)

PROMOTE: Final = (
    update(Delivery)
    .where(Delivery.state == S.WAITING, TURN_HAS_COME)
    .values(state=S.DUE, changed_at=NOW)
    .execution_options(synchronize_session=False)
)
"""waiting → due."""

ANYTHING: Final = select(exists().where(_MINE, CLAIMABLE))
ACCOUNTS: Final = select(Delivery.channel, Delivery.account).where(_MINE, CLAIMABLE).distinct()
_DUE: Final = select(Delivery.id, Delivery.release_id).where(_MINE, CLAIMABLE).limit(_MOST)
BATCH: Final = _DUE.order_by(*_ORDER)
POSTS: Final = BATCH.where(Delivery.account == _ACCOUNT)
BATCH_BY_TIME: Final = _DUE.order_by(*_BY_TIME)
POSTS_BY_TIME: Final = BATCH_BY_TIME.where(Delivery.account == _ACCOUNT)
POSTS_ON_TRIAL: Final = POSTS.order_by(None).order_by(Delivery.tries, *_ORDER)
"""Whoever failed least first: what may itself be the trouble keeps nobody else waiting."""
LOCK: Final = (
    select(Delivery)
    .where(Delivery.id.in_(_IDS), CLAIMABLE)
    .order_by(*_ORDER)
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)
STUCK: Final = (
    select(Delivery)
    .where(Delivery.state == S.DUE, Delivery.expires_at <= NOW, unheld(), not_(CLAIMABLE))
    .limit(100)
    .with_for_update(skip_locked=True)
)
"""Could not even be tried in all its days: feeds whose page failed."""

AHEAD: Final = select(
    exists().where(
        Delivery.state.in_((*UNSENT, S.SENDING)),
        or_(
            Delivery.timed_at > _AHEAD,
            Delivery.changed_at > _AHEAD,
            and_(_MINE, Delivery.lease_until > _AHEAD),
        ),
    )
)
"""Noted later than ``ahead``, which is later than now; what writes pages is claimed until then."""

ABANDONED: Final = (
    select(Delivery.id, Delivery.release_id)
    .where(Delivery.state == S.SENDING, Delivery.lease_until <= NOW)
    .order_by(Delivery.id)
    .limit(_MOST)
)

NEXT: Final[CompoundSelect[Any]] = union_all(
    select(func.min(Delivery.not_before)).where(
        Delivery.state == S.WAITING, Delivery.not_before > NOW
    ),
    select(func.min(Delivery.or_after)).where(Delivery.state == S.WAITING, Delivery.or_after > NOW),
    select(func.min(Delivery.next_try_at)).where(
        Delivery.state == S.RETRYING, Delivery.next_try_at > NOW
    ),
    select(func.min(Delivery.lease_until)).where(
        Delivery.state == S.SENDING, Delivery.lease_until > NOW
    ),
)
"""Moments after ``now`` at which something may become due."""
