"""What the screens of a release show: list, one release, review; and the moves they offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from console.configuration import Column
from console.incidents import queries as incidents
from console.incidents.queries import IncidentView
from console.language.words import ACTION, ROLE, STEP
from console.people import queries as people
from console.people.rules.roles import P
from console.publishing import queries as publishing
from console.publishing.queries import HoldRow
from console.publishing.rules.plan import Precondition
from console.releases import queries
from console.releases.queries import ChainStep, Filters, Listing, ReleaseRow, ReleaseView, Said
from console.releases.queries.telephone import CallView
from console.releases.queries.waiting import Waiting, waiting
from console.releases.rules.kinds import Kind
from console.releases.rules.workflow import PUBLIC, Action, Stage
from console.web import not_offered
from console.web.after_review import After, after_of
from console.web.citing import CitedView, cited_of
from console.web.comparing import column_word, moment_words
from console.web.context import current_actor, services
from console.web.delivery_cards import Card, cards, narrowest, stops
from console.web.news import News, marks, news
from console.web.passing import Passing, may_reconfirm, passing
from console.web.verifying import Doubt, doubt

PAGE_SIZE = 30
T = TypeVar("T", Stage, Kind)


@dataclass(frozen=True, slots=True)
class ListForm:
    """Filters as the address carries them."""

    words: str = ""
    stage: str = ""
    kind: str = ""
    column: str = ""
    incident: str = ""
    mine: str = ""

    @classmethod
    def asked(cls, given: MultiDict[str, str]) -> "ListForm":
        return cls(**{name: given.get(name, "")[:200] for name in cls.__dataclass_fields__})

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__)

    @property
    def query(self) -> dict[str, str]:
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in found.items() if value}

    def filters(self, actor_id: UUID) -> Filters:
        """What the address cannot mean narrows nothing."""
        try:
            incident = UUID(self.incident) if self.incident else None
        except ValueError:
            incident = None
        return Filters(
            words=self.words,
            stage=_member(Stage, self.stage),
            kind=_member(Kind, self.kind),
            column=self.column,
            incident_id=incident,
            mine=actor_id if self.mine else None,
        )


@dataclass(frozen=True)
class ListPage:
    form: ListForm
    listing: Listing
    names: Mapping[UUID, str]
    held: frozenset[UUID]
    columns: Mapping[str, Column]
    incidents: Mapping[UUID, IncidentView]
    stages: tuple[Stage, ...]
    kinds: tuple[Kind, ...]
    may_start: bool

    def address(self, page: int) -> str:
        return url_for("releases.index", page=page, **dict[str, Any](self.form.query))


@dataclass(frozen=True, slots=True)
class Move:
    """``way``: link (``url`` opens a screen) or sheet (``url`` is where its form goes)."""

    name: str
    word: str
    icon: str
    way: str
    url: str
    danger: bool = False


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One stage of the plan. ``at`` None and not ``follows``: at the last signature; ``asks``: once
    somebody has said again that the facts hold."""

    channels: tuple[str, ...]
    at: datetime | None
    follows: bool
    asks: bool
    or_after_minutes: int
    after_minutes: int
    late_minutes: int
    if_late: str


@dataclass(frozen=True, slots=True)
class Dot:
    step: ChainStep
    word: str
    role: str
    people: tuple[str, ...]
    state: str  # done, here or ahead
    call: CallView | None = None  # the telephone call that it was signed by


@dataclass(frozen=True)
class ShowPage:
    """``next``: the next step, a sentence. ``sheet``: the one that opens with the page."""

    view: ReleaseView
    next: str
    primary: Move | None
    moves: tuple[Move, ...]
    dots: tuple[Dot, ...]
    plan: tuple[PlanLine, ...]
    deliveries: tuple[Card, ...]
    hold: HoldRow | None
    hold_by: str
    may_hold: bool
    passing: Passing
    may_reconfirm: bool  # a stage waits for a word on the facts, and this person may say it
    doubt: Doubt
    names: Mapping[UUID, str]
    public_url: str
    incident: IncidentView | None
    column: str
    changes: tuple[ReleaseRow, ...]
    may_correct: bool
    wrong: bool  # the ledger says that what it tells the public is mistaken
    cited: CitedView | None
    said: Said
    waiting: tuple[Waiting, ...]
    may_call: bool
    may_decide: bool
    after: After | None = None
    may_telephone: bool = False  # to a signer without network
    facts_hours: int = 0  # so long such a word counts
    not_offered: tuple[tuple[str, str], ...] = ()  # (act, why), in words
    sheet: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    seen: str | None = None  # what the page that asks for news shows

    @property
    def news(self) -> News:
        signed, asked = [dot.state for dot in self.dots], len(self.said.open_proposals)
        release = (self.view.row.version, signed, asked, bool(self.hold), bool(self.doubt.stands))
        return news(marks((release, *(each.mark for each in self.deliveries))), self.seen)

    @property
    def stage(self) -> str:
        held = self.hold and not self.passing.passed
        return "held" if held and self.view.row.stage in HOLDABLE else self.view.row.stage


