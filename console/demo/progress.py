"""What the visitor is told of the play: read from what really happened, not from a script."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from console.demo import acts, play
from console.demo.play import Play
from console.demo.story import BEATS, SCENES, VISITORS, Deed
from console.incidents.queries import number_of
from console.kernel.clock import parse_utc
from console.people.rules.roles import Role
from console.releases.queries import ReleaseView
from console.releases.rules.workflow import Stage

SILENT: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class SceneLine:
    """One release of the play. ``stage`` None: not begun. ``visitors``: it is theirs to sign."""

    title: str
    stage: Stage | None = None
    release_id: UUID | None = None
    number: str = ""
    current: bool = False
    visitors: bool = False

    @property
    def out(self) -> bool:
        return self.stage in {Stage.PUBLISHED, Stage.SUPERSEDED}


@dataclass(frozen=True, slots=True)
class Progress:
    """``state``: idle, playing, visitor (waits for the signature), sent_back, finished, rested,
    ended, stopped. ``deed``: what is being done, of ``title``. ``trouble``: an error code.
    ``rests_at``: when it stops waiting. ``silent``: nobody does the chores.
    """

    state: str
    scenes: tuple[SceneLine, ...] = tuple(SceneLine(scene.title) for scene in SCENES)
    deed: str = ""
    title: str = ""
    incident_number: str = ""
    release_id: UUID | None = None
    trouble: str = ""
    done: int = 0
    whole: int = len(BEATS)
    rests_at: datetime | None = None
    silent: bool = False

    @property
    def playing(self) -> bool:
        return self.state in {"playing", "visitor", "sent_back"}


def progress(tx: Session, at: datetime) -> Progress:
    known = play.latest(tx)
    if known is None:
        return Progress("idle")
    now, run_at = known
    looks = [acts.look(tx, UUID(each)) for each in now.releases]
    begun = now.now.scene < len(looks)
    state = now.ended or (_waits(looks[now.now.scene]) if _is_visitors(now) else "playing")
    return Progress(
        state=state,
        scenes=tuple(_line(place, looks, now) for place in range(len(SCENES))),
        deed=now.now.deed.value,
        title=SCENES[now.now.scene].title,
        incident_number=(number_of(tx, UUID(now.incident)) or "") if now.incident else "",
        release_id=now.release_id if begun else None,
        trouble=now.trouble,
        done=now.beat,
        rests_at=parse_utc(now.since) + play.PATIENCE,
        silent=not now.ended and at - run_at > SILENT,
    )


def _is_visitors(now: Play) -> bool:
    return now.now.deed is Deed.VISITOR


def _waits(view: ReleaseView) -> str:
    turn = next((step.role for step in view.chain if step.current), None)
    if view.row.stage is Stage.DRAFT:
        return "sent_back"
    asked = view.row.stage is Stage.IN_REVIEW and turn is Role.BUREAU_LEADER
    return "visitor" if asked else "playing"


def _line(place: int, looks: list[ReleaseView], now: Play) -> SceneLine:
    current = not now.ended and place == now.now.scene
    if place >= len(looks):
        return SceneLine(SCENES[place].title, current=current, visitors=place == VISITORS)
    row = looks[place].row
    return SceneLine(
        row.title, row.stage, row.id, row.number or "", current, visitors=place == VISITORS
    )
