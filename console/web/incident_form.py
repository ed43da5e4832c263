"""The form of an incident: what was typed, read into the rules' own types, and shown again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from werkzeug.datastructures import MultiDict

from console.incidents.queries import IncidentView
from console.incidents.queries.assessments import AssessmentView
from console.incidents.rules.categories import Category
from console.incidents.rules.grading import NOTHING_KNOWN
from console.incidents.rules.levels import Degree, Level
from console.incidents.rules.opinion import OpinionType, Sign
from console.incidents.service import IncidentForm
from console.kernel.errors import Invalid
from console.kernel.ids import new_id
from console.web import grading
from console.web.context import services
from console.web.grading import PROPOSED, Told
from console.web.times import field_value, parse_local

FIELDS = (
    "title", "place", "category", "deaths", "serious_injuries", "loss_wan", "minor_injuries",
    "missing", "level", "level_basis",
    "detected_at", "occurred_at", "drill", "opinion_type", "warning_level", "response_level",
    "short_count", "late_reason", "mark",
)  # fmt: skip
START = {
    "category": Category.ACCIDENT_DISASTER.value,
    "level": PROPOSED,
    "opinion_type": OpinionType.NONE.value,
    "warning_level": Degree.NONE.value,
    "response_level": Degree.NONE.value,
}
LEVELS = (Level.GENERAL, Level.LARGER, Level.SERIOUS, Level.EXTREMELY_SERIOUS, Level.UNGRADED)
LONGEST_REASON = 2000


@dataclass(frozen=True)
class FormPage:
    """``values`` as typed. ``id`` None: a new one. ``proposal``: what numbers or signs say.
    ``closed``: counts were open until then; a change of them says why."""

    values: Mapping[str, str]
    signs: frozenset[str]
    proposal: Told
    id: UUID | None = None
    version: int = 0
    number: str = ""
    closed: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[Level, ...] = LEVELS
    categories: tuple[Category, ...] = tuple(Category)
    degrees: tuple[Degree, ...] = tuple(Degree)
    types: tuple[OpinionType, ...] = tuple(OpinionType)

    @property
    def matrix(self) -> tuple[Sign, ...]:
        return services().incidents.matrix


def blank() -> FormPage:
    given = services()
    now = field_value(given.clock.now(), given.settings.zone)
    values = dict.fromkeys(FIELDS, "") | START | {"detected_at": now, "mark": str(new_id())}
    return FormPage(values, frozenset(), grading.told(values, ()))


def typed(
    form: MultiDict[str, str],
    *,
    id: UUID | None = None,  # noqa: A002 - the word of the address
    version: int = 0,
    closed: bool = False,
    errors: Mapping[str, str] | None = None,
) -> FormPage:
    """What came in, good or bad."""
    values = dict.fromkeys(FIELDS, "") | {
        name: form[name][:4000] for name in FIELDS if name in form
    }
    signs = frozenset(form.getlist("signs"))
    return FormPage(
        values, signs, grading.told(values, tuple(signs)), id=id, version=version, closed=closed,
        errors=errors or {},
    )  # fmt: skip


def of(incident: IncidentView, last: AssessmentView | None) -> FormPage:
    """As it stands; ``last``: its newest assessment."""
    given = services()
    zone, counting = given.settings.zone, given.incidents.counting
    values = {
        "title": incident.title,
        "place": incident.place,
        "category": incident.category.value,
        **grading.shown(last.counts if last else NOTHING_KNOWN),
        "level": incident.level.value,
        "level_basis": incident.level_basis,
        "detected_at": field_value(incident.detected_at, zone),
        "occurred_at": field_value(incident.occurred_at, zone),
        "drill": "1" if incident.drill else "",
        "opinion_type": incident.opinion_type.value,
        "warning_level": incident.warning_level.value,
        "response_level": incident.response_level.value,
        "short_count": "1" if incident.short_count else "",
        "late_reason": "",
    }
    signs = frozenset(last.signs if last else ())
    began = incident.occurred_at or incident.detected_at
    closes = counting.closes_at(began, short=incident.short_count)
    return FormPage(
        values, signs, grading.told(values, tuple(signs)), id=incident.id,
        version=incident.version, number=incident.number, closed=given.clock.now() > closes,
    )  # fmt: skip


def read(form: MultiDict[str, str]) -> IncidentForm:
    """Raises Invalid, naming the field."""
    zone = services().settings.zone
    category = grading.category(form)
    grounds = grading.grounds(form, category, _line(form, "late_reason"))
    level, basis = grading.chosen(form, category, grounds)
    occurred = form.get("occurred_at", "").strip()
    return IncidentForm(
        title=form.get("title", ""),
        place=form.get("place", ""),
        level=level,
        level_basis=basis,
        category=category,
        grounds=grounds,
        also=() if category is Category.OPINION else grading.also(form),
        detected_at=parse_local(form.get("detected_at", ""), zone, field="detected_at"),
        occurred_at=parse_local(occurred, zone, field="occurred_at") if occurred else None,
        drill=form.get("drill") == "1",
        warning_level=_degree(form, "warning_level"),
        response_level=_degree(form, "response_level"),
        opinion_type=_opinion_type(form, category),
        short_count=form.get("short_count") == "1",
        mark=_mark(form.get("mark", "")),
    )


def _mark(text: str) -> UUID | None:
    try:
        mark = UUID(text)
    except ValueError:
        return None
    return mark if mark.version == 7 else None


def _opinion_type(form: MultiDict[str, str], category: Category) -> OpinionType:
    given = form.get("opinion_type", OpinionType.NONE.value)
    if category is not Category.OPINION:
        return OpinionType.NONE
    if given not in set(OpinionType):
        raise Invalid("incident.no_opinion_type", field="opinion_type")
    return OpinionType(given)


def _degree(form: MultiDict[str, str], name: str) -> Degree:
    given = form.get(name, Degree.NONE.value)
    if given not in set(Degree):
        raise Invalid("incident.no_degree", field=name)
    return Degree(given)


def _line(form: MultiDict[str, str], name: str) -> str:
    text = form.get(name, "").strip()
    if len(text) > LONGEST_REASON:
        raise Invalid("incident.too_long", field=name, most=LONGEST_REASON)
    return text
