"""Review and sign: the text as readers will see it, what changed, and the signature."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from flask import Blueprint, Response, make_response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.incidents.queries.facts import FactView, ledger
from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, Stale, TooMany
from console.kernel.lengths import weibo_length
from console.language.words import ACTION
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.releases import queries, service
from console.releases.preview import Preview, preview
from console.releases.queries import ReleaseView, RevisionRow, Said
from console.releases.queries.presence import others_here
from console.releases.rules.content import Limits
from console.releases.rules.drifting import Drift, drifts
from console.releases.rules.workflow import Stage
from console.web import picturing, posters
from console.web.access import access
from console.web.answer import answer, say, see_other
from console.web.citing import CitedView, cited_of
from console.web.comparing import Difference, column_word, differences, moment_words
from console.web.context import current_actor, services, whole_number
from console.web.guarding import Line, sealed_lines
from console.web.posters import Shown
from console.web.proving import place_of, prove
from console.web.release_pages import Dot, PlanLine, chain_dots, plan_lines
from console.web.translation import tell

bp = Blueprint("review", __name__, url_prefix="/releases")
NOT_YET = "release.not_your_step"
TWICE = "release.signed_already"  # pressed twice, perhaps: the service tells the two apart
VIEWS = ("website", "weibo", "wechat", "feeds", "poster", "changes")
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class Typed:
    """What was written about a passage, or as a note, and could not be kept. ``what``: comment,
    proposal or note."""

    what: str
    place: int = -1
    text: str = ""
    quote: str = ""
    error: str = ""

    def refused(self, sentence: str) -> "Typed":
        return replace(self, error=sentence)


NOTHING_TYPED = Typed("")


@dataclass(frozen=True)
class Panel:
    """``base``: the revision that changes are told from; None: nothing to compare with.
    ``earlier``: the revisions to choose it from, the newest first."""

    id: UUID
    view: str
    made: Preview
    weibo_length: int
    limits: Limits
    differences: tuple[Difference, ...]
    base: int | None
    has_frame: bool
    revision: int
    version: int  # of the words: a picture has another address after each change
    earlier: tuple[RevisionRow, ...] = ()
    posters: Shown | None = None
    drift: Mapping[str, tuple[Drift, ...]] = field(default_factory=dict)
    alone: str = ""  # that one of several posters goes to Weibo


@dataclass(frozen=True)
class PreviewPage:
    panel: Panel


@dataclass(frozen=True)
class ReviewPage:
    """``refusal``: why this person may not sign now; "" they may. ``sheet``: opens at once."""

    view: ReleaseView
    panel: Panel
    dots: tuple[Dot, ...]
    plan: tuple[PlanLine, ...]
    verb: str
    last: bool
    refusal: str
    column: str
    incident: IncidentView | None
    guard: tuple[Line, ...] = ()
    cited: CitedView | None = None
    said: Said | None = None
    looking: tuple[str, ...] = ()
    sources: Mapping[UUID, FactView] = field(default_factory=dict)
    typed: Typed = NOTHING_TYPED
    errors: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    ticked: tuple[str, ...] = ()
    sheet: str = ""
    stale: str = ""


@bp.get("/<uuid:id>/review")
@access(P.RELEASE_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    page = _page(id, sheet=request.args.get("sheet", ""))
    return answer("review/show.html", None, page)


@bp.get("/<uuid:id>/preview")
@access(P.RELEASE_READ)
def panel(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("review/preview.html", "panel", PreviewPage(_panel(id, current_actor().id)))


@bp.get("/<uuid:id>/preview/page")
@access(P.RELEASE_READ)
def frame(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """The newsroom's own page, for a frame: it runs nothing and loads nothing."""
    given = services()
    with given.database.snapshot() as tx:
        made = preview(tx, given.clock.now(), given.policy, id)
        version = queries.draft(tx, id)[0].version
    page = given.preview_page(made.item) if given.preview_page else b""
    response = make_response(picturing.on_the_console(id, page, version))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.post("/<uuid:id>/sign")
