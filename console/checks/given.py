"""What may be a full name: a surname, and a given name of one or two characters."""

import re

from console.checks.surnames import DOUBLE, MINORITY, SINGLE, WORDS

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U000323af"
"""Also rare characters, which names are full of, and a registry's own (造字, for private use)."""
PAUSE = frozenset("，。、；：！？（）《》“”\n ,.;:!?()\"'和与及等的")
GOES_ON = frozenset(
    "在被因已经将为系是于从向对持驾乘有无也又均都并把让受死伤逃抢到当说称今现曾正遂随后先同自携往前去作酒涉落报送告获投撞坠溺骗盗身"
)
"""Rarely in a given name, often after one."""
ACTS = re.compile(
    r"弃车|发布|发帖|发文|表示|承认|供述|交[代待]|拒不|拒绝|主动|家住|居住|户籍|使用|利用|通过|采取|驾驶|多次|强行"
    r"|翻越|潜逃|离开|离家|进入|接受|经营|租住|途经|路过|不幸|经抢救|抢救无效"
    r"|处以|予以|抓获|捉获|控制|带[回离]|传唤|刑事|行政|逮捕|押解|移送|依法"
)
"""What begins with none of those and still goes on after a name."""
TITLED = re.compile(
    r"先生|女士|小姐|太太|同志|师傅|老师|同学|医生|护士|警官|经理|主任|书记|院长|局长|所长|队长|大爷|大妈|阿姨|奶奶|爷爷|叔叔"
    r"|老人|老汉"
)
"""陈女士, 王老师: told by the surname alone."""
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
        if not after or after in PAUSE:
            return name
        if not strict and (after in GOES_ON or after.isdigit() or ACTS.match(text, place + length)):
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
        and not TITLED.fullmatch(given)
        and not set(given) & (GOES_ON | {"人", "名", "等", "的", "和", "与", "及", "氏", "姓"})
    )


def _minority(text: str, place: int, here: str) -> str:
    """To the next pause: 买买提艾力 has no surname to end by."""
    end = next((at for at, char in enumerate(here) if char in GOES_ON or char in PAUSE), len(here))
    after = text[place + end : place + end + 1]
    name = here[:end]
    ends = not after or after in PAUSE or after in GOES_ON
    return name if ends and 2 <= len(name) <= 8 and "某" not in name else ""
