"""Where one play of the night stands: what its chores hand on to each other."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.chores import service as chores
from console.chores.records import Chore
from console.demo.story import BEATS, Beat
from console.kernel.clock import parse_utc, whole_seconds

KIND: Final = "demo_night"
LOOK_AGAIN: Final = timedelta(seconds=2)
PATIENCE: Final = timedelta(minutes=10)
FINISHED: Final = "finished"
RESTED: Final = "rested"
ENDED: Final = "ended"  # the visitor took the release out of the play
STOPPED: Final = "stopped"  # its chore was given up


@dataclass(frozen=True, slots=True)
class Play:
    """``turn`` counts chores, ``beat`` what was done; ``since``: how long this beat has waited.

    ``releases``: one id for each scene begun. ``trouble``: an error code, what it waits for.
    ``ended``: "" while it plays.
    """

    id: str
    started: str
    since: str
    turn: int = 0
    beat: int = 0
    incident: str = ""
    releases: tuple[str, ...] = ()
    trouble: str = ""
    ended: str = ""

    @property
    def now(self) -> Beat:
        return BEATS[self.beat]

    @property
    def release_id(self) -> UUID:
        return UUID(self.releases[self.now.scene])

    @property
    def started_at(self) -> datetime:
        return parse_utc(self.started)

    def done(self, at: datetime, **changes: Any) -> "Play":
        """The next beat is due after its pause."""
        return replace(
            self, turn=self.turn + 1, beat=self.beat + 1, since=whole_seconds(at), trouble="",
            **changes,
        )  # fmt: skip

    def waiting(self, at: datetime, trouble: str = "") -> "Play":
        """The same beat again; after ``PATIENCE`` it goes to rest."""
        tired = at - parse_utc(self.since) >= PATIENCE
        return replace(self, turn=self.turn + 1, trouble=trouble, ended=RESTED if tired else "")

    def ending(self, how: str) -> "Play":
        return replace(self, turn=self.turn + 1, ended=how)


def ask(tx: Session, play: Play, run_at: datetime) -> None:
    chores.ask(tx, KIND, _key(play), asdict(play), run_at)


def is_asked(tx: Session, play: Play) -> bool:
    """Whether the turn after this one was asked for already: its work is done and committed."""
    key = _key(replace(play, turn=play.turn + 1))
    known = select(Chore.id).where(or_(Chore.key == key, Chore.key.startswith(f"{key}@")))
    return tx.scalars(known.limit(1)).first() is not None


def latest(tx: Session) -> tuple[Play, datetime] | None:
    """The newest play and when its chore is, or was, to run; None: it was never played."""
    chore = tx.scalars(
        select(Chore).where(Chore.kind == KIND).order_by(Chore.id.desc()).limit(1)
    ).first()
    if chore is None:
        return None
    play = from_payload(chore.payload)
    if chore.gave_up and not play.ended:
        play = replace(play, ended=STOPPED)
    return play, chore.run_at


def from_payload(payload: Mapping[str, Any]) -> Play:
    return Play(**{**payload, "releases": tuple(payload["releases"])})


def _key(play: Play) -> str:
    """The first turn's is the same for every play: two at once make one."""
    return f"demo_night:{play.id}:{play.turn}" if play.turn else "demo_night"
