"""What the reader of the audit asked for, and which events that is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from console.audit.narrowing import Filter
from console.incidents.queries import card
from console.kernel.errors import Invalid, NotThere
from console.people import queries as people
from console.people.service import printable
from console.publishing.queries import subjects_of
from console.releases.queries.lists import ids_of_incident, numbered
from console.web.context import services
from console.web.times import YEARS


@dataclass(frozen=True, slots=True)
class Asked:
    """As the address carries it. ``number``: of a release or an incident; ``subject``: as events
    name it (``person:…``), from links alone."""

    name: str = ""
    actor: str = ""
    number: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> "Asked":
        return cls(**{name: printable(given.get(name, ""))[:120].strip() for name in cls.__slots__})

    @property
    def query(self) -> dict[str, str]:
        return {name: text for name in self.__slots__ if (text := getattr(self, name))}


def wanted(tx: Session, asked: Asked) -> Filter:
    """Raises Invalid for a number that was never given, and for what is no day."""
    who = _person(tx, asked.actor)
    return Filter(
        name=asked.name,
        actor=who.username if who else asked.actor.casefold(),
        account=f"person:{who.id}" if who else "",
        subjects=_subjects(tx, asked),
        since=_day(asked.since, "since"),
        until=_day(asked.until, "until", after=1),
    )


def _person(tx: Session, text: str) -> people.PersonCard | None:
    """By user name, or by a name that one person alone has."""
    if not text:
        return None
    found = people.card_of_username(tx, text.casefold())
    same = [] if found else list(people.cards_named(tx, text))
    return found or (same[0] if len(same) == 1 else None)


def _subjects(tx: Session, asked: Asked) -> tuple[str, ...] | None:
    if asked.number:
        return _of_number(tx, asked.number.upper())
    return (asked.subject,) if asked.subject else None


def _of_number(tx: Session, number: str) -> tuple[str, ...]:
    """A release with its deliveries; an incident with all its releases."""
    if release := numbered(tx, number):
        return _of_releases(tx, (release,))
    try:
        incident = card(tx, number).id
    except NotThere as error:
        raise Invalid("audit.no_number", field="number", text=number[:40]) from error
    return (f"incident:{incident}", *_of_releases(tx, ids_of_incident(tx, incident)))


def _of_releases(tx: Session, ids: tuple[UUID, ...]) -> tuple[str, ...]:
    return (*(f"release:{each}" for each in ids), *subjects_of(tx, ids))


def _day(text: str, field: str, *, after: int = 0) -> datetime | None:
    """The first instant of a day of the bureau's calendar, or of one some days ``after`` it."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("time.invalid_day", field=field, text=text[:40]) from error
    if day.year not in YEARS:
        raise Invalid("time.invalid_day", field=field, text=text[:40])
    day += timedelta(days=after)
    zone = services().settings.zone
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
