"""Numbers as they are written: 12, １２, 1,200, 1.2亿, 十二, 两百, 三百零五, 二〇二六."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from console.checks.reading import INVISIBLE, fold

_ARABIC = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d[\d{INVISIBLE}]{{0,15}})(?:\.\d{{1,4}})?"
_CHINESE = "[零〇一二两三四五六七八九十百千廿卅]{1,12}"
NUMERAL = rf"(?:{_ARABIC}|{_CHINESE})(?:[十百千]?[万亿]){{0,2}}"
"""Of folded text. What stands before it and after it decides whether it counts anything."""
_TOKEN = re.compile(r"\d+(?:\.\d+)?|\D")


@lru_cache(maxsize=1024)
def value_of(numeral: str) -> Decimal | None:
    """None: it is no number."""
    total = section = Decimal(0)
    digits: Decimal | None = None  # read, and waiting for their unit
    unit = Decimal(1)
    for token in _TOKEN.findall(fold(numeral).replace(",", "").replace(INVISIBLE, "")):
        value = _value(token)
        if value is None:
            return None
        if token[0].isdigit() or value < 10:
            digits = value if digits is None else digits * 10 + value
            if value == 0 and not token[0].isdigit():
                unit = Decimal(1)  # 三百零五 is 305, 三百五 is 350
        elif value in {20, 30}:  # 廿, 卅
            section, unit = section + value, Decimal(1)
        elif value < 10_000:
            section += (Decimal(1) if digits is None else digits) * value
            digits, unit = None, value
        else:
            section += digits or 0
            if value > total > 0 and section == 0:
                total *= value
            else:
                total += (section or Decimal(1)) * value
            section, digits, unit = Decimal(0), None, value
    if digits is not None and unit > 10 and not numeral[-1].isdigit():
        digits *= unit / 10
    return total + section + (digits or 0)


def _value(read: str) -> Decimal | None:
    if read[0].isascii():
        return Decimal(read) if read[0].isdigit() else None
    if read == "两":
        return Decimal(2)
    try:
        return Decimal(int(unicodedata.numeric(read)))
    except ValueError:
        return None
