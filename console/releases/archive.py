"""The port ``Archive``: everything that was ever public."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from console.database import Database
from console.incidents.queries import numbers_of
from console.publishing.rules.shelf import ShelfItem
from console.releases.items import PUBLIC, REAL, items_of
from console.releases.records import Release
from console.releases.rules.workflow import Stage

EVER = (Release.published_at.is_not(None), or_(PUBLIC, Release.stage == Stage.WITHDRAWN), REAL)


class DatabaseArchive:
    def __init__(self, database: Database) -> None:
        self._database = database

    def numbers(self) -> Sequence[str]:
        with self._database.snapshot() as tx:
            found = tx.scalars(
                select(Release.number).where(*EVER).order_by(Release.published_at, Release.number)
            )
            return tuple(each for each in found if each)

    def any_of(self, numbers: Sequence[str]) -> Sequence[ShelfItem]:
        with self._database.snapshot() as tx:
            rows = tx.scalars(select(Release).where(Release.number.in_(numbers), *EVER))
            found = {row.number: row for row in rows}
            return items_of(tx, [found[number] for number in numbers if number in found])

    def incident_numbers(self) -> Sequence[str]:
        with self._database.snapshot() as tx:
            ids = tx.scalars(
                select(Release.incident_id)
                .where(Release.incident_id.is_not(None), *EVER)
                .distinct()
            )
            return sorted(numbers_of(tx, {each for each in ids if each}).values())
