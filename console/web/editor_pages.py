"""What the screens of drafting show, gathered in one read each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from console.configuration import Column
from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.kernel.errors import FayanError, Invalid
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.publishing.rules.channel import Variant
from console.releases import queries, service
from console.releases.policy import ReleasePolicy
from console.releases.preview import preview
from console.releases.queries import FallenSignature, Liftable, ReleaseRow, RemarkView, Said
from console.releases.queries.errata import touches
from console.releases.queries.since import since
from console.releases.rules import merging
from console.releases.rules.body import is_plain
from console.releases.rules.content import Content, Limits
from console.releases.rules.kinds import CHANGES, Kind
from console.releases.rules.merging import Passage
from console.releases.rules.posters import Layout
from console.releases.rules.signing import chain_for
from console.releases.rules.workflow import Stage
from console.releases.service import Started
from console.web import editing
from console.web.comparing import Difference, of_form
from console.web.context import current_actor, services
from console.web.editing import EditorForm
from console.web.translation import tell

BULLETINS = "bulletins"  # the column that the form begins with, where there is one


def usual_column() -> str:
    columns = services().settings.columns
    return BULLETINS if BULLETINS in columns else next(iter(columns))


@dataclass(frozen=True, slots=True)
class StartForm:
    kind: str
    column: str
    incident: str

    @classmethod
    def asked(cls, given: MultiDict[str, str]) -> "StartForm":
        return cls(
            kind=given.get("kind") or Kind.STATEMENT.value,
            column=given.get("column") or usual_column(),
            incident=given.get("incident", ""),
        )

    def start(self, tx: Session, at: datetime, actor: Actor, policy: ReleasePolicy) -> Started:
        """Raises Invalid, NotThere."""
        try:
            kind = Kind(self.kind)
            incident = UUID(self.incident) if self.incident else None
        except ValueError as error:
            raise Invalid("content.no_such_kind", field="kind") from error
        return service.start_any(
            tx, at, actor, policy, kind=kind, column=self.column, incident_id=incident
        )


@dataclass(frozen=True)
class StartPage:
    form: StartForm
    kinds: tuple[Kind, ...]
    columns: tuple[Column, ...]
    incidents: tuple[IncidentView, ...]
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EditorPage:
    """``derived``: what each field left empty will say. ``base``: the revision that the redline
    begins at; None: there is no earlier one. ``remark``: why it came back. ``plain`` False: the
    stored words have tables, links or headings that a change of the text would flatten."""

    row: ReleaseRow
    form: EditorForm
    saved_at: datetime
    person: UUID
    kinds: tuple[Kind, ...]
    columns: tuple[Column, ...]
    channels: tuple[tuple[str, ...], ...]
    chain: tuple[Role, ...]
    limits: Limits
    attachment_types: tuple[str, ...]
    attachment_mib: int
    derived: Mapping[str, str]
    incident: IncidentView | None
    corrects: ReleaseRow | None
    remark: RemarkView | None
    remark_by: str
    fallen: tuple[FallenSignature, ...]
    base: int | None
    said: Said | None = None
    touched: bool = False  # an erratum that touches more than the wording
    attached: frozenset[str] = frozenset()  # SHA-256 of files that a version names already
    plain: bool = True
    templated: bool = False  # it began from a template
    liftable: tuple[Liftable, ...] = ()
    posters: tuple[str, ...] = ("", *Layout)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ConflictPage:
    """Someone saved in between. ``mine`` is kept whole, as typed; ``theirs`` is what stands now.

    ``may_overwrite`` False: the release is no longer a draft. ``passages``: both over what they
    began from.
    """

    row: ReleaseRow
    sentence: str
    mine: EditorForm
    mine_text: str
    mine_body: str
    theirs: Content
    theirs_by: str
    theirs_at: datetime
    differences: tuple[Difference, ...]
    may_overwrite: bool
    person: UUID
    passages: tuple[Passage, ...] = ()

    @property
    def open_ones(self) -> int:
        """Passages that both changed."""
        return sum(each.place is not None for each in self.passages)

    @property
    def nothing_lost(self) -> bool:
        return not self.differences and not self.may_overwrite


def start_page(form: StartForm, errors: Mapping[str, str] | None = None) -> StartPage:
    given = services()
    with given.database.snapshot() as tx:
        current = incidents.current(tx)
    return StartPage(
        form=form,
        kinds=tuple(kind for kind in Kind if kind not in CHANGES),
        columns=tuple(given.settings.columns.values()),
        incidents=current,
        errors=errors or {},
    )


def editor_page(
    release_id: UUID, form: EditorForm, errors: Mapping[str, str] | None = None
) -> EditorPage:
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        view = queries.release(tx, release_id, actor)
        made = preview(tx, given.clock.now(), given.policy, release_id)
        incident = incidents.of_id(tx, view.row.incident_id) if view.row.incident_id else None
        remark = view.remarks[0] if view.remarks and view.row.submitted_at else None
        names = people.names(tx, [remark.person_id] if remark else [])
        base = queries.last_submitted(tx, release_id, view.revision)
        said = queries.said(tx, release_id, actor)
        touched = bool(touches(tx, given.policy, release_id))
        templated = since(tx, release_id).template is not None
        attached = queries.attached(tx, release_id)
        liftable = queries.liftable(
            tx, given.clock.now(), release_id, view.content.kind, _lifted(form, view.content)
        )
    config, kind = given.settings.config.content, view.content.kind
    return EditorPage(
        row=view.row,
        form=form,
        saved_at=view.revisions[0].saved_at,
        person=actor.id,
        kinds=tuple(each for each in Kind if (each in CHANGES) == bool(view.corrects)),
        columns=_columns(form.column),
        channels=tuple(stage.channels for stage in given.policy.plan.stages),
        chain=chain_for(
            given.policy.chains, kind, view.content.column, incident.level if incident else None
        ).steps,
        limits=given.policy.limits,
        attachment_types=config.attachment_types,
        attachment_mib=config.attachment_mib,
        derived=derived(made.item.list_title, made.variants),
        incident=incident,
        corrects=view.corrects,
        remark=remark,
        remark_by=names[remark.person_id].name if remark and remark.person_id in names else "",
        fallen=_just_fallen(view.fallen),
        base=base,
        said=said,
        touched=touched,
        plain=is_plain(view.content.body),
        templated=templated,
        attached=attached,
        liftable=liftable,
        errors=errors or {},
    )


def _lifted(form: EditorForm, kept: Content) -> tuple[str, ...]:
    return form.warning.lifts if form.warning else kept.lifts


def derived(list_title: str, variants: Mapping[str, Variant]) -> dict[str, str]:
    weibo, wechat = variants.get("weibo", Variant()), variants.get("wechat", Variant())
    return {
        "list_title": list_title,
        "weibo": weibo.text,
        "wechat_title": wechat.title,
        "wechat_digest": wechat.summary,
        "wechat_text": wechat.text,
    }


def conflict_page(release_id: UUID, form: EditorForm, error: FayanError) -> ConflictPage:
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        view = queries.release(tx, release_id, actor)
        row, theirs = queries.draft(tx, release_id)
        latest = view.revisions[0]
        names = people.names(tx, [latest.author_id])
    mine, _problems = editing.content(form, theirs, given.policy)
    return ConflictPage(
        row=row,
        sentence=tell(error),
        mine=form,
        mine_text=mine.text,
        mine_body=mine.body,
        theirs=theirs,
        theirs_by=names[latest.author_id].name if latest.author_id in names else "",
        theirs_at=latest.saved_at,
        differences=of_form(theirs, mine),
        may_overwrite=row.stage is Stage.DRAFT,
        person=actor.id,
        passages=merging.passages(editing.base_of(form, given.policy), mine.body, theirs.body),
    )


def _columns(chosen: str) -> tuple[Column, ...]:
    """A column that configuration no longer has is not offered; the form says so."""
    del chosen
    return tuple(services().settings.columns.values())


def _just_fallen(fallen: tuple[FallenSignature, ...]) -> tuple[FallenSignature, ...]:
    """Those that fell together last."""
    return tuple(each for each in fallen if each.fell_at == fallen[0].fell_at)
