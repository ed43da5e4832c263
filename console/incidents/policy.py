"""What the configuration says about incidents, in the rules' own types."""

from dataclasses import dataclass
from datetime import timedelta

from console.incidents.rules.categories import Category
from console.incidents.rules.clocks import ClockRule, MetBy
from console.incidents.rules.counting import USUAL, Counting
from console.incidents.rules.grading import Threshold
from console.incidents.rules.issuers import Issuer, IssuerRule, Speaking
from console.incidents.rules.levels import Level
from console.incidents.rules.opinion import Sign
from console.incidents.rules.response import TaskKind, TaskRule
from console.people.rules.roles import Role
from console.settings import Settings

WAN = 10_000  # 元


@dataclass(frozen=True, slots=True)
class IncidentPolicy:
    clocks: tuple[ClockRule, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    issuers: tuple[IssuerRule, ...] = ()
    response: tuple[TaskRule, ...] = ()
    matrix: tuple[Sign, ...] = ()
    counting: Counting = USUAL
    clear_after: timedelta = timedelta(days=30)  # personal facts, since the incident was closed
    clear_basis: str = ""


def from_settings(settings: Settings) -> IncidentPolicy:
    """Raises Misconfigured for two clocks or tasks of one name, and for a role that is none."""
    return IncidentPolicy(
        clocks=_clocks(settings),
        thresholds=tuple(
            Threshold(Level(each.level), each.deaths, each.serious_injuries, each.loss_wan * WAN)
            for each in settings.config.grading
        ),
        issuers=tuple(
            IssuerRule(
                Speaking(Issuer(each.issuer), each.name, each.link),
                frozenset(Level(level) for level in each.levels),
                each.legal_basis,
            )
            for each in settings.config.issuers
        ),
        response=_response(settings),
        matrix=tuple(
            Sign(each.name, Level(each.level), each.sign) for each in settings.config.opinion_matrix
        ),
        counting=Counting(
            timedelta(days=settings.config.counting.short_days),
            timedelta(days=settings.config.counting.long_days),
        ),
        clear_after=timedelta(days=settings.config.personal.clear_after_days),
        clear_basis=settings.config.personal.legal_basis,
    )


def _clocks(settings: Settings) -> tuple[ClockRule, ...]:
    clocks: list[ClockRule] = []
    for place, told in enumerate(settings.config.clocks):
        if told.name in {each.name for each in clocks}:
            raise settings.misplaced("clock.twice", f"clocks[{place}].name", name=told.name)
        clocks.append(
            ClockRule(
                name=told.name,
                title=told.title,
                length=timedelta(minutes=told.minutes),
                statutory=told.kind == "statutory",
                met_by=MetBy(told.met_by),
                legal_basis=told.legal_basis,
                levels=frozenset(Level(level) for level in told.levels),
                categories=frozenset(Category(each) for each in told.categories),
            )
        )
    return tuple(clocks)


def _response(settings: Settings) -> tuple[TaskRule, ...]:
    tasks: list[TaskRule] = []
    for place, told in enumerate(settings.config.response):
        here = f"response[{place}]"
        if told.name in {each.name for each in tasks}:
            raise settings.misplaced("task.twice", f"{here}.name", name=told.name)
        if told.role not in set(Role):
            known = ", ".join(each.value for each in Role)
            raise settings.misplaced(
                "chain.unknown_word", f"{here}.role", word=told.role, known=known
            )
        tasks.append(
            TaskRule(
                name=told.name,
                title=told.title,
                hint=told.hint,
                within=timedelta(minutes=told.minutes),
                role=Role(told.role),
                legal_basis=told.legal_basis,
                kind=TaskKind.PLAIN if told.done_by == "person" else TaskKind(told.done_by),
                recipients=told.recipients,
                levels=frozenset(Level(each) for each in told.levels),
                categories=frozenset(Category(each) for each in told.categories),
            )
        )
    return tuple(tasks)
