"""Public numbers: given once, never reused, gaps normal."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from console.database import Base, upsert


class NumberSeries(Base):
    """The last number given in a series (``release:2026``)."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int]


def next_in(tx: Session, series: str) -> int:
    """The next number, from 1; the row stays locked until the transaction ends."""
    statement = upsert(tx, NumberSeries).values(series=series, last=1)
    return int(
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=[NumberSeries.series], set_={"last": NumberSeries.last + 1}
            ).returning(NumberSeries.last)
        ).scalar_one()
    )


def last_in(tx: Session, series: str) -> int:
    """The number given last; 0 when none was. Somebody may be taking the next already."""
    return tx.scalar(select(NumberSeries.last).where(NumberSeries.series == series)) or 0
