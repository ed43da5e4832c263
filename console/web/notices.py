"""What one was told: the bell and the list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import Blueprint, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.language import sentence
from console.notices import queries, service
from console.notices.queries import NoticeRow
from console.releases import queries as releases
from console.releases.concerning import concerning
from console.releases.queries import ReleaseRow
from console.web.access import signed_in
from console.web.answer import answer, say, see_other
from console.web.context import current_actor, locale, services
from console.web.subjects import link_of
from console.web.translation import spoken

bp = Blueprint("notices", __name__, url_prefix="/notices")
SHOWN = 100


@dataclass(frozen=True)
class NoticeLine:
    id: UUID
    sentence: str
    title: str
    at: datetime
    is_new: bool
    has_screen: bool
    drill: bool = False


@dataclass(frozen=True)
class NoticesPage:
    notices: tuple[NoticeLine, ...]
    unseen: int


@bp.get("/")
@signed_in
def index() -> Reply:
    person = current_actor().id
    with services().database.snapshot() as tx:
        rows, unseen = queries.for_person(tx, person, SHOWN), queries.unseen_count(tx, person)
        about = releases.rows(tx, filter(None, map(_release, rows)))
        concerns = concerning(tx, {row.subject for row in rows})
    drills = {subject for subject, concern in concerns.items() if concern.drill}
    lines = (replace(_line(row, about), drill=row.subject in drills) for row in rows)
    page = NoticesPage(tuple(lines), unseen)
    return answer("notices/index.html", "content", page)


@bp.get("/bell")
@signed_in
def bell() -> str:
    return render_template("notices/bell.html")


@bp.post("/seen")
@signed_in
def mark_all() -> Reply:
    given = services()
    with given.database.transaction() as tx:
        service.mark_all_seen(tx, given.clock.now(), current_actor().id)
    say(str(_("已全部标为已读。")))
    return see_other("/notices/")


@bp.post("/<uuid:id>/open")
@signed_in
def open_notice(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given, person = services(), current_actor().id
    with given.database.transaction() as tx:
        service.mark_seen(tx, given.clock.now(), person, id)
    with given.database.snapshot() as tx:
        found = [row for row in queries.for_person(tx, person, SHOWN) if row.id == id]
    return see_other((link_of(found[0].subject, found[0].kind) if found else None) or "/notices/")


@bp.get("/to/<subject>/<kind>")
@signed_in
def go(subject: str, kind: str) -> Reply:
    """Where a message outside the console leads; whoever follows it sees what they may see."""
    return see_other(link_of(subject, kind) or "/notices/")


def unseen_notices() -> int:
    """For the bell."""
    with services().database.snapshot() as tx:
        return queries.unseen_count(tx, current_actor().id)


def _release(row: NoticeRow) -> UUID | None:
    """The one that it is about."""
    kind, _unused, identity = row.subject.partition(":")
    named = identity if kind == "release" else row.parameters.get("release_id")
    return UUID(str(named)) if named else None


def _line(row: NoticeRow, about: Mapping[UUID, ReleaseRow]) -> NoticeLine:
    about_id = _release(row)
    release = about.get(about_id) if about_id else None
    return NoticeLine(
        id=row.id,
        title=release.shown_title if release else "",
        sentence=sentence(row.kind, spoken(row.parameters), locale()),
        at=row.created_at,
        is_new=row.seen_at is None,
        has_screen=link_of(row.subject) is not None,
    )
