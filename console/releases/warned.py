"""Public warnings among the releases: what each follows, what lifts it 解除预警, and whether still.

Which release lifts which is a list like any other (``ShelfPlace``), so it is asked by key.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from console.publishing.rules.shelf import Dated
from console.publishing.rules.warning import Sent
from console.releases.places import LIFTS, WARNINGS
from console.releases.records import Release, ShelfPlace
from console.releases.rules.package import opened
from console.releases.rules.workflow import Stage


@dataclass(frozen=True, slots=True)
class Signal:
    """A release that raises a warning, or ends some."""

    release: Release
    warns: bool
    lifts: frozenset[str]

    @property
    def place(self) -> tuple[datetime, str]:
        return self.release.published_at or self.release.updated_at, self.release.number or ""


def signals(tx: Session, warnings: Sequence[Release]) -> tuple[Signal, ...]:
    """What these warnings may follow: of their incidents, and those that they correct; the oldest
    first, withdrawn ones included."""
    if not warnings:
        return ()
    rows = tx.scalars(
        select(Release)
        .join(ShelfPlace, ShelfPlace.release_id == Release.id)
        .where(ShelfPlace.shelf == WARNINGS)
        .where(
            or_(
                Release.incident_id.in_([row.incident_id for row in warnings if row.incident_id]),
                Release.id.in_([row.corrects_id for row in warnings if row.corrects_id]),
            )
        )
        .order_by(Release.published_at, Release.number)
    )
    packages = ((row, opened(row.package)) for row in rows)
    return tuple(
        Signal(row, bool(package.get("warning")), frozenset(package.get("lifts", ())))
        for row, package in packages
    )


def before(release: Release, known: Iterable[Signal]) -> tuple[Sent, ...]:
    """The warnings that it continues or corrects: none that was lifted before it, whatever became
    of the lifting since, so that a message once out never changes."""
    place = (release.published_at or release.updated_at, release.number or "")
    earlier = [each for each in known if each.place < place]
    over = frozenset(number for each in earlier for number in each.lifts)
    return tuple(
        Sent(each.release.number, each.release.published_at)
        for each in earlier
        if each.warns and each.release.number and each.release.published_at
        if each.release.id == release.corrects_id
        or (
            release.incident_id is not None
            and each.release.incident_id == release.incident_id
            and each.release.number not in over
        )
    )  # fmt: skip


def lifted_by(
    tx: Session, numbers: Collection[str], listed: ColumnElement[bool]
) -> Mapping[str, Dated]:
    """What ended each of these warnings. ``listed``: what the public reads."""
    if not numbers:
        return {}
    rows = tx.execute(
        select(ShelfPlace.shelf, Release)
        .join(Release, ShelfPlace.release_id == Release.id)
        .where(ShelfPlace.shelf.in_([LIFTS + number for number in sorted(numbers)]), listed)
        .order_by(Release.published_at, Release.number)
    ).all()
    found: dict[str, list[Release]] = {}
    for shelf, release in rows:
        found.setdefault(shelf.removeprefix(LIFTS), []).append(release)
    ended = ((number, _first_that_stands(releases)) for number, releases in found.items())
    return {number: dated(release) for number, release in ended if release}


def first_lifted(tx: Session, numbers: Collection[str]) -> Mapping[str, datetime]:
    """When each was first lifted; by what, and what became of that since, does not count: what
    machines were told is told."""
    if not numbers:
        return {}
    rows = tx.execute(
        select(ShelfPlace.shelf, func.min(Release.published_at))
        .join(Release, ShelfPlace.release_id == Release.id)
        .where(ShelfPlace.shelf.in_([LIFTS + number for number in sorted(numbers)]))
        .where(Release.published_at.is_not(None))
        .group_by(ShelfPlace.shelf)
    )
    return {shelf.removeprefix(LIFTS): at for shelf, at in rows if at}


def _first_that_stands(lifting: Sequence[Release]) -> Release | None:
    """A correction speaks in the place of what it corrects: one that lifts no more takes it back.
    ``lifting``: the oldest first."""
    standing: list[Release] = []
    for release in reversed(lifting):
        kept = {each.corrects_id for each in standing}
        if release.stage is not Stage.SUPERSEDED or release.id in kept:
            standing.append(release)
    return standing[-1] if standing else None


def named(tx: Session, numbers: Collection[str]) -> Mapping[str, Dated]:
    """Published releases by number. A withdrawn one is called by its number alone."""
    if not numbers:
        return {}
    rows = tx.scalars(
        select(Release).where(Release.number.in_(numbers), Release.published_at.is_not(None))
    )
    return {row.number: dated(row) for row in rows if row.number}


def dated(release: Release) -> Dated:
    number = release.number or ""
    title = number if release.withdrawn_at else release.list_title
    return Dated(number, title, release.published_at or release.updated_at)
