"""Writing a release: begin, edit, autosave, attach, submit, discard."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Reply

from console.kernel.clock import local
from console.kernel.errors import FayanError, Invalid, NotNow, Stale
from console.people.rules.roles import P
from console.releases import queries, service
from console.releases.preview import preview
from console.releases.rules import merging
from console.releases.rules.content import AttachmentRef, Content
from console.releases.rules.workflow import Stage
from console.web import attachments, editing, submitting
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.comparing import PARTS
from console.web.context import current_actor, services, whole_number
from console.web.editing import EditorForm
from console.web.editor_pages import StartForm, conflict_page, editor_page, start_page
from console.web.translation import tell

bp = Blueprint("drafting", __name__, url_prefix="/releases")


@dataclass(frozen=True)
class Kept:
    """What a press of a button in the editor came to. ``errors``: field → sentence."""

    form: EditorForm
    content: Content
    version: int
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/new")
@access(P.RELEASE_DRAFT)
def new() -> Reply:
    page = start_page(StartForm.asked(request.args))
    return answer("drafting/new.html", None, page)


@bp.post("/new")
@access(P.RELEASE_DRAFT)
def start() -> Reply:
    given, form = services(), StartForm.asked(request.form)
    try:
        with given.database.transaction() as tx:
            made = form.start(tx, given.clock.now(), current_actor(), given.policy)
    except Invalid as error:
        page = start_page(form, field_errors(error))
        return answer("drafting/new.html", None, page, status=422)
    return see_other(url_for(".edit", id=made.id))


@bp.post("/next/<uuid:id>")
@access(P.RELEASE_DRAFT)
def start_next(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """The next release of incident ``id``."""
    given, form = services(), StartForm.asked(request.form)
    with given.database.transaction() as tx:
        made = service.start_next(
            tx, given.clock.now(), current_actor(), given.policy,
            incident_id=id, column=form.column, final=request.form.get("final") == "1",
        )  # fmt: skip
    return see_other(url_for(".edit", id=made.id))


@bp.post("/relay/<uuid:id>")
@access(P.RELEASE_DRAFT)
def relay(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """转发权威发布 of incident ``id``."""
    given, form = services(), StartForm.asked(request.form)
    with given.database.transaction() as tx:
        made = service.start_relay(
            tx, given.clock.now(), current_actor(), given.policy,
            incident_id=id, column=form.column,
        )  # fmt: skip
    return see_other(url_for(".edit", id=made.id))


@bp.get("/<uuid:id>/edit")
@access(P.RELEASE_DRAFT)
def edit(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        row, content = queries.draft(tx, id)
    if row.stage is not Stage.DRAFT:
        say(tell(NotNow("release.not_now", stage=row.stage.value, action="edit")), "warning")
        return see_other(url_for("releases.show", id=id))
    form = editing.shown(content, row.version, services().policy)
    return answer("drafting/edit.html", None, editor_page(id, form))


@bp.post("/<uuid:id>/edit")
@access(P.RELEASE_DRAFT)
def save(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """For browsers without scripts, and for taking up one's own text after a conflict."""
    try:
        kept = _keep(id)
    except FayanError as error:
        return _not_kept(id, error)
    if kept.errors:
        return answer(
            "drafting/edit.html", None, editor_page(id, kept.form, kept.errors), status=422
        )
    say(str(_("已保存。")))
    return see_other(url_for(".edit", id=id))


