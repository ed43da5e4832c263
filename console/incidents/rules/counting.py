"""How long casualty counts stay open: 7 days for traffic and fire, 30 for others. After that a
change says why. 生产安全事故报告和调查处理条例（国务院令第493号）第13条."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Counting:
    """``short``: of road traffic and fire accidents; ``long``: of everything else."""

    short: timedelta = timedelta(days=7)
    long: timedelta = timedelta(days=30)

    def closes_at(self, began_at: datetime, *, short: bool) -> datetime:
        """``began_at``: when it happened, or was detected where that is not known."""
        return began_at + (self.short if short else self.long)


USUAL = Counting()
