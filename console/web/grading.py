"""The numbers of the incident form, and the level that they propose, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from console.incidents.rules.categories import GRADED, Category
from console.incidents.rules.facts import FactKey
from console.incidents.rules.grading import Counts, Proposal
from console.incidents.rules.levels import Level
from console.incidents.service.assessing import Grounds, proposal
from console.incidents.service.facts import FactForm
from console.kernel.errors import Invalid
from console.language.words import word
from console.web.context import services

PROPOSED = "proposed"  # the choice 采用提议
WAN = 10_000
LONGEST = 7  # digits
GRADING = ("deaths", "serious_injuries", "loss_wan")
ALSO = (FactKey.MINOR_INJURIES, FactKey.MISSING)  # for the ledger; no level hangs on them
UNITS = {
    "deaths": ("死亡", "人"),
    "serious_injuries": ("重伤", "人"),
    "loss": ("直接经济损失", "万元"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """``basis``: in Chinese, as it will stand in the record. ``unreadable``: fields whose number
    is none, and which the proposal leaves out."""

    level: Level
    basis: str
    unreadable: tuple[str, ...] = ()


def told(values: Mapping[str, str], signs: Sequence[str]) -> Told:
    """Of what was typed so far, good or bad: a number that cannot be read is not known."""
    kind = values.get("category", "")
    known = Category(kind) if kind in set(Category) else Category.UNKNOWN
    unreadable = tuple(name for name in GRADING if not _readable(values, name))
    numbers = counts({name: values.get(name, "") for name in GRADING if name not in unreadable})
    found = proposal(known, Grounds(numbers, tuple(signs)), services().incidents)
    return Told(found.level, basis_of(found, known), unreadable)


def basis_of(found: Proposal, kind: Category) -> str:
    """死亡 3 人（3 人以上为较大）."""
    level = word(found.level.value, "level")
    if found.by == "sign":
        return f"{found.sign}（为{level}）"
    if not found.by:
        if kind is Category.OPINION:
            return "还没有勾选舆情迹象，暂未定级"
        if kind in GRADED:
            return "尚不掌握伤亡和损失数字，暂未定级"
        return f"{word(kind.value, 'category')}不按伤亡、损失数字分级，暂未定级"
    said, unit = UNITS[found.by]
    per = WAN if found.by == "loss" else 1
    number = f"{said} {found.number // per} {unit}"
    if not found.least:
        return f"{number}（不到较大的下限，为{level}）"
    return f"{number}（{found.least // per} {unit}以上为{level}）"


def category(values: Mapping[str, str]) -> Category:
    """Raises Invalid."""
    given = values.get("category", Category.UNKNOWN.value)
    if given not in set(Category):
        raise Invalid("incident.no_category", field="category")
    return Category(given)


def counts(values: Mapping[str, str]) -> Counts:
    """An empty field is unknown, never zero. Raises Invalid."""
    loss = _number(values, "loss_wan")
    return Counts(
        deaths=_number(values, "deaths"),
        serious_injuries=_number(values, "serious_injuries"),
        loss=None if loss is None else loss * WAN,
    )


def also(values: Mapping[str, str]) -> tuple[FactForm, ...]:
    """What else was known at the opening. Raises Invalid."""
    known = ((key, _number(values, key.value)) for key in ALSO)
    return tuple(FactForm(key, number) for key, number in known if number is not None)


def grounds(values: MultiDict[str, str], kind: Category, late_reason: str) -> Grounds:
    """Raises Invalid. Signs count only for a 舆情事件, numbers only for others."""
    if kind is Category.OPINION:
        names = {sign.name for sign in services().incidents.matrix}
        seen = tuple(sorted(names & set(values.getlist("signs"))))
        return Grounds(signs=seen, late_reason=late_reason)
    return Grounds(counts(values), late_reason=late_reason)


def shown(known: Counts) -> dict[str, str]:
    def text(number: int | None) -> str:
        return "" if number is None else str(number)

    return {
        "deaths": text(known.deaths),
        "serious_injuries": text(known.serious_injuries),
        "loss_wan": text(None if known.loss is None else known.loss // WAN),
    }


def chosen(values: Mapping[str, str], kind: Category, on: Grounds) -> tuple[Level, str]:
    """What the person decided. The proposal is taken only when it is the one that was shown.

    Raises Invalid.
    """
    level, basis = values.get("level", ""), values.get("level_basis", "")
    if level != PROPOSED:
        if level not in set(Level):
            raise Invalid("incident.no_level", field="level")
        return Level(level), basis
    found = proposal(kind, on, services().incidents)
    if values.get("seen") != found.level.value:
        raise Invalid("incident.look_at_level", field="level", level=found.level.value)
    return found.level, basis.strip() or basis_of(found, kind)


def _readable(values: Mapping[str, str], name: str) -> bool:
    try:
        _number(values, name)
    except Invalid:
        return False
    return True


def _number(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST:
        raise Invalid("incident.bad_count", field=name)
    return int(text)
