"""Where a release stands: its newest words, its authors, its valid signatures."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.authorisations.queries import givers
from console.incidents.records import Incident
from console.incidents.rules.levels import Level, graver
from console.kernel.errors import FayanError
from console.people.rules.actor import Actor
from console.people.rules.granted import BY_ROLE, Matter
from console.people.rules.roles import P, Role, permissions
from console.people.rules.signing import Standing, check_signer
from console.releases.records import Release, Revision, Signature, TelephoneCall
from console.releases.rules.package import opened
from console.releases.rules.signing import terms_in
from console.releases.rules.telephone import METHOD


def newest(tx: Session, release: Release) -> Revision:
    return tx.scalars(
        select(Revision).where(
            Revision.release_id == release.id, Revision.place == release.revision
        )
    ).one()


def authors(tx: Session, release: Release) -> frozenset[UUID]:
    """Whoever wrote or submitted any revision of it: none of them may sign."""
    return authors_of(tx, [release])[release.id]


def authors_of(tx: Session, releases: Iterable[Release]) -> dict[UUID, frozenset[UUID]]:
    """By release: ``authors`` of each."""
    wrote = {each.id: {each.created_by} for each in releases}
    rows = tx.execute(
        select(Revision.release_id, Revision.author_id, Revision.submitted_by).where(
            Revision.release_id.in_(wrote)
        )
    )
    for release_id, author, submitter in rows:
        wrote[release_id] |= {each for each in (author, submitter) if each}
    return {key: frozenset(each) for key, each in wrote.items()}


def signatures(tx: Session, release: Release) -> list[Signature]:
    """Valid ones, in the order of the steps."""
    return signatures_of(tx, [release])[release.id]


def signatures_of(tx: Session, releases: Iterable[Release]) -> dict[UUID, list[Signature]]:
    """By release: ``signatures`` of each."""
    of = {each.id: each for each in releases}
    valid: dict[UUID, list[Signature]] = {key: [] for key in of}
    for row in tx.scalars(
        select(Signature)
        .where(Signature.release_id.in_(of), Signature.fell_at.is_(None))
        .order_by(Signature.step)
    ):
        release = of[row.release_id]
        if (row.revision, row.digest) == (release.revision, release.digest):
            valid[row.release_id].append(row)
    return valid


def standing(tx: Session, release: Release) -> Standing:
    """By the chain inside the package; a draft has none."""
    return standing_by(tx, release, signatures(tx, release), authors(tx, release))


def standing_by(
    tx: Session, release: Release, valid: Iterable[Signature], wrote: frozenset[UUID]
) -> Standing:
    """With its valid signatures and its authors at hand."""
    package = opened(release.package) if release.package else {"chain": ()}
    chain = tuple(Role(each) for each in package["chain"])
    signed = [
        each for each in valid if each.step < len(chain) and chain[each.step].value == each.role
    ]
    relied = {each.authorisation for each in signed} - {BY_ROLE}
    return Standing(
        digest=release.digest,
        chain=chain,
        authors=wrote,
        signers=tuple(each.person_id for each in signed),
        places=tuple(each.step for each in signed),
        together=tuple(each.together for each in terms_in(package)),
        attesters=_attesters(tx, [each.id for each in signed if each.proof == METHOD]),
        givers=givers(tx, relied) if relied else frozenset(),
    )


def _attesters(tx: Session, called: list[UUID]) -> frozenset[UUID]:
    """Who called and who witnessed for these signatures: they sign no other step."""
    if not called:
        return frozenset()
    rows = select(TelephoneCall.caller_id, TelephoneCall.witness_id)
    found = tx.execute(rows.where(TelephoneCall.signature_id.in_(called)))
    return frozenset(each for row in found for each in row if each)


def matter_of(tx: Session, release: Release, *, sealed: bool = False) -> Matter:
    """What an authorisation is held against: the graver of the level in the package and that of the
    incident now; ``sealed``: as it was submitted."""
    level = opened(release.package)["level"] if release.package else None
    incident = tx.get(Incident, release.incident_id) if release.incident_id else None
    if incident and not sealed and (level is None or graver(incident.level, Level(level))):
        level = incident.level.value
    return Matter(release.incident_id, release.column, level)


def acting(tx: Session, actor: Actor, release: Release, where: Standing) -> Actor:
    """With the role of the step whose turn it is, where an authorisation that held at the beginning
    of the request gives it. For screens: a signature asks the rows again, at its own moment."""
    if where.complete or where.roles & actor.roles or not actor.granted:
        return actor
    matter = matter_of(tx, release)
    given = frozenset(
        each.role
        for each in actor.granted
        if each.role in where.roles
        and each.scope.covers(matter)
        and each.stands(where.authors, where.spoken)
    )
    return replace(actor, roles=actor.roles | given) if given else actor


def reviews(tx: Session, actor: Actor, release: Release) -> bool:
    """One of those who sign such releases, and no author of this: by their role, or by an
    authorisation that reaches it and rests on no author's word."""
    wrote = authors(tx, release)
    if actor.id in wrote:
        return False
    matter = matter_of(tx, release)
    return P.RELEASE_SIGN in permissions(actor.roles) or any(
        each.scope.covers(matter) and not each.grounds & wrote for each in actor.granted
    )


def refusal(actor: Actor, where: Standing, digest: str) -> FayanError | None:
    """Why this person may not sign these words now; None: they may."""
    try:
        check_signer(actor, where, seen=digest)
    except FayanError as refused:
        return refused
    return None
