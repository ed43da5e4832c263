"""送审: check, number, seal; and take back what was sent."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.authorisations.queries import able_to_sign
from console.checks.guard import VERSION as GUARD
from console.incidents.queries import IncidentView, of_id
from console.incidents.service.locking import locked as locked_incident
from console.kernel.clock import local
from console.kernel.errors import Invalid, NotThere
from console.kernel.ids import release_number
from console.numbering import next_in
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.publishing.rules.channel import Variant
from console.publishing.rules.plan import check as check_plan
from console.publishing.service import cancel_unsent
from console.releases.policy import ReleasePolicy
from console.releases.preview import completed, number_or_stand_in
from console.releases.queries.liftable import with_what_went_before
from console.releases.records import Release
from console.releases.rules import scene
from console.releases.rules.citing import Citation, check_unfound
from console.releases.rules.content import (
    Content,
    check,
    content_from_json,
)
from console.releases.rules.guarding import problem as stopped_by
from console.releases.rules.guarding import stopping
from console.releases.rules.kinds import CHANGES, SERIES, Kind
from console.releases.rules.package import SealedIncident, Setting, digest_of, package
from console.releases.rules.pictures import Fitted, with_pictures
from console.releases.rules.posters import Drawn
from console.releases.rules.scene import SelfCheck
from console.releases.rules.signing import Chain, chain_for, terms_to_json
from console.releases.rules.titles import date_of, place_in, series_title, told_apart
from console.releases.rules.variants import too_long
from console.releases.rules.workflow import Action, Stage
from console.releases.service import (
    asking,
    citing,
    drawing,
    drilling,
    errata,
    found,
    guard,
    lifting,
    templated,
    tied,
)
from console.releases.service.advising import overtaken
from console.releases.service.guard import Judgement
from console.releases.service.on_scene import check as check_scene
from console.releases.service.presence import leave
from console.releases.standing import authors, matter_of, newest, standing

FIELDS = {
    "channel.weibo_length": "weibo",
    "channel.wechat_title": "wechat_title",
    "channel.wechat_digest": "wechat_digest",
    "channel.wechat_from_text": "body",
    "channel.wechat_text": "wechat_text",
}


def submit(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    version: int,
    after_midnight_meant: bool = False,
    judged: Judgement | None = None,
    cited: Citation | None = None,
    signer: Role | None = None,
    self_check: SelfCheck | None = None,
    drawn: Drawn | None = None,
    fitted: Fitted | None = None,
) -> str:
    """送审: check, number, seal. The digest of the package that the signers will sign.

    ``judged``: what the guard said in a snapshot just before; it looks again if that is overtaken.
    ``cited``: what stands in for every step but that of ``signer`` (``holding``). ``self_check``:
    what stands in for every step but the commander's (``scene``). ``drawn``: the posters, if the
    words ask for some; neither of those two waits for pictures. ``fitted``: pictures in the sizes
    that go out; without it they go out as they were brought. Raises Overtaken where any was drawn
    from other words or under another number.
    """
    release = found.locked(tx, release_id)
    found.may_move(release, Action.SUBMIT, actor)
    found.check_version(release, version)
    revision = newest(tx, release)
    content = content_from_json(revision.content)
    incident = of_id(tx, release.incident_id) if release.incident_id else None
    place = _place(tx, release)
    for problem in _problems(
        release, content, incident, at, policy, place=place, meant=after_midnight_meant
    ):
        raise problem
    for problem in _kept_problems(tx, policy, release, content):
        raise problem
    chain = chain_for(
        policy.chains, content.kind, content.column, incident.level if incident else None,
        on_scene=self_check is not None,
    )  # fmt: skip
    steps = _steps(chain, signer=signer if cited else None, on_scene=self_check is not None)
    for problem in _chain_problems(tx, at, release, steps, actor):
        raise problem
    if judged is None or judged.version != release.version:
        judged = guard.look(tx, at, policy, release, content)
    if cited:
        check_unfound(judged.findings)
    for finding in stopping(judged.findings, guard.overriding_keys(tx, release, actor)):
        raise stopped_by(finding)
    overrides = guard.sealed_overrides(tx, at, actor, release, judged)
    if revision.submitted:  # sent back and submitted again: signatures name a revision of their own
        release.revision += 1
        revision = found.new_revision(release, actor, content, at)
        tx.add(revision)
    _number(tx, at, release, policy)
    if cited and incident:
        incident = citing.named_by(tx, policy, cited, incident)
    if cited or self_check:
        content = replace(content, poster="")
    content, variants = completed(content, release.number or "", incident, at, policy)
    dateline = date_of(local(content.plan.chosen_at or at, policy.zone))
    drawn = drawing.sealed(release, content, dateline, drawn)
    posters, pictures = drawn.posters if drawn else (), drawing.fitting(content, fitted)
    content = replace(
        content,
        list_title=_told_apart(tx, release, content, at, policy),
        lifts=with_what_went_before(tx, content.lifts),
    )
    corrected = tx.get(Release, release.corrects_id) if release.corrects_id else None
    release.package = package(
        content,
        with_pictures(drawing.with_covers(variants, drawn), content, pictures),
        Setting(
            number=release.number or "",
            incident=SealedIncident(
                incident.number, incident.title, incident.place, incident.occurred_at
            )
            if incident
            else None,
            series_place=release.series_place,
            level=incident.level.value if incident else None,
            corrects=corrected.number if corrected else None,
            drill=release.drill,
            dateline=dateline,
            chain=tuple(role.value for role in steps),
            overrides=overrides,
            guard=GUARD,
            facts=tied.sealed(tx, release.incident_id, content.body),
            cited=cited,
            chain_terms=terms_to_json(chain) if steps == chain.steps and not cited else None,
            self_check=self_check,
            posters=posters,
            pictures=pictures,
        ),
    )
    release.digest = revision.digest = digest_of(release.package)
    release.list_title, release.submitted_at = content.list_title, at
    revision.submitted, revision.submitted_by = True, actor.id
    revision.submitter_name, revision.submitter_post = actor.name, actor.post
    guard.keep_report(tx, release, judged, len(posters), policy.limits)
    tx.flush()
    citing.check(tx, policy, release, at)
    leave(tx, release.id)
    check_scene(tx, release)
    found.move(tx, at, release, Action.SUBMIT, actor)
    audit.record(
        tx, at, audit.Event.SUBMITTED, actor=actor.username, subject=found.subject(release),
        number=release.number, revision=release.revision, digest=release.digest,
        chain=[role.value for role in steps], cited=cited.digest if cited else None,
        overridden=[each.code for each in overrides], on_scene=self_check is not None,
        posters=[each.sha256 for each in posters],
        pictures=[each.sha256 for each in pictures],
    )  # fmt: skip
    asking.ask(tx, at, release)
    return release.digest


def _steps(chain: Chain, *, signer: Role | None, on_scene: bool) -> tuple[Role, ...]:
    """The configured chain, unless one signature is enough: of what was cleared beforehand, and of
    what was typed on scene."""
    if on_scene:
        return scene.STEPS
    return (signer,) if signer else chain.steps


def problems(
    tx: Session,
    at: datetime,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    after_midnight_meant: bool = False,
) -> tuple[Invalid, ...]:
    """Everything that stops submission of the newest revision, in the order of the form."""
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    content = content_from_json(newest(tx, release).content)
    incident = of_id(tx, release.incident_id) if release.incident_id else None
    of_form = _problems(
        release, content, incident, at, policy,
        place=_place(tx, release), meant=after_midnight_meant,
    )  # fmt: skip
    judged = guard.look(tx, at, policy, release, content)
    left = stopping(judged.findings, guard.overriding_keys(tx, release))
    return (*of_form, *_kept_problems(tx, policy, release, content), *map(stopped_by, left))


def recall(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    version: int,
    reason: str,
) -> None:
    """取回修改: back to a draft; what is planned is cancelled and every signature falls."""
    release = found.locked(tx, release_id)
    found.may_move(release, Action.RECALL, actor)
    found.check_version(release, version)
    found.remark(tx, at, release, actor, "recalled", reason, policy.longest_remark)
    if release.stage is Stage.SCHEDULED:
        cancel_unsent(tx, at, actor, release.id)
    where = standing(tx, release)
    for step in where.waiting:
        asking.signed(tx, at, release, step, where.chain[step])
    leave(tx, release.id)
    found.drop_signatures(tx, at, release, actor, "recalled")
    found.move(tx, at, release, Action.RECALL, actor)
    release.package = release.digest = ""
    release.signed_at = None
    audit.record(
        tx, at, audit.Event.RECALLED, actor=actor.username, subject=found.subject(release),
        number=release.number,
    )  # fmt: skip


def _problems(
    release: Release,
    content: Content,
    incident: IncidentView | None,
    at: datetime,
    policy: ReleasePolicy,
    *,
    place: int | None,
    meant: bool,
) -> Iterator[Invalid]:
    yield from check(content, policy.limits, policy.columns)
    if place is not None:
        yield from _series_problems(content, place)
    if (content.kind in CHANGES) != (release.corrects_id is not None):
        yield found.kind_refused(content.kind)
    try:
        check_plan(content.plan, tuple(policy.accounts))
    except Invalid as problem:
        yield problem
        return
    yield from _time_problems(content, at, policy, meant=meant)
    yield from _promise_problems(content, at, policy)
    yield from _expiry_problems(content, at, policy)
    _, variants = completed(content, number_or_stand_in(release, at, policy), incident, at, policy)
    for code, length, most in too_long(variants, policy.limits):
        own = content.variants.get("wechat", Variant()).text
        article = "channel.wechat_text" if own else "channel.wechat_from_text"
        told = article if code == "channel.content_size" else code
        yield Invalid(told, field=FIELDS[told], length=length, most=most)


def _kept_problems(
    tx: Session, policy: ReleasePolicy, release: Release, content: Content
) -> Iterator[Invalid]:
    """What its template asks for; that a correction brings no old advice back; and that an erratum
    touches nothing but the wording."""
    yield from templated.problems(tx, release, content)
    yield from errata.problems(tx, policy, release, content)
    old = tx.get(Release, release.corrects_id) if release.corrects_id else None
    if old and (content.advice or content.warning) and overtaken(tx, old):
        yield Invalid("content.old_advice", field="advice")
    yield from lifting.problems(tx, release, old, content)
    yield from drilling.problems(tx, release, content)


def _series_problems(content: Content, place: int) -> Iterator[Invalid]:
    """The kind and the title must fit the place that the release takes in its series."""
    if content.kind is Kind.INITIAL and place > 1:
        yield Invalid("series.not_the_first", field="kind", place=place)
    if content.kind is Kind.UPDATE and place == 1:
        yield Invalid("series.no_first_yet", field="kind")
    named = place_in(content.title)
    if named is not None and named != place:
        yield Invalid("series.title_place", field="title", title=series_title(place))


def _place(tx: Session, release: Release) -> int | None:
    """The place it has, or takes when it is submitted now; None outside a series."""
    if release.incident_id is None or release.kind not in SERIES:
        return None
    return release.series_place or found.next_series_place(tx, release.incident_id)


def _told_apart(
    tx: Session, release: Release, content: Content, at: datetime, policy: ReleasePolicy
) -> str:
    """A list title that no other release has."""
    when = local(content.plan.chosen_at or at, policy.zone)
    for title in told_apart(content.list_title, when, release.number or ""):
        taken = tx.scalar(
            select(Release.id)
            .where(Release.list_title == title, Release.id != release.id)
            .where(Release.stage != Stage.DISCARDED, Release.submitted_at.is_not(None))
            .limit(1)
        )
        if taken is None:
            break
    return title


def _chain_problems(
    tx: Session, at: datetime, release: Release, steps: Sequence[Role], submitter: Actor
) -> Iterator[Invalid]:
    """A step that nobody can take would leave the release waiting for ever."""
    barred = authors(tx, release) | {submitter.id}
    for role in steps:
        if not set(able_to_sign(tx, at, role, matter_of(tx, release))) - barred:
            yield Invalid("chain.nobody_for_step", role=role.value)


def _time_problems(
    content: Content, at: datetime, policy: ReleasePolicy, *, meant: bool
) -> Iterator[Invalid]:
    chosen = content.plan.chosen_at
    if chosen is None:
        return
    try:
        found.check_future(chosen, at, policy.zone, field="at")
    except Invalid as problem:
        yield problem
        return
    shown = local(chosen, policy.zone)
    if shown.hour == 0 and not meant:
        before = shown - timedelta(days=1)
        yield Invalid(
            "time.after_midnight", field="at",
            day=f"{shown:%Y-%m-%d}", hour=f"{shown:%H:%M}", before=f"{before:%Y-%m-%d}",
        )  # fmt: skip


def _promise_problems(content: Content, at: datetime, policy: ReleasePolicy) -> Iterator[Invalid]:
    """A next update is promised for after this one is out."""
    promised, out = content.next_update_at, content.plan.chosen_at or at
    if promised is None:
        return
    try:
        found.check_future(promised, at, policy.zone, field="next_update")
    except Invalid as problem:
        yield problem
        return
    if promised <= out:
        shown = local(out, policy.zone)
        yield Invalid("promise.before_release", field="next_update", out=f"{shown:%Y-%m-%d %H:%M}")


def _expiry_problems(content: Content, at: datetime, policy: ReleasePolicy) -> Iterator[Invalid]:
    """A warning still holds when it goes out."""
    out = content.plan.chosen_at or at
    if content.warning and content.warning.expires_at <= out:
        shown = local(out, policy.zone)
        yield Invalid(
            "warning.already_over", field="warning_expires", out=f"{shown:%Y-%m-%d %H:%M}"
        )


def _number(tx: Session, at: datetime, release: Release, policy: ReleasePolicy) -> None:
    """At first submission, for good; places in a series too."""
    if release.incident_id and release.series_place is None and release.kind in SERIES:
        locked_incident(tx, release.incident_id)
        release.series_place = found.next_series_place(tx, release.incident_id)
    if release.number is None:
        year = local(at, policy.zone).year
        release.number = release_number(
            year, next_in(tx, drawing.series_of(release, year)),
            issuer=policy.issuer_code, drill=release.drill,
        )  # fmt: skip
