"""工作台: what is going on, what waits for me, what goes out next, what went wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console import audit
from console.carriers.queries import Health, health
from console.duty.queries import reliefs
from console.incidents import queries as incidents
from console.incidents.queries.clocks import clocks_of
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.roles import P, Role
from console.publishing import queries as publishing
from console.publishing.rules.channel import Action
from console.publishing.rules.states import DeliveryState
from console.release_templates import queries as templates
from console.releases import queries as releases
from console.releases.queries import Affected, ReleaseRow
from console.web.access import access
from console.web.answer import answer
from console.web.context import current_actor, services
from console.web.delivery_cards import (
    Card,
    action_word,
    cards,
    channel_word,
    edit_url,
    release_url,
    short_name,
    sign_url,
)
from console.web.duty_panel import DutyPanel, panel
from console.web.holds import HoldCard, hold_cards
from console.web.incident_pages import IncidentLine, incident_line
from console.web.news import News, marks, news
from console.web.tasks import Task, proposed, unconfirmed
from console.web.verifying import Standing, doubts

bp = Blueprint("home", __name__)
LONGEST = 12  # lines of one part
PATIENCE = 3  # tries that failed, before people are bothered
REFUSED = "warrant."  # what begins so was stopped by ourselves


@dataclass(frozen=True, slots=True)
class Upcoming:
    """``stages``: the channels of each stage, in the order in which they go."""

    at: datetime
    release: ReleaseRow
    name: str
    url: str
    stages: tuple[tuple[str, ...], ...]
    held: bool
    begun: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """``state``: of the delivery, ``held``, or ``wrong``: published words to be corrected.
    ``url`` "": this person can only wait."""

    state: str
    name: str
    title: str
    sentence: str
    verb: str
    url: str
    mark: tuple[object, ...]


@dataclass(frozen=True)
class HomePage:
    incidents: tuple[IncidentLine, ...]
    tasks: tuple[Task, ...]
    upcoming: tuple[Upcoming, ...]
    troubles: tuple[Trouble, ...]
    news: News
    duty: DutyPanel


@bp.get("/")
@access(P.HOME_READ)
def show() -> Reply:
    return answer("home/show.html", "content", _page(None))


@bp.get("/news")
@access(P.HOME_READ)
def poll() -> Reply:
    return answer("home/show.html", "news", _page(request.args.get("seen", "")))


def _page(seen: str | None) -> HomePage:
    given, actor = services(), current_actor()
    now, accounts = given.clock.now(), given.policy.accounts
    with given.database.snapshot() as tx:
        opened = incidents.current(tx)
        clocks = clocks_of(tx, [each.id for each in opened], now)
        current = tuple(
            incident_line(each, releases.of_incident(tx, each.id), clocks[each.id])
            for each in opened
        )
        queue = cards(tx, now, publishing.handover_queue(tx, actor, accounts))
        tasks = (
            *_relieving(tx, actor, now),
            *_signing(tx, actor),
            *proposed(tx, actor),
            *_confirming(tx, actor, now),
            *_reviewing(tx, actor, now),
            *unconfirmed(tx, actor, opened),
            *_clearing(tx, now, actor),
            *_posting(actor, queue),
            *_writing(tx, actor),
        )
        going = cards(tx, now, publishing.upcoming(tx, actor, accounts))
        wrong = cards(tx, now, publishing.troubled(tx, actor, accounts))
        held = publishing.holds(tx)
        duty = panel(tx, now)
        zone = given.settings.zone
        told = [each for one in opened for each in releases.affected(tx, one.id, zone)]
        doubted = doubts(tx, actor)
        silent = health(tx, given.carriers.routes)
        late = hold_cards(tx, [each for each in held if each.placed_by == audit.SYSTEM], ())
    tasks = tuple(sorted(tasks, key=lambda task: task.drill))  # what is real comes first
    upcoming = _upcoming(going, now)
    troubles = (
        *(_doubted(each) for each in doubted),
        *(_mistaken(each) for each in told if each.wrong),
        *(_trouble(actor, card) for card in wrong if _serious(card)),
        *(_missed(actor, each) for each in late),
        *(_silent(actor, each) for each in silent.values() if each.failing),
    )
    shown = [
        *(
            (
                line.incident.id,
                line.incident.version,
                line.last and line.last.id,
                *((clock.id, clock.met_at) for clock in line.clocks),
            )
            for line in current
        ),
        *(task.mark for task in tasks),
        *((each.release.id, each.at) for each in upcoming),
        *(each.mark for each in troubles),
        *(hold.id for hold in held),
        duty.mark,
    ]
    return HomePage(current, tasks, upcoming, troubles, news(marks(shown), seen), duty)


def _relieving(tx: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    if not actor.may(P.DUTY_HAND_OVER):
        return
    waiting = reliefs.waiting_for(tx, actor.id, now)
    names = people.names(tx, (each.given_by for each in waiting))
    for each in waiting:
        said = _("%(name)s 交班，%(count)s 项", name=names[each.given_by].name, count=each.left)
        yield Task(
            said=str(_("等您接班")), icon="transfer", colour="wait", name="", title=str(said),
            since=each.given_at, url=url_for("relief.show", id=each.id), verb=str(_("去接班")),
            mark=("relief", each.id, each.left),
        )  # fmt: skip


def _signing(tx: Session, actor: Actor) -> Iterator[Task]:
    for row in releases.to_sign(tx, actor):
        yield Task(
            said=str(_("等您签字")), icon="signature", colour="wait", name=short_name(row),
            title=row.shown_title, since=row.submitted_at or row.updated_at, url=sign_url(row.id),
            verb=str(_("去审签")), mark=("sign", row.id, row.version), drill=row.drill,
        )  # fmt: skip


def _confirming(tx: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """What this person signed by telephone and has not confirmed."""
    for each in releases.unconfirmed(tx, now, actor.id):
        late = each.confirm_by is not None and each.confirm_by <= now
        yield Task(
            said=str(_("电话核签，待您确认")), icon="phone", colour="bad" if late else "wait",
            name=each.number, title=each.title, since=each.signed_at or each.started_at,
            url=url_for("telephone.show", id=each.release_id, call=each.id), verb=str(_("去确认")),
            mark=("call", each.id, late),
        )  # fmt: skip


def _reviewing(tx: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """What was signed on scene and waits for its review, for whoever reviews."""
    if Role.SECRECY_REVIEWER not in actor.roles:
        return
    for each in releases.owed(tx):
        late = each.due_at <= now
        yield Task(
            said=str(_("补审逾期") if late else _("待补审")), icon="shield-check",
            colour="bad" if late else "wait", name=each.number, title=each.title,
            since=each.signed_at, url=url_for("releases.show", id=each.release_id),
            verb=str(_("去补审")), mark=("after", each.id, late), drill=each.drill,
        )  # fmt: skip


def _clearing(tx: Session, now: datetime, actor: Actor) -> Iterator[Task]:
    """Templates that wait to be cleared beforehand; after the releases, which are of today."""
    for view in templates.to_sign(tx, now, actor):
        yield Task(
            said=str(_("等您预审签字")), icon="signature", colour="wait", name=str(_("预审")),
            title=view.version.name, since=view.asked_at,
            url=url_for("clearances.show", id=view.id), verb=str(_("去审签")),
            mark=("clear", view.id, len(view.signatures)),
        )  # fmt: skip


def _posting(actor: Actor, queue: tuple[Card, ...]) -> Iterator[Task]:
    if not actor.may(P.DELIVERY_HANDOVER):
        return
    for card in queue:
        if card.held or card.row.state is not DeliveryState.HANDED_OVER:
            continue
        yield Task(
            said=str(_("待人工代发")), icon="copy", colour="wait",
            name=_to_post(card), title=card.title,
            since=card.row.out_at or card.row.not_before,
            url=url_for("handover.show", id=card.row.id), verb=str(_("去代发")), mark=card.mark,
            drill=card.release.drill,
        )  # fmt: skip


def _to_post(card: Card) -> str:
    """What is to be taken down is not to be posted: the word says which."""
    act = card.row.action
    word = "" if act is Action.PUBLISH else f" {action_word(act)}"
    return f"{channel_word(card.row.channel)}{word} {card.name}"


def _writing(tx: Session, actor: Actor) -> Iterator[Task]:
    back = releases.sent_back(tx, actor)
    returned = {row.id for row in back}
    rest = [row for row in releases.drafts(tx, actor) if row.id not in returned]
    for row in (*back, *rest):
        again = row.id in returned
        yield Task(
            said=str(_("待修改") if again else _("草稿")),
            icon="arrow-back-up" if again else "pencil",
            colour="bad" if again else "",
            name=short_name(row), title=row.shown_title or str(_("（未写标题）")),
            since=row.updated_at, url=edit_url(row.id), mark=("draft", row.id), drill=row.drill,
            verb=str(_("去修改") if again else _("继续写")),
        )  # fmt: skip


def _upcoming(going: tuple[Card, ...], now: datetime) -> tuple[Upcoming, ...]:
    grouped: dict[object, list[Card]] = {}
    for card in going:
        if card.row.action is Action.PUBLISH:
            grouped.setdefault(card.row.release_id, []).append(card)
    found = []
    for group in grouped.values():
        places = sorted({card.row.stage for card in group})
        found.append(
            Upcoming(
                at=min(card.row.not_before for card in group),
                release=group[0].release,
                name=group[0].name,
                url=release_url(group[0].release.id),
                stages=tuple(
                    tuple(card.row.channel for card in group if card.row.stage == place)
                    for place in places
                ),
                held=any(card.held for card in group),
                begun=min(card.row.not_before for card in group) <= now,
            )
        )
    return tuple(sorted(found, key=lambda each: each.at)[:LONGEST])


def _serious(card: Card) -> bool:
    """One failed try is the dispatcher's business."""
    return card.row.state is not DeliveryState.RETRYING or len(card.row.attempts) >= PATIENCE


