"""发布前检查 on screen: live while typing, beside the draft for who may override, for signers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Reply

from console.checks import guard
from console.checks.findings import Finding
from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, Stale, TooMany
from console.language import sentence
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.releases import queries, service
from console.releases.queries import ReleaseRow
from console.releases.rules.content import Content
from console.releases.rules.guarding import Override, may_be_overridden
from console.releases.rules.ties import tie
from console.releases.rules.workflow import Stage
from console.web import attachments, editing
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, locale, services
from console.web.pacing import pace, when_again
from console.web.proving import place_of, prove
from console.web.translation import spoken, tell

bp = Blueprint("guarding", __name__, url_prefix="/releases")


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in the person's language. ``override``: who let it through; ``override_id``:
    what takes that back while it is a draft."""

    finding: Finding
    sentence: str
    override: Override | None = None
    override_id: UUID | None = None

    @property
    def overridable(self) -> bool:
        return self.override is None and may_be_overridden(self.finding)


@dataclass(frozen=True)
class GuardPage:
    row: ReleaseRow
    content: Content
    lines: tuple[Line, ...]
    author: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    reason: str = ""


@bp.post("/<uuid:id>/check")
@access(P.RELEASE_DRAFT)
def check(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """JSON for the editor's panel. Nothing is kept. ``fix_html``: the fix with its tie."""
    try:
        return jsonify(findings=_checked(id), version=guard.VERSION)
    except FayanError as error:
        refused = make_response(jsonify(findings=[], sentence=tell(error)), error.status)
        return when_again(refused, error)


@bp.get("/<uuid:id>/guard")
@access(P.RELEASE_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    page = _page(id)
    if page.row.stage is not Stage.DRAFT:
        say(str(_("通稿已送审，检查结果在审签页上。")), "info")
        return see_other(url_for("review.show", id=id))
    return answer("guarding/show.html", None, page)


@bp.post("/<uuid:id>/override")
@access(P.FINDING_OVERRIDE)
def override(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    form = request.form
    try:
        _overridden(id, form.get("key", ""), form.get("reason", ""))
    except (NotYou, TooMany, Invalid, Stale) as error:
        errors = {place_of(error): tell(error)}
        page = _page(id, errors, form.get("key", ""), form.get("reason", ""))
        return answer("guarding/show.html", None, page, status=error.status)
    say(str(_("已放行。拟稿人已收到通知。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/override/<uuid:override_id>/take-back")
@access(P.FINDING_OVERRIDE)
def take_back(id: UUID, override_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with acting() as (tx, now, actor):
        service.take_back(tx, now, actor, release_id=id, override_id=override_id)
    say(str(_("已收回放行。")))
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/override/ask")
@access(P.RELEASE_DRAFT)
def ask(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        _ask(id, request.form.get("key", ""))
    except (NotNow, Invalid) as error:
        say(tell(error), "warning")
    else:
        say(str(_("已通知可以放行的人。")))
    return see_other(url_for(".show", id=id))


def _ask(release_id: UUID, key: str) -> None:
    given = services()
    with given.database.snapshot() as tx:
        judged = service.judge(tx, given.clock.now(), given.policy, release_id)
    with acting() as (tx, now, actor):
        service.ask(tx, now, actor, given.policy, release_id=release_id, key=key, judged=judged)


def said(finding: Finding) -> str:
    return sentence(finding.sentence, spoken(finding.parameters), locale())


def sealed_lines(release_id: UUID) -> tuple[Line, ...]:
    """For signers: exactly what the guard said of what they sign, what was let through first."""
    with services().database.snapshot() as tx:
        findings, overrides = queries.sealed(tx, release_id)
    by_key = {each.key: each for each in overrides}
    lines = (Line(each, said(each), by_key.get(each.key)) for each in findings)
    return tuple(sorted(lines, key=lambda each: each.override is None))


def _checked(release_id: UUID) -> list[dict[str, object]]:
    pace()
    given, actor = services(), current_actor()
    form = editing.typed(request.form, attachments.known(request.form, MultiDict()).by_sha256)
    with given.database.snapshot() as tx:
        _row, base = queries.draft(tx, release_id)
        content, _problems = editing.content(form, base, given.policy)
        judged = service.check(tx, given.clock.now(), given.policy, release_id, content)
        let = {each.override.key for each in queries.overrides_of(tx, release_id)
               if each.person_id != actor.id}  # fmt: skip
    return [
        {
            "code": each.code, "severity": each.severity.value, "part": each.part,
            "start": each.start, "end": each.end, "excerpt": each.excerpt,
            "message": said(each), "fix": each.fix, "key": each.key,
            "fix_html": tie(UUID(each.entry), each.fix) if each.entry and each.fix else None,
            "overridden": each.key in let,
            "overridable": each.key not in let and may_be_overridden(each),
        }
        for each in judged.findings
    ]  # fmt: skip


def _overridden(release_id: UUID, key: str, reason: str) -> None:
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        judged = service.judge(tx, given.clock.now(), given.policy, release_id)
        if actor.id in queries.release(tx, release_id, actor).authors:
            raise NotYou("override.author")
        if any(key == each.override.key for each in queries.overrides_of(tx, release_id)):
            return  # pressed twice
    proof = prove(act_of("override", release_id, key))
    with given.database.transaction() as tx:
        service.override(
            tx, given.clock.now(), actor, given.policy, release_id=release_id, key=key,
            reason=reason, proof=proof, judged=judged,
        )  # fmt: skip


def _page(
    release_id: UUID, errors: Mapping[str, str] | None = None, key: str = "", reason: str = ""
) -> GuardPage:
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        view = queries.release(tx, release_id, actor)
        judged = service.judge(tx, given.clock.now(), given.policy, release_id)
        let = {each.override.key: each for each in queries.overrides_of(tx, release_id)}
    lines = tuple(
        Line(
            each, said(each),
            let[each.key].override if each.key in let else None,
            let[each.key].id if each.key in let else None,
        )
        for each in judged.findings
    )  # fmt: skip
    author = actor.id in view.authors
    return GuardPage(view.row, view.content, lines, author, errors or {}, key, reason)