# How each move is offered on a release's own page: endpoint, icon, way, danger.
HOW: Mapping[Action, tuple[str, str, str, bool]] = {
    Action.EDIT: ("drafting.edit", "pencil", "link", False),
    Action.SIGN: ("review.show", "signature", "link", False),
    Action.RECALL: ("releases.recall", "arrow-back-up", "sheet", False),
    Action.POSTPONE: ("releases.postpone", "clock", "sheet", False),
    Action.WITHDRAW: ("releases.withdraw", "ban", "sheet", True),
    Action.DISCARD: ("drafting.discard", "trash", "sheet", False),
}
HOLDABLE = frozenset({Stage.SIGNED, Stage.SCHEDULED, Stage.PUBLISHING})
MAY_BE_HELD = HOLDABLE | {Stage.IN_REVIEW, Stage.PUBLISHED}


def list_page(form: ListForm, page: int) -> ListPage:
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        found = queries.listing(tx, form.filters(actor.id), page=page, size=PAGE_SIZE)
        names = names_of(tx, {row.created_by for row in found.rows})
        known = incidents.everything(tx)
        holds = publishing.holds(tx)
    held = {
        row.id
        for row in found.rows
        if row.stage in HOLDABLE and any(stops(each, row.id, row.incident_id) for each in holds)
    }
    return ListPage(
        form=form,
        listing=found,
        names=names,
        held=frozenset(held),
        columns=given.settings.columns,
        incidents={each.id: each for each in known},
        stages=tuple(Stage),
        kinds=tuple(Kind),
        may_start=actor.may(P.RELEASE_DRAFT),
    )


