"""核实中 on the screens: what stands on a release, who may end it, and whether it may be placed."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from console.incidents.queries import IncidentView
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.release_templates.queries import cleared_line, lines_of
from console.releases import queries
from console.releases.queries import ReleaseRow, ReleaseView, VerificationView
from console.releases.rules.workflow import Stage
from console.web.translation import tell


@dataclass(frozen=True, slots=True)
class Doubt:
    """``stands``: what the page says now, ``by`` whom; ``closed``: why this person may not confirm.
    ``line``: what would be put there; ``no_line``: why it cannot be, a sentence."""

    stands: VerificationView | None = None
    by: str = ""
    may_confirm: bool = False
    closed: str = ""
    line: str = ""
    no_line: str = ""

    @property
    def next(self) -> str:
        """Before anything else that waits; "" where nothing is in doubt."""
        if not self.stands:
            return ""
        return str(_("有内容正在核实：请发更正，或由末步签发人确认无误。"))


@dataclass(frozen=True, slots=True)
class Standing:
    row: ReleaseRow
    view: VerificationView


def doubt(
    tx: Session, now: datetime, actor: Actor, view: ReleaseView, incident: IncidentView | None
) -> Doubt:
    if view.row.stage is not Stage.PUBLISHED:
        return Doubt()
    found = queries.verifying(tx, actor, [view.row.id])
    if found:
        (stands,) = found
        names = people.names(tx, [stands.placed_by])
        may = stands.closed is None and actor.may(P.RELEASE_SIGN)
        return Doubt(
            stands=stands,
            by=names[stands.placed_by].name,
            may_confirm=may,
            closed=tell(stands.closed) if stands.closed else "",
        )
    if not actor.may(P.RELEASE_VERIFY):
        return Doubt()
    cleared = cleared_line(tx, now, incident.category.value if incident else "")
    line = lines_of(tx, [cleared.id]).get(cleared.id, "") if cleared else ""
    return Doubt(line=line, no_line="" if line else str(_("没有预审过的“核实中”口径，不能标注。")))


def doubts(tx: Session, actor: Actor) -> tuple[Standing, ...]:
    """Every release that the public is told is being verified, the oldest first."""
    found = queries.verifying(tx, actor)
    rows = queries.rows(tx, (each.release_id for each in found))
    return tuple(Standing(rows[each.release_id], each) for each in found)
