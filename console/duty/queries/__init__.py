"""Reading the roster."""

from console.duty.queries.roster import (
    OnDuty,
    ShiftView,
    able,
    absence,
    in_use,
    on_duty,
    shift,
    shift_after,
    shift_at,
    shift_before,
    shifts,
    uncovered,
)

__all__ = [
    "OnDuty",
    "ShiftView",
    "able",
    "absence",
    "in_use",
    "on_duty",
    "shift",
    "shift_after",
    "shift_at",
    "shift_before",
    "shifts",
    "uncovered",
]
