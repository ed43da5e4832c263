"""发布计划 of one draft: its stages on a line of time, shaped by mouse, finger or keyboard."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import Invalid, NotNow, Stale
from console.people.rules.roles import P
from console.publishing.rules.plan import IfLate, Plan, Precondition, check, starting
from console.publishing.rules.shaping import Typed, limited, moved, shaped, span, typed
from console.releases import queries, service
from console.releases.policy import Preset
from console.releases.queries import ReleaseRow
from console.releases.rules.content import Content
from console.releases.rules.workflow import Stage
from console.web import quotas
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, field_errors, say, see_other
from console.web.context import current_actor, services, whole_number
from console.web.translation import tell

bp = Blueprint("planning", __name__, url_prefix="/releases")
MOST_STAGES = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One stage drawn, in hundredths of the whole: where it begins, how long it waits for the one
    before, until when it may be late."""

    start: float
    wait: float
    late: float


@dataclass(frozen=True)
class PlanPage:
    """``hours``: marks of the line, from 0. ``closed``: why nothing can be changed, a sentence;
    ``quota``: what it takes of a platform's day."""

    row: ReleaseRow
    version: int
    stages: tuple[Typed, ...]
    bars: tuple[Bar, ...]
    hours: tuple[int, ...]
    span: int
    presets: tuple[Preset, ...]
    closed: str
    quota: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@bp.get("/<uuid:id>/plan")
@access(P.RELEASE_READ)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("planning/show.html", "content", _page(id))


@bp.post("/<uuid:id>/plan")
@access(P.RELEASE_DRAFT)
def save(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = _typed()
    try:
        _kept(id, given)
    except (Invalid, Stale) as error:
        named = field_errors(error) if isinstance(error, Invalid) else {"": tell(error)}
        page = _page(id, given, named)
        return answer("planning/show.html", "content", page, status=error.status)
    except NotNow as error:
        say(tell(error), "warning")
    return see_other(url_for(".show", id=id))


def _kept(release_id: UUID, given: tuple[Typed, ...]) -> None:
    policy = services().policy
    with acting() as (tx, now, actor):
        _row, content = queries.draft(tx, release_id)
        plan = _asked(content, given)
        check(plan, tuple(policy.accounts))
        service.save(
            tx, now, actor, policy, release_id=release_id,
            version=whole_number(request.form.get("version", "")),
            content=replace(content, plan=starting(plan, content.plan.chosen_at)),
        )  # fmt: skip
    say(str(_("发布计划已保存。")))


def _asked(content: Content, given: tuple[Typed, ...]) -> Plan:
    """A preset; else what was typed, with one stage moved where its button was pressed."""
    wanted = request.form.get("preset", "")
    for preset in (*services().policy.presets, _usual()):
        if wanted == preset.name:
            return limited(preset.plan, content.plan.channels)
    plan = shaped(given, content.plan)
    place, _sign, way = request.form.get("move", "").partition(":")
    return moved(plan, whole_number(place), {"up": -1, "down": 1}[way]) if way in WAYS else plan


WAYS = frozenset({"up", "down"})


def _usual() -> Preset:
    return Preset("usual", str(_("本局默认")), services().policy.plan)


def _typed() -> tuple[Typed, ...]:
    form, count = request.form, whole_number(request.form.get("stages", ""))
    return tuple(
        Typed(
            tuple(form.getlist(f"channels-{place}")),
            *(
                form.get(f"{name}-{place}", "")[:20]
                for name in ("after", "precondition", "or_after", "late", "if_late")
            ),
        )
        for place in range(min(count, MOST_STAGES))
    )


def _page(
    release_id: UUID,
    given: tuple[Typed, ...] = (),
    errors: Mapping[str, str] | None = None,
) -> PlanPage:
    with services().database.snapshot() as tx:
        row, content = queries.draft(tx, release_id)
        quota = quotas.warning(tx, release_id, content.plan)
    minutes = span(content.plan)
    return PlanPage(
        row=row,
        version=whole_number(request.form.get("version", "")) if given else row.version,
        stages=given or tuple(typed(each) for each in content.plan.stages),
        bars=_bars(content.plan, minutes),
        hours=_marks(minutes),
        span=minutes,
        presets=(_usual(), *services().policy.presets),
        closed=_closed(row),
        quota=quota,
        errors=errors or {},
    )


def _bars(plan: Plan, minutes: int) -> tuple[Bar, ...]:
    def part(seconds: float) -> float:
        return round(100 * seconds / 60 / minutes, 2)

    return tuple(
        Bar(
            start=part(each.after.total_seconds()),
            wait=part(each.or_after.total_seconds())
            if each.precondition is Precondition.PREVIOUS
            else 0,
            late=part(each.late.total_seconds()),
        )
        for each in plan.stages
    )


def _marks(minutes: int) -> tuple[int, ...]:
    """Seven at most, in whole hours."""
    hours = minutes // 60
    step = max(1, -(-hours // 6))
    return tuple(range(0, hours + 1, step))


def _closed(row: ReleaseRow) -> str:
    if row.stage is not Stage.DRAFT:
        return str(
            _("送审以后，计划随文签字，不能再改。签发后只能推迟或暂缓；要改计划，请取回修改。")
        )
    return "" if current_actor().may(P.RELEASE_DRAFT) else str(_("由拟稿人安排发布计划。"))


CHOICES = {"precondition": tuple(Precondition), "if_late": tuple(IfLate)}
