"""The whole story of an incident on one line of time: releases large, facts and decisions small.

What was done comes from the audit; what is known, from the ledger, because the audit has no values.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from console.audit import Event
from console.audit.queries import Entry, about
from console.incidents.queries import of_id
from console.incidents.queries.clocks import ConferenceView, clocks_of, conferences_of
from console.incidents.queries.facts import FactView, ledger
from console.incidents.queries.response import checklist
from console.incidents.rules.closing import reason_digest
from console.language import translate
from console.language.words import word
from console.people import queries as people
from console.releases.queries import ReleaseRow
from console.web.context import locale, services
from console.web.delivery_cards import short_name

CLOSING = "reason_sha256"  # its words stand in the incident
DECISIONS: Mapping[str, tuple[str, ...]] = {
    Event.INCIDENT_OPENED: (),
    Event.INCIDENT_CLOSED: ("final", CLOSING),
    Event.INCIDENT_REOPENED: (),
    Event.INCIDENT_ASSESSED: ("level", "basis", "late_reason"),
    Event.ISSUER_NAMED: ("issuer", "issuer_name", "reason"),
    Event.RECEPTION_NAMED: ("unit", "spokesperson"),
    Event.TASK_TOLD: ("task", "recipient"),
    Event.TASK_DONE: ("task",),
    Event.TASK_SKIPPED: ("task", "reason"),
    Event.TASK_UNDONE: ("task",),
    Event.CLOCK_MET: ("clock",),
    Event.CLOCK_WAIVED: ("clock", "reason"),
    Event.CLOCK_ENDED: ("clock", "reason"),
    Event.HELD: ("reason",),
    Event.HOLD_LIFTED: (),
    Event.QUIETED: (),
}
STEPS: Mapping[str, tuple[str, ...]] = {
    Event.SUBMITTED: (),
    Event.RECALLED: (),
    Event.SIGNED: ("role",),
    Event.SENT_BACK: (),
    Event.OVERRIDDEN: ("reason",),
    Event.POSTPONED: ("reason",),
    Event.WITHDRAWN: ("reason",),
    Event.SUPERSEDED: (),
    Event.HELD: ("reason",),
    Event.HOLD_LIFTED: (),
    Event.FACTS_RECONFIRMED: (),
    Event.HOLD_PASSED: ("reason",),
    Event.VERIFYING: ("reason",),
    Event.VERIFIED: ("comment",),
}
"""What is told of a release beside its own line, and which details with it."""

TABLES = {"level": "level", "issuer": "issuer", "role": "role"}


class Thread(StrEnum):
    """What the reader may look at alone."""

    RELEASE = "release"
    FACT = "fact"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A release at the last thing that happened to it: ``did`` 发布于, 签发于, 送审于, 保存于."""

    release: ReleaseRow
    name: str
    stage: str  # ``held`` when a hold stops it
    did: str
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class StoryLine:
    """``what``: the deed, in the reader's language. ``words``: as it stands in the record, in
    Chinese. ``release``: told large; ``fact``: its value is shown with its own care."""

    at: datetime
    thread: Thread
    what: str
    words: str = ""
    who: str = ""
    release: TimelineLine | None = None
    fact: FactView | None = None

    @property
    def mark(self) -> tuple[object, ...]:
        stage = self.release.stage if self.release else ""
        return (self.at, self.thread, self.what, self.words, self.who, stage)


def story(
    tx: Session, incident_id: UUID, releases: Iterable[TimelineLine]
) -> tuple[StoryLine, ...]:
    """The newest first."""
    listed = tuple(releases)
    names = {f"release:{line.release.id}": short_name(line.release) for line in listed}
    found = about(tx, [f"incident:{incident_id}", *names], {*DECISIONS, *STEPS})
    who = people.cards_by_username(tx, {each.actor for each in found})
    titles = _titles(tx, incident_id)
    lines = [
        *(StoryLine(e.at, Thread.RELEASE, e.did, release=e) for e in listed),
        *(
            _told(each, names, titles, who[each.actor].name if each.actor in who else "")
            for each in found
        ),
        *_facts(tx, incident_id),
        *(_conference(each) for each in conferences_of(tx, incident_id)),
    ]
    return tuple(sorted(lines, key=lambda line: (line.at, line.release is not None), reverse=True))


def _told(
    entry: Entry, names: Mapping[str, str], titles: Mapping[tuple[str, str], str], who: str
) -> StoryLine:
    """An event about the incident is a decision, one about a release belongs to the release."""
    release = names.get(entry.subject)
    deed = translate(word(entry.name, "event"), locale())
    asked = (DECISIONS if release is None else STEPS).get(entry.name, ())
    said = [_detail(key, entry.details, titles) for key in asked]
    return StoryLine(
        entry.at,
        Thread.DECISION if release is None else Thread.RELEASE,
        deed if release is None else f"{release} {deed}",
        " · ".join(each for each in said if each),
        who,
    )


def _detail(key: str, details: Mapping[str, Any], titles: Mapping[tuple[str, str], str]) -> str:
    value = str(details.get(key) or "")
    if not value:
        return ""
    if key in TABLES:
        return word(value, TABLES[key])
    if key == "final":
        return f"终报 {value}"
    return titles.get((key, value), "" if key == CLOSING else value)


def _titles(tx: Session, incident_id: UUID) -> Mapping[tuple[str, str], str]:
    """Names of tasks and clocks, as people read them; why it was closed, by its hash."""
    now = services().clock.now()
    tasks = {("task", each.name): each.title for each in checklist(tx, incident_id, now)}
    clocks = clocks_of(tx, [incident_id], now)[incident_id]
    reason = of_id(tx, incident_id).closing_reason
    closing = {(CLOSING, reason_digest(reason)): reason}
    return {**tasks, **{("clock", each.name): each.title for each in clocks}, **closing}


def _facts(tx: Session, incident_id: UUID) -> Iterator[StoryLine]:
    entries = ledger(tx, incident_id).entries
    known = {each.entered_by for each in entries}
    known |= {opening.person_id for each in entries for opening in each.openings}
    names = {each: card.name for each, card in people.names(tx, sorted(known)).items()}
    for each in entries:
        who = names.get(each.entered_by, "")
        said = str(_("情况登记"))
        yield StoryLine(each.entered_at, Thread.FACT, said, each.source, who, fact=each)
        if each.confirmed_at and each.confirmed_by:
            who = names.get(each.confirmed_by, "")
            yield StoryLine(each.confirmed_at, Thread.FACT, str(_("情况核实")), who=who, fact=each)
        for later in each.openings[1:]:  # the first came with the confirmation
            said = str(_("改为可公开") if later.releasable else _("改为不公开"))
            who = names.get(later.person_id, "")
            yield StoryLine(later.at, Thread.FACT, said, who=who, fact=each)
        if each.mistaken_at:
            yield StoryLine(each.mistaken_at, Thread.FACT, str(_("注明有误")), fact=each)
        if each.cleared_at:
            yield StoryLine(each.cleared_at, Thread.FACT, str(_("已按规定清除")), fact=each)


def _conference(held: ConferenceView) -> StoryLine:
    return StoryLine(
        held.at, Thread.DECISION, str(_("新闻发布会")), f"{held.place} · {held.speaker}"
    )
