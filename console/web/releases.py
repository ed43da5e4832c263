"""Releases: list, one release whole, its history, and what may be done to it once submitted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, NotYou, TooMany
from console.people.rules.proof import act_of
from console.people.rules.roles import P
from console.releases import queries, service
from console.releases.queries import ReleaseRow, RevisionRow
from console.releases.rules.kinds import Kind
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.comparing import Difference, differences
from console.web.context import current_actor, is_htmx, services, whole_number
from console.web.proving import place_of, prove
from console.web.release_pages import ListForm, list_page, show_page
from console.web.times import parse_local
from console.web.translation import tell

bp = Blueprint("releases", __name__, url_prefix="/releases")
WHY = {"send-through": "urgency", "verifying": "doubt", "confirm": "verified"}
"""What the field of a sheet's reason is called where two of them may stand on one page."""
VALUES = ("reason", "until", *WHY.values())


@dataclass(frozen=True)
class ComparePage:
    row: ReleaseRow
    revisions: tuple[RevisionRow, ...]
    old: int
    new: int
    differences: tuple[Difference, ...]


@bp.get("/")
@access(P.RELEASE_READ)
def index() -> Reply:
    page = list_page(ListForm.asked(request.args), _number("page", 1))
    return answer("releases/index.html", "results", page)


@bp.get("/<uuid:id>")
@access(P.RELEASE_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    page = show_page(id, sheet=request.args.get("sheet", ""))
    return answer("releases/show.html", None, page)


@bp.get("/<uuid:id>/news")
@access(P.RELEASE_READ)
def poll(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """Never the words: whoever asks for a whole page is sent to the one that marks its readers."""
    if not is_htmx():
        return see_other(url_for(".show", id=id))
    page = replace(show_page(id), seen=request.args.get("seen", ""))
    return answer("releases/show.html", "news", page)


@bp.get("/<uuid:id>/compare")
@access(P.RELEASE_READ)
def compare(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    with services().database.snapshot() as tx:
        view = queries.release(tx, id, current_actor())
        new = _number("new", view.revision)
        old = _number("old", max(1, new - 1))
        before, after = queries.revision(tx, id, old), queries.revision(tx, id, new)
    page = ComparePage(view.row, view.revisions, old, new, differences(before, after))
    return answer("releases/compare.html", "changes", page)


@bp.post("/<uuid:id>/recall")
@access(P.RELEASE_DRAFT)
def recall(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    def act() -> None:
        with services().database.transaction() as tx:
            service.recall(
                tx, services().clock.now(), current_actor(), services().policy,
                release_id=id, version=_number("version", 0), reason=request.form.get("reason", ""),
            )  # fmt: skip

    done = str(_("已取回。签字已失效；修改后需重新送审。"))
    return _acted(id, "recall", act, done, url_for("drafting.edit", id=id))


@bp.post("/<uuid:id>/postpone")
@access(P.RELEASE_POSTPONE)
def postpone(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    def act() -> None:
        until = parse_local(request.form.get("until", ""), services().settings.zone, field="until")
        with services().database.transaction() as tx:
            service.postpone(
                tx, services().clock.now(), current_actor(), services().policy,
                release_id=id, until=until, reason=request.form.get("reason", ""),
            )  # fmt: skip

    return _acted(id, "postpone", act, str(_("已推迟。各渠道的先后不变。")))


@bp.post("/<uuid:id>/withdraw")
@access(P.RELEASE_WITHDRAW)
def withdraw(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """The sheet asks for reason and password together; the password is looked at first."""
    done = str(_("已撤回。公众页正换成撤回说明；已发的微博、微信请按任务删除。"))
    through = request.form.get("through") == "1"
    return _acted(
        id,
        "withdraw",
        lambda: _proven(id, "withdraw", service.withdraw, reason=_why("withdraw"), through=through),
        done,
    )


@bp.post("/<uuid:id>/send-through")
@access(P.RELEASE_HOLD)
def send_through(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """A correction or a protective notice goes out although publishing is held."""
    done = str(_("已越过暂缓发出。其他通稿仍停着。"))
    return _acted(
        id,
        "send-through",
        lambda: _proven(id, "send-through", service.send_through, reason=_why("send-through")),
        done,
    )


@bp.post("/<uuid:id>/reconfirm")
@access(P.FACT_CONFIRM)
def reconfirm(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """A stage of the plan waits for somebody to say once more that the facts hold."""
    done = str(_("已再次确认事实。等着的渠道照发布计划发出。"))
    return _acted(id, "reconfirm", lambda: _proven(id, "reconfirm", service.reconfirm), done)


@bp.post("/<uuid:id>/verifying")
@access(P.RELEASE_VERIFY)
def question(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """核实中: the line that was cleared beforehand, at once, without the chain."""
    done = str(_("已标注核实中。公众页和订阅正在更新，尚未发出的渠道已停下。"))
    return _acted(
        id,
        "verifying",
        lambda: _proven(id, "verifying", service.question, reason=_why("verifying")),
        done,
    )


@bp.post("/<uuid:id>/confirm")
@access(P.RELEASE_SIGN)
def confirm(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """核实无误: signed by who signs the last step."""
    done = str(_("已确认无误。公众页正在取下“核实中”，停下的渠道继续发出。"))
    said = _why("confirm")
    return _acted(
        id, "confirm", lambda: _proven(id, "confirm", service.confirm, comment=said), done
    )


def _why(verb: str) -> str:
    return request.form.get(WHY.get(verb, "reason"), "")


def _proven(release_id: UUID, verb: str, act: Callable[..., None], **said: object) -> None:
    seen = request.form.get("digest", "")
    proof = prove(act_of(verb, seen))
    with acting() as (tx, now, actor):
        act(
            tx, now, actor, services().policy, release_id=release_id, proof=proof, seen=seen, **said
        )


@bp.post("/<uuid:id>/correct")
@access(P.RELEASE_DRAFT)
def correct(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    """Begin a correction or an erratum of a published release."""
    given, kind = services(), request.form.get("kind", "")
    wanted = Kind.ERRATUM if kind == Kind.ERRATUM else Kind.CORRECTION
    try:
        with given.database.transaction() as tx:
            made = service.start_correction(
                tx, given.clock.now(), current_actor(), given.policy, release_id=id, kind=wanted
            )
    except NotNow as error:
        return _told(id, error)
    return see_other(url_for("drafting.edit", id=made.id))


def _acted(release_id: UUID, sheet: str, act: Callable[[], None], done: str, to: str = "") -> Reply:
    """Do it, say so, and go on; or show the sheet again with what was written in it."""
    try:
        act()
    except (Invalid, NotYou, TooMany) as error:
        return _again(release_id, sheet, error)
    except NotNow as error:
        return _told(release_id, error)
    say(done)
    return see_other(to or url_for("releases.show", id=release_id))


def _again(release_id: UUID, sheet: str, error: FayanError) -> Reply:
    place = place_of(error)
    values = {name: request.form.get(name, "") for name in VALUES}
    errors = {WHY.get(sheet, "reason") if place == "comment" else place: tell(error)}
    page = show_page(release_id, sheet=sheet, values=values, errors=errors)
    return answer("releases/show.html", None, page, status=error.status)


def _told(release_id: UUID, error: FayanError) -> Reply:
    """It is in another state by now: show that, with the reason."""
    say(tell(error), "warning")
    return see_other(url_for("releases.show", id=release_id))


def _number(name: str, otherwise: int) -> int:
    return whole_number(request.values.get(name, ""), otherwise)