def _trouble(actor: Actor, card: Card) -> Trouble:
    """What happened, and the one thing to do about it."""
    channel, verb, sentence = channel_word(card.row.channel), _("去处理"), card.why
    url = url_for("rollout.delivery", id=card.row.id)
    if card.row.state is DeliveryState.UNKNOWN:
        sentence = str(_("%(channel)s未返回结果，可能已发布。请到后台核实。", channel=channel))
        if actor.may(P.DELIVERY_HANDOVER):
            verb, url = _("去核实"), url_for("handover.show", id=card.row.id)
    elif card.row.trouble.startswith(REFUSED):
        verb, url = _("看通稿"), release_url(card.release.id)
    return Trouble(
        state=card.pill,
        name=f"{channel} {card.name}",
        title=card.title,
        sentence=sentence or str(_("没有发出，平台未说明原因。")),
        verb=str(verb),
        url=url,
        mark=card.mark,
    )


def _doubted(found: Standing) -> Trouble:
    return Trouble(
        state="wrong",
        name=str(_("核实中")),
        title=found.row.shown_title,
        sentence=str(_("公众页写着“核实中”，等更正或确认。")),
        verb=str(_("去处理")),
        url=url_for("releases.show", id=found.row.id, _anchor="verifying"),
        mark=("verifying", found.row.id, found.view.placed_at),
    )


