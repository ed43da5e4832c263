"""What the screens of templates show: lists, the form with its preview, one template whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from console.incidents.rules.categories import Category
from console.kernel.clock import local
from console.people import queries as people
from console.people.rules.roles import Role
from console.release_templates import queries
from console.release_templates.queries import ClearanceView, TemplateView
from console.release_templates.rules.clearing import BEFOREHAND, HOLDING, VERIFYING, Wording
from console.release_templates.rules.grammar import SlotKind, Template, parse, problems
from console.releases.rules.body import clean_line
from console.releases.rules.kinds import Kind
from console.releases.rules.signing import chain_for
from console.releases.templating import VOCABULARY, sampled
from console.web.context import current_actor, services
from console.web.editor_pages import usual_column
from console.web.translation import tell

KINDS = (HOLDING, VERIFYING, *(kind.value for kind in Kind if kind is not Kind.ERRATUM))
USUAL_DAYS = 90  # of a clearance, as the form begins


@dataclass(frozen=True, slots=True)
class Line:
    """``kind``: the word of its kind; ``clearance``: what stands or waits of it."""

    template: TemplateView
    clearance: ClearanceView | None
    good: bool


@dataclass(frozen=True)
class ListPage:
    lines: tuple[Line, ...]
    to_sign: tuple[ClearanceView, ...]
    retired: tuple[TemplateView, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """``template`` None: it cannot be read, and ``wrong`` says why. ``sample``: with something in
    every slot."""

    template: Template | None
    sample: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormPage:
    """``id`` None: a new one. ``place``: of the version that is changed."""

    name: str
    wording: Wording
    preview: Preview
    id: UUID | None = None
    place: int = 0
    kinds: tuple[str, ...] = KINDS
    categories: tuple[Category, ...] = tuple(Category)
    slots: tuple[SlotKind, ...] = tuple(SlotKind)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ShowPage:
    """``expires_at``: what the form begins with, local."""

    template: TemplateView
    preview: Preview
    current: ClearanceView | None
    good: bool
    past: tuple[ClearanceView, ...]
    names: Mapping[UUID, str]
    chain: tuple[Role, ...]
    expires_at: str
    longest_days: int
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def may_be_cleared(self) -> bool:
        wording = self.template.newest.wording
        return wording.kind in BEFOREHAND and not self.template.retired_at


def list_page() -> ListPage:
    given = services()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        found = queries.templates(tx, retired=True)
        waiting = queries.to_sign(tx, now, current_actor())
    lines = []
    for each in found:
        current = each.current(now)
        lines.append(Line(each, current, current is not None and current.good(now)))
    return ListPage(
        tuple(line for line in lines if line.template.retired_at is None),
        waiting,
        tuple(each for each in found if each.retired_at is not None),
    )


def preview_of(text: str) -> Preview:
    given = services()
    wrong = problems(text, VOCABULARY.facts)
    if wrong:
        return Preview(None, wrong=tuple(tell(each) for each in wrong))
    template = parse(text, VOCABULARY.facts)
    sample = sampled(given.policy, template, given.clock.now())
    return Preview(template, tuple(sample.text.split("\n")))


def asked(form: MultiDict[str, str]) -> Wording:
    """As typed; what is wrong with it, the service says."""
    return Wording(
        kind=form.get("kind", ""),
        categories=tuple(dict.fromkeys(form.getlist("categories"))),
        title=clean_line(form.get("title", "")),
        text=form.get("text", "").replace("\r\n", "\n").strip("\n"),
    )


def form_page(
    name: str,
    wording: Wording,
    *,
    template_id: UUID | None = None,
    place: int = 0,
    errors: Mapping[str, str] | None = None,
) -> FormPage:
    preview = preview_of(wording.text) if wording.text else Preview(None)
    return FormPage(name, wording, preview, template_id, place, errors=errors or {})


def show_page(template_id: UUID, errors: Mapping[str, str] | None = None) -> ShowPage:
    given = services()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        found = queries.template(tx, template_id)
        names = names_of(tx, found)
    current = found.current(now)
    longest = given.policy.pre_cleared.longest
    until = now + min(longest, timedelta(days=USUAL_DAYS))
    return ShowPage(
        template=found,
        preview=preview_of(found.newest.wording.text),
        current=current,
        good=current is not None and current.good(now),
        past=tuple(each for each in found.clearances if each != current),
        names=names,
        chain=clearing_chain(),
        expires_at=_date(until),
        longest_days=longest.days,
        errors=errors or {},
    )


def clearing_chain() -> tuple[Role, ...]:
    """The whole chain that a first report has to pass."""
    return chain_for(services().policy.chains, Kind.INITIAL, usual_column()).steps


def names_of(tx: Session, found: TemplateView) -> Mapping[UUID, str]:
    wanted: Sequence[UUID | None] = (
        *(each.author_id for each in found.versions),
        *(each.asked_by for each in found.clearances),
        *(each.ended_by for each in found.clearances),
    )
    cards = people.names(tx, [each for each in wanted if each])
    return {each: card.name for each, card in cards.items()}


def _date(moment: datetime) -> str:
    return f"{local(moment, services().settings.zone):%Y-%m-%d}"
