"""授权 at the moment of signing: on what does this signer rely, and did it count then?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.authorisations import queries
from console.authorisations.service import rely
from console.kernel.errors import NotYou
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.granted import BY_ROLE
from console.people.rules.signing import Standing
from console.releases.records import Release, Signature
from console.releases.standing import acting, matter_of, standing


def signer(
    tx: Session, at: datetime, actor: Actor, release: Release, where: Standing
) -> tuple[Actor, str]:
    """The actor as they may act on this step, and on what they rely: "role", or the number of an
    authorisation, which gives them the step's role for this one act. Roles are asked of the rows:
    one that was taken away since the request began signs nothing.

    Raises NotYou when an authorisation of theirs was revoked, is over, or does not reach this.
    """
    actor = held_now(tx, actor)
    if where.complete or where.roles & actor.roles:
        return actor, BY_ROLE
    refused: NotYou | None = None
    for step in where.waiting:
        role = where.chain[step]
        try:
            number = rely(
                tx, at, actor, role, matter_of(tx, release),
                authors=where.authors, spoken=where.spoken,
            )  # fmt: skip
        except NotYou as error:
            refused = error
            continue
        if number is not None:
            return replace(actor, roles=actor.roles | {role}), number
    if refused:
        raise refused
    return actor, BY_ROLE


def held_now(tx: Session, actor: Actor) -> Actor:
    return replace(actor, roles=people.roles_now(tx, actor.id))


def refusal(tx: Session, at: datetime, actor: Actor, release_id: UUID) -> NotYou | None:
    """Why an authorisation of theirs does not open the step whose turn it is; it changes nothing.
    None: they hold the role, it does open it, or they never had one."""
    release = tx.get(Release, release_id)
    where = standing(tx, release) if release else None
    if release is None or where is None or where.complete:
        return None
    if where.roles & acting(tx, actor, release, where).roles:
        return None
    matter = matter_of(tx, release)
    found = (
        queries.why_not(tx, at, actor.id, where.chain[step], matter, where.authors)
        for step in where.waiting
    )
    return next(filter(None, found), None)


def unfounded(
    tx: Session, release: Release, signed: Iterable[Signature], wrote: frozenset[UUID]
) -> bool:
    """A signature relies on an authorisation that is not there, was not the signer's, did not
    count when they signed, or stands on an author's word."""
    relying = [each for each in signed if each.authorisation != BY_ROLE]
    if not relying:
        return False
    matter = matter_of(tx, release, sealed=True)
    for each in relying:
        ground = queries.was_good(
            tx, each.authorisation, each.person_id, each.role, matter, each.signed_at
        )
        if ground is None or ground & wrote:
            return True
    return False


def of_one_will(tx: Session, signed: Iterable[Signature]) -> bool:
    """Two of these signatures are one person's will: their own, or given to who signed (常设
    apart)."""
    spoken: set[UUID] = set()
    for each in signed:
        givers = queries.givers(tx, {each.authorisation} - {BY_ROLE})
        if spoken & (givers | {each.person_id}):
            return True
        spoken |= givers | {each.person_id}
    return False
