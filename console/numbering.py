"""Public numbers: given once, never reused, gaps normal."""

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from console.database import Base


class NumberSeries(Base):
    """The last number given in a series (``release:2026``)."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int]


def next_in(tx: Session, series: str) -> int:
    """The next number, from 1; the row stays locked until the transaction ends."""
    insert = sqlite_insert if tx.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(NumberSeries).values(series=series, last=1)
    return int(
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=[NumberSeries.series], set_={"last": NumberSeries.last + 1}
            ).returning(NumberSeries.last)
        ).scalar_one()
    )
