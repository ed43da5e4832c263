"""电话核签: the code that a signer without network repeats, and who may attest that they did. Pure.

The code is the first 30 bits of SHA-256("fayan-telephone:" + digest), five bits a character, the
most significant first, in ``ALPHABET``: no 0 and O, no 1 and I, which look or sound alike. Another
digest has another code; who is read the code of other words is noticed when they repeat it.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from console.checks.numbers import mentions
from console.checks.numerals import NUMERAL
from console.checks.reading import fold
from console.kernel.errors import Invalid, NotYou
from console.people.rules.roles import P, Role, permissions
from console.releases.rules.kinds import Kind

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 6
METHOD = "telephone"
MOST_WRONG = 3  # codes; then the call is over
FIGURE = re.compile(
    r"(?P<arabic>[0-9]+(?:[.,:][0-9]+)*(?:[十百千]?[万亿]){0,2}%?)"
    rf"|(?P<chinese>{NUMERAL})(?=(?P<unit>[余多几来]?(?:分(?![之局])|[月日号时点秒岁人名位个死伤户家起件例辆台架栋间层楼次级条项具"
    r"处天年度克斤吨米里亩元倍成折组批所支]|公[里斤顷]|小时|周岁|千[克米瓦])))"
    rf"|(?<=分之)(?P<part>{NUMERAL})"
)
"""In Chinese only what stands before a unit: 三 of 三人, not of 三轮车."""
IDIOM = re.compile(r"十分(?![钟之])")
ALONE = frozenset("级月号楼层死伤人")
"""Units by which 一 alone counts something; 一名, 一起, 一时, 一些 are ways of speaking."""
UNREAD = re.compile(r"https?://[^\s\u4e00-\u9fff]+|[0-9零〇一二两三四五六七八九十百千.,:]+…")
"""An address; and a figure that was cut where a channel's words end."""


def code_of(digest: str) -> str:
    """Of a package's digest, in hex."""
    hashed = hashlib.sha256(f"fayan-telephone:{digest}".encode()).digest()
    bits = int.from_bytes(hashed, "big") >> (len(hashed) * 8 - LENGTH * 5)
    return "".join(ALPHABET[bits >> shift & 31] for shift in range((LENGTH - 1) * 5, -1, -5))


def same_code(typed: str, digest: str) -> bool:
    """As somebody types what they hear: spaces, dashes and small letters do not matter."""
    return re.sub(r"[\s-]+", "", typed).upper() == code_of(digest)


def figures_in(*texts: str) -> tuple[str, ...]:
    """Every figure of the words, once, in their order: what the signer repeats. Those that the
    guard reads of people and money are among them, whatever their unit."""
    return tuple(dict.fromkeys(found for text in texts for found in _figures(text)))


def _figures(text: str) -> Iterator[str]:
    said = UNREAD.sub(" ", text)
    folded = "".join(a if a == "，" else b for a, b in zip(said, fold(said), strict=True))
    counted = {each.number for each in mentions(said) if any(each.number)}
    spans = {each.span() for each in _numerals(folded)}
    known = {n for start, end in spans for n in range(start, end)}
    spans |= {(start, end) for start, end in counted if not known & {*range(start, end)}}
    for start, end in sorted(spans):
        yield said[start:end]


def _numerals(folded: str) -> Iterator[re.Match[str]]:
    for found in FIGURE.finditer(folded):
        alone = found["chinese"] == "一" and found["unit"] not in ALONE
        if not alone and not IDIOM.match(folded, found.start()):
            yield found


def check_figures(figures: Iterable[str], repeated: Collection[str]) -> None:
    """Raises Invalid with the first that was not repeated."""
    for figure in figures:
        if figure not in repeated:
            raise Invalid("telephone.figure_missing", field="figures", figure=figure)


def check_people(
    caller: UUID,
    witness: UUID,
    signer: UUID,
    authors: Collection[UUID],
    signed: Collection[UUID] = (),
) -> None:
    """Two people beside the signer, neither of whom wrote it or signed another step of it
    (``signed``). Raises NotYou."""
    if caller == witness:
        raise NotYou("telephone.same_person")
    for person, code in ((caller, "caller"), (witness, "witness")):
        if person == signer:
            raise NotYou(f"telephone.{code}_signs")
        if person in authors:
            raise NotYou(f"telephone.{code}_wrote")
        if person in signed:
            raise NotYou(f"telephone.{code}_signed")


def check_weight(caller: Collection[Role], witness: Collection[Role]) -> None:
    """``caller`` and ``witness``: the roles they hold themselves. Both may attest, and one of them
    signs releases in their own right: whom two administrators made a signer. Raises NotYou."""
    for roles in (caller, witness):
        if P.TELEPHONE_ATTEST not in permissions(roles):
            raise NotYou("people.not_permitted", permission=P.TELEPHONE_ATTEST.value)
    if P.RELEASE_SIGN not in permissions(caller) | permissions(witness):
        raise NotYou("telephone.no_signer_attests")


def is_allowed(
    kinds: Collection[Kind], levels: Collection[str], kind: Kind, level: str | None
) -> bool:
    """``levels`` empty: any, also of what belongs to no incident."""
    return kind in kinds and (not levels or level in levels)
