"""文字勘误: did anything but the wording change? Figures, names, times and places are told by the
readers that the guard reads drafts with.

It errs towards 更正: what a reader cannot tell apart counts as changed. A wrong character that is
put right inside a name or a number changes the name or the number.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from difflib import SequenceMatcher
from enum import StrEnum

from console.checks.dates import moments
from console.checks.given import HAN, name_at
from console.checks.names import named_in
from console.checks.numbers import mentions
from console.checks.numerals import NUMERAL, value_of
from console.checks.reading import fold

MOST = 40  # characters taken out and put in; more is another text, not a slip
DAYPART = re.compile(
    r"凌晨|清晨|早晨|早上|上午|中午|午间|下午|傍晚|晚上|晚间|当晚|夜间|深夜|午夜|[今昨明当次翌][日天晚]"
)
NUMBER = re.compile(NUMERAL + r"[万亿千百余多几近]?[%‰人名条件起辆户元吨岁次]?")
LATIN = re.compile(r"[A-Za-z]+")
OFFICE = re.compile(
    r"(?:局长|政委|支队长|大队长|中队长|所长|教导员|书记|主任|市长|区长|县长|镇长|院长|校长|发言人|民警|辅警|"
    r"法官|检察官|医生|律师|记者|同志)"
)
MASKED = re.compile(rf"[{HAN}]某[{HAN}]?")
CUT = "在到于赴往从至向对将把被由为是的了和与及、并经因为该本此自"
PLACE = re.compile(
    rf"[^\W\d_{CUT}]{{1,6}}?(?:省|自治区|市|区|县|旗|州|镇|乡|街道|村|社区|路|街|大道|巷|胡同|桥|隧道|广场|"
    r"小区|大厦|工厂|厂房|厂|公司|学校|小学|中学|大学|医院|车站|站|机场|港|码头|湖|河|江|山|派出所|分局|支队|大队)"
)
NOT = re.compile(r"[不未无没非否勿]|尚未|并未")


class Touched(StrEnum):
    FIGURE = "figure"
    NAME = "name"
    TIME = "time"
    PLACE = "place"
    MEANING = "meaning"  # 未造成 → 造成
    LENGTH = "length"  # too much was changed for a slip
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Touch:
    """``old``, ``new``: as they are written; "" where there was none, or is none now."""

    what: Touched
    old: str
    new: str


Said = tuple[tuple[object, str], ...]  # what it comes to, and as it is written


def touched(old: str, new: str, base: datetime, zone: tzinfo) -> tuple[Touch, ...]:
    """Of two plain texts. ``base``: aware; the moment at which the old one was to be read."""
    if old == new:
        return ()
    names = _names_in(old) | _names_in(new)
    readers: tuple[tuple[Touched, Callable[[str], Said]], ...] = (
        (Touched.FIGURE, _counts),
        (Touched.FIGURE, _numbers),
        (Touched.TIME, lambda text: _times(text, base, zone)),
        (Touched.NAME, lambda text: _names(text, names)),
        (Touched.PLACE, _places),
        (Touched.MEANING, lambda text: _found(NOT, text)),
    )
    found = [
        Touch(what, before, after)
        for what, read in readers
        for before, after in _apart(read(old), read(new))
    ]
    if _changed(old, new) > MOST:
        found.append(Touch(Touched.LENGTH, "", ""))
    return tuple(dict.fromkeys(found))


def _apart(old: Said, new: Said) -> Sequence[tuple[str, str]]:
    """What stands in one and not, or not there, in the other; in the order of the text."""
    matcher = SequenceMatcher(None, [m for m, _ in old], [m for m, _ in new], autojunk=False)
    return [
        ("、".join(w for _, w in old[a:b]), "、".join(w for _, w in new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def _changed(old: str, new: str) -> int:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    codes = matcher.get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in codes if tag != "equal")


def _counts(text: str) -> Said:
    return tuple(
        ((m.key, m.value, m.hedge, m.counting, m.moved_from, m.supposed), m.excerpt)
        for m in mentions(text)
    )


def _numbers(text: str) -> Said:
    folded, found = fold(text), []
    for each in NUMBER.finditer(folded):
        digits = re.match(NUMERAL, each[0])
        value = value_of(digits[0]) if digits else None
        unit = each[0][digits.end() :] if digits else ""
        found.append(((value, unit), text[slice(*each.span())]))
    letters = [((one[0], ""), one[0]) for one in LATIN.finditer(folded)]
    return (*found, *letters)


def _times(text: str, base: datetime, zone: tzinfo) -> Said:
    read = [((m.at, m.clock, m.as_of), m.excerpt) for m in moments(text, base, zone)]
    return (*read, *_found(DAYPART, text))


def _names_in(text: str) -> set[str]:
    folded = fold(text)
    offices = {name_at(folded, each.end()) for each in OFFICE.finditer(folded)}
    masked = {each[0] for each in MASKED.finditer(folded)}
    return (offices - {""}) | {each.name for each in named_in((text,))} | masked


def _names(text: str, names: set[str]) -> Said:
    """Wherever they stand: what follows a name decides whether a reader knows it for one."""
    folded = fold(text)
    standing = [
        (place.start(), name) for name in names for place in re.finditer(re.escape(name), folded)
    ]
    return tuple((name, name) for _, name in sorted(standing))


def _places(text: str) -> Said:
    return _found(PLACE, fold(text))


def _found(pattern: re.Pattern[str], text: str) -> Said:
    return tuple((each[0], each[0]) for each in pattern.finditer(text))
