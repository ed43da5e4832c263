"""Every act on an incident, one function a verb. All take the open transaction and the time."""

from console.incidents.service.life import (
    LEVEL_RAISED,
    IncidentForm,
    change,
    close,
    end_drill,
    open_incident,
    reopen,
)

__all__ = [
    "LEVEL_RAISED",
    "IncidentForm",
    "change",
    "close",
    "end_drill",
    "open_incident",
    "reopen",
]
