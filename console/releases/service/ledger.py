"""The ports through which the dispatcher asks the release room, and tells it what became of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from console import audit
from console.incidents.service.clocks import published as meet_clocks
from console.kernel.clock import local
from console.notices.service import tell
from console.publishing.records import Delivery
from console.publishing.rows import nothing_out, page_stands
from console.publishing.rules.channel import Action as Deed
from console.publishing.rules.moves import PAGES
from console.publishing.rules.plan import PUBLIC_PAGE
from console.publishing.service import lay_change
from console.releases import places
from console.releases.policy import ReleasePolicy
from console.releases.records import Release
from console.releases.rules.kinds import Kind
from console.releases.rules.package import content_of, digest_of
from console.releases.rules.workflow import Action, Stage
from console.releases.service import (
    citing,
    found,
    lifting,
    on_scene,
    rechecking,
    reconfirming,
    relying,
    timing,
    verifying,
    vouching,
)
from console.releases.service.telephoning import unattested
from console.releases.standing import standing


class ReleaseWarrant:
    """Port ``Warrant``: judged again before every delivery."""

    def __init__(self, policy: ReleasePolicy) -> None:
        self._policy = policy

    def refusal(self, tx: Session, delivery: Delivery, at: datetime) -> str | None:
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
        if refused := _ungrounded(tx, release):
            return refused
        if overtaken := _overtaken(release.stage, delivery):
            return overtaken
        if delivery.action is Deed.PUBLISH:
            return (
                _uncleared(tx, self._policy, release, at)
                or timing.refusal(tx, release, at)
                or rechecking.refusal(tx, self._policy, release)
                or vouching.refusal(tx, release)
                or reconfirming.refusal(tx, release, delivery)
            )
        return None


def _ungrounded(tx: Session, release: Release) -> str | None:
    """Somebody signed on an authorisation that did not count, or alone without being on scene."""
    if relying.unfounded(tx, release):
        return "warrant.authorisation"
    if unattested(tx, release):
        return "warrant.telephone"
    return on_scene.refusal(tx, release)


def _uncleared(tx: Session, policy: ReleasePolicy, release: Release, at: datetime) -> str | None:
    """No secrecy reviewer signed, and what it cites in their place did not count when it was
    signed, or, until it is public, no longer counts; or the words are not what was cleared."""
    signed_at = release.signed_at
    if signed_at is None:
        return "warrant.clearance"
    asked = {signed_at} if release.published_at else {signed_at, at}
    refused = any(citing.refusal(tx, policy, release, each) for each in asked)
    return "warrant.clearance" if refused else None


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
        shown, zone = [], self._policy.zone
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
            if delivery.channel == PUBLIC_PAGE and not (
                release.published_at and page_stands(tx, release.id)
            ):
                if release.published_at:
                    places.take_off(tx, release, local(release.published_at, zone))
                release.published_at = release.changed_at = at.replace(microsecond=0)
                shown.append(release)
        places.add(tx, [each for each in shown if not each.drill], local(at, zone))

    def stopped(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        """Of a release of which nothing is out nothing may say that it is being published."""
        zone = self._policy.zone
        for release_id in sorted({delivery.release_id for delivery in deliveries}):
            release = found.locked(tx, release_id)
            if release.stage is not Stage.PUBLISHING or not nothing_out(tx, release_id):
                continue
            found.move(tx, at, release, Action.PAUSE, None)
            if release.published_at:
                places.take_off(tx, release, local(release.published_at, zone))
            release.published_at = release.changed_at = None
            audit.record(
                tx, at, audit.Event.PAUSED, actor=audit.SYSTEM, subject=found.subject(release),
                number=release.number,
            )  # fmt: skip

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
            if release.incident_id:
                meet_clocks(
                    tx, at, release.incident_id, release.number or "",
                    next_update_at=content_of(release.package).next_update_at,
                    final=release.kind is Kind.FINAL,
                )  # fmt: skip
            if release.corrects_id:
                self._change_old(tx, at, release)
            lifting.tell(tx, at, self._policy, release)

    def _change_old(self, tx: Session, at: datetime, change: Release) -> None:
        """The corrected page gets its banner; an erratum marks it, a correction replaces it: what
        had not gone out stays, and who has posted it is asked to note the correction there."""
        old = found.locked(tx, change.corrects_id) if change.corrects_id else None
        if old is None:
            return
        replaces = change.kind is Kind.CORRECTION and old.stage is not Stage.WITHDRAWN
        if replaces and old.stage is Stage.PUBLISHED:
            found.move(tx, at, old, Action.SUPERSEDE, None)
            audit.record(
                tx, at, audit.Event.SUPERSEDED, actor=audit.SYSTEM, subject=found.subject(old),
                number=old.number, by=change.number,
            )  # fmt: skip
        if change.kind is Kind.CORRECTION:
            verifying.end(tx, at, old, verifying.CORRECTED)
        old.changed_at = at.replace(microsecond=0)
        lay_change(
            tx, at, release_id=old.id, incident_id=old.incident_id, digest=old.digest,
            action=Deed.UPDATE, cause=change.number or "", accounts=self._policy.accounts,
            channels=found.mouths(old) if replaces else sorted(PAGES),
            overtakes="delivery.superseded" if replaces else "",
            expires_days=self._policy.expires_days,
        )  # fmt: skip
