"""文字勘误: for what touches nothing but the wording; anything else becomes a correction."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid, NotNow
from console.people.rules.actor import Actor
from console.releases.policy import ReleasePolicy
from console.releases.queries.errata import touches_of
from console.releases.records import Release
from console.releases.rules.content import Content, content_from_json
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import Action
from console.releases.service import found
from console.releases.service.advising import overtaken
from console.releases.service.drafting import save
from console.releases.standing import newest

NONE = "（无）"


def problems(
    tx: Session, policy: ReleasePolicy, release: Release, content: Content
) -> Iterator[Invalid]:
    """What else it says than the published words, in any place that the public reads."""
    old = tx.get(Release, release.corrects_id) if release.corrects_id else None
    if content.kind is not Kind.ERRATUM or old is None:
        return
    for touch in touches_of(tx, policy, release, content):
        yield Invalid(
            f"erratum.touched_{touch.what.value}", field="body", old=touch.old or NONE,
            new=touch.new or NONE,
        )  # fmt: skip
    words = content_from_json(newest(tx, old).content)
    if content.title != title(old) or content.list_title:
        yield Invalid("erratum.own_title", field="title", title=title(old))
    if (content.issuer, content.source) != (words.issuer, words.source):
        yield Invalid("erratum.issuer", field="issuer", issuer=words.issuer)
    if content.variants:
        yield Invalid("erratum.own_words", field=next(iter(content.variants)))
    if content.advice or content.warning or content.lifts or content.next_update_at:
        yield Invalid("erratum.says_more", field="advice")


def title(old: Release) -> str:
    return f"关于{old.number}号发布的文字勘误"


def make_correction(
    tx: Session, at: datetime, actor: Actor, policy: ReleasePolicy, *, release_id: UUID
) -> None:
    """事实更正: the same draft with the whole chain, and with the advice that still holds. Pressed
    twice is once. Raises NotNow, NotYou, NotThere."""
    release = found.locked(tx, release_id)
    found.may_move(release, Action.EDIT, actor)
    old = tx.get(Release, release.corrects_id) if release.corrects_id else None
    if old is None:
        raise NotNow("erratum.corrects_nothing")
    content = content_from_json(newest(tx, release).content)
    if content.kind is Kind.CORRECTION:
        return
    words, holds = content_from_json(newest(tx, old).content), not overtaken(tx, old)
    save(
        tx, at, actor, policy, release_id=release.id, version=release.version,
        content=replace(
            content, kind=Kind.CORRECTION, title=content.title.replace("文字勘误", "更正"),
            advice=content.advice or (words.advice if holds else ""),
            warning=content.warning or (words.warning if holds else None),
        ),
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.MADE_CORRECTION, actor=actor.username, subject=found.subject(release),
        number=release.number,
    )  # fmt: skip
