"""A minor together with what tells who it is. 未成年人保护法 第103条; finding a missing child is
the exception that it makes."""

import re
from collections.abc import Iterator

from console.checks.findings import Context, Draft, Severity
from console.checks.given import HAN, is_name, name_at
from console.checks.hits import Hit
from console.checks.names import SEEKS
from console.checks.reading import fold, sentence_around
from console.checks.whereabouts import addresses

AGE = re.compile(r"(?<!\d)(\d{1,2})\s?(?:周?岁|岁半)")
MINOR = re.compile(
    r"未成年(?!人保护)|(?:小学|初中|高中|中学)[\u4e00-\u9fff\d]{1,3}年级|(?:小学|初中|中学|高中|中小)(?:生|女生|男生)|(?:[初高][一二三]|[一二三四五六七八九]年级)的?(?:学生|男生|女生)|幼儿(?!园)|幼童|(?:男|女|儿|孩)童|(?:男|女|小)孩|婴儿|少年(?!宫|犯)|少女|学童"
)
CASE = re.compile(
    r"受害|被害|遇害|砸伤|烧伤|烫伤|摔伤|咬伤|重伤|轻伤|受伤|死亡|罹难|遇难|身亡|嫌疑|殴打|欺凌|霸凌|猥亵|强奸|性侵|溺水|坠楼|坠落|涉案|侵害|打架|斗殴|盗窃|抓获|违法|送医|抢救|自杀|被撞|虐待|抢劫|伤害"
)
SCHOOL = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9]{1,14}?(?:小学|中学|幼儿园|初中|高中|职高|中专|技校|学校)(?!生|教育|阶段|毕业|文化|学历|[以及、，]?周边)"
)
VAGUE = re.compile(
    r"(?:某|一所|该|各|全市|全县|多所|两所|本地|附近|辖区|当地|中小)[\u4e00-\u9fff]{0,4}$|^(?:在|就读于?)?(?:小学|中学|幼儿园|初中|高中|学校)$"
)
CLASS = re.compile(
    r"[一二三四五六七八九初高\d]{1,2}年级(?:[（(]?[\d一二三四五六七八九十]{1,2}[）)]?班)?|[初高][一二三][（(]?\d{1,2}[）)]?班"
)
CALLED = re.compile(r"(?:男|女|儿|孩)童|(?:男|女|小)孩|少年|少女|(?:小|中)学生|学生|[男女]生|孩子")
AGED = re.compile(rf"([{HAN}]{{2,4}})[（(](?:[男女][,，、])?(\d{{1,2}})\s?周?岁(?![以至及])")


def minors(text: str, draft: Draft, context: Context) -> Iterator[Hit]:
    folded = fold(text)
    if SEEKS.search(folded):
        return
    homes = [(hit.start, hit.end) for hit in addresses(text, draft, context)]
    for start, end in _sentences_on_minors(folded):
        line = folded[folded.rfind("\n", 0, start) + 1 :].split("\n", 1)[0]
        names = tuple(_names(text, folded, start, end))
        if not CASE.search(line) and not names:
            continue
        for a, b in (*_schools(folded, start, end), *names, *homes):
            if start <= a < end:
                yield Hit("name.minor", Severity.BLOCK, a, b)


def _sentences_on_minors(folded: str) -> Iterator[tuple[int, int]]:
    places = [found.start() for found in MINOR.finditer(folded)]
    places += [found.start() for found in AGE.finditer(folded) if int(found[1]) < 18]
    yield from dict.fromkeys(sentence_around(folded, place) for place in sorted(places))


def _schools(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in SCHOOL.finditer(folded, start, end):
        name = re.sub(r"^.*?(?:就读于|来自|系|是|在|为|于)", "", found[0])
        if (
            not VAGUE.search(name.removesuffix("学校"))
            and not VAGUE.search(found[0])
            and len(name) > 3
        ):
            yield found.end() - len(name), found.end()
    for found in CLASS.finditer(folded, start, end):
        yield found.span()


def _names(text: str, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in CALLED.finditer(folded, start, end):
        if name := name_at(text, found.end()) or _before_age(text, found.end()):
            yield found.end(), found.end() + len(name)
    for found in AGED.finditer(folded, start, end):
        names = (found[1][-length:] for length in (4, 3, 2) if length <= len(found[1]))
        if int(found[2]) < 18 and (name := next(filter(is_name, names), "")):
            yield found.end(1) - len(name), found.end(1)


def _before_age(text: str, place: int) -> str:
    """王小明（10岁）: the name ends where the bracket begins."""
    found = re.compile(rf"([{HAN}]{{2,4}})[（(]").match(text, place)
    return found[1] if found and is_name(found[1]) else ""
