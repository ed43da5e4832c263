"""A draft that began from a template: its locked passages stand, until it is put away."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid
from console.people.rules.actor import Actor
from console.release_templates import queries
from console.release_templates.rules.filling import broken
from console.releases.records import Release, TemplateUse
from console.releases.rules.content import Content
from console.releases.rules.workflow import Action
from console.releases.service import found
from console.releases.templating import read

SHOWN = 40  # characters of a passage in a sentence


def problems(tx: Session, release: Release, content: Content) -> Iterator[Invalid]:
    """Each locked passage that is no longer there."""
    use = tx.get(TemplateUse, release.id)
    if use is None or use.put_away_at is not None:
        return
    template = read(queries.version(tx, use.version_id).wording.text)
    for words in broken(template, content.text):
        shown = words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"
        yield Invalid("content.locked_changed", field="body", words=shown)


def put_away(tx: Session, at: datetime, actor: Actor, *, release_id: UUID) -> None:
    """不用模板: the words stay as they are, and may all be changed. The audit says who did it."""
    release = found.locked(tx, release_id)
    found.may_move(release, Action.EDIT, actor)
    use = tx.get(TemplateUse, release_id, with_for_update=True)
    if use is None or use.put_away_at is not None:
        return
    use.put_away_at, use.put_away_by = at, actor.id
    audit.record(
        tx, at, audit.Event.TEMPLATE_PUT_AWAY, actor=actor.username,
        subject=found.subject(release), template=queries.version(tx, use.version_id).name,
    )  # fmt: skip
