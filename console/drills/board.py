"""The board of drills: rows of our own, and no network, no file and no public address."""

from collections.abc import Mapping
from hashlib import sha256

from console.database import Database, insert_missing
from console.drills.records import DrillPost
from console.kernel.clock import Clock
from console.publishing.rules.channel import Absent, Action, Bulletin, Found, Receipt, Sighting

DETAILS: Mapping[str, str] = {"drill": "yes"}


class DrillBoard:
    """Implements ``routing.Board``. ``console_url``: without a slash at its end."""

    def __init__(self, database: Database, clock: Clock, console_url: str) -> None:
        self._database = database
        self._clock = clock
        self._console = console_url

    def put(self, bulletin: Bulletin) -> Receipt:
        release, words = bulletin.release, bulletin.variant
        row = {
            "key": key_of(bulletin),
            "incident_number": release.incident.number if release.incident else "",
            "number": release.number,
            "channel": bulletin.account.channel,
            "account": bulletin.account.name,
            "action": bulletin.action,
            "title": words.title or release.title,
            "text": words.text or release.text,
            "summary": words.summary,
            "posted_at": self._clock.now(),
        }
        with self._database.transaction() as tx:
            insert_missing(tx, DrillPost, [row])
        return self._receipt(bulletin)

    def find(self, bulletin: Bulletin) -> Sighting:
        with self._database.snapshot() as tx:
            there = tx.get(DrillPost, key_of(bulletin))
        return Found(self._receipt(bulletin)) if there else Absent()

    def _receipt(self, bulletin: Bulletin) -> Receipt:
        return Receipt(f"{self._console}/drills/posts/{key_of(bulletin)}", details=DETAILS)


def key_of(bulletin: Bulletin) -> str:
    """The same for the same bulletin, whenever it is asked for. What an update says is known by
    when the page last said something new."""
    release, action = bulletin.release, bulletin.action
    said = release.updated_at.isoformat() if action is Action.UPDATE else ""
    name = (release.number, bulletin.digest, bulletin.account.key, action.value, said)
    return sha256("\n".join(name).encode()).hexdigest()
