"""What waits for a person on the home screen, and would wait unseen elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from console.incidents.queries import IncidentView
from console.incidents.queries.facts import ledger
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.releases import queries as releases
from console.web.delivery_cards import short_name


@dataclass(frozen=True, slots=True)
class Task:
    """``said``: 等您签发, 被退回, 待人工代发, 草稿. ``since``: it has waited from then on."""

    said: str
    icon: str
    colour: str
    name: str
    title: str
    since: datetime
    url: str
    verb: str
    mark: tuple[object, ...]
    drill: bool = False


def proposed(tx: Session, actor: Actor) -> Iterator[Task]:
    """Wording that a signer proposes: the signatures wait until its drafter decides."""
    if not actor.may(P.RELEASE_DRAFT):
        return
    for row, open_ in releases.proposed_to(tx, actor):
        yield Task(
            said=str(_("等您采纳改法")), icon="pencil", colour="wait", name=short_name(row),
            title=row.shown_title, since=min(each.at for each in open_),
            url=url_for("releases.show", id=row.id), verb=str(_("去决定")),
            mark=("proposed", row.id, *(each.id for each in open_)), drill=row.drill,
        )  # fmt: skip


def unconfirmed(tx: Session, actor: Actor, opened: Sequence[IncidentView]) -> Iterator[Task]:
    """Figures that somebody else entered: nothing is written from them until they are confirmed."""
    if not actor.may(P.FACT_CONFIRM):
        return
    for incident in opened:
        waiting = [
            each
            for each in ledger(tx, incident.id).latest.values()
            if not each.confirmed_at and not each.cleared_at and each.entered_by != actor.id
        ]
        if waiting:
            yield Task(
                said=str(_("待核实")), icon="clock", colour="wait",
                name=str(_("情况 %(count)s 项", count=len(waiting))), title=incident.title,
                since=min(each.entered_at for each in waiting),
                url=url_for("facts.show", id=incident.id), verb=str(_("去核实")),
                mark=("facts", *(each.id for each in waiting)), drill=incident.drill,
            )  # fmt: skip
