"""Where a release stands outside: on the county portal, on an account."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.database import Base
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.publishing.rules.plan import PORTAL
from console.publishing.rules.states import OUT, DeliveryState


def posted_at(tx: Session, number: str, channel: str, account: str) -> str:
    """Where the release of that number stands on this account; "": nowhere yet."""
    releases = Base.metadata.tables["releases"]
    found = tx.scalar(
        select(Delivery.receipt["url"].as_string())
        .join(releases, releases.c.id == Delivery.release_id)
        .where(
            releases.c.number == number,
            Delivery.channel == channel,
            Delivery.account == account,
            Delivery.action == Action.PUBLISH,
            Delivery.state.in_(OUT),
        )
        .limit(1)
    )
    return found or ""


def portal_links(tx: Session, releases: Iterable[UUID]) -> dict[UUID, str]:
    """By release: where a person said that it stands on the county portal."""
    rows = tx.execute(
        select(Delivery.release_id, Delivery.receipt["url"].as_string()).where(
            Delivery.release_id.in_(releases),
            Delivery.channel == PORTAL,
            Delivery.action == Action.PUBLISH,
            Delivery.state == DeliveryState.CONFIRMED,
        )
    )
    return {release: url for release, url in rows if url}