@access(P.RELEASE_READ)  # who may is judged step by step: an authorisation that ended is told so
def sign(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        final = _signed(id, request.form.get("digest", ""), request.form.get("comment", ""))
    except (Stale, NotYou, TooMany, Invalid) as error:
        return _again(id, "sign", error)
    except NotNow as error:
        say(tell(error), "warning")
        return see_other(url_for("releases.show", id=id))
    say(_what_follows(id, final=final))
    return see_other(url_for("releases.show", id=id))


@bp.post("/<uuid:id>/send-back")
@access(P.RELEASE_READ)
def send_back(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        _sent_back(id)
    except (Stale, NotYou, Invalid) as error:
        return _again(id, "send-back", error)
    except NotNow as error:
        say(tell(error), "warning")
    else:
        say(str(_("已退回。拟稿人已收到您的意见。")))
    return see_other(url_for("releases.show", id=id))


def _sent_back(release_id: UUID) -> None:
    given, form = services(), request.form
    with given.database.transaction() as tx:
        service.send_back(
            tx, given.clock.now(), current_actor(), given.policy, release_id=release_id,
            seen=form.get("digest", ""), comment=form.get("comment", ""),
        )  # fmt: skip


def _signed(release_id: UUID, seen: str, comment: str) -> bool:
    """Who may not sign is told so before a password is asked for; who has signed these words is
    told that they did, without another proof: the answer may have been lost in a tunnel."""
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        refusal = queries.release(tx, release_id, actor).sign_refusal or service.duty_refusal(
            tx, given.clock.now(), actor, release_id=release_id
        )
        if refusal and refusal.code == NOT_YET:
            now = given.clock.now()
            refusal = service.authority_refusal(tx, now, actor, release_id) or refusal
        if queries.signed_already(tx, release_id, actor.id, seen):
            return queries.release(tx, release_id, actor).row.signed_at is not None
    if refusal and refusal.code != TWICE:
        raise refusal
    proof = prove(act_of("sign", seen))
    with given.database.transaction() as tx:
        return service.sign(
            tx, given.clock.now(), actor, given.policy,
            release_id=release_id, seen=seen, proof=proof, comment=comment,
            ticked=request.form.getlist("tick"),
        )  # fmt: skip


def again(release_id: UUID, error: FayanError, typed: Typed) -> Reply:
    """The screen again, with what was typed beside its passage; on changed words, the changes."""
    changed = isinstance(error, Stale)
    page = _page(
        release_id, stale=tell(error) if changed else "", typed=typed,
        seen=request.form.get("digest", "") if changed else "",
    )  # fmt: skip
    return answer("review/show.html", None, page, status=error.status)


def _again(release_id: UUID, sheet: str, error: FayanError) -> Reply:
    """Shown again with the comment kept. On changed words the changes are shown, not the sheet."""
    place = place_of(error)
    changed = isinstance(error, Stale)
    page = _page(
        release_id,
        sheet=sheet if place else "",
        errors={} if changed else {place: tell(error)},
        comment=request.form.get("comment", ""),
        stale=tell(error) if changed else "",
        seen=request.form.get("digest", "") if changed else "",
    )
    return answer("review/show.html", None, page, status=error.status)


def _page(
    release_id: UUID,
    *,
    sheet: str = "",
    errors: Mapping[str, str] | None = None,
    comment: str = "",
    stale: str = "",
    seen: str = "",
    typed: Typed = NOTHING_TYPED,
) -> ReviewPage:
    given, actor = services(), current_actor()
    shown = _panel(release_id, actor.id, seen)
    with given.database.snapshot() as tx:
        view = queries.release(tx, release_id, actor)
        dots = chain_dots(tx, view)
        row, cited = view.row, cited_of(tx, view)
        now = given.clock.now()
        off_duty = service.duty_refusal(tx, now, actor, release_id=release_id)
        unfounded = service.authority_refusal(tx, now, actor, release_id)
        incident = incidents.of_id(tx, row.incident_id) if row.incident_id else None
        said = queries.said(tx, release_id, actor)
        sources = _sources(tx, view)
        looking = others_here(tx, given.clock.now(), release_id, actor.id)
    last = bool(dots) and dots[-1].state == "here"
    return ReviewPage(
        view=view,
        panel=shown,
        dots=dots,
        plan=plan_lines(view),
        verb=str(_(ACTION["sign_off" if last else "sign"])),
        last=last,
        refusal=_refusal(view, unfounded) or (tell(off_duty) if off_duty else ""),
        cited=cited,
        column=column_word(row.column),
        incident=incident,
        guard=sealed_lines(release_id),
        said=said,
        looking=looking,
        sources=sources,
        typed=typed,
        errors=errors or {},
        comment=comment,
        ticked=tuple(request.form.getlist("tick")),
        sheet=sheet,
        stale=stale,
    )


def _sources(tx: Session, view: ReleaseView) -> dict[UUID, FactView]:
    """Of the facts that the words rest on, as the ledger has them now: it is not sealed."""
    if view.row.incident_id is None or not view.rests_on:
        return {}
    named = {each.entry_id for each in view.rests_on}
    entries = ledger(tx, view.row.incident_id).entries
    return {each.id: each for each in entries if each.id in named}


def _refusal(view: ReleaseView, unfounded: NotYou | None) -> str:
    """``unfounded``: why an authorisation of theirs opens nothing here."""
    if view.row.stage is not Stage.IN_REVIEW:
        return tell(NotNow("release.not_now", stage=view.row.stage.value, action="sign"))
    refused = view.sign_refusal
    if refused and refused.code == NOT_YET:
        refused = unfounded or refused
    return tell(refused) if refused else ""


def _panel(release_id: UUID, person_id: UUID, seen: str = "") -> Panel:
    """``seen``: the digest of the screen that was overtaken; its revision is the base then."""
    given, asked = services(), request.args.get("as", "")
    with given.database.snapshot() as tx:
        made = preview(tx, given.clock.now(), given.policy, release_id)
        row, now = queries.draft(tx, release_id)
        newest = queries.newest_place(tx, release_id)
        signed = queries.last_seen(tx, release_id, person_id, before=newest)
        revisions = queries.release(tx, release_id, current_actor()).revisions
        earlier = tuple(each for each in revisions if each.place < newest)
        chosen = whole_number(request.args.get("base", ""))
        base = (
            next((each.place for each in earlier if each.place == chosen), None)
            or (queries.place_of_digest(tx, release_id, seen) if seen else None)
            or signed
            or queries.last_submitted(tx, release_id, newest)
            or (earlier[0].place if earlier else None)
        )
        before = queries.revision(tx, release_id, base) if base else now
    changed = differences(before, now)
    usual = "changes" if (signed or seen) and changed else VIEWS[0]
    view = asked if asked in VIEWS else usual
    weibo = made.variants.get("weibo")
    drawn = posters.shown(release_id, made) if view in ("poster", "weibo") else None
    return Panel(
        id=row.id,
        view=view,
        made=made,
        weibo_length=weibo_length(weibo.text) if weibo else 0,
        limits=given.policy.limits,
        differences=changed,
        base=base,
        has_frame=given.preview_page is not None,
        revision=newest,
        version=row.version,
        earlier=earlier,
        posters=drawn,
        alone=posters.alone(len(drawn.sources)) if drawn and weibo else "",
        drift=drifts(
            f"{made.item.title}\n{made.item.text}",
            made.variants,
            made.item.published_at,
            given.policy.zone,
        ),
    )


def _what_follows(release_id: UUID, *, final: bool) -> str:
    """What happens next and when, told right after the signature."""
    with services().database.snapshot() as tx:
        view = queries.release(tx, release_id, current_actor())
        dots = chain_dots(tx, view)
    if not final:
        following = next((dot for dot in dots if dot.state == "here"), None)
        return str(_("已审核通过。下一步：%(role)s。", role=following.role if following else ""))
    first = plan_lines(view)[0]
    if first.at and first.at > services().clock.now():
        return str(_("已签发。将于 %(time)s 自动发布。", time=moment_words(first.at)))
    return str(_("已签发，正在发布：先网站和订阅，再微博、微信。"))
