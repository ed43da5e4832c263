"""Which change of characters is known for a slip of the pen. Pure.

The rule is turned round: a change is one of the kinds listed here, or it counts as a change of what
is said. Bare names and places (彭阳, 马国庆) have no mark by which a reader would know them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from console.checks.numerals import NUMERAL, value_of
from console.checks.reading import fold
from console.checks.style import USAGE
from console.checks.surnames import SINGLE


class Class(StrEnum):
    FIGURE = "figure"
    NAME = "name"
    TIME = "time"
    PLACE = "place"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Change:
    """``old``, ``new``: as written; "" where nothing stood, or nothing stands now."""

    what: Class
    old: str
    new: str


PAIRS = {
    **{wrong: right for wrong, right in USAGE.items() if wrong not in {"拘押所", "公安干警"}},
    "截止": "截至", "布署": "部署", "泄露": "泄漏", "登陆": "登录", "到场": "赶赴现场",
    "既便": "即便", "己经": "已经", "穿带": "穿戴", "配带": "佩戴", "暴炸": "爆炸", "躁音": "噪音",
    "秩续": "秩序", "处治": "处置", "调察": "调查", "贯策": "贯彻",
}  # fmt: skip
"""Written one for the other; both come to the right one before the texts are compared."""
PAIRED = re.compile("|".join(sorted(PAIRS, key=len, reverse=True)))
ALIKE = tuple(frozenset(each) for each in ("的地得", "在再", "做作", "已己巳", "像象", "账帐"))
FUNCTION = frozenset("的了在对和与及")
KNOWN = frozenset(
    {
        "公安", "机关", "民警", "群众", "事故", "发生", "情况", "调查", "处置", "工作", "进行",
        "救援", "开展", "依法",
    }
)  # fmt: skip
"""A character that was left out of one of these may be put back."""
HOLDS = re.compile(
    r"在(?:逃|押|场|职|校|建|册|编|岗|途|世)|对(?:方|面|岸|向|手)|[反核绝校]对|了结|和(?:解|平|田|顺|硕|县|林)"
    r"|[调共政平永太泰祥]和|参与|与会|再(?:婚|审|犯)|[工目当本外内基场陆草营驻]地|得(?:荣|胜|手)"
)
"""Where a small word is no small word."""
NAMELY = frozenset("得在再作和与及对像象")
"""Small words that given names have too; not behind an adverb (警方正在)."""
ADVERBS = frozenset("正现仍已将还均都并")
NUMERALS = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟俩仨半两多数几余廿卅单双首倍ⅠⅡⅢⅣⅤ")
UNIT = re.compile(
    r"公?里|[厘毫]?米|[千公]?克|[万亿千]?元(?!旦|宵)|公?斤|公?吨|亩|公顷|平方|度|岁|[%‰℃]|分之"
)
WHEN = re.compile(
    r"[上下本这]?(?:周|星期|礼拜)[一二三四五六日天末]?|[上下本]周|[上中下]旬|月[初中底末]|[年季][初中底末]|春节|元旦|国庆|五一|"
    r"中秋|端午|清明|除夕|元宵|开斋|古尔邦|劳动节|节[前后日]|[之以]?[前后]|[今明昨前后去]年|当[日天晚]|[早晚夜晨午时]"
)
WHERE = re.compile(
    r"[东南西北左右内外上下]|[侧向边部]|\w{0,3}(?:高速|[省市县区乡镇村路街桥]|国道|省道|线|段|收费站|出口)"
)
OUTCOME = re.compile(
    r"[死伤]亡|[受轻重]?伤|[遇罹]难|抓获|在逃|落网|投案|自首|逃|[酒醉毒]驾|[男女]|嫌疑人|拘留|逮捕|取保|起诉|"
    r"失联|失踪|被困|控制|扑灭|危重|被害|犯罪|违法"
)
SAYS = re.compile(r"\w?(?:[说称道]|表示|介绍|告诉|认为|强调)")
JOINS = frozenset("%‰℃°:./-~—·,")
WRITTEN = re.compile(NUMERAL)


def changes(old: str, new: str) -> tuple[Change, ...]:
    """Of two plain texts: what was changed and is no known slip, in the order of the text."""
    before, after = _plain(old), _plain(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(_told(before, after, matcher.get_opcodes()))


def _plain(text: str) -> str:
    return PAIRED.sub(lambda found: PAIRS[found[0]], fold(text))


def _told(old: str, new: str, codes: Sequence[tuple[str, int, int, int, int]]) -> Iterator[Change]:
    for tag, a, b, c, d in codes:
        if tag == "equal":
            continue
        left, right = _run(old, a, b), _run(new, c, d)
        was, now = old[slice(*left)], new[slice(*right)]
        if _same_number(was, now) or _is_slip(_Place(old, a, b), _Place(new, c, d)):
            continue
        if any(map(is_numeral, was + now)):
            yield Change(Class.FIGURE, was, now)
        else:
            yield Change(_class_of((old, a, b), (new, c, d)), old[a:b], new[c:d])


def is_numeral(char: str) -> bool:
    """In any writing: 3, 三, 叁, ③, Ⅲ, ½; and what counts without a number: 俩, 半, 多, 几."""
    return char in NUMERALS or unicodedata.numeric(char, None) is not None


def _run(text: str, start: int, end: int) -> tuple[int, int]:
    """Widened to the whole run of numeral characters around, with what joins them (1,200)."""

    def inside(place: int) -> bool:
        return 0 <= place < len(text) and is_numeral(text[place])

    def joins(place: int, step: int) -> bool:
        return 0 <= place < len(text) and text[place] in ",." and inside(place + step)

    while inside(start - 1) or (joins(start - 1, -1) and (start == end or inside(start))):
        start -= 1
    while inside(end) or (joins(end, 1) and (start == end or inside(end - 1))):
        end += 1
    return start, end


def _same_number(was: str, now: str) -> bool:
    if not (WRITTEN.fullmatch(was) and WRITTEN.fullmatch(now)):
        return False
    value = value_of(was)
    return value is not None and value == value_of(now)


@dataclass(frozen=True, slots=True)
class _Place:
    text: str
    start: int
    end: int

    @property
    def piece(self) -> str:
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - 2) : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + 2]

    def is_held(self) -> bool:
        """In a word, or behind a surname, where a small word is something else."""
        start, end = self.start, max(self.end, self.start + 1)
        within = HOLDS.finditer(self.text, max(0, start - 2), self.end + 2)
        if self.piece and any(each.start() < end and each.end() > start for each in within):
            return True
        if not set(self.piece) & NAMELY or self.before[-1:] in ADVERBS:
            return False
        return any(char in SINGLE for char in self.before)


def _is_slip(old: _Place, new: _Place) -> bool:
    was, now = old.piece, new.piece
    if _silent(was) and _silent(now):
        return not (_between_numerals(old) or _between_numerals(new))
    if any(map(is_numeral, was + now)):
        return False
    if len(was) == len(now) == 1:
        known = any({was, now} <= each for each in ALIKE)
        return known and not (old.is_held() or new.is_held())
    if was and now:
        return False
    fuller, piece = (old, was) if was else (new, now)
    if len(piece) == 1 and piece in FUNCTION:
        return not (old.is_held() or new.is_held())
    if len(piece) == 1:
        back, on = fuller.before[-1:] + piece, piece + fuller.after[:1]
        return fuller is new and (back in KNOWN or on in KNOWN)
    return _is_doubled(fuller)


def _is_doubled(place: _Place) -> bool:
    piece, text = place.piece, place.text
    twice = text[: place.start].endswith(piece) or text[place.end :].startswith(piece)
    said = UNIT, WHEN, WHERE, OUTCOME
    return twice and len(piece) <= 4 and not any(each.search(piece) for each in said)


def _silent(piece: str) -> bool:
    """Marks and spaces; none that is read out with a figure."""
    return all(
        char not in "%‰℃°~" and (char.isspace() or unicodedata.category(char)[0] in "PZC")
        for char in piece
    )


def _between_numerals(place: _Place) -> bool:
    ends = place.text[place.start - 1 : place.start], place.text[place.end : place.end + 1]
    return bool(set(place.piece) & JOINS) and all(end and is_numeral(end) for end in ends)


def _class_of(*places: tuple[str, int, int]) -> Class:
    """For the sentence only: that it is touched is settled."""
    if all(end > start and SAYS.match(text, end) for text, start, end in places):
        return Class.NAME
    for what, pattern in (
        (Class.FIGURE, UNIT), (Class.MEANING, OUTCOME), (Class.TIME, WHEN), (Class.PLACE, WHERE),
    ):  # fmt: skip
        if any(_meets(pattern, *place) for place in places):
            return what
    return Class.MEANING


def _meets(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    found = pattern.finditer(text, max(0, start - 3), end + 3)
    return start < end and any(each.start() < end and each.end() > start for each in found)
