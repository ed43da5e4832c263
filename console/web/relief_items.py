"""What a shift hands over: gathered from the rooms that know, each by its own query."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from console import audit
from console.duty.rules.relief import Item, Part, in_order
from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.incidents.queries.clocks import clocks_of
from console.incidents.queries.facts import ledger
from console.incidents.queries.response import checklist
from console.incidents.service.clocks import PROMISE
from console.kernel.clock import whole_seconds
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.publishing import queries as publishing
from console.releases import queries as releases
from console.web.context import services


def gather(tx: Session, now: datetime, actor: Actor) -> tuple[Item, ...]:
    """Everything that is not done. The same house, the same items, whoever asks."""
    opened = incidents.current(tx)
    return in_order(
        (
            *_clocks(tx, now, opened),
            *(item for each in opened for item in _of_incident(tx, now, each)),
            *_deliveries(tx, actor),
            *_signatures(tx),
            *_holds(tx),
        )
    )


def _clocks(tx: Session, now: datetime, opened: Iterable[IncidentView]) -> Iterator[Item]:
    listed = tuple(opened)
    found = clocks_of(tx, [each.id for each in listed], now)
    for each in listed:
        for clock in found[each.id]:
            if clock.open:
                part = Part.PROMISE if clock.name == PROMISE else Part.CLOCK
                yield Item(
                    part, f"incident:{each.id}", each.title, each.number, name=clock.title,
                    at=whole_seconds(clock.due_at), drill=each.drill,
                )  # fmt: skip


def _of_incident(tx: Session, now: datetime, incident: IncidentView) -> Iterator[Item]:
    about = Item(
        Part.TASK, f"incident:{incident.id}", incident.title, incident.number, drill=incident.drill
    )
    tasks = [each for each in checklist(tx, incident.id, now) if each.open]
    owners = people.names(tx, (each.owner_id for each in tasks if each.owner_id))
    for task in tasks:
        who = (owners[task.owner_id].name,) if task.owner_id else _holders(tx, task.role)
        at = whole_seconds(task.due_at)
        yield replace(about, name=task.title, state=task.role.value, at=at, who=who)
    for told in releases.affected(tx, incident.id, services().policy.zone):
        if told.wrong:
            yield Item(
                Part.CORRECTION, f"release:{told.row.id}", told.row.shown_title,
                told.row.number or "", name=told.row.kind.value,
                state="pending" if told.pending else "",
                at=whole_seconds(told.row.published_at or told.row.updated_at),
                drill=told.row.drill,
            )  # fmt: skip
    for fact in ledger(tx, incident.id).latest.values():
        if fact.confirmed_at is None:
            at = whole_seconds(fact.as_of)
            yield replace(about, part=Part.FACT, name=fact.key.value, at=at)


def _deliveries(tx: Session, actor: Actor) -> Iterator[Item]:
    waiting = publishing.handover_queue(tx, actor, services().policy.accounts)
    found = releases.rows(tx, (each.release_id for each in waiting))
    for each in waiting:
        release = found[each.release_id]
        yield Item(
            Part.DELIVERY, f"delivery:{each.id}", release.shown_title, release.number or "",
            name=each.channel, state=each.state.value,
            at=whole_seconds(each.out_at or each.not_before), drill=release.drill,
        )  # fmt: skip


def _signatures(tx: Session) -> Iterator[Item]:
    for release, role in releases.in_review(tx):
        yield Item(
            Part.SIGNATURE, f"release:{release.id}", release.shown_title, release.number or "",
            name=role.value, at=whole_seconds(release.submitted_at or release.updated_at),
            who=_holders(tx, role), drill=release.drill,
        )  # fmt: skip


def _holds(tx: Session) -> Iterator[Item]:
    held = publishing.holds(tx)
    stopped = releases.rows(tx, (each.release_id for each in held if each.release_id))
    placed = people.cards_by_username(tx, (each.placed_by for each in held))
    for each in held:
        if each.release_id:
            title, number = stopped[each.release_id].shown_title, stopped[each.release_id].number
        elif each.incident_id:
            about = incidents.of_id(tx, each.incident_id)
            title, number = about.title, about.number
        else:
            title, number = "", ""
        by = placed.get(each.placed_by)
        yield Item(
            Part.HOLD, f"hold:{each.id}", title, number or "", name=each.scope.value,
            state="late" if each.placed_by == audit.SYSTEM else "",
            at=whole_seconds(each.placed_at), who=(by.name,) if by else (),
        )  # fmt: skip


def _holders(tx: Session, role: Role) -> tuple[str, ...]:
    ids = people.holders_of_role(tx, role)
    found = people.names(tx, ids)
    return tuple(found[each].name for each in ids)
