"""Number plates, and homes down to the door."""

import re
from collections.abc import Iterator

from console.checks.findings import Context, Draft, Severity
from console.checks.hits import Hit
from console.checks.reading import INVISIBLE, before, fold
from console.checks.telephones import SEEKING

PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
GAP = rf"[ ·•.\-{INVISIBLE}]{{0,2}}"
SYMBOL = "[A-HJ-NP-Za-hj-np-z0-9]"
PLATE = re.compile(
    rf"([{PROVINCE}]){GAP}([A-HJ-NP-Za-hj-np-z])((?:{GAP}{SYMBOL}){{4,6}})([警挂学港澳使领试超])?"
)
ENERGY = re.compile(r"[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK]")
EMBASSY = re.compile(rf"(?<![\u4e00-\u9fff])使{GAP}(\d{{3}}){GAP}(\d{{3}})(?!\d)")

COUNT = "[0-9A-Za-z一二三四五六七八九十百〇零]{1,6}"
STEP = re.compile(
    rf"(?P<number>{COUNT})(?P<step>号楼|号院|栋|幢|座|单元|室|号|楼|层|组)(?![称码令召线])"
)
KINDS = {
    "号楼": "building", "号院": "door", "栋": "building", "幢": "building", "座": "building",
    "单元": "unit", "室": "room", "号": "door", "楼": "floor", "层": "floor", "组": "group",
}  # fmt: skip
DOWN_TO = (
    {"building", "unit"}, {"building", "room"}, {"unit", "room"}, {"door", "unit"},
    {"door", "room"}, {"door", "building"},
)  # fmt: skip
HOUSEHOLD = re.compile(r"小区|家属院|花园|公寓|宿舍|新村|苑|家住|住址|现住|租住|居住|住所")
OFFICE = re.compile(
    r"公安局|分局|派出所|支队|大队|中心|大厅|法院|检察院|政府|医院|办公|窗口|委员会|大学|学院|地址"
)
LIVES = re.compile(
    r"(?:家住|家庭住址|住址|住所地?|居住地|户籍地址?|户籍所在地|现住|现居|暂住|租住|住在|居住在|居住于)"
)
DASHED = re.compile(r"(?:小区|花园|家属院|苑|公寓|宿舍|新村)(\d{1,3}-\d{1,2}-\d{3,4})(?![\d\-])")


def plates(text: str, draft: Draft, _context: Context) -> Iterator[Hit]:
    folded = fold(text)
    severity = Severity.WARN if draft.kind in SEEKING else Severity.BLOCK
    for found in PLATE.finditer(folded):
        end = _end_of_plate(folded, found)
        if end:
            fix = f"{found[1]}{found[2].upper()}****"
            yield Hit("pii.plate", severity, found.start(), end, fix=fix)
    for found in EMBASSY.finditer(folded):
        yield Hit("pii.plate", severity, *found.span(), fix="使******")


def _end_of_plate(folded: str, found: re.Match[str]) -> int | None:
    """Where it ends; None: no plate. Six symbols only for new energy, four only before 警, 学…"""
    places = [place for place in range(*found.span(3)) if folded[place].isalnum()]
    symbols = "".join(folded[place] for place in places).upper()
    if found[4] and len(symbols) == 4:
        return found.end()
    for length in (6, 5):
        if len(symbols) < length:
            continue
        body, end = symbols[:length], places[length - 1] + 1
        following = folded[end : end + 1]
        if following == "*" or (following.isascii() and following.isalnum()):
            continue
        if length == 6 and not ENERGY.fullmatch(body):
            continue
        if sum(char.isdigit() for char in body) >= 2:
            return end
    return None


def addresses(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    folded = fold(text)
    for chain in _chains(folded):
        start, end = chain[0].start(), chain[-1].end()
        kinds = {KINDS[step["step"]] for step in chain}
        said = before(text, start, 24)
        lives = LIVES.search(said)
        exact = any(pair <= kinds for pair in DOWN_TO)
        office = OFFICE.search(said) and not HOUSEHOLD.search(said)
        if (exact and not office) or (lives and kinds & {"door", "building", "room", "group"}):
            yield Hit("pii.address", Severity.WARN, start, end, fix=_blurred(chain))
    for found in DASHED.finditer(folded):
        fix = re.sub(r"\d+", "×", found[1])
        yield Hit("pii.address", Severity.WARN, *found.span(1), fix=fix)


def _chains(folded: str) -> Iterator[list[re.Match[str]]]:
    """Steps of an address that follow one another: 3号楼 2单元 501室."""
    chain: list[re.Match[str]] = []
    for step in STEP.finditer(folded):
        if _is_date(folded, step):
            continue
        between = folded[chain[-1].end() : step.start()] if chain else None
        if between is not None and re.fullmatch(rf"[ ,\-{INVISIBLE}]?", between):
            chain.append(step)
            continue
        if chain:
            yield chain
        chain = [step]
    if chain:
        yield chain


def _is_date(folded: str, step: re.Match[str]) -> bool:
    """11月23号 is a day, 第3组 and 1号 of an order of merit are no homes."""
    return step["step"] in {"号", "组"} and folded[max(0, step.start() - 1) : step.start()] in {
        "月", "第", "本", "当", "省", "国",
    }  # fmt: skip


def _blurred(chain: list[re.Match[str]]) -> str:
    return "".join(f"×{step['step']}" for step in chain)
