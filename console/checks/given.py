"""What may be a full name: a surname, and a given name of one or two characters."""

import re

from console.checks.surnames import DOUBLE, MINORITY, SINGLE, WORDS

HAN = r"\u4e00-\u9fff"
PAUSE = frozenset("，。、；：！？（）《》“”\n ,.;:!?()\"'和与及等的")
GOES_ON = frozenset(
    "在被因已经将为系是于从向对持驾乘有无也又均都并把让受死伤逃抢到当说称今现曾正遂随后先同自携往前去作酒涉落报送告获投撞坠溺骗盗身"
)
"""Rarely in a given name, often after one."""
DOTTED = re.compile(rf"[{HAN}]{{1,8}}[·•‧・][{HAN}]{{1,12}}(?:[·•‧・][{HAN}]{{1,12}})?")


def surname_of(name: str) -> str:
    if name[:2] in DOUBLE and len(name) > 2:
        return name[:2]
    return name[0] if name[0] in SINGLE else ""


def name_at(text: str, place: int, *, strict: bool = False) -> str:
    """The full name that begins here; "" : none. ``strict``: only before a pause."""
    dotted = DOTTED.match(text, place)
    if dotted and "某" not in dotted[0]:
        last = dotted[0].rindex(max("·•‧・", key=dotted[0].rfind)) + 1
        ends = (at for at, char in enumerate(dotted[0]) if at > last and char in GOES_ON)
        return dotted[0][: next(ends, len(dotted[0]))]
    run = re.compile(rf"[{HAN}]{{0,9}}").match(text, place)
    here = run[0] if run else ""
    if here.startswith(MINORITY):
        return _minority(text, place, here)
    longest = 4 if here[:2] in DOUBLE else 3
    for length in range(longest, 1, -1):
        name, after = here[:length], text[place + length : place + length + 1]
        if len(name) < length or not is_name(name):
            continue
        if not after or after in PAUSE or (not strict and (after in GOES_ON or after.isdigit())):
            return name
    return ""


def is_name(name: str) -> bool:
    surname = surname_of(name)
    given = name[len(surname) :]
    return (
        bool(surname)
        and 1 <= len(given) <= 2
        and "某" not in name
        and name[:2] not in WORDS
        and not set(given) & (GOES_ON | {"人", "名", "等", "的", "和", "与", "及", "氏", "姓"})
    )


def _minority(text: str, place: int, here: str) -> str:
    """To the next pause: 买买提艾力 has no surname to end by."""
    end = next((at for at, char in enumerate(here) if char in GOES_ON or char in PAUSE), len(here))
    after = text[place + end : place + end + 1]
    name = here[:end]
    ends = not after or after in PAUSE or after in GOES_ON
    return name if ends and 2 <= len(name) <= 8 and "某" not in name else ""
