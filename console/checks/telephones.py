"""Mobile numbers and landlines. Ours, and short service numbers (110, 12345), are never found."""

import re
from collections.abc import Iterator

from console.checks.documents import CALLED_ELSE, COUNTED
from console.checks.findings import Context, Draft, Severity
from console.checks.hits import Hit
from console.checks.reading import (
    INVISIBLE,
    Number,
    after,
    any_of,
    before,
    fold,
    numbers,
    sentence_at,
)

MOBILE = re.compile(r"(?:0086|86|0)?(1[3-9]\d{9})")
AS_WRITTEN = frozenset({(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (3, 3, 5), (1,) * 11})
SAID = "一二三四五六七八九〇零幺"
SPELT = re.compile(rf"(?<![{SAID}])[一幺][三四五六七八九][{SAID}]{{9}}(?![{SAID}])")
DIGITS = str.maketrans("一幺二三四五六七八九〇零", "112345678900")
CALLED_PHONE = re.compile(r"电话|手机|联系|拨打|致电|号码|微信|Tel|TEL|tel")
AREA = r"0(?:10|2\d|[3-9]\d{2})"
LANDLINE = re.compile(
    rf"(?<![\dA-Za-z*.])(?:\({AREA}\)|{AREA})[ \-{INVISIBLE}]{{0,3}}"
    r"[2-8]\d{2,3}[ \-]?\d{4}(?![\d*])"
)
LOCAL = re.compile(
    rf"(?:电话|座机|固话|传真|拨打|致电)(?:号码?)?[为是:\s]{{0,3}}"
    rf"([2-8]\d{{6,7}})(?![\d*{INVISIBLE}])"
)
PUBLIC = any_of("咨询 举报 监督 值班 报警 服务 热线 求助 办公 对外 线索 民警 警官 派出所 [支大]队")
PRIVATE = any_of(
    "受害 被害 死者 伤者 家属 本人 住宅 家庭 家中 嫌疑人 当事人 证人 报警人 亲属 失联 遇难"
)
LEAFLET = re.compile(r"^\s*[^，。,:\n]{0,8}(?:电话|传真|热线|联系方式|邮箱|信箱|地址|邮编)\s*[:：]")
SEEKING = frozenset({"wanted", "notice"})  # they ask the public to call or to look


def mobiles(text: str, draft: Draft, context: Context) -> Iterator[Hit]:
    folded = fold(text)
    for number in numbers(text, 11, 15):
        whole = MOBILE.fullmatch(number.digits)
        if whole is None or ours(whole[1], context):
            continue
        said = before(text, number.start, 12)
        if not _written_so(number, len(whole[1]), said):
            continue
        if CALLED_ELSE.search(said) or COUNTED.match(after(text, number.end, 4)):
            continue
        left = folded[max(0, number.start - 1) : number.start]
        if left and (left in "/=*" or (left.isascii() and left.isalpha() and "el" not in said)):
            continue
        start = number.start - (left == "+")
        yield Hit(
            "pii.mobile",
            Severity.WARN if _for_callers(text, number.start, draft) else Severity.BLOCK,
            start,
            number.end,
            fix=f"{whole[1][:3]}****{whole[1][-4:]}",
        )


def in_characters(text: str, _draft: Draft, context: Context) -> Iterator[Hit]:
    """一三八…: written out, it tells as much."""
    for found in SPELT.finditer(text):
        digits = found[0].translate(DIGITS)
        if MOBILE.fullmatch(digits) and not ours(digits, context):
            yield Hit(
                "pii.mobile", Severity.BLOCK, *found.span(), fix=f"{digits[:3]}****{digits[-4:]}"
            )


def _written_so(number: Number, own: int, said: str) -> bool:
    """In the pieces people use for a mobile number; in any pieces after a word for it."""
    sizes = number.sizes
    if len(number.digits) > own and sizes[0] == len(number.digits) - own:
        sizes = sizes[1:]  # the country's code stands apart
    elif len(number.digits) > own:
        sizes = (sizes[0] - (len(number.digits) - own), *sizes[1:])
    return sizes in AS_WRITTEN or bool(CALLED_PHONE.search(said))


def landlines(text: str, draft: Draft, context: Context) -> Iterator[Hit]:
    folded = fold(text)
    spans = [found.span() for found in LANDLINE.finditer(folded)]
    spans += [found.span(1) for found in LOCAL.finditer(folded)]
    for start, end in spans:
        digits = "".join(char for char in folded[start:end] if char.isdigit())
        said = before(text, start, 12)
        if ours(digits, context) or CALLED_ELSE.search(said) or COUNTED.match(after(text, end, 4)):
            continue
        if _private(before(text, start, 16)):
            severity = Severity.BLOCK
        else:
            severity = Severity.NOTE if _for_callers(text, start, draft) else Severity.WARN
        fix = None if severity is Severity.NOTE else _hidden(folded[start:end])
        yield Hit("pii.landline", severity, start, end, fix=fix)


def _for_callers(text: str, start: int, draft: Draft) -> bool:
    """Is it given so that the public may call? Then somebody should look, and that is all."""
    said = before(text, start, 16)
    if _private(said):
        return False
    line = before(text, start, 40)
    asks = draft.kind in SEEKING and "联系" in sentence_at(text, start)
    return bool(PUBLIC.search(said) or LEAFLET.match(line)) or asks


def _private(said: str) -> bool:
    """家属咨询电话 is for families to call, 受害人家属电话 is theirs: what is nearest decides."""
    private = max((found.end() for found in PRIVATE.finditer(said)), default=-1)
    public = max((found.end() for found in PUBLIC.finditer(said)), default=-1)
    return private > public


def _hidden(written: str) -> str:
    """The area code as it was written, the number in stars."""
    digits = [at for at, char in enumerate(written) if char.isdigit()]
    hidden = set(digits[-7:]) if len(digits) <= 11 else set(digits[-8:])
    return "".join("*" if at in hidden else char for at, char in enumerate(written))


def ours(digits: str, context: Context) -> bool:
    """With or without the area code."""
    return any(
        own == digits or (len(digits) >= 7 and own.endswith(digits)) for own in context.own_numbers
    )
