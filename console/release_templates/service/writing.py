"""Write templates. Each change is a new version; what was written stays."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid, NotNow, NotThere, Stale
from console.kernel.ids import new_id
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.release_templates import queries
from console.release_templates.house import TEMPLATES, House
from console.release_templates.records import ReleaseTemplate, TemplateVersion
from console.release_templates.rules.clearing import Vocabulary, Wording, check_wording
from console.release_templates.rules.grammar import parse
from console.release_templates.service.clearing import end_all

LONGEST_NAME = 60
LONGEST_TITLE = 100


def create(
    tx: Session, at: datetime, actor: Actor, words: Vocabulary, *, name: str, wording: Wording
) -> UUID:
    """A template with its first version. Raises Invalid."""
    actor.require(P.TEMPLATE_MANAGE)
    return _write(tx, at, actor, words, name=name, wording=wording)


def plant(tx: Session, at: datetime, words: Vocabulary, houses: Sequence[House] = TEMPLATES) -> int:
    """The house's own, each once: what an administrator made of one stays. How many are new."""
    missing = [house for house in houses if not queries.seeded(tx, house.seed)]
    for house in missing:
        _write(tx, at, None, words, name=house.name, wording=house.wording, seed=house.seed)
    return len(missing)


def save(
    tx: Session,
    at: datetime,
    actor: Actor,
    words: Vocabulary,
    *,
    template_id: UUID,
    seen: int,
    wording: Wording,
) -> int:
    """The place of the newest version; the same words make none. ``seen``: the place of the version
    that was changed. Raises Invalid, Stale when somebody else saved in between."""
    actor.require(P.TEMPLATE_MANAGE)
    found = _standing(tx, template_id)
    _check(wording, words)
    latest = queries.template(tx, template_id).newest
    if latest.wording == wording:
        return latest.place
    if latest.place != seen:
        raise Stale("template.changed_meanwhile", place=latest.place)
    _add(tx, at, actor, found, wording, latest.place + 1)
    return latest.place + 1


def rename(tx: Session, at: datetime, actor: Actor, template_id: UUID, name: str) -> None:
    actor.require(P.TEMPLATE_MANAGE)
    found, said = _standing(tx, template_id), _named(name)
    if found.name != said:
        found.name = said
        audit.record(
            tx, at, audit.Event.TEMPLATE_RENAMED, actor=actor.username,
            subject=f"template:{found.id}", template=said,
        )  # fmt: skip


def retire(tx: Session, at: datetime, actor: Actor, template_id: UUID) -> None:
    """It is offered no more, and nothing cleared of it counts any longer. What it was used for
    stays."""
    actor.require(P.TEMPLATE_MANAGE)
    found = tx.get(ReleaseTemplate, template_id, with_for_update=True)
    if found is None:
        raise NotThere("template.not_there")
    if found.retired_at is not None:
        return
    found.retired_at = at
    audit.record(
        tx, at, audit.Event.TEMPLATE_RETIRED, actor=actor.username, subject=f"template:{found.id}",
        template=found.name,
    )  # fmt: skip
    end_all(tx, at, actor, template_id, "retired")


def _write(
    tx: Session,
    at: datetime,
    actor: Actor | None,
    words: Vocabulary,
    *,
    name: str,
    wording: Wording,
    seed: str = "",
) -> UUID:
    said = _named(name)
    _check(wording, words)
    made = ReleaseTemplate(id=new_id(), name=said, seed=seed, created_at=at)
    tx.add(made)
    tx.flush()
    _add(tx, at, actor, made, wording, 1)
    return made.id


def _add(
    tx: Session,
    at: datetime,
    actor: Actor | None,
    parent: ReleaseTemplate,
    wording: Wording,
    place: int,
) -> None:
    tx.add(
        TemplateVersion(
            template_id=parent.id, place=place, kind=wording.kind,
            categories=list(wording.categories), title=wording.title, text=wording.text,
            author_id=actor.id if actor else None, saved_at=at,
        )
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.TEMPLATE_SAVED, actor=actor.username if actor else audit.SYSTEM,
        subject=f"template:{parent.id}", template=parent.name, revision=place, kind=wording.kind,
    )  # fmt: skip
    tx.flush()


def _standing(tx: Session, template_id: UUID) -> ReleaseTemplate:
    found = tx.get(ReleaseTemplate, template_id, with_for_update=True)
    if found is None:
        raise NotThere("template.not_there")
    if found.retired_at is not None:
        raise NotNow("template.retired")
    return found


def _named(name: str) -> str:
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME:
        raise Invalid("template.no_name", field="name", most=LONGEST_NAME)
    return said


def _check(wording: Wording, words: Vocabulary) -> None:
    check_wording(wording, words, longest_title=LONGEST_TITLE)
    parse(wording.text, words.facts)
