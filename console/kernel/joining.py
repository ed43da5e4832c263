"""A text made shorter or brought onto one line, without a figure becoming another."""

import re
from typing import Final

_APART: Final = re.compile(r"(?<![。！？；：，、…—”’」』）》】.!?;:,])\n")
_CHINESE: Final = "〇零一二两三四五六七八九十百千万亿"
_AS_ONE: Final = re.compile(
    rf"[A-Za-z][A-Za-z]|[0-9０-９][^\W_]|[0-9０-９][.,:．%％‰℃°]|[.,:．][0-9０-９]"
    rf"|[{_CHINESE}][{_CHINESE}]|\u200d.|[\U0001f1e6-\U0001f1ff]{{2}}"
    r"|.[\u200d\ufe00-\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]",
    re.DOTALL,
)  # two neighbours of one figure, one word, one sign
_AT_MOST: Final = 24  # characters that are given up for what belongs together


def on_one_line(text: str) -> str:
    """Chinese runs on behind a mark. What ends without one (a heading, a row of a table, a word in
    Latin letters) stays apart: 12 above 24 is not 1224."""
    return _APART.sub(" ", text).replace("\n", "")


def place_to_cut(text: str, most: int) -> int:
    """At most ``most``: of 死亡12人 neither 死亡1 is left nor 死亡12."""
    for place in range(most, max(0, most - _AT_MOST), -1):
        if not _AS_ONE.match(text, place - 1):
            return place
    return most