def show_page(
    release_id: UUID,
    *,
    sheet: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ShowPage:
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        view = queries.release(tx, release_id, actor)
        rows = publishing.of_release(tx, release_id, actor, given.policy.accounts)
        row = view.row
        holds = [each for each in publishing.holds(tx) if stops(each, row.id, row.incident_id)]
        hold = narrowest(holds)
        by = people.card_of_username(tx, hold.placed_by) if hold else None
        known = {each.author_id for each in view.revisions} | {row.created_by}
        names = names_of(tx, known | {each.person_id for each in view.remarks})
        incident = incidents.of_id(tx, row.incident_id) if row.incident_id else None
        changes = queries.changes_of(tx, release_id)
        wrong = incident is not None and queries.is_wrong(tx, row, given.settings.zone)
        dots = chain_dots(tx, view)
        delivered = cards(tx, now, rows)
        cited = cited_of(tx, view)
        after = after_of(tx, now, release_id, actor)
        doubted = doubt(tx, now, actor, view, incident)
        said = queries.said(tx, release_id, actor)
        waits = waiting(tx, now, release_id)
    primary, others = moves(view)
    policy = given.policy
    return ShowPage(
        view=view,
        next=doubted.next or next_step(view, dots, delivered),
        primary=primary,
        moves=others,
        dots=dots,
        plan=plan_lines(view),
        deliveries=delivered,
        hold=hold,
        hold_by=by.name if by else "",
        may_hold=actor.may(P.RELEASE_HOLD) and row.stage in MAY_BE_HELD,
        passing=passing(hold, view, rows, actor),
        may_reconfirm=may_reconfirm(view, rows, actor),
        doubt=doubted,
        names=names,
        public_url=policy.page_url(row.number)
        if row.number and row.stage in PUBLIC and not row.drill
        else "",
        incident=incident,
        column=column_word(row.column),
        changes=changes,
        wrong=wrong,
        cited=cited,
        said=said,
        waiting=waits,
        may_call=actor.may(P.RELEASE_SUBMIT) or actor.may(P.RELEASE_SIGN),
        may_decide=actor.may(P.RELEASE_DRAFT) and row.stage in {Stage.DRAFT, Stage.IN_REVIEW},
        after=after,
        may_telephone=row.stage is Stage.IN_REVIEW and actor.may(P.TELEPHONE_ATTEST),
        facts_hours=policy.facts_last // timedelta(hours=1),
        not_offered=not_offered.of_release(view, actor),
        may_correct=row.stage is Stage.PUBLISHED and actor.may(P.RELEASE_DRAFT),
        sheet=sheet,
        values=values or {},
        errors=errors or {},
    )


def moves(view: ReleaseView) -> tuple[Move | None, tuple[Move, ...]]:
    """From the workflow's table: the one next step of this actor, and the quieter ones."""
    offered = [_move(action, view) for action in view.moves if action in HOW]
    wanted = {Stage.DRAFT: "edit", Stage.IN_REVIEW: "sign" if view.may_sign else ""}
    first = next((each for each in offered if each.name == wanted.get(view.row.stage)), None)
    return first, tuple(each for each in offered if each is not first)


def _move(action: Action, view: ReleaseView) -> Move:
    endpoint, icon, way, danger = HOW[action]
    said = {
        Action.EDIT: _("继续拟稿"),
        Action.SIGN: _("审阅并签字") if view.may_sign else _("审阅"),
    }.get(action) or _(ACTION[action.value])
    return Move(action.value, str(said), icon, way, url_for(endpoint, id=view.row.id), danger)


def chain_dots(tx: Session, view: ReleaseView) -> tuple[Dot, ...]:
    """With the names of those who could sign the step whose turn it is."""
    here = view.row.stage is Stage.IN_REVIEW
    calls = queries.by_step(tx, services().clock.now(), view.row.id)
    return tuple(
        Dot(
            step=step,
            word=str(_(STEP.get(step.role.value, ACTION["sign"]))),
            role=str(_(ROLE[step.role.value])),
            people=_holders(tx, view, step) if here and step.current else (),
            state="done" if step.signed_by else ("here" if here and step.current else "ahead"),
            call=calls.get(step.place),
        )
        for step in view.chain
    )


def _holders(tx: Session, view: ReleaseView, step: ChainStep) -> tuple[str, ...]:
    able = [each for each in people.holders_of_role(tx, step.role) if each not in view.authors]
    return tuple(names_of(tx, set(able)).values())


def plan_lines(view: ReleaseView) -> tuple[PlanLine, ...]:
    """With what was put later since."""
    later = view.postponed_until
    lines = []
    for stage in view.content.plan.stages:
        chosen = max(filter(None, (stage.at, later, view.row.signed_at)), default=None)
        lines.append(
            PlanLine(
                channels=stage.channels,
                at=chosen + stage.after if chosen else None,
                follows=stage.precondition is Precondition.PREVIOUS,
                asks=stage.precondition is Precondition.FACTS,
                or_after_minutes=int(stage.or_after.total_seconds() // 60),
                after_minutes=int(stage.after.total_seconds() // 60),
                late_minutes=int(stage.late.total_seconds() // 60),
                if_late=stage.if_late.value,
            )
        )
    return tuple(lines)


def next_step(view: ReleaseView, dots: tuple[Dot, ...], delivered: tuple[Card, ...]) -> str:
    """What happens next, or what to do, in one sentence."""
    row = view.row
    here = next((dot for dot in dots if dot.state == "here"), None)
    if row.stage is Stage.DRAFT:
        back = view.remarks and row.submitted_at
        return str(_("按意见修改后，再送审。") if back else _("写好后送审。"))
    if row.stage is Stage.IN_REVIEW and here:
        return " ".join(
            str(
                _(
                    "等%(who)s（%(role)s）%(step)s。",
                    who=_("、").join(dot.people) or dot.role,
                    role=dot.role,
                    step=dot.word,
                )
            )
            for dot in dots
            if dot.state == "here"
        )
    waiting = [card for card in delivered if card.row.state.value in {"handed_over", "unknown"}]
    if waiting:
        return str(_("有 %(count)s 项要人工代发或核实，见下方。", count=len(waiting)))
    return _when_out(view)


def _when_out(view: ReleaseView) -> str:
    row, first = view.row, plan_lines(view)[0]
    if row.stage in {Stage.SIGNED, Stage.SCHEDULED} and first.at:
        if first.at <= services().clock.now():
            return str(_("已到发布时间，正在发出。"))
        return str(_("将于 %(time)s 自动发布。", time=moment_words(first.at)))
    return str(
        {
            Stage.PUBLISHING: _("正在写入网站。"),
            Stage.PUBLISHED: _("已经发布。需要更改时，用“更正”或“文字勘误”。"),
            Stage.WITHDRAWN: _("公众页已换成撤回说明。"),
            Stage.SUPERSEDED: _("已由更正取代，原页面注明更正并保留。"),
            Stage.DISCARDED: _("这份草稿已弃用，文字仍留在记录里。"),
        }.get(row.stage, "")
    )


def names_of(tx: Session, ids: set[UUID]) -> dict[UUID, str]:
    return {key: card.name for key, card in people.names(tx, ids).items()}


def _member(kind: type[T], text: str) -> T | None:
    return next((each for each in kind if each.value == text), None)
