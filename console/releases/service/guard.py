"""发布前检查 over a release: what it reads of the rows, and what it says.

Looking takes time, so callers look in a snapshot (``judge``, ``look``) and pass the judgement to
the verb, which looks again only when the release changed in between.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.checks import guard
from console.checks.findings import Context, Draft, Earlier, Fact, Finding, Incident, Limits
from console.incidents.queries import of_id
from console.incidents.queries.facts import ledger
from console.incidents.queries.issuers import speaking
from console.kernel.clock import local
from console.kernel.errors import NotThere
from console.people.rules.actor import Actor
from console.releases.policy import ReleasePolicy
from console.releases.preview import completed, number_or_stand_in
from console.releases.queries.known import fact_of
from console.releases.records import GuardOverride, GuardReport, Release
from console.releases.rules.content import Content, content_from_json
from console.releases.rules.content import Limits as ContentLimits
from console.releases.rules.guarding import (
    NEVER_OVERRIDDEN,
    Override,
    drafted,
    finding_to_json,
    first_alone,
    said_in,
)
from console.releases.rules.package import content_of
from console.releases.rules.titles import date_of
from console.releases.rules.workflow import Stage
from console.releases.service import found, tied
from console.releases.standing import authors, newest


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the guard said at ``at`` of the release as it stood in ``version``."""

    version: int
    at: datetime
    findings: tuple[Finding, ...]


def judge(tx: Session, at: datetime, policy: ReleasePolicy, release_id: UUID) -> Judgement:
    """Of the newest revision."""
    release = _there(tx, release_id)
    return look(tx, at, policy, release, content_from_json(newest(tx, release).content))


def look(
    tx: Session, at: datetime, policy: ReleasePolicy, release: Release, content: Content
) -> Judgement:
    """Of any words of it, saved or not."""
    context = context_of(tx, at, policy, release)
    draft = draft_of(tx, at, policy, release, content)
    said = guard.examine(draft, context)
    if not content.list_title:  # what derives from the title says the title's findings again
        said = tuple(each for each in said if not _derived(each, content))
    return Judgement(release.version, at, said)


def check(
    tx: Session, at: datetime, policy: ReleasePolicy, release_id: UUID, content: Content
) -> Judgement:
    """Of words that are being typed; nothing is kept. Raises NotThere."""
    return look(tx, at, policy, _there(tx, release_id), content)


def findings(
    tx: Session, at: datetime, policy: ReleasePolicy, release_id: UUID
) -> tuple[Finding, ...]:
    return judge(tx, at, policy, release_id).findings


def context_of(tx: Session, at: datetime, policy: ReleasePolicy, release: Release) -> Context:
    return replace(bare_context(at, policy), incident=_incident(tx, release))


def bare_context(at: datetime, policy: ReleasePolicy) -> Context:
    """Of a text that belongs to nothing yet."""
    limits = policy.limits
    return Context(
        now=at,
        zone=policy.zone,
        issuer=policy.issuer,
        own_numbers=policy.own_numbers,
        own_mails=policy.own_mails,
        stale_after=policy.stale_after,
        limits=Limits(
            title=limits.title, list_title=limits.list_title, body=limits.body,
            weibo=limits.weibo, wechat_title=limits.wechat_title,
            wechat_digest=limits.wechat_digest, wechat_content=limits.wechat_content,
        ),
    )  # fmt: skip


def draft_of(
    tx: Session, at: datetime, policy: ReleasePolicy, release: Release, content: Content
) -> Draft:
    """``content`` as the drafter wrote it, with the list title that it will get."""
    incident = of_id(tx, release.incident_id) if release.incident_id else None
    number = number_or_stand_in(release, at, policy)
    whole, _ = completed(content, number, incident, at, policy)
    when = content.plan.chosen_at or at
    return drafted(
        content,
        list_title="" if whole.list_title == content.title else whole.list_title,
        dateline=date_of(local(when, policy.zone)),
        written=content.variants,
        publishes_at=when,
        ties=tied.read(tx, release.incident_id, content.body),
    )


def standing_overrides(tx: Session, release: Release) -> tuple[GuardOverride, ...]:
    """Those that still count, the oldest first."""
    return tuple(
        tx.scalars(
            select(GuardOverride)
            .where(GuardOverride.release_id == release.id, GuardOverride.fell_at.is_(None))
            .order_by(GuardOverride.at, GuardOverride.id)
        )
    )


