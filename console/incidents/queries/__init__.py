"""Reading incidents."""

from console.incidents.queries.cards import (
    IncidentView,
    card,
    cards,
    current,
    everything,
    number_of,
    numbers_of,
    of_id,
    view,
)

__all__ = [
    "IncidentView",
    "card",
    "cards",
    "current",
    "everything",
    "number_of",
    "numbers_of",
    "of_id",
    "view",
]
