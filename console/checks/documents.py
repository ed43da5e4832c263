"""Numbers of documents: identity card, bank card, passport.

Identity card: GB 11643 (weights, modulus 11; the 15-digit form before 1999). Cards: issuer prefix
(ISO/IEC 7812) and Luhn. A long number that is said to be something else (order, case, amount) is.
"""

import re
from collections.abc import Iterator
from datetime import date

from console.checks.findings import Context, Draft, Severity
from console.checks.hits import Hit
from console.checks.reading import CUTS, INVISIBLE, Number, after, any_of, before, fold, numbers

PROVINCES = frozenset(
    {
        *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
        *range(61, 66), 71, 81, 82, 83,
    }
)  # fmt: skip
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
LAST_X = re.compile(rf"[{CUTS}{INVISIBLE}]{{0,4}}[Xx](?![A-Za-z0-9])")
CALLED_ID = re.compile(r"身份证|公民身份|身份号|证件号|证号")
CALLED_ELSE = any_of(
    "订单 单号 编号 案号 文号 批号 流水 序列号 货号 票号 发票 验证码 IMEI 串号 识别码 信用代码 金额"
)
COUNTED = re.compile(r"\s?(?:余|多|万|亿|元|美元|条|件|人|枚|吨|字节|次|户|株|立方)")
CALLED_CARD = any_of("银行卡 信用卡 储蓄卡 借记卡 卡号 账号 账户 帐号 帐户 汇款 转账 转入 汇入")
CALLED_TRAVEL = re.compile(r"护照|通行证|回乡证|台胞证|居留|旅行证|证件|证号")
PASSPORT = re.compile(
    rf"(?<![A-Za-z0-9])([A-Za-z]{{1,2}})((?:[ \-{INVISIBLE}]?\d){{6,9}})(?![A-Za-z0-9*])"
)


def id_numbers(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    folded = fold(text)
    for number in numbers(text, 17, 18):
        digits, end = number.digits, number.end
        if len(digits) == 17:
            last = LAST_X.match(folded, end)
            if last is None:
                continue
            digits, end = f"{digits}X", last.end()
        if _glued(folded, number.start, end) or not _of_somebody(digits):
            continue
        if check_digit(digits) == digits[17]:
            yield _identity(number.start, end, digits)
        elif CALLED_ID.search(before(text, number.start, 15)):
            yield Hit(
                "pii.id_number",
                Severity.WARN,
                number.start,
                end,
                fix=_hidden(digits),
                said="pii.id_number_miswritten",
            )
    yield from _old_form(text, folded)


def _old_form(text: str, folded: str) -> Iterator[Hit]:
    for number in numbers(text, 15, 15):
        said = before(text, number.start, 15)
        called = CALLED_ID.search(said)
        if not called and (len(number.sizes) > 1 or CALLED_ELSE.search(said)):
            continue
        if not called and CALLED_CARD.search(said) and is_card(number.digits):
            continue
        whole = f"{number.digits[:6]}19{number.digits[6:]}0"
        counted = COUNTED.match(after(text, number.end, 4))
        if _of_somebody(whole) and not counted and not _glued(folded, number.start, number.end):
            yield _identity(number.start, number.end, number.digits)


def _identity(start: int, end: int, digits: str) -> Hit:
    return Hit("pii.id_number", Severity.BLOCK, start, end, fix=_hidden(digits))


def _hidden(digits: str) -> str:
    return digits[:3] + "*" * (len(digits) - 3)


def _of_somebody(digits: str) -> bool:
    """A province, and a day of birth that was."""
    if int(digits[:2]) not in PROVINCES:
        return False
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    return 1900 <= born.year < 2100


def check_digit(digits: str) -> str:
    """Of the first 17."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
    return CHECK_DIGITS[total % 11]


def _glued(folded: str, start: int, end: int) -> bool:
    """It goes on in letters or an address: a part of something longer."""
    left, right = folded[max(0, start - 1) : start], folded[end : end + 1]
    return (left.isascii() and (left.isalpha() or left in {"/", "=", "*"} - {""})) or (
        right.isascii() and (right.isalpha() or right == "*")
    )


def bank_cards(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    folded = fold(text)
    for number in numbers(text, 15, 19):
        said = before(text, number.start, 15)
        called = CALLED_CARD.search(said)
        if _glued(folded, number.start, number.end) or not luhn(number.digits):
            continue
        if len(set(number.digits)) == 1 or not _in_fours(number, called=bool(called)):
            continue
        if COUNTED.match(after(text, number.end, 4)) or (not called and CALLED_ELSE.search(said)):
            continue
        if called or is_card(number.digits):
            shown = "*" * (len(number.digits) - 4) + number.digits[-4:]
            yield Hit("pii.bank_card", Severity.BLOCK, number.start, number.end, fix=shown)


def _in_fours(number: Number, *, called: bool) -> bool:
    """In one piece, or in fours as on the card; in any pieces where it is called a card."""
    return (
        called
        or len(number.sizes) == 1
        or (set(number.sizes[:-1]) == {4} and number.sizes[-1] <= 4)
        or number.sizes in {(6, 13), (6, 10), (4, 6, 5)}
    )


def luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """By issuer prefix and the lengths that it issues."""
    length, four = len(digits), int(digits[:4])
    return (
        (digits[:2] == "62" and 16 <= length <= 19)  # UnionPay
        or (four in {9558, 9559, 6858, 9400} and length in {16, 19})  # older debit cards
        or (digits[0] == "4" and length == 16)
        or ((5100 <= four < 5600 or 2221 <= four <= 2720) and length == 16)
        or (digits[:2] in {"34", "37"} and length == 15)
        or (3528 <= four <= 3589 and length == 16)
        or (digits[:4] == "6011" and length == 16)
    )


def passports(text: str, _draft: Draft, _context: Context) -> Iterator[Hit]:
    for found in PASSPORT.finditer(fold(text)):
        letters = found[1].upper()
        digits = "".join(char for char in found[2] if char.isdigit())
        said = before(text, found.start(), 12)
        if CALLED_ELSE.search(said) or "准字" in said:
            continue
        if CALLED_TRAVEL.search(said) or _is_passport(letters, len(digits)):
            fix = letters + "*" * len(digits)
            yield Hit("pii.passport", Severity.BLOCK, found.start(), found.end(), fix=fix)


def _is_passport(letters: str, digits: int) -> bool:
    """Ordinary passports say so by themselves; the rarer kinds only beside the word."""
    if len(letters) == 1:
        return letters in "EG" and digits == 8
    return letters[0] == "E" and letters[1] in "ABCDEFGH" and digits == 7
