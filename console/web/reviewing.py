"""What signers say: comments, proposed wording, notes to each other; and what drafters do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, Stale
from console.people.rules.roles import P
from console.releases import queries, service
from console.releases.queries import ReleaseRow, Said
from console.releases.rules.workflow import Stage
from console.web import submitting
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, arrived, say, see_other
from console.web.context import current_actor, is_htmx, services, whole_number
from console.web.review import Typed, again
from console.web.translation import tell

bp = Blueprint("reviewing", __name__, url_prefix="/releases")
REFUSED = (Stale, NotYou, Invalid, NotNow)


@dataclass(frozen=True)
class SaidPage:
    row: ReleaseRow
    said: Said
    may_decide: bool = True
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.post("/<uuid:id>/notes")
@access(P.RELEASE_SIGN)
def note(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    text = request.form.get("note", "")
    try:
        with acting() as (tx, now, actor):
            service.note(tx, now, actor, services().policy, release_id=id, text=text)
    except REFUSED as error:
        return again(id, error, Typed("note", text=text, error=tell(error)))
    arrived()
    say(str(_("附注已记下，拟稿人看不到。")))
    return see_other(url_for("review.show", id=id, _anchor="notes"))


@bp.post("/<uuid:id>/comments")
@access(P.RELEASE_SEND_BACK)
def comment(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    typed = _typed("comment")
    try:
        _commented(id, typed)
    except REFUSED as error:
        return again(id, error, typed.refused(tell(error)))
    arrived()
    say(str(_("意见已记在这一段旁边。")))
    return see_other(url_for("review.show", id=id, _anchor=f"passage-{typed.place}"))


@bp.post("/<uuid:id>/proposals")
@access(P.RELEASE_SEND_BACK)
def propose(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    typed = _typed("proposal")
    try:
        with acting() as (tx, now, actor):
            service.propose(
                tx, now, actor, release_id=id, seen=_digest(), place=typed.place, text=typed.text
            )
    except REFUSED as error:
        return again(id, error, typed.refused(tell(error)))
    say(str(_("改法已送给拟稿人。采纳后会重新送审，您再签修改后的文字。")))
    return see_other(url_for("review.show", id=id, _anchor=f"passage-{typed.place}"))


@bp.post("/<uuid:id>/comments/<uuid:comment_id>/done")
@access(P.RELEASE_DRAFT)
def done(id: UUID, comment_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with acting() as (tx, now, actor):
        service.done(tx, now, actor, release_id=id, comment_id=comment_id)
    return _drafter_again(id)


@bp.post("/<uuid:id>/proposals/<uuid:proposal_id>/accept")
@access(P.RELEASE_DRAFT)
def accept(id: UUID, proposal_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        with acting() as (tx, now, actor):
            before = service.accept(
                tx, now, actor, services().policy, release_id=id, proposal_id=proposal_id
            )
    except REFUSED as error:
        say(tell(error), "warning")
        return _back(id)
    return _accepted(id, before)


def _commented(release_id: UUID, typed: Typed) -> None:
    with acting() as (tx, now, actor):
        service.comment(
            tx, now, actor, services().policy, release_id=release_id, seen=_digest(),
            place=typed.place, text=typed.text, quote=typed.quote,
        )  # fmt: skip


def _accepted(release_id: UUID, before: Stage) -> Reply:
    if before is not Stage.DRAFT:
        return _submitted_again(release_id)
    say(str(_("已采纳，文字已写入草稿。")))
    return _back(release_id)


@bp.post("/<uuid:id>/proposals/<uuid:proposal_id>/decline")
@access(P.RELEASE_DRAFT)
def decline(id: UUID, proposal_id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        with acting() as (tx, now, actor):
            service.decline(tx, now, actor, release_id=id, proposal_id=proposal_id)
    except NotNow as error:
        say(tell(error), "warning")
    return _drafter_again(id)


def _submitted_again(release_id: UUID) -> Reply:
    """At once, so that one touch is enough; what stops it is told beside the draft."""
    given, now = services(), services().clock.now()
    try:
        with given.database.snapshot() as tx:
            row, _content = queries.draft(tx, release_id)
        submitting.submit(release_id, row.version, now, meant=True)
    except FayanError as error:
        say(str(_("已采纳，但还没有送审：%(why)s", why=tell(error))), "warning")
        return see_other(url_for("drafting.edit", id=release_id))
    say(str(_("已采纳并重新送审。签过字的人只看修改处再签。")))
    return see_other(url_for("releases.show", id=release_id))


def _drafter_again(release_id: UUID) -> Reply:
    if not is_htmx():
        return _back(release_id)
    with services().database.snapshot() as tx:
        row, _content = queries.draft(tx, release_id)
        said = queries.said(tx, release_id, current_actor())
    return answer("reviewing/said.html", "said", SaidPage(row, said))


def _back(release_id: UUID) -> Reply:
    """Where the drafter came from: the editor while it is a draft."""
    with services().database.snapshot() as tx:
        row, _content = queries.draft(tx, release_id)
    drafting = row.stage is Stage.DRAFT
    return see_other(url_for("drafting.edit" if drafting else "releases.show", id=release_id))


def _typed(what: str) -> Typed:
    return Typed(
        what, place=whole_number(request.form.get("place", ""), -1),
        text=request.form.get("text", ""), quote=request.form.get("quote", ""),
    )  # fmt: skip


def _digest() -> str:
    return request.form.get("digest", "")
