"""The demonstration's accounts: made once, and brought back to what they were at every start."""

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.database import Database
from console.demo.cast import CAST, Member
from console.demo.house import House
from console.people.passwords import Passwords
from console.people.queries import roles_of
from console.people.records import Person
from console.people.service import (
    Particulars,
    add_person,
    assign_role,
    set_active,
    set_password,
)
from console.settings import Settings, kept_secret


def password(settings: Settings) -> str:
    """From FAYAN_DEMO_PASSWORD; else random, kept 0600 in ``var/demo-password``."""
    return settings.demo_password or kept_secret(settings.var / "demo-password")


def seed_accounts(house: House, at: datetime, make: Callable[[], Passwords]) -> None:
    """``at``: when newcomers are added. Hashes only what changed; does nothing when nothing did."""
    wanted = password(house.settings)
    marks = _Marks(house.settings, wanted)
    stale = [member for member in CAST if not marks.fits(member, _hash(house.database, member))]
    if stale:
        passwords, names = make(), [member.username for member in stale]
        with ThreadPoolExecutor(2) as hashers:  # slow by design, and free of the interpreter lock
            hashes = dict(
                zip(names, hashers.map(passwords.hash, [wanted] * len(names)), strict=True)
            )
        with house.database.transaction() as tx:
            for member in stale:
                _set(tx, at, house.clock.now(), member, hashes[member.username])
        marks.keep(hashes)
    with house.database.transaction() as tx:
        for member in CAST:
            _restore(tx, house.clock.now(), member)


def _hash(database: Database, member: Member) -> str | None:
    with database.snapshot() as tx:
        return tx.scalar(select(Person.password_hash).where(Person.username == member.username))


def _set(tx: Session, at: datetime, now: datetime, member: Member, hashed: str) -> None:
    person = _person(tx, member)
    if person is not None:
        set_password(tx, now, None, person.id, hashed)
        return
    particulars = Particulars(member.name, member.post, member.unit)
    added = add_person(
        tx, at, None, username=member.username, particulars=particulars, password_hash=hashed
    )
    assign_role(tx, at, None, added, member.role)


def _restore(tx: Session, now: datetime, member: Member) -> None:
    """A visitor may have taken a role away, or switched an account off: the cards need them."""
    person = _person(tx, member)
    if person is None:
        return
    if not person.active:
        set_active(tx, now, None, person.id, active=True)
    if member.role not in roles_of(tx, person.id):
        assign_role(tx, now, None, person.id, member.role)


def _person(tx: Session, member: Member) -> Person | None:
    return tx.scalars(select(Person).where(Person.username == member.username)).first()


class _Marks:
    """Which hash we last made for whom, and of which password, without keeping either."""

    def __init__(self, settings: Settings, wanted: str) -> None:
        self._file: Path = settings.var / "demo-accounts.json"
        self._key = f"{settings.secret_key}\n{wanted}".encode()
        try:
            self._kept: dict[str, str] = json.loads(self._file.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            self._kept = {}

    def fits(self, member: Member, hashed: str | None) -> bool:
        kept = self._kept.get(member.username, "")
        return hashed is not None and hmac.compare_digest(kept, self._mark(hashed))

    def keep(self, hashes: Mapping[str, str]) -> None:
        self._kept |= {name: self._mark(hashed) for name, hashed in hashes.items()}
        beside = self._file.with_suffix(f".{os.getpid()}")
        handle = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(self._kept, file)
        beside.replace(self._file)

    def _mark(self, hashed: str) -> str:
        return hmac.new(self._key, hashed.encode(), hashlib.sha256).hexdigest()
