"""How an entry of the ledger is said in a release: words that the guard reads back as the entry."""

import re
from collections.abc import Mapping
from typing import Final

from console.checks.figures import said, shown
from console.checks.numbers import Counting, Hedge
from console.checks.numerals import NUMERAL

PEOPLE: Final[Mapping[str, str]] = {
    "deaths": "死亡",
    "serious_injuries": "重伤",
    "minor_injuries": "轻伤",
    "injuries": "受伤",
    "missing": "失联",
    "trapped": "被困",
    "evacuated": "疏散",
}
NOBODY: Final[Mapping[str, str]] = {
    "deaths": "无人员死亡",
    "serious_injuries": "无人员重伤",
    "minor_injuries": "无人员轻伤",
    "injuries": "无人员受伤",
    "missing": "无人员失联",
    "trapped": "无人员被困",
    "property_loss": "无财产损失",
}
UNKNOWN: Final[Mapping[str, str]] = {
    "property_loss": "财产损失正在核实",
    "suspects": "涉案人员正在核实",
    "cause": "原因正在调查",
}
_STOPS = " \t\u3000,，.。;；"
_NUMBER = re.compile(NUMERAL)


def words_of(key: str, value: int | str | None) -> str:
    """Where nobody has said it yet: 死亡2人. Unknown is said, never shown as zero."""
    if value is None:
        return UNKNOWN.get(key, f"{PEOPLE[key]}人数正在核实" if key in PEOPLE else "正在核实")
    if isinstance(value, str):
        return "".join(line.strip() for line in value.splitlines()).strip(_STOPS)
    if value == 0 and key in NOBODY:
        return NOBODY[key]
    if key == "property_loss":
        money = shown(key, value).replace(" ", "")
        return f"直接经济损失{money}" if money.endswith("元") else f"直接经济损失{money}元"
    if key == "suspects":
        return f"犯罪嫌疑人{value}名"
    return f"{PEOPLE.get(key, '')}{value}人"


def retold(text: str, key: str, value: int | str | None) -> str:
    """``text`` with another value, in its own way of speaking: 2人死亡 becomes 3人死亡."""
    number = _number_in(text, key) if isinstance(value, int) and value else None
    if number is None:
        return words_of(key, value)
    return f"{text[: number[0]]}{value}{text[number[1] :]}"


def _number_in(text: str, key: str) -> tuple[int, int] | None:
    """The place of the one number that can be changed alone; None: there is none."""
    if key == "property_loss":
        return None
    claims = said(text)
    if claims:
        only = claims[0]
        plain = only.counting is Counting.TOTAL and only.hedge is Hedge.EXACT and only.value
        fits = len(claims) == 1 and only.key == key and plain and only.number[0] < only.number[1]
        return only.number if fits else None
    numbers = list(_NUMBER.finditer(text))
    return numbers[0].span() if len(numbers) == 1 else None
