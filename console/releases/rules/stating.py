"""What a text states, by the readers that the guard reads drafts with: figures, times, names and
places, each as it is written and as what it comes to."""

import re
from datetime import datetime, tzinfo

from console.checks.dates import moments
from console.checks.given import HAN, name_at
from console.checks.names import named_in
from console.checks.numbers import mentions
from console.checks.numerals import NUMERAL, value_of
from console.checks.reading import fold

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

Said = tuple[tuple[object, str], ...]
"""What it comes to, and as it is written."""


def counts(text: str) -> Said:
    return tuple(
        ((m.key, m.value, m.hedge, m.counting, m.moved_from, m.supposed), m.excerpt)
        for m in mentions(text)
    )


def numbers(text: str) -> Said:
    folded, found = fold(text), []
    for each in NUMBER.finditer(folded):
        digits = re.match(NUMERAL, each[0])
        value = value_of(digits[0]) if digits else None
        unit = each[0][digits.end() :] if digits else ""
        found.append(((value, unit), text[slice(*each.span())]))
    letters = [((one[0], ""), one[0]) for one in LATIN.finditer(folded)]
    return (*found, *letters)


def times(text: str, base: datetime, zone: tzinfo) -> Said:
    read = [((m.at, m.clock, m.as_of), m.excerpt) for m in moments(text, base, zone)]
    return (*read, *standing(DAYPART, text))


def names_in(text: str) -> set[str]:
    folded = fold(text)
    offices = {name_at(folded, each.end()) for each in OFFICE.finditer(folded)}
    masked = {each[0] for each in MASKED.finditer(folded)}
    return (offices - {""}) | {each.name for each in named_in((text,))} | masked


def names(text: str, known: set[str]) -> Said:
    """Wherever they stand: what follows a name decides whether a reader knows it for one."""
    folded = fold(text)
    places = [
        (place.start(), name) for name in known for place in re.finditer(re.escape(name), folded)
    ]
    return tuple((name, name) for _, name in sorted(places))


def places(text: str) -> Said:
    return standing(PLACE, fold(text))


def standing(pattern: re.Pattern[str], text: str) -> Said:
    return tuple((each[0], each[0]) for each in pattern.finditer(text))
