"""What the public would have seen of a drill, and what on a screen belongs to one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.drills.records import DrillPost, DrillReport
from console.drills.reporting import report_of
from console.drills.rules.report import Report, unsealed
from console.incidents.queries import IncidentView
from console.incidents.records import Incident
from console.kernel.errors import NotThere
from console.notices.circles import members
from console.people.queries import PersonCard, holders, holders_of_role, names
from console.people.rules.roles import P, Role
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action
from console.releases.records import Release
from console.releases.rules.kinds import Kind
from console.releases.rules.signing import Chain, chain_for


@dataclass(frozen=True, slots=True)
class Card:
    """One release on one account. ``noted_at``: when it last said that it was corrected;
    ``withdrawn_at`` set: its words are no longer shown, as on the real account."""

    key: str
    release_id: UUID
    number: str
    title: str
    text: str
    summary: str
    posted_at: datetime
    noted_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One account, the newest first."""

    channel: str
    account: str
    cards: tuple[Card, ...]


def is_of_drill(tx: Session, ids: Collection[UUID]) -> bool:
    """Whether an incident, a release or a delivery among these belongs to a drill."""
    if not ids:
        return False
    found = select(Incident.id).where(Incident.id.in_(ids), Incident.drill.is_(True))
    release = select(Release.id).where(Release.id.in_(ids), Release.drill.is_(True))
    delivery = select(Delivery.id).where(Delivery.id.in_(ids), Delivery.drill.is_(True))
    there = or_(found.exists(), release.exists(), delivery.exists())
    return bool(tx.scalar(select(there)))


def incident_of_post(tx: Session, key: str) -> UUID:
    """Raises NotThere."""
    found = tx.scalar(
        select(Incident.id)
        .join(DrillPost, DrillPost.incident_number == Incident.number)
        .where(DrillPost.key == key)
    )
    if found is None:
        raise NotThere("drill.not_there")
    return found


def wall(tx: Session, incident_number: str, order: Sequence[str]) -> tuple[Lane, ...]:
    """Every account that would have shown something. ``order`` of the channels."""
    posts = tx.execute(
        select(DrillPost, Release.id)
        .join(Release, Release.number == DrillPost.number)
        .where(DrillPost.incident_number == incident_number)
        .order_by(DrillPost.posted_at, DrillPost.key)
    ).all()
    places = {channel: place for place, channel in enumerate(order)}
    mouths = {(post.channel, post.account): None for post, _ in posts}
    return tuple(
        Lane(*mouth, _cards((post, of) for post, of in posts if _mouth(post) == mouth))
        for mouth in sorted(mouths, key=lambda each: (places.get(each[0], len(places)), each))
    )


@dataclass(frozen=True, slots=True)
class Told:
    """``kept``: the drill is over, and this is its report as it was kept, of this SHA-256."""

    report: Report
    kept: bool = False
    sha256: str = ""


def report(tx: Session, at: datetime, incident: IncidentView) -> Told:
    """What was kept when the drill ended, else how it stands now."""
    kept = tx.get(DrillReport, incident.id)
    if kept is None:
        return Told(report_of(tx, at, incident))
    return Told(unsealed(kept.report), kept=True, sha256=kept.sha256)


@dataclass(frozen=True, slots=True)
class TakingPart:
    """``able``: everyone who may be asked to, in the order of units and names."""

    able: tuple[PersonCard, ...]
    members: frozenset[UUID]


def taking_part(tx: Session, incident_id: UUID) -> TakingPart:
    there = members(tx, incident_id)
    able = names(tx, {*holders(tx, P.INCIDENT_READ), *there}).values()
    return TakingPart(tuple(sorted(able, key=lambda card: (card.unit, card.name))), there)


def uncovered(
    tx: Session, chains: Sequence[Chain], incident: IncidentView, there: frozenset[UUID]
) -> tuple[Role, ...]:
    """Of the steps of its first report, those that nobody who takes part could sign."""
    chain = chain_for(chains, Kind.INITIAL, "", incident.level)
    return tuple(role for role in chain.steps if there.isdisjoint(holders_of_role(tx, role)))


def _mouth(post: DrillPost) -> tuple[str, str]:
    return post.channel, post.account


def _cards(posts: Iterable[tuple[DrillPost, UUID]]) -> tuple[Card, ...]:
    """The newest first. ``posts``: of one account, in the order of time."""
    shown: dict[str, dict[Action, tuple[DrillPost, UUID]]] = {}
    for post, release_id in posts:
        shown.setdefault(post.number, {})[post.action] = post, release_id
    cards = []
    for said in shown.values():
        first, release_id = said.get(Action.PUBLISH) or next(iter(said.values()))
        noted, gone = said.get(Action.UPDATE), said.get(Action.WITHDRAW)
        cards.append(
            Card(
                first.key, release_id, first.number, first.title, first.text, first.summary,
                first.posted_at, noted[0].posted_at if noted else None,
                gone[0].posted_at if gone else None,
            )
        )  # fmt: skip
    return tuple(sorted(cards, key=lambda card: (card.posted_at, card.number), reverse=True))
