"""Templates as releases use them: what they may name, and what is known of an incident."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from console.checks.saying import words_of
from console.incidents.queries import IncidentView
from console.incidents.queries.facts import FactView, ledger
from console.incidents.rules.categories import Category
from console.incidents.rules.facts import NUMERIC, FactKey
from console.kernel.clock import local, whole_seconds
from console.kernel.errors import Invalid
from console.release_templates import queries
from console.release_templates.queries import ClearanceView, VersionView
from console.release_templates.rules.clearing import BEFOREHAND, Vocabulary
from console.release_templates.rules.filling import Filled, Piece, fill, strict
from console.release_templates.rules.grammar import AS_OF, Slot, SlotKind, Template, parse
from console.release_templates.rules.places import place_in
from console.release_templates.rules.values import Terms, clock_words
from console.release_templates.rules.values import read as value_of
from console.releases.policy import ReleasePolicy
from console.releases.rules.content import Content
from console.releases.rules.kinds import Kind
from console.releases.rules.ties import tie
from console.releases.rules.titles import series_title

VOCABULARY: Final = Vocabulary(
    facts=frozenset(key.value for key in FactKey if key is not FactKey.FREE),
    kinds=BEFOREHAND | {kind.value for kind in Kind},
    categories=frozenset(category.value for category in Category),
)
SAID_AS: Final[Mapping[str, str]] = {
    Category.NATURAL_DISASTER: "自然灾害",
    Category.ACCIDENT_DISASTER: "事故",
    Category.PUBLIC_HEALTH: "公共卫生事件",
    Category.SOCIAL_SECURITY: "警情",
    Category.OPINION: "舆情事件",
    Category.UNKNOWN: "突发事件",
}
"""How a text calls an incident of a category, without saying more than is known."""


@dataclass(frozen=True, slots=True)
class Prefill:
    """``body``: canonical, its facts tied to their entries. ``open``: labels still to be filled."""

    version_id: UUID
    title: str
    body: str
    open: tuple[str, ...]


def terms(policy: ReleasePolicy, at: datetime) -> Terms:
    return Terms(
        at, policy.zone, policy.hotlines, {str(key): said for key, said in SAID_AS.items()},
        policy.pre_cleared.places,
    )  # fmt: skip


def read(text: str) -> Template:
    """Of a version that was kept: it was read before."""
    return parse(text, VOCABULARY.facts)


def prefill(
    tx: Session, policy: ReleasePolicy, kind: Kind, incident: IncidentView | None
) -> Prefill | None:
    """From the template that fits best and what may be released now; None: no template fits."""
    category = incident.category.value if incident else ""
    version = queries.fitting(tx, kind.value, category)
    if version is None:
        return None
    return filled_from(tx, policy, version, incident)


def filled_from(
    tx: Session, policy: ReleasePolicy, version: VersionView, incident: IncidentView | None
) -> Prefill:
    """What may be released now in the slots that ask for it; the rest stays open."""
    template = read(version.wording.text)
    filled = fill(template, dict(_known(tx, policy, template, incident)))
    return Prefill(version.id, version.wording.title, body_of(filled), filled.open)


def insertable(
    tx: Session, policy: ReleasePolicy, kind: Kind, incident: IncidentView | None
) -> tuple[tuple[str, Prefill], ...]:
    """(name, filled) of every template that a draft may take words from, those of its kind first.
    What is cleared beforehand is not among them: it goes out as it is or not at all."""
    category = incident.category.value if incident else ""
    usable = [
        each
        for each in queries.templates(tx)
        if each.newest.wording.kind not in BEFOREHAND
        and (not each.newest.wording.categories or category in each.newest.wording.categories)
    ]
    usable.sort(key=lambda each: (each.newest.wording.kind != kind.value, each.name))
    return tuple((each.name, filled_from(tx, policy, each.newest, incident)) for each in usable)


def statement(
    policy: ReleasePolicy, view: ClearanceView, slots: Mapping[str, str], at: datetime
) -> Content:
    """先期声明: what was cleared with its slots filled, and nothing of anybody's own.

    Raises Invalid, naming the slot.
    """
    filled = strict(read(view.version.wording.text), slots, terms(policy, at))
    return Content(
        kind=Kind.INITIAL,
        column=view.column,
        title=view.version.wording.title or series_title(1),
        list_title="",
        body=body_of(filled),
        issuer=policy.issuer,
        source=policy.issuer,
        plan=policy.plan,
    )


def proposed(
    policy: ReleasePolicy, view: ClearanceView, incident: IncidentView, at: datetime
) -> Mapping[str, str]:
    """What the incident says of each slot, where it has the form that the slot takes."""
    known = {
        SlotKind.TIME: whole_seconds(incident.occurred_at) if incident.occurred_at else "",
        SlotKind.ROAD: place_in(incident.place, policy.pre_cleared.places),
        SlotKind.CATEGORY: incident.category.value,
        SlotKind.HOTLINE: policy.hotlines[0] if policy.hotlines else "",
    }
    found, measured = {}, terms(policy, at)
    for slot in read(view.version.wording.text).slots:
        try:
            found[slot.label] = value_of(slot, known.get(slot.kind, ""), measured)
        except Invalid:
            found[slot.label] = ""
    return found


def sampled(policy: ReleasePolicy, template: Template, at: datetime) -> Filled:
    """With something in every slot, as somebody who writes a template wants to see it."""
    samples = {
        SlotKind.TIME: clock_words(at, policy.zone),
        SlotKind.DATE: clock_words(at, policy.zone).partition("日")[0] + "日",
        SlotKind.ROAD: "某区某路",
        SlotKind.PLACE: "某区某地",
        SlotKind.CATEGORY: SAID_AS[Category.ACCIDENT_DISASTER],
        SlotKind.HOTLINE: policy.hotlines[0] if policy.hotlines else "110",
        SlotKind.NUMBER: "3",
    }
    said = {}
    for slot in template.slots:
        words = samples.get(slot.kind) or next(iter(slot.choices), f"（{slot.label}）")
        if slot.key == AS_OF:
            words = clock_words(at, policy.zone, about="")
        elif slot.key and FactKey(slot.key) in NUMERIC:
            words = words_of(slot.key, 12_000_000 if slot.key == FactKey.PROPERTY_LOSS else 2)
        said[slot.label] = Piece(words)
    return fill(template, said)


def body_of(filled: Filled) -> str:
    """Canonical HTML: one paragraph each."""
    return "\n".join(
        f"<p>{''.join(_markup(piece) for piece in pieces)}</p>" for pieces in filled.paragraphs
    )


def _markup(piece: Piece) -> str:
    if piece.entry is not None:
        return tie(piece.entry, piece.text)
    return html.escape(piece.text, quote=False)


def _known(
    tx: Session, policy: ReleasePolicy, template: Template, incident: IncidentView | None
) -> Iterator[tuple[str, Piece]]:
    if incident is None:
        return
    free = {name[0].value: fact for name, fact in ledger(tx, incident.id).free.items()}
    said = {key: fact for key, fact in free.items() if fact.value is not None}
    for slot in template.slots:
        if slot.kind is SlotKind.FACT:
            if piece := _fact(slot, said, template, policy):
                yield slot.label, piece
        elif words := _of_incident(slot, incident, policy):
            yield slot.label, Piece(words)


def _fact(
    slot: Slot, said: Mapping[str, FactView], template: Template, policy: ReleasePolicy
) -> Piece | None:
    if slot.key == AS_OF:
        figures = [
            said[each.key].as_of
            for each in template.slots
            if each.key in said and FactKey(each.key) in NUMERIC
        ]
        return Piece(clock_words(max(figures), policy.zone, about="")) if figures else None
    fact = said.get(slot.key)
    return Piece(words_of(fact.key.value, fact.value), fact.id) if fact else None


def _of_incident(slot: Slot, incident: IncidentView, policy: ReleasePolicy) -> str:
    """ "" : not known, or a person's to say."""
    match slot.kind:
        case SlotKind.TIME if incident.occurred_at:
            return clock_words(incident.occurred_at, policy.zone)
        case SlotKind.DATE if incident.occurred_at:
            here = local(incident.occurred_at, policy.zone)
            return f"{here.month}月{here.day}日"
        case SlotKind.ROAD | SlotKind.PLACE:
            return incident.place
        case SlotKind.CATEGORY:
            return SAID_AS[incident.category]
        case SlotKind.HOTLINE if policy.hotlines:
            return policy.hotlines[0]
        case _:
            return ""
