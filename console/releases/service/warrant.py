"""The port by which the dispatcher asks, before every delivery, whether the words may still go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.publishing.records import Delivery
from console.publishing.rules.channel import Action as Deed
from console.publishing.rules.moves import PAGES
from console.releases.policy import ReleasePolicy
from console.releases.records import Release, Signature
from console.releases.rules.package import digest_of
from console.releases.rules.workflow import Stage
from console.releases.service import (
    citing,
    on_scene,
    rechecking,
    reconfirming,
    relying,
    timing,
    vouching,
)
from console.releases.service.telephoning import unattested
from console.releases.standing import authors_of, signatures_of, standing_by


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is read once of all the releases that are asked about."""

    releases: Mapping[UUID, Release]
    signed: Mapping[UUID, Sequence[Signature]]
    wrote: Mapping[UUID, frozenset[UUID]]
    seen: vouching.Witness


class ReleaseWarrant:
    """Port ``Warrant``: judged again before every delivery."""

    def __init__(self, policy: ReleasePolicy) -> None:
        self._policy = policy

    def refusal(self, tx: Session, delivery: Delivery, at: datetime) -> str | None:
        return self.refusals(tx, [delivery], at)[0]

    def refusals(
        self, tx: Session, deliveries: Sequence[Delivery], at: datetime
    ) -> Sequence[str | None]:
        """A page and the feeds that tell of it are one question."""
        rows = _read(tx, deliveries)
        asked = {_question(each): each for each in deliveries}
        known = {key: self._refusal(tx, rows, each, at) for key, each in asked.items()}
        return [known[_question(each)] for each in deliveries]

    def _refusal(self, tx: Session, rows: _Rows, delivery: Delivery, at: datetime) -> str | None:
        release = rows.releases.get(delivery.release_id)
        if release is None:
            return "warrant.no_release"
        if digest_of(release.package) != release.digest or release.digest != delivery.digest:
            return "warrant.digest_differs"
        if unsigned := _unsigned(tx, rows, release):
            return unsigned
        if overtaken := _overtaken(release.stage, delivery):
            return overtaken
        if delivery.action is Deed.PUBLISH:
            return (
                _uncleared(tx, self._policy, release, at)
                or timing.refusal(tx, release, at)
                or rechecking.refusal(tx, self._policy, release)
                or vouching.refusal(release, rows.signed[release.id], rows.seen)
                or reconfirming.refusal(tx, self._policy, release, delivery, at)
                or _one_will(tx, rows, release)
            )
        return None


def _read(tx: Session, deliveries: Sequence[Delivery]) -> _Rows:
    wanted = {each.release_id for each in deliveries}
    releases = {each.id: each for each in tx.scalars(select(Release).where(Release.id.in_(wanted)))}
    signed = signatures_of(tx, releases.values())
    everybody = [each for rows in signed.values() for each in rows]
    seen = vouching.witness(tx, releases.values(), everybody)
    return _Rows(releases, signed, authors_of(tx, releases.values()), seen)


def _unsigned(tx: Session, rows: _Rows, release: Release) -> str | None:
    """Not everybody of its chain signed, or somebody who may not have: an author, one on an
    authorisation that did not count, one by telephone or on scene without what belongs to it."""
    signed, wrote = rows.signed[release.id], rows.wrote[release.id]
    where = standing_by(tx, release, signed, wrote)
    if not where.complete:
        return "warrant.not_signed"
    if set(where.signers) & where.authors or len(set(where.signers)) != len(where.signers):
        return "warrant.signed_by_author"
    if relying.unfounded(tx, release, signed, wrote):
        return "warrant.authorisation"
    if unattested(tx, signed, wrote):
        return "warrant.telephone"
    return on_scene.refusal(tx, release)


def _one_will(tx: Session, rows: _Rows, release: Release) -> str | None:
    """Asked of new words alone: what is out may always be taken back."""
    return "warrant.one_will" if relying.of_one_will(tx, rows.signed[release.id]) else None


def _question(delivery: Delivery) -> tuple[object, ...]:
    """The same for deliveries that have one answer."""
    return (
        delivery.release_id, delivery.digest, delivery.action, delivery.channel in PAGES,
        delivery.needs_facts, delivery.facts_confirmed_at,
    )  # fmt: skip


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
