"""The tokens of a session: one at sign-in, a new one at each proof of person.

A new token must not sign out somebody whose answer was lost in a tunnel. So the earlier one is good
until the browser comes with the new one, and GRACE longer for what was on its way at that moment.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from console.people.records import SessionToken, SignInSession

GRACE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Holder:
    session: SignInSession
    first_use: bool


def made() -> str:
    """Goes into the cookie and is kept nowhere else: 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def holder(tx: Session, now: datetime, token: str) -> Holder | None:
    """Whose it is; None for a forged one and one whose time is over."""
    first = select(SignInSession).where(SignInSession.token_hash == hashed(token))
    session = tx.scalars(first).first()
    if session is not None:
        return None if _over(session.token_until, now) else Holder(session, first_use=False)
    later = tx.get(SessionToken, hashed(token))
    if later is None or _over(later.until, now):
        return None
    session = tx.get_one(SignInSession, later.session_id)
    return Holder(session, first_use=later.used_at is None)


def give(tx: Session, now: datetime, session_id: UUID) -> str:
    token = made()
    tx.add(SessionToken(token_hash=hashed(token), session_id=session_id, made_at=now))
    return token


def adopt(tx: Session, now: datetime, session_id: UUID, token: str) -> None:
    """The browser came with ``token``: those before it end. A second request changes nothing."""
    adopting = update(SessionToken).where(
        SessionToken.token_hash == hashed(token), SessionToken.used_at.is_(None)
    )
    since = tx.scalars(adopting.values(used_at=now).returning(SessionToken.made_at)).first()
    if since is None:
        return
    earlier = update(SessionToken).where(
        SessionToken.session_id == session_id,
        SessionToken.token_hash != hashed(token),
        SessionToken.made_at <= since,
        SessionToken.until.is_(None),
    )
    tx.execute(earlier.values(until=now + GRACE))
    first = update(SignInSession).where(
        SignInSession.id == session_id, SignInSession.token_until.is_(None)
    )
    tx.execute(first.values(token_until=now + GRACE))


def sweep(tx: Session, now: datetime, long_over: datetime) -> None:
    """Forget tokens that open nothing any more."""
    ended = select(SignInSession.id).where(SignInSession.expires_at < long_over)
    tx.execute(delete(SessionToken).where(SessionToken.session_id.in_(ended)))
    tx.execute(delete(SessionToken).where(SessionToken.until < now))


def _over(until: datetime | None, now: datetime) -> bool:
    return until is not None and now >= until
