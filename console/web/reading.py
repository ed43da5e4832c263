"""A text that is not public yet: who has it on their screen is on record, and stands over it.

One place for every screen, so that a view cannot forget it. Each has the release's id (of a
handover: the delivery's) in its address. A form that comes back, refused or not, whole or for htmx
a part, shows the text again: marked and on record like the page it belongs to.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Flask, Response, g, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.kernel.clock import local
from console.kernel.errors import NotThere
from console.people.rules.roles import P
from console.publishing.queries import delivery
from console.releases import queries
from console.releases.queries.approved import Wrote, approved
from console.releases.queries.lists import ReleaseRow
from console.releases.queries.readers import Reader, is_noted, readers, unpublished
from console.releases.service.reading import note_reading
from console.web.access import access
from console.web.answer import answer
from console.web.context import actor_or_none, current_actor, services
from console.web.release_pages import names_of

bp = Blueprint("reading", __name__, url_prefix="/releases")

SHOWN = frozenset(
    {
        "approval.form", "approval.printed", "attachments.of_release", "drafting.edit",
        "guarding.show", "handover.show", "picturing.show", "posters.article_cover", "posters.show",
        "releases.compare", "releases.show", "review.frame", "review.panel", "review.show",
        "telephone.show",
    }
)  # fmt: skip
NO_TEXT = frozenset({"approval.code", "releases.poll", "telephone.start"})
"""Its number's code; that something changed; whom to call."""
PAGE_OF = {
    "drafting": "drafting.edit", "guarding": "guarding.show", "handover": "handover.show",
    "releases": "releases.show", "review": "review.show", "reviewing": "review.show",
    "telephone": "telephone.show",
}  # fmt: skip
"""The page that a form of this blueprint comes back on."""
MARKED = frozenset(each.partition(".")[0] for each in SHOWN) | frozenset(PAGE_OF)  # blueprints
FRAME = "review.frame"
"""A page of the newsroom's, with no layout and no style sheet of ours. In a frame, the page around
it lies over it; browsers say so in a header that no page can set."""
OVER = (
    b"<style>.watermark{position:fixed;inset:0;z-index:9;pointer-events:none}"
    b"@media print{.watermark{print-color-adjust:exact}}</style>"
)


@dataclass(frozen=True)
class ReadersPage:
    row: ReleaseRow
    readers: tuple[Reader, ...]
    wrote: tuple[Wrote, ...]
    names: dict[UUID, str]
    published: bool


@bp.get("/<uuid:id>/readers")
@access(P.AUDIT_READ, P.RELEASE_WITHDRAW)
def report(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        page = _readers_page(tx, id)
    return answer("releases/readers.html", None, page)


def _readers_page(tx: Session, release_id: UUID) -> ReadersPage:
    row = queries.release(tx, release_id, current_actor()).row
    wrote = approved(tx, release_id).wrote
    return ReadersPage(
        row=row,
        readers=readers(tx, release_id),
        wrote=wrote,
        names=names_of(tx, {each.person_id for each in wrote}),
        published=row.published_at is not None,
    )


def install(app: Flask) -> None:
    app.jinja_env.globals["watermark"] = watermark
    app.after_request(_note)


def watermark() -> Markup:
    """Over every page that shows a text before the public sees it; "" elsewhere."""
    if _early() is None:
        return Markup()
    given, actor = services(), current_actor()
    now = local(given.clock.now(), given.settings.zone)
    said = f"{actor.name} {now:%Y-%m-%d %H:%M}"
    return Markup(render_template("watermark.html", said=said))  # noqa: S704 - a template escapes it


def _early() -> UUID | None:
    """The release whose unpublished text this request may show; asked of the database once."""
    if "early" not in g:
        g.early = _asked()
    found: UUID | None = g.early
    return found


def _asked() -> UUID | None:
    asked = (request.view_args or {}).get("id")
    if request.blueprint not in MARKED or not isinstance(asked, UUID):
        return None
    if actor_or_none() is None:
        return None
    with services().database.snapshot() as tx:
        release_id = _delivered(tx, asked) if request.blueprint == "handover" else asked
        shown = release_id is not None and unpublished(tx, release_id) is not None
        return release_id if shown else None


def _delivered(tx: Session, delivery_id: UUID) -> UUID | None:
    try:
        return delivery(tx, delivery_id, current_actor(), services().policy.accounts).release_id
    except NotThere:
        return None


def _screen(status: int) -> str | None:
    """What showed the text, if this answer does. An error page and a redirect do not."""
    endpoint = str(request.endpoint)
    if request.method == "GET" and endpoint in SHOWN and status == 200:
        return endpoint
    if not g.get("answered") or endpoint in NO_TEXT:
        return None
    return endpoint if endpoint in SHOWN else PAGE_OF.get(request.blueprint or "")


def _note(response: Response) -> Response:
    """Before it leaves: what cannot be put on record is not shown."""
    screen = _screen(response.status_code)
    release_id = _early() if screen else None
    if screen is None or release_id is None:
        return response
    given, actor, now = services(), current_actor(), services().clock.now()
    day = local(now, given.settings.zone).date().isoformat()
    with given.database.snapshot() as tx:
        revision = unpublished(tx, release_id)
        noted = revision is None or is_noted(tx, release_id, revision, actor.id, day)
    if not noted:
        with given.database.transaction() as tx:
            note_reading(tx, now, actor, release_id=release_id, day=day, screen=screen)
    if request.endpoint == FRAME and request.headers.get("Sec-Fetch-Dest") != "iframe":
        body = response.get_data().replace(b"</body>", OVER + watermark().encode() + b"</body>", 1)
        response.set_data(body)
    return response
