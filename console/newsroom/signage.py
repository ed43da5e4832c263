"""标识屏: what stands on screens in lobbies and on kiosks, as data and as a page in large type."""

import json
from collections.abc import Sequence
from typing import Any, Final

from console.kernel.ids import is_drill
from console.newsroom import addresses, words
from console.newsroom.facts import SiteFacts
from console.publishing.rules.shelf import IncidentCard, Page, ShelfEntry, ShelfItem

DATA: Final = "signage.json"
FOLDER: Final = "signage/"
LATEST: Final = 5  # releases, when nothing goes on
BESIDE: Final = 2  # when something does: a screen does not scroll


def shown(
    current: Sequence[tuple[IncidentCard, ShelfItem]], entries: Sequence[ShelfEntry]
) -> tuple[tuple[tuple[IncidentCard, ShelfItem], ...], tuple[ShelfEntry, ...]]:
    """Nobody in a lobby can tell a drill from the real thing: none is shown. What was withdrawn
    is not either. Beside an incident stand releases of something else."""
    standing = tuple(
        (card, item)
        for card, item in current
        if not is_drill(card.number) and item.withdrawal is None
    )
    told = {card.number for card, _ in standing}
    others = tuple(
        each for each in entries if not is_drill(each.number) and each.incident_number not in told
    )
    return standing, others[: BESIDE if standing else LATEST]


def data(
    site: SiteFacts,
    current: Sequence[tuple[IncidentCard, ShelfItem]],
    entries: Sequence[ShelfEntry],
) -> Page:
    told: dict[str, Any] = {
        "site": site.title,
        "issuer": site.press_office,
        "current": [
            {
                "incident": card.number,
                "title": words.clean(card.title),
                "latest": words.clean(item.list_title),
                "text": words.clean(item.text),
                "advice": [words.clean(line) for line in item.advice.split("\n") if line],
                "warning": item.warning is not None,
                "next_update": words.utc_second(item.next_update_at)
                if item.next_update_at
                else None,
                "published_at": words.utc_second(item.published_at),
                "url": site.url(addresses.href(addresses.release(item.number))),
            }
            for card, item in current
        ],
        "latest": [
            {
                "number": each.number,
                "title": words.clean(each.list_title),
                "published_at": words.utc_second(each.published_at),
                "url": site.url(addresses.href(addresses.release(each.number))),
            }
            for each in entries
        ],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return Page(DATA, text.encode() + b"\n")
