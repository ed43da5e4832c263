"""The port through which the dispatcher tells the release room what became of a release."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from console import audit
from console.incidents.service.clocks import published as meet_clocks
from console.kernel.clock import local
from console.notices.service import Telling, tell_all
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
from console.releases.rules.package import content_of
from console.releases.rules.workflow import Action, Stage
from console.releases.service import found, lifting, verifying


class ReleaseLedger:
    """Port ``Ledger``: what became of a release, told inside the dispatcher's transaction."""

    def __init__(self, policy: ReleasePolicy) -> None:
        self._policy = policy

    def claimed(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        shown, zone = [], self._policy.zone
        going = [each for each in deliveries if each.action is Deed.PUBLISH]
        releases = found.all_locked(tx, (each.release_id for each in going))
        for delivery in going:
            release = releases[delivery.release_id]
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
        pages = [
            each.release_id
            for each in deliveries
            if each.channel == PUBLIC_PAGE and each.action is Deed.PUBLISH
        ]
        releases, out = found.all_locked(tx, pages), []
        for release in map(releases.__getitem__, pages):
            if release.stage is not Stage.PUBLISHING:
                continue
            out.append(release)
            found.move(tx, at, release, Action.PUBLISH, None)
            audit.record(
                tx, at, audit.Event.PUBLISHED, actor=audit.SYSTEM, subject=found.subject(release),
                number=release.number, digest=release.digest,
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
        tell_all(tx, at, map(_told_published, out))

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


def _told_published(release: Release) -> Telling:
    return Telling(
        [release.created_by], "release.told_published", found.subject(release),
        {"number": release.number or ""}, f"published:{release.digest}",
    )  # fmt: skip
