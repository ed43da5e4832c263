"""What a platform told us of its jobs, and how often it was called today."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from console.credentials.records import PlatformCall, PlatformEvent
from console.database import insert_missing
from console.kernel.clock import local

KEPT: Final = timedelta(days=60)


def note(
    tx: Session, at: datetime, account: str, *, key: str, job: str, status: str,
    article_id: str, url: str,
) -> bool:  # fmt: skip
    """False: it was known; told again it changes nothing."""
    if tx.get(PlatformEvent, key) is not None:
        return False
    row = {"key": key, "account": account, "job": job[:64], "status": status[:40],
           "article_id": article_id[:200], "url": url[:1000], "told_at": at}  # fmt: skip
    insert_missing(tx, PlatformEvent, [row])
    return True


def result(tx: Session, account: str, job: str) -> tuple[str, str, str] | None:
    """Status, number of the article, address; as told last."""
    row = tx.scalars(
        select(PlatformEvent)
        .where(PlatformEvent.account == account, PlatformEvent.job == job)
        .order_by(PlatformEvent.told_at.desc())
        .limit(1)
    ).first()
    return (row.status, row.article_id, row.url) if row else None


def spend(tx: Session, day: str, account: str, call: str, most: int) -> bool:
    """Counts one call; False where ``most`` were made that day (or month)."""
    row = {"account": account, "day": day, "call": call, "used": 0}
    insert_missing(tx, PlatformCall, [row])
    done = tx.execute(
        update(PlatformCall)
        .where(
            PlatformCall.account == account, PlatformCall.day == day,
            PlatformCall.call == call, PlatformCall.used < most,
        )
        .values(used=PlatformCall.used + 1)
        .returning(PlatformCall.used)
    )  # fmt: skip
    return done.first() is not None


def used(tx: Session, day: str, account: str) -> dict[str, int]:
    """By call."""
    rows = tx.execute(
        select(PlatformCall.call, PlatformCall.used).where(
            PlatformCall.account == account, PlatformCall.day == day
        )
    )
    return {each.call: each.used for each in rows}


def begin_anew(tx: Session, day: str, account: str) -> None:
    """The platform has forgotten today's calls, but not today's mass sends."""
    tx.execute(
        delete(PlatformCall).where(
            PlatformCall.account == account, PlatformCall.day == day, PlatformCall.call != "push"
        )
    )


def day_of(at: datetime, zone: ZoneInfo) -> str:
    return f"{local(at, zone):%Y-%m-%d}"


def month_of(at: datetime, zone: ZoneInfo) -> str:
    """Where a platform counts by the month, this takes the day's place."""
    return f"{local(at, zone):%Y-%m}"


def forget_old(tx: Session, at: datetime) -> None:
    before = at - KEPT
    tx.execute(delete(PlatformEvent).where(PlatformEvent.told_at < before))
    tx.execute(delete(PlatformCall).where(PlatformCall.day < f"{before:%Y-%m-%d}"))
