"""情况台账: what may be known of an incident, and how a value is read. Pure (design: §4)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from console.kernel.clock import whole_seconds
from console.kernel.errors import Invalid


class FactKey(StrEnum):
    NATURE = "nature"  # 性质
    COURSE = "course"  # 发生和发展
    DEATHS = "deaths"
    SERIOUS_INJURIES = "serious_injuries"
    MINOR_INJURIES = "minor_injuries"
    INJURIES = "injuries"  # 受伤合计
    MISSING = "missing"  # 失联
    TRAPPED = "trapped"
    EVACUATED = "evacuated"
    PROPERTY_LOSS = "property_loss"  # 元
    SUSPECTS = "suspects"
    MEASURES = "measures"
    CAUSE = "cause"
    PUBLIC_ADVICE = "public_advice"  # 公众须知（避险、绕行）
    ENQUIRY_PHONE = "enquiry_phone"  # 家属和咨询电话
    FREE = "free"  # named by its label


CASUALTIES = (
    FactKey.DEATHS, FactKey.INJURIES, FactKey.SERIOUS_INJURIES, FactKey.MINOR_INJURIES,
    FactKey.MISSING, FactKey.TRAPPED, FactKey.EVACUATED,
)  # fmt: skip
NUMERIC = frozenset({*CASUALTIES, FactKey.PROPERTY_LOSS, FactKey.SUSPECTS})
PERSONAL = (FactKey.FREE, FactKey.SUSPECTS, FactKey.ENQUIRY_PHONE)  # the form asks for the mark
LARGEST = 10**12
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of the ledger. ``value`` None: unknown, which is not zero."""

    id: UUID
    key: FactKey
    label: str
    value: int | str | None
    as_of: datetime
    entered_at: datetime
    mistaken: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A count as it stands. ``value`` None: unknown, which is not zero."""

    key: FactKey
    value: int | None
    as_of: datetime


def headline(figures: Mapping[FactKey, Figure]) -> tuple[Figure, ...]:
    """死亡, 受伤, 失联 for one line. The injured are the newer of what was told of them all and
    the sum of serious and minor, which has a value only where both have one; else the parts."""
    serious = figures.get(FactKey.SERIOUS_INJURIES)
    minor = figures.get(FactKey.MINOR_INJURIES)
    injured = figures.get(FactKey.INJURIES)
    if serious and minor and serious.value is not None and minor.value is not None:
        together = max(serious.as_of, minor.as_of)
        if injured is None or injured.as_of < together:
            injured = Figure(FactKey.INJURIES, serious.value + minor.value, together)
    hurt = (injured,) if injured else (serious, minor)
    shown = (figures.get(FactKey.DEATHS), *hurt, figures.get(FactKey.MISSING))
    return tuple(each for each in shown if each)


def check_sums(told: Mapping[FactKey, int | str | None]) -> None:
    """What is told in one go of the injured agrees with itself. Raises Invalid."""
    parts = [told.get(key) for key in (FactKey.SERIOUS_INJURIES, FactKey.MINOR_INJURIES)]
    whole, known = told.get(FactKey.INJURIES), [each for each in parts if isinstance(each, int)]
    if not isinstance(whole, int):
        return
    if whole < sum(known) or (len(known) == len(parts) and whole != sum(known)):
        raise Invalid("fact.injured", field=FactKey.INJURIES.value)


def read(key: FactKey, text: str) -> int | str:
    """A value as typed. Money takes 万 and 亿. Raises Invalid."""
    given = "".join(text.split()) if key in NUMERIC else text.strip()
    if not given:
        raise Invalid("fact.no_value", field=key.value)
    if key not in NUMERIC:
        if len(given) > LONGEST:
            raise Invalid("fact.too_long", field=key.value, most=LONGEST)
        return given
    units = {"元": 1, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}
    unit = next((u for u in sorted(units, key=len, reverse=True) if given.endswith(u)), "")
    number = given.removesuffix(unit) if unit and key is FactKey.PROPERTY_LOSS else given
    whole, point, part = number.partition(".")
    readable = whole.isascii() and whole.isdigit() and len(whole) <= 12
    if not readable or (point and not (unit and part.isascii() and part.isdigit())):
        raise Invalid("fact.no_number", field=key.value)
    scale = units.get(unit, 1) if key is FactKey.PROPERTY_LOSS else 1
    value = int(whole) * scale + (int(part) * scale // 10 ** len(part) if part else 0)
    if value > LARGEST:
        raise Invalid("fact.no_number", field=key.value)
    return value


def newest(entries: Iterable[Said]) -> Mapping[tuple[FactKey, str], Said]:
    """Of each key and label the one that is true as of the latest moment; ties by when it was
    entered. What was marked as mistaken does not count."""
    found: dict[tuple[FactKey, str], Said] = {}
    for each in sorted(entries, key=lambda said: (said.as_of, said.entered_at, said.id)):
        if not each.mistaken:
            found[each.key, each.label] = each
    return found


def may_be_personal(key: FactKey) -> bool:
    """Counts of casualties and money tell of nobody in particular; words may, and so may suspects
    who are one or two."""
    return key not in {*CASUALTIES, FactKey.PROPERTY_LOSS}


def digest(
    salt: str | None,
    key: FactKey,
    label: str,
    value: int | str | None,
    as_of: datetime,
    source: str,
) -> str:
    """What the audit is told instead of the value, in hexadecimal. Without the salt a count of
    dead could be found by trying a few dozen numbers; None: of a row from before there was one."""
    told = json.dumps([key.value, label, value, whole_seconds(as_of), source], ensure_ascii=False)
    return hashlib.sha256(f"{salt or ''}{told}".encode()).hexdigest()
