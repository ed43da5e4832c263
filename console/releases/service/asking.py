"""Whose turn it is, is asked to sign; who has signed is asked no longer."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from console.authorisations.queries import able_to_sign
from console.notices.circles import among
from console.notices.service import settle, tell
from console.people.rules.roles import Role
from console.releases.queries.waiting import first_asked
from console.releases.records import Release
from console.releases.service import found
from console.releases.standing import matter_of, standing


def ask(tx: Session, at: datetime, release: Release, before: Collection[int] = ()) -> None:
    """Who is on duty and could sign a step whose turn it is, else everyone who could; ``before``:
    steps that were asked already. B 角 under a standing authorisation are asked when A is silent
    (``escalation``)."""
    tx.flush()
    where = standing(tx, release)
    barred = where.authors | where.spoken
    for step in where.waiting:
        if step in before:
            continue
        able = able_to_sign(
            tx, at, where.chain[step], matter_of(tx, release), standing=False, spoken=where.spoken
        )
        may = among(tx, found.subject(release), (each for each in able if each not in barred))
        asked = first_asked(tx, at, may)
        tell(
            tx, at, sorted(asked), "release.told_to_sign", found.subject(release),
            {"number": release.number or ""}, key(release, step),
        )  # fmt: skip


def signed(tx: Session, at: datetime, release: Release, step: int, role: Role) -> None:
    settle(tx, at, able_to_sign(tx, at, role, matter_of(tx, release)), key(release, step))


def key(release: Release, step: int) -> str:
    """Of the notices that ask for one signature."""
    return f"sign:{release.digest}:{release.revision}:{step}"