@bp.post("/<uuid:id>/merge")
@access(P.RELEASE_DRAFT)
def merge(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """Both texts as one, as chosen passage by passage on the screen of the two."""
    try:
        _merged(id)
    except FayanError as error:
        return _not_kept(id, error)
    say(str(_("两份文字已合并保存。请通读一遍。")))
    return see_other(url_for(".edit", id=id))


@bp.post("/<uuid:id>/autosave")
@access(P.RELEASE_DRAFT)
def autosave(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """Answers JSON: what the editor's script needs to tell the truth about what is saved."""
    try:
        kept = _keep(id)
    except Stale as error:
        return make_response(jsonify(state="conflict", sentence=tell(error)), 409)
    except FayanError as error:
        return make_response(jsonify(state="refused", sentence=tell(error)), error.status)
    return jsonify(state="saved", version=kept.version, errors=kept.errors, **_derived(id))


@bp.post("/<uuid:id>/submit")
@access(P.RELEASE_SUBMIT)
def submit(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        kept = _keep(id)
        errors = dict(kept.errors) or _submitted(id, kept)
    except FayanError as error:
        return _not_kept(id, error)
    if errors:
        return answer("drafting/edit.html", None, editor_page(id, kept.form, errors), status=422)
    say(str(_("已送审。签字人已收到通知。")))
    return see_other(url_for("releases.show", id=id))


@bp.post("/<uuid:id>/attachments")
@access(P.RELEASE_DRAFT)
def attach(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """Stores files and shows the list anew; the next save puts them into the draft."""
    try:
        page = editor_page(id, _typed())
    except Invalid as error:
        page = editor_page(id, editing.typed(request.form, _named()), field_errors(error))
    return answer("drafting/edit.html", "attachments", page)


@bp.post("/<uuid:id>/make-correction")
@access(P.RELEASE_DRAFT)
def make_correction(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        with acting() as (tx, now, actor):
            service.make_correction(tx, now, actor, services().policy, release_id=id)
    except NotNow as error:
        say(tell(error), "warning")
        return see_other(url_for("releases.show", id=id))
    say(str(_("已改为事实更正，按完整审签链送审。")), "info")
    return see_other(url_for(".edit", id=id))


@bp.post("/<uuid:id>/discard")
@access(P.RELEASE_DISCARD)
def discard(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    try:
        with acting() as (tx, now, actor):
            service.discard(tx, now, actor, release_id=id, version=_version())
    except NotNow as error:
        say(tell(error), "warning")
        return see_other(url_for("releases.show", id=id))
    say(str(_("草稿已弃用。文字仍留在记录里。")), "info")
    return see_other(url_for("releases.index"))


def _typed() -> EditorForm:
    """The form, with the files that came with it. Raises Invalid when one may not be attached."""
    files = attachments.known(request.form, request.files)
    form = request.form.copy()
    for sha256 in files.uploaded:
        form.add("attachment", sha256)
    return editing.typed(form, files.by_sha256)


def _named() -> dict[str, AttachmentRef]:
    """The files that the form names, without what came with it."""
    return attachments.known(request.form, MultiDict()).by_sha256


def _keep(release_id: UUID) -> Kept:
    """Save the words; what the form has wrong is told, and does not stop the rest being saved."""
    given, form = services(), _typed()
    with given.database.snapshot() as tx:
        _row, base = queries.draft(tx, release_id)
    content, problems = editing.content(form, base, given.policy)
    with given.database.transaction() as tx:
        version = service.save(
            tx, given.clock.now(), current_actor(), given.policy,
            release_id=release_id, version=form.version, content=content,
        )  # fmt: skip
    return Kept(replace(form, version=version, base=content.body), content, version, told(problems))


def _merged(release_id: UUID) -> None:
    """Raises Stale when the other text moved on since the screen showed it."""
    given, form = services(), _typed()
    with given.database.snapshot() as tx:
        row, theirs = queries.draft(tx, release_id)
    if row.version != form.version:
        raise Stale("release.edited_elsewhere", revision=row.version)
    mine, _problems = editing.content(form, theirs, given.policy)
    found = merging.passages(editing.base_of(form, given.policy), mine.body, theirs.body)
    content = merging.with_theirs(mine, theirs, _parts_of_theirs())
    content = replace(content, body=merging.merged(found, _choices(found)))
    with given.database.transaction() as tx:
        service.save(
            tx, given.clock.now(), current_actor(), given.policy,
            release_id=release_id, version=form.version, content=content,
        )  # fmt: skip


def _parts_of_theirs() -> set[str]:
    return {part for part in PARTS if request.form.get(f"part-{part}") == merging.Choice.THEIRS}


def _choices(found: tuple[merging.Passage, ...]) -> dict[int, merging.Choice]:
    asked = {each.place: request.form.get(f"passage-{each.place}", "") for each in found}
    return {
        place: merging.Choice(said)
        for place, said in asked.items()
        if place is not None and said in set(merging.Choice)
    }


def _submitted(release_id: UUID, kept: Kept) -> Mapping[str, str]:
    """Why it could not be submitted: field → sentence. Empty: it was."""
    given, meant = services(), kept.form.after_midnight
    now = given.clock.now()
    try:
        submitting.submit(release_id, kept.version, now, meant=meant)
    except Invalid as error:
        with given.database.snapshot() as tx:
            all_of_them = service.problems(
                tx, now, given.policy, release_id=release_id, after_midnight_meant=meant
            )
        return told(all_of_them or (error,))
    return {}


def _not_kept(release_id: UUID, error: FayanError) -> Reply:
    """The text typed is shown again, whatever happened."""
    form = editing.typed(request.form, _named())
    if isinstance(error, Invalid):
        page = editor_page(release_id, form, field_errors(error))
        return answer("drafting/edit.html", None, page, status=422)
    found = conflict_page(release_id, form, error)
    if found.nothing_lost:  # pressed twice: the first press did it
        return see_other(url_for("releases.show", id=release_id))
    return answer("drafting/conflict.html", None, found, status=error.status)


def _derived(release_id: UUID) -> dict[str, object]:
    given = services()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        made = preview(tx, now, given.policy, release_id)
    wechat = made.variants.get("wechat")
    return {
        "at": f"{local(now, given.policy.zone):%H:%M:%S}",
        "list_title": made.item.list_title,
        "weibo": made.variants["weibo"].text if "weibo" in made.variants else "",
        "wechat_title": wechat.title if wechat else "",
        "wechat_digest": wechat.summary if wechat else "",
        "wechat_text": wechat.text if wechat else "",
    }


def told(problems: tuple[Invalid, ...]) -> dict[str, str]:
    """Field → sentence, in order; a field's first problem stands for it."""
    found: dict[str, str] = {}
    for problem in problems:
        found.setdefault(problem.field or "", tell(problem))
    return found


def _version() -> int:
    return whole_number(request.form.get("version", ""))
