"""模板: read by everybody, written by administrators; each change is a version."""

from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow
from console.people.rules.roles import P
from console.release_templates import queries, service
from console.release_templates.rules.clearing import HOLDING, Wording
from console.releases.templating import VOCABULARY
from console.web.access import access
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import current_actor, services, whole_number
from console.web.template_pages import asked, form_page, list_page, preview_of, show_page
from console.web.translation import tell

bp = Blueprint("release_templates", __name__, url_prefix="/templates")


@bp.get("/")
@access(P.TEMPLATE_READ)
def index() -> Reply:
    return answer("release_templates/index.html", "content", list_page())


@bp.get("/new")
@access(P.TEMPLATE_MANAGE)
def new() -> Reply:
    return answer("release_templates/form.html", None, form_page("", Wording(HOLDING, (), "", "")))


@bp.post("/new")
@access(P.TEMPLATE_MANAGE)
def create() -> Reply:
    given, name, wording = services(), request.form.get("name", ""), asked(request.form)
    try:
        with given.database.transaction() as tx:
            made = service.create(
                tx, given.clock.now(), current_actor(), VOCABULARY, name=name, wording=wording
            )
    except Invalid as error:
        return _again(None, 0, error)
    say(str(_("模板已保存。")))
    return see_other(url_for(".show", id=made))


@bp.get("/<uuid:id>")
@access(P.TEMPLATE_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("release_templates/show.html", "content", show_page(id))


@bp.get("/<uuid:id>/edit")
@access(P.TEMPLATE_MANAGE)
def edit(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        found = queries.template(tx, id)
    page = form_page(found.name, found.newest.wording, template_id=id, place=found.newest.place)
    return answer("release_templates/form.html", None, page)


@bp.post("/<uuid:id>/edit")
@access(P.TEMPLATE_MANAGE)
def save(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    seen = whole_number(request.form.get("place", ""))
    try:
        _saved(id, seen)
    except (Invalid, NotNow) as error:
        return _again(id, seen, error)
    say(str(_("模板已保存。")))
    return see_other(url_for(".show", id=id))


@bp.post("/preview")
@access(P.TEMPLATE_MANAGE)
def preview() -> Reply:
    """What is typed, read as it will be."""
    page = preview_of(request.form.get("text", "")[:20_000])
    return answer("release_templates/preview.html", "preview", page)


@bp.post("/<uuid:id>/retire")
@access(P.TEMPLATE_MANAGE)
def retire(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    with given.database.transaction() as tx:
        service.retire(tx, given.clock.now(), current_actor(), id)
    say(str(_("模板已停用。用过它的通稿不受影响。")), "info")
    return see_other(url_for(".index"))


def _saved(template_id: UUID, seen: int) -> None:
    given, actor = services(), current_actor()
    now, wording = given.clock.now(), asked(request.form)
    with given.database.transaction() as tx:
        service.save(
            tx, now, actor, VOCABULARY, template_id=template_id, seen=seen, wording=wording
        )
        service.rename(tx, now, actor, template_id, request.form.get("name", ""))


def _again(template_id: UUID | None, seen: int, error: FayanError) -> Reply:
    """What was typed is shown again."""
    errors = field_errors(error) if isinstance(error, Invalid) else {"": tell(error)}
    page = form_page(
        request.form.get("name", ""), asked(request.form), template_id=template_id, place=seen,
        errors=errors,
    )  # fmt: skip
    return answer("release_templates/form.html", None, page, status=error.status)
