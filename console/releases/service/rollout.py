"""After the signatures: put later, take back, and the ports the dispatcher calls."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.clock import local
from console.kernel.errors import Invalid
from console.notices.service import tell
from console.people.rules.actor import Actor
from console.publishing.records import Delivery
from console.publishing.rules.channel import Action as Deed
from console.publishing.rules.moves import PAGES
from console.publishing.rules.plan import PUBLIC_PAGE
from console.publishing.service import lay_change, move_later
from console.releases.policy import ReleasePolicy
from console.releases.records import Postponement, Release, ShelfPlace
from console.releases.rules.kinds import Kind
from console.releases.rules.package import digest_of, opened
from console.releases.rules.workflow import Action, Stage
from console.releases.service import found
from console.releases.standing import standing


def postpone(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    until: datetime,
    reason: str,
) -> None:
    """推迟: only ever later, never another channel; outside what was signed."""
    release = found.locked(tx, release_id)
    found.may_move(release, Action.POSTPONE, actor)
    kept = found.required(reason, policy.longest_remark)
    found.check_future(until, at, policy.zone, field="until")
    move_later(tx, at, actor, release.id, until)
    tx.add(Postponement(release_id=release.id, until=until, person_id=actor.id, reason=kept, at=at))
    found.move(tx, at, release, Action.POSTPONE, actor)
    audit.record(
        tx, at, audit.Event.POSTPONED, actor=actor.username, subject=found.subject(release),
        number=release.number, until=until.isoformat(), reason=kept,
    )  # fmt: skip


def withdraw(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    seen: str,
    reason: str,
) -> None:
    """撤回: the public page becomes its notice, feeds tell of it, the platforms get a task each."""
    release = found.locked(tx, release_id)
    found.may_move(release, Action.WITHDRAW, actor)
    if seen != release.digest:
        raise Invalid("release.changed_since", field="digest")
    kept = found.required(reason, policy.longest_remark)
    found.remark(tx, at, release, actor, "withdrawn", kept, policy.longest_remark)
    found.move(tx, at, release, Action.WITHDRAW, actor)
    release.withdrawn_at = release.changed_at = at
    release.withdrawal_reason = kept
    lay_change(
        tx, at, release_id=release.id, incident_id=release.incident_id, digest=release.digest,
        action=Deed.WITHDRAW, cause="withdrawal", accounts=policy.accounts,
        channels=_mouths(release), overtakes="delivery.withdrawn",
        expires_days=policy.expires_days,
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.WITHDRAWN, actor=actor.username, subject=found.subject(release),
        number=release.number, digest=release.digest, reason=kept,
    )  # fmt: skip


class ReleaseWarrant:
    """Port ``Warrant``: judged again before every delivery."""

    def refusal(self, tx: Session, delivery: Delivery) -> str | None:
        release = tx.get(Release, delivery.release_id)
        if release is None:
            return "warrant.no_release"
        if digest_of(release.package) != release.digest or release.digest != delivery.digest:
            return "warrant.digest_differs"
        where = standing(tx, release)
        if not where.complete:
            return "warrant.not_signed"
        if set(where.signers) & where.authors or len(set(where.signers)) != len(where.signers):
            return "warrant.signed_by_author"
        return _overtaken(release.stage, delivery)


def _overtaken(stage: Stage, delivery: Delivery) -> str | None:
    """Words that were taken back or replaced go to nobody; pages still tell what became of them."""
    if delivery.action is Deed.WITHDRAW or (
        delivery.action is Deed.UPDATE and delivery.channel in PAGES
    ):
        return None
    if stage in {Stage.WITHDRAWN, Stage.DISCARDED}:
        return "warrant.withdrawn"
    if delivery.action is Deed.PUBLISH and stage is Stage.SUPERSEDED:
        return "warrant.superseded"
    return None


class ReleaseLedger:
    """Port ``Ledger``: what became of a release, told inside the dispatcher's transaction."""

    def __init__(self, policy: ReleasePolicy) -> None:
        self._policy = policy

    def claimed(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        shown = []
        for delivery in deliveries:
            if delivery.action is not Deed.PUBLISH:
                continue
            release = found.locked(tx, delivery.release_id)
            if release.stage is Stage.SCHEDULED:
                found.move(tx, at, release, Action.BEGIN, None)
                audit.record(
                    tx, at, audit.Event.PUBLISHING, actor=audit.SYSTEM,
                    subject=found.subject(release), number=release.number,
                )  # fmt: skip
            if delivery.channel == PUBLIC_PAGE and release.published_at is None:
                release.published_at = release.changed_at = at.replace(microsecond=0)
                shown.append(release)
        self._place(tx, shown, at)

    def delivered(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        for delivery in deliveries:
            if delivery.channel != PUBLIC_PAGE or delivery.action is not Deed.PUBLISH:
                continue
            release = found.locked(tx, delivery.release_id)
            if release.stage is not Stage.PUBLISHING:
                continue
            found.move(tx, at, release, Action.PUBLISH, None)
            audit.record(
                tx, at, audit.Event.PUBLISHED, actor=audit.SYSTEM, subject=found.subject(release),
                number=release.number, digest=release.digest,
            )  # fmt: skip
            tell(
                tx, at, [release.created_by], "release.told_published", found.subject(release),
                {"number": release.number or ""}, f"published:{release.digest}",
            )  # fmt: skip
            if release.corrects_id:
                self._change_old(tx, at, release)

    def _change_old(self, tx: Session, at: datetime, change: Release) -> None:
        """The corrected page gets its banner; an erratum marks it, a correction replaces it: what
        had not gone out stays, and who has posted it is asked to note the correction there."""
        old = found.locked(tx, change.corrects_id) if change.corrects_id else None
        if old is None or old.stage is Stage.WITHDRAWN:
            return
        replaces = change.kind is Kind.CORRECTION
        if replaces and old.stage is Stage.PUBLISHED:
            found.move(tx, at, old, Action.SUPERSEDE, None)
            audit.record(
                tx, at, audit.Event.SUPERSEDED, actor=audit.SYSTEM, subject=found.subject(old),
                number=old.number, by=change.number,
            )  # fmt: skip
        old.changed_at = at.replace(microsecond=0)
        lay_change(
            tx, at, release_id=old.id, incident_id=old.incident_id, digest=old.digest,
            action=Deed.UPDATE, cause=change.number or "", accounts=self._policy.accounts,
            channels=_mouths(old) if replaces else sorted(PAGES),
            overtakes="delivery.superseded" if replaces else "",
            expires_days=self._policy.expires_days,
        )  # fmt: skip

    def _place(self, tx: Session, releases: Sequence[Release], at: datetime) -> None:
        """The next place in each list, in the order given."""
        month = f"month:{local(at, self._policy.zone):%Y-%m}"
        shelves: dict[str, list[Release]] = {}
        for release in releases:
            for shelf in ("all", f"column:{release.column}", month):
                shelves.setdefault(shelf, []).append(release)
        for shelf, arriving in shelves.items():
            last = tx.scalar(select(func.max(ShelfPlace.place)).where(ShelfPlace.shelf == shelf))
            tx.add_all(
                ShelfPlace(shelf=shelf, place=place, release_id=release.id)
                for place, release in enumerate(arriving, start=(last or 0) + 1)
            )
        tx.flush()


def _mouths(release: Release) -> tuple[str, ...]:
    """Every channel that the signed words name."""
    return tuple(opened(release.package)["variants"])
