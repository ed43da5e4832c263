"""电话核签: the code that a signer without network repeats, and who may attest that they did. Pure.

The code is the first 30 bits of SHA-256("fayan-telephone:" + digest), five bits a character, the
most significant first, in ``ALPHABET``: no 0 and O, no 1 and I, which look or sound alike. Another
digest has another code; who is read the code of other words is noticed when they repeat it.
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from uuid import UUID

from console.kernel.errors import Invalid, NotYou
from console.people.rules.roles import P, Role, permissions
from console.releases.rules.kinds import Kind

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 6
METHOD = "telephone"
MOST_WRONG = 3  # codes; then the call is over
FIGURE = re.compile(r"[0-9]+(?:[.,:：][0-9]+)*%?")


def code_of(digest: str) -> str:
    """Of a package's digest, in hex."""
    hashed = hashlib.sha256(f"fayan-telephone:{digest}".encode()).digest()
    bits = int.from_bytes(hashed, "big") >> (len(hashed) * 8 - LENGTH * 5)
    return "".join(ALPHABET[bits >> shift & 31] for shift in range((LENGTH - 1) * 5, -1, -5))


def same_code(typed: str, digest: str) -> bool:
    """As somebody types what they hear: spaces, dashes and small letters do not matter."""
    return re.sub(r"[\s-]+", "", typed).upper() == code_of(digest)


def figures_in(*texts: str) -> tuple[str, ...]:
    """Every figure of the words, once, in their order: what the signer repeats."""
    return tuple(dict.fromkeys(found for text in texts for found in FIGURE.findall(text)))


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
