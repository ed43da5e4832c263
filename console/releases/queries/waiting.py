"""Steps whose turn it is: since when, who could sign, whom to ask, and has any of them looked?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from console.authorisations.queries import able_to_sign
from console.duty.queries import on_duty
from console.people import queries as people
from console.people.rules.roles import Role
from console.releases.records import DraftPresence, EarlyReading, Release, SignatureCall
from console.releases.rules.package import opened
from console.releases.rules.signing import due_at, terms_in, turn_began
from console.releases.rules.workflow import Stage
from console.releases.standing import matter_of, signatures, standing

A, B = "A", "B"


@dataclass(frozen=True, slots=True)
class Signer:
    """``side``: A or B of who is on duty; "": neither. ``telephone``: "" when none is known."""

    id: UUID
    name: str
    post: str
    telephone: str
    side: str


@dataclass(frozen=True, slots=True)
class CallView:
    person_name: str
    caller_name: str
    answered: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step. ``signers``: on duty first; also B 角 who may sign on a standing authorisation."""

    place: int
    role: Role
    since: datetime
    due_at: datetime | None
    opened: bool
    signers: tuple[Signer, ...]
    calls: tuple[CallView, ...]


def waiting(tx: Session, at: datetime, release_id: UUID) -> tuple[Waiting, ...]:
    """Nothing of what is not in review."""
    release = tx.get_one(Release, release_id)
    if release.stage is not Stage.IN_REVIEW:
        return ()
    where, terms = standing(tx, release), terms_in(opened(release.package))
    signed = {each.step: each.signed_at for each in signatures(tx, release)}
    barred = where.authors | where.spoken
    found = []
    for place in where.waiting:
        role = where.chain[place]
        able = [
            each
            for each in able_to_sign(tx, at, role, matter_of(tx, release), spoken=where.spoken)
            if each not in barred
        ]
        since = turn_began(place, terms, release.submitted_at, signed) or release.updated_at
        found.append(
            Waiting(
                place, role, since, due_at(place, terms, release.submitted_at, signed),
                _looked(tx, release_id, able, since), _signers(tx, at, able),
                _calls(tx, release, place),
            )
        )  # fmt: skip
    return tuple(found)


def first_asked(tx: Session, at: datetime, able: Iterable[UUID]) -> tuple[UUID, ...]:
    """Of those who could sign: who is on duty today as A 角, else as B 角, else all of them."""
    able, there = tuple(able), on_duty(tx, at)
    for each in there.both if there else ():
        if each in able:
            return (each,)
    return able


def substitutes(tx: Session, at: datetime, able: Iterable[UUID]) -> tuple[UUID, ...]:
    """Whom to ask when the first is silent: B 角 on duty where they could sign, else everyone."""
    able, there = tuple(able), on_duty(tx, at)
    if there and there.b in able and there.b is not None:
        return (there.b,)
    return able


def _looked(tx: Session, release_id: UUID, able: Iterable[UUID], since: datetime) -> bool:
    """Has one of them had it open since its turn came? Readings are on record without scripts, but
    once a day; presence is renewed while the screen is open."""
    who = list(able)
    here = exists().where(
        DraftPresence.release_id == release_id, DraftPresence.person_id.in_(who),
        DraftPresence.seen_at >= since,
    )  # fmt: skip
    read = exists().where(
        EarlyReading.release_id == release_id, EarlyReading.person_id.in_(who),
        EarlyReading.at >= since,
    )  # fmt: skip
    return bool(tx.scalar(select(here | read)))


def _signers(tx: Session, at: datetime, able: Iterable[UUID]) -> tuple[Signer, ...]:
    able, there = list(able), on_duty(tx, at)
    sides = {there.a: A, there.b: B} if there else {}
    numbers, cards = people.telephones(tx, able), people.names(tx, able)
    found = [
        Signer(each, cards[each].name, cards[each].post, numbers.get(each, ""), sides.get(each, ""))
        for each in able
        if each in cards
    ]
    return tuple(sorted(found, key=lambda each: each.side or "C"))


def _calls(tx: Session, release: Release, place: int) -> tuple[CallView, ...]:
    rows = tx.scalars(
        select(SignatureCall)
        .where(SignatureCall.release_id == release.id, SignatureCall.step == place)
        .where(SignatureCall.revision == release.revision)
        .order_by(SignatureCall.at.desc(), SignatureCall.id.desc())
    )
    return tuple(CallView(row.person_name, row.caller_name, row.answered, row.at) for row in rows)