def view_of(row: GuardOverride) -> Override:
    return Override(row.code, row.part, row.excerpt, row.reason, row.person_name, row.post, row.at)


def drop(
    tx: Session, at: datetime, release: Release, row: GuardOverride, by: str, why: str
) -> None:
    row.fell_at, row.fell_because = at, why
    audit.record(
        tx, at, audit.Event.OVERRIDE_DROPPED, actor=by, subject=found.subject(release),
        number=release.number, finding=row.code, because=why,
    )  # fmt: skip


def drop_edited(
    tx: Session, at: datetime, actor: Actor, release: Release, content: Content
) -> None:
    """An edit that takes the passage away takes its override away; so does editing as whoever
    gave it, who is an author from then on."""
    for row in standing_overrides(tx, release):
        said = said_in(content, row.part)
        if row.person_id == actor.id:
            drop(tx, at, release, row, actor.username, "author")
        elif said is not None and row.excerpt not in said:
            drop(tx, at, release, row, actor.username, "edited")


def sealed_overrides(
    tx: Session, at: datetime, actor: Actor, release: Release, judged: Judgement
) -> tuple[Override, ...]:
    """Of the findings that are still there, given by nobody who wrote or submits the words. The
    others fall."""
    said = {each.key for each in judged.findings}
    wrote = authors(tx, release) | {actor.id}
    kept = []
    for row in standing_overrides(tx, release):
        override = view_of(row)
        if row.person_id in wrote:
            drop(tx, at, release, row, actor.username, "author")
        elif override.key not in said:
            drop(tx, at, release, row, actor.username, "edited")
        else:
            kept.append(override)
    return tuple(kept)


def overriding_keys(tx: Session, release: Release, submitter: Actor | None = None) -> set[str]:
    """Keys that let a finding through, were it submitted now by ``submitter``."""
    wrote = authors(tx, release) | ({submitter.id} if submitter else set())
    return {
        view_of(row).key for row in standing_overrides(tx, release) if row.person_id not in wrote
    }


def keep_report(
    tx: Session, release: Release, judged: Judgement, posters: int, limits: ContentLimits
) -> None:
    """What signers see of it; ``posters``: pages that were drawn since it looked."""
    goes = "weibo" in content_of(release.package).variants
    drawn = first_alone(posters, limits) if goes else ()
    report = tx.scalars(
        select(GuardReport).where(
            GuardReport.release_id == release.id, GuardReport.revision == release.revision
        )
    ).one_or_none()
    if report is None:
        report = GuardReport(release_id=release.id, revision=release.revision)
        tx.add(report)
    report.version, report.at = guard.VERSION, judged.at
    report.findings = [finding_to_json(each) for each in (*judged.findings, *drawn)]


def _derived(finding: Finding, content: Content) -> bool:
    return finding.part == "list_title" and (
        finding.code.startswith(NEVER_OVERRIDDEN) or finding.excerpt in content.title
    )


def _incident(tx: Session, release: Release) -> Incident | None:
    if release.incident_id is None:
        return None
    view, who = of_id(tx, release.incident_id), speaking(tx, release.incident_id)
    return Incident(
        title=view.title,
        place=view.place,
        level=view.level.value,
        occurred_at=view.occurred_at,
        detected_at=view.detected_at,
        facts=_facts(tx, release.incident_id),
        earlier=_earlier(tx, release),
        issuer=who.name,
        issuer_link=who.link,
    )


def _facts(tx: Session, incident_id: UUID) -> tuple[Fact, ...]:
    return tuple(
        fact_of(each) for each in ledger(tx, incident_id).latest.values() if each.cleared_at is None
    )


def _earlier(tx: Session, release: Release) -> tuple[Earlier, ...]:
    """What the public reads of the incident: withdrawn words bind nobody."""
    rows = tx.scalars(
        select(Release)
        .where(Release.incident_id == release.incident_id, Release.id != release.id)
        .where(Release.stage.in_((Stage.PUBLISHED, Stage.SUPERSEDED)))
        .where(Release.published_at.is_not(None))
        .order_by(Release.published_at, Release.id)
    )
    return tuple(
        Earlier(
            number=row.number or "",
            kind=row.kind.value,
            text=content_of(row.package).text,
            published_at=row.published_at,
            title=row.title,
        )
        for row in rows
        if row.published_at
    )


def _there(tx: Session, release_id: UUID) -> Release:
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    return release