def _mistaken(item: Affected) -> Trouble:
    row, begun = item.row, item.pending
    return Trouble(
        state="wrong",
        name=str(_("须更正")),
        title=row.shown_title,
        sentence=str(_("与台账不符，更正已在办理。") if begun else _("与台账不符，还没有更正。")),
        verb=str(_("去处理")),
        url=url_for("incidents.show", id=row.incident_id, _anchor="affected"),
        mark=("wrong", row.id, begun and begun.version),
    )


def _silent(actor: Actor, found: Health) -> Trouble:
    """A carrier that does not arrive: who relies on it does not know."""
    return Trouble(
        state="failed",
        name=str(_("通知渠道")),
        title=services().carriers.routes[found.carrier].title,
        sentence=str(_("发到外面的通知没有送达，请改用电话。")),
        verb=str(_("去处理")),
        url=url_for("carriers.index") if actor.may(P.ACCOUNT_MANAGE) else "",
        mark=("carrier", found.carrier, found.sending_id),
    )


def _missed(actor: Actor, card: HoldCard) -> Trouble:
    may = actor.may(P.RELEASE_HOLD)
    return Trouble(
        state="held",
        name=str(_("暂缓")),
        title=card.what,
        sentence=card.reason,
        verb=str(_("去决定")),
        url=url_for("holds.review", id=card.hold.id) if may else "",
        mark=("hold", card.hold.id),
    )
