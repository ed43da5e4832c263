"""公众须知 and 预警 in the editor's form: what a person typed, and the words that it makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from console.kernel.errors import Invalid
from console.language.words import TABLES
from console.publishing.rules.warning import (
    Category,
    Certainty,
    PublicWarning,
    Severity,
    Urgency,
)
from console.releases.rules.body import clean_line, clean_lines
from console.releases.rules.content import Content
from console.releases.rules.kinds import WARNING
from console.web.times import field_value, parse_local

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class WarningForm:
    """``possible``: this kind may be a warning. ``expires`` is local, as the field shows it."""

    CHOICES: ClassVar[Mapping[str, type[StrEnum]]] = {
        "category": Category,
        "severity": Severity,
        "urgency": Urgency,
        "certainty": Certainty,
    }

    advice: str = ""
    possible: bool = False
    on: bool = False
    category: str = Category.SAFETY.value
    urgency: str = Urgency.IMMEDIATE.value
    severity: str = Severity.MODERATE.value
    certainty: str = Certainty.OBSERVED.value
    area: str = ""
    expires: str = ""
    lifts: tuple[str, ...] = ()  # numbers of the warnings that are ticked


MOST_LIFTED, LONGEST_NUMBER = 20, 40
TYPED = ("category", "urgency", "severity", "certainty", "area", "expires")


def shown(content: Content, zone: ZoneInfo) -> WarningForm:
    possible, warning = content.kind in WARNING, content.warning
    if warning is None:
        return WarningForm(content.advice, possible, lifts=content.lifts)
    return WarningForm(
        advice=content.advice,
        possible=possible,
        on=True,
        category=warning.category.value,
        urgency=warning.urgency.value,
        severity=warning.severity.value,
        certainty=warning.certainty.value,
        area=warning.area,
        expires=field_value(warning.expires_at, zone),
        lifts=content.lifts,
    )


def typed(form: MultiDict[str, str]) -> WarningForm | None:
    """None: the form did not ask; what stood before stays."""
    if "advice" not in form:
        return None
    said = {name: form[f"warning_{name}"] for name in TYPED if f"warning_{name}" in form}
    return WarningForm(
        advice=form["advice"],
        possible=form.get("kind", "") in {kind.value for kind in WARNING},
        on="warning" in form,
        lifts=_numbers(form.getlist("lifts")),
        **said,
    )


def _numbers(given: Sequence[str]) -> tuple[str, ...]:
    """Whether they may be lifted is asked at submission."""
    said = dict.fromkeys(clean_line(each)[:LONGEST_NUMBER] for each in given)
    return tuple(each for each in said if each)[:MOST_LIFTED]


def warning(form: WarningForm, zone: ZoneInfo) -> PublicWarning | None:
    """Raises Invalid for what no warning can be made of."""
    if not form.on:
        return None
    if not form.expires.strip():
        raise Invalid("warning.no_expiry", field="warning_expires")
    try:
        expires_at = parse_local(form.expires, zone)
    except Invalid as error:
        raise Invalid(error.code, field="warning_expires", **error.parameters) from error
    return PublicWarning(
        category=_chosen(Category, form.category, "category"),
        urgency=_chosen(Urgency, form.urgency, "urgency"),
        severity=_chosen(Severity, form.severity, "severity"),
        certainty=_chosen(Certainty, form.certainty, "certainty"),
        area=clean_line(form.area),
        expires_at=expires_at,
    )


def advice(form: WarningForm) -> str:
    return clean_lines(form.advice)


def told(warning: PublicWarning | None, expires: str) -> str:
    """As people compare it: one line."""
    if warning is None:
        return ""
    words = [
        str(_(TABLES[f"warning_{name}"][getattr(warning, name).value]))
        for name in WarningForm.CHOICES
    ]
    return " · ".join((*words, warning.area, expires))


def _chosen(of: type[E], value: str, name: str) -> E:
    try:
        return of(value)
    except ValueError as error:
        raise Invalid("warning.no_such_choice", field=f"warning_{name}") from error
