"""Where a public release stands in each list; see ``ShelfPlace``."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from console.releases.records import Release, ShelfPlace
from console.releases.rules.package import opened

WARNINGS = "warnings"
"""The shelf of public warnings, and of what ends them."""
LIFTS = "lifts:"
"""Before a warning's number: the shelf of what lifts it."""


def add(tx: Session, releases: Iterable[Release], day: datetime) -> None:
    """The next place in each list, in the order given. ``day`` in the bureau's zone."""
    shelves: dict[str, list[Release]] = {}
    for release in releases:
        for shelf in _shelves(release, day):
            shelves.setdefault(shelf, []).append(release)
    for shelf, arriving in shelves.items():
        last = tx.scalar(select(func.max(ShelfPlace.place)).where(ShelfPlace.shelf == shelf))
        tx.add_all(
            ShelfPlace(shelf=shelf, place=place, release_id=release.id)
            for place, release in enumerate(arriving, start=(last or 0) + 1)
        )
    tx.flush()


def take_off(tx: Session, release: Release, day: datetime) -> None:
    """It was never out: another time gives it other places. Every list keeps a first place.

    ``day`` is the one it was put there for.
    """
    there = ShelfPlace.shelf.in_(_shelves(release, day)), ShelfPlace.release_id == release.id
    own = tx.execute(select(ShelfPlace.shelf, ShelfPlace.place).where(*there)).all()
    tx.execute(delete(ShelfPlace).where(*there))
    for shelf, place in own:
        following = tx.scalar(select(func.min(ShelfPlace.place)).where(ShelfPlace.shelf == shelf))
        if place == 1 and following is not None:
            tx.execute(
                update(ShelfPlace)
                .where(ShelfPlace.shelf == shelf, ShelfPlace.place == following)
                .values(place=1)
            )


def _shelves(release: Release, day: datetime) -> tuple[str, ...]:
    package = opened(release.package)
    lifts = package.get("lifts", ())
    return (
        "all", f"column:{release.column}", f"month:{day:%Y-%m}",
        *([WARNINGS] if package.get("warning") or lifts else []),
        *(LIFTS + number for number in lifts),
    )  # fmt: skip
