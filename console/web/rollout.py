"""发布排期: channels as lanes, time as axis, the line of now; and one delivery with its moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.files import queries as files
from console.kernel.clock import local
from console.language import sentence, translate
from console.language.words import word
from console.people.rules.roles import P
from console.publishing import breakers, queries, service
from console.publishing.breakers import Rest
from console.publishing.queries import BoardRow, HoldRow
from console.publishing.rules.channel import Action
from console.publishing.rules.moves import Move, Offer, closed
from console.publishing.rules.states import OPEN, UNSENT, DeliveryState, Outcome
from console.releases.queries import ReleaseRow
from console.web import not_offered
from console.web.access import access
from console.web.answer import answer, say, see_other
from console.web.attachments import handed_out
from console.web.context import current_actor, locale, services
from console.web.delivery_cards import (
    Card,
    cards,
    channel_word,
    clock,
    hold_reason,
    release_url,
    soon,
    told,
)
from console.web.former_links import Former, former
from console.web.news import News, marks, news
from console.web.times import absolute

bp = Blueprint("rollout", __name__, url_prefix="/rollout")
LATELY = timedelta(hours=3)  # what is settled longer than this is folded away
APART = timedelta(minutes=2)
LANES = ("website", "feeds", "weibo", "wechat")
UNSETTLED = OPEN | {DeliveryState.FAILED}
MOVES = {
    Move.CONFIRM: "handover.show",
    Move.NOT_SENT: "handover.show",
    Move.RETRY: "rollout.retry",
    Move.CANCEL: "rollout.cancel",
    Move.RELINK: "relinking.show",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One release at its time, a cell a lane (None: this channel has nothing of it)."""

    release: ReleaseRow
    name: str
    action: Action
    cause: str
    at: datetime
    new_day: date | None
    cells: tuple[Card | None, ...]
    url: str

    @property
    def held(self) -> bool:
        return any(cell is not None and cell.held for cell in self.cells)

    @property
    def waits(self) -> bool:
        """Something of it could still be held."""
        return any(cell is not None and waits(cell.row) for cell in self.cells)

    @property
    def stopped(self) -> str:
        """Since when it is held, and why; "": no hold stops what is left of it."""
        holds = [cell.row.hold for cell in self.cells if cell is not None and cell.row.hold]
        if not holds:
            return ""
        since = str(_("%(time)s 起暂缓", time=clock(holds[0].placed_at)))
        reason = hold_reason(holds[0])
        return f"{since}{_('：')}{reason}" if reason else since

    def apart(self, card: Card) -> bool:
        """Its time is worth a word of its own."""
        return card.at - self.at >= APART


@dataclass(frozen=True, slots=True)
class Resting:
    """An account that is left in peace, in words."""

    title: str
    said: str
    waiting: int
    url: str


@dataclass(frozen=True)
class BoardPage:
    lanes: tuple[str, ...]
    now: datetime
    earlier: tuple[Line, ...]
    past: tuple[Line, ...]
    future: tuple[Line, ...]
    holds: tuple[HoldRow, ...]
    resting: tuple[Resting, ...]
    news: News


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    closed_at: datetime | None
    outcome: Outcome
    sentence: str


@dataclass(frozen=True, slots=True)
class MoveButton:
    """``reason``: why it cannot be pressed, a sentence; "": it can."""

    move: Move
    url: str
    reason: str
    asks: bool  # for a reason, before it is done


@dataclass(frozen=True)
class DeliveryPage:
    card: Card
    release_url: str
    history: tuple[HistoryLine, ...]
    moves: tuple[MoveButton, ...]
    closed: tuple[tuple[Move, str], ...]
    hold: HoldRow | None
    former: tuple[Former, ...]  # links that were put right
    not_offered: tuple[tuple[str, str], ...]  # (act, why), in words

    @property
    def waits(self) -> bool:
        return waits(self.card.row)


def waits(row: BoardRow) -> bool:
    """It has not left, and no hold stops it."""
    return row.state in UNSENT and not row.held


@bp.get("/")
@access(P.DELIVERY_READ)
def show() -> Reply:
    return answer("rollout/show.html", "content", _board(None))


@bp.get("/news")
@access(P.DELIVERY_READ)
def poll() -> Reply:
    return answer("rollout/show.html", "news", _board(request.args.get("seen", "")))


@bp.get("/<uuid:id>")
@access(P.DELIVERY_READ)
def delivery(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("rollout/delivery.html", "content", _delivery(id))


@bp.get("/<uuid:id>/screenshot")
@access(P.DELIVERY_READ)
def screenshot(id: UUID) -> Response:  # noqa: A002 - the word of the address
    """The picture that attests a post by hand."""
    given = services()
    with given.database.snapshot() as tx:
        row = queries.delivery(tx, id, current_actor(), given.policy.accounts)
        found = files.known(tx, [row.screenshot]).get(row.screenshot)
    return handed_out(found)


@bp.post("/<uuid:id>/retry")
@access(P.DELIVERY_HANDOVER)
def retry(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    with given.database.transaction() as tx:
        service.retry(tx, given.clock.now(), current_actor(), id, seen=seen_state())
    say(str(_("已重新排入发送。")))
    return see_other(url_for(".delivery", id=id))


@bp.post("/accounts/<channel>/<account>/try")
@access(P.DELIVERY_HANDOVER)
def try_now(channel: str, account: str) -> Reply:
    given = services()
    with given.database.transaction() as tx:
        service.try_now(tx, given.clock.now(), current_actor(), channel, account)
    say(str(_("正在试发一条，稍后刷新。")))
    return see_other(url_for(".show"))


@bp.post("/<uuid:id>/look")
@access(P.DELIVERY_HANDOVER)
def look(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given = services()
    with given.database.transaction() as tx:
        service.look_again(tx, given.clock.now(), current_actor(), id)
    say(str(_("正在再看一次，稍后刷新。")))
    return see_other(url_for(".delivery", id=id))


@bp.post("/<uuid:id>/cancel")
@access(P.DELIVERY_HANDOVER)
def cancel(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    given, reason = services(), request.form.get("reason", "")[:2000]
    with given.database.transaction() as tx:
        service.cancel(tx, given.clock.now(), current_actor(), id, reason, seen=seen_state())
    say(str(_("已取消，此渠道不再发出这一篇。")))
    return see_other(url_for(".delivery", id=id))


def _delivery(id: UUID) -> DeliveryPage:  # noqa: A002 - the word of the address
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        row = queries.delivery(tx, id, actor, given.policy.accounts)
        return DeliveryPage(
            card=cards(tx, now, [row])[0],
            release_url=release_url(row.release_id),
            history=history(row),
            moves=tuple(_button(row, offer) for offer in row.moves),
            closed=_closed(row),
            hold=row.hold,
            former=former(tx, now, row),
            not_offered=not_offered.of_delivery(actor, waits=waits(row)),
        )


def seen_state() -> DeliveryState | None:
    """The state on the screen that the form was on."""
    text = request.form.get("seen", "")
    return DeliveryState(text) if text in set(DeliveryState) else None


def history(row: BoardRow) -> tuple[HistoryLine, ...]:
    return tuple(
        HistoryLine(
            at=each.opened_at,
            closed_at=each.closed_at,
            outcome=each.outcome,
            sentence=told(each.trouble, _details(row, each.trouble)) if each.trouble else "",
        )
        for each in row.attempts
    )


def _details(row: BoardRow, trouble: str) -> Mapping[str, Any]:
    """What is known of the newest trouble; of older ones only the code is kept."""
    return row.trouble_details if trouble == row.trouble else {}


def _closed(row: BoardRow) -> tuple[tuple[Move, str], ...]:
    """The moves without a button, each with the sentence of why."""
    state = {"state": translate(word(row.state.value, "delivery_state"), locale())}
    found = closed(row.state, row.channel, row.action, by_hand=row.by_hand)
    return tuple((each.move, sentence(each.reason, state, locale())) for each in found)


def _button(row: BoardRow, offer: Offer) -> MoveButton:
    permission = {"permission": P.DELIVERY_HANDOVER.value}
    return MoveButton(
        offer.move,
        url_for(MOVES[offer.move], id=row.id),
        told(offer.reason, permission) if offer.reason else "",
        asks=offer.move is Move.CANCEL,
    )


def _board(seen: str | None) -> BoardPage:
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        found = cards(tx, now, queries.board(tx, now, actor, given.policy.accounts))
        current, unwell = queries.holds(tx), breakers.resting(tx)
    lines = _lines(found)
    old = [line for line in lines if _settled(line) and line.at < now - LATELY]
    past = [line for line in lines if line.at <= now and line not in old]
    return BoardPage(
        lanes=_lanes(found),
        now=now,
        earlier=_days(old),
        past=_days(past),
        future=_days((line for line in lines if line.at > now), after=past[-1:]),
        holds=current,
        resting=tuple(_resting(each, now) for each in unwell),
        news=news(
            marks([*(card.mark for card in found), *(hold.id for hold in current), *unwell]), seen
        ),
    )


def _resting(rest: Rest, now: datetime) -> Resting:
    given = services()
    titled = {(each.channel, each.name): each.title for each in given.policy.accounts.values()}
    why = told(rest.why, rest.details) if rest.why else ""
    since = str(
        _("%(time)s 起连续 %(count)s 次发不出去。", time=clock(rest.since), count=rest.failures)
    )
    then = (
        _("%(time)s 自动试一条，通了就接着发。", time=clock(rest.until))
        if rest.until > now
        else _("现在就试一条，通了就接着发。")
    )
    return Resting(
        title=titled.get((rest.channel, rest.account)) or channel_word(rest.channel),
        said=(" " if locale() == "en" else "").join(filter(None, (since, why, str(then)))),
        waiting=rest.waiting,
        url=url_for(".try_now", channel=rest.channel, account=rest.account),
    )


def _lanes(found: Iterable[Card]) -> tuple[str, ...]:
    extra = sorted({card.row.channel for card in found} - set(LANES))
    return (*LANES, *extra)


def _lines(found: tuple[Card, ...]) -> tuple[Line, ...]:
    """By time; what is out stands at the time it went out."""
    lanes = _lanes(found)
    grouped: dict[tuple[UUID, Action, str], list[Card]] = {}
    for card in found:
        grouped.setdefault((card.row.release_id, card.row.action, card.row.cause), []).append(card)
    lines = [
        Line(
            release=group[0].release,
            name=group[0].name,
            action=action,
            cause=cause,
            at=min(card.at for card in group),
            new_day=None,
            cells=tuple(_newest(group, lane) for lane in lanes),
            url=release_url(release_id),
        )
        for (release_id, action, cause), group in grouped.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.at, line.release.id)))


def _newest(group: list[Card], lane: str) -> Card | None:
    """A release that was taken back and signed anew has a delivery for each of its texts."""
    there = [card for card in group if card.row.channel == lane]
    open_ = [card for card in there if card.row.state is not DeliveryState.CANCELLED]
    return max(open_ or there, key=lambda card: card.row.id, default=None)


def _settled(line: Line) -> bool:
    return not any(cell and cell.row.state in UNSETTLED for cell in line.cells)


def _days(lines: Iterable[Line], after: Iterable[Line] = ()) -> tuple[Line, ...]:
    """Mark where a new day begins. ``after``: what stands before them."""
    zone = services().settings.zone
    last = next((local(each.at, zone).date() for each in after), None)
    marked = []
    for line in lines:
        day = local(line.at, zone).date()
        marked.append(
            Line(
                line.release, line.name, line.action, line.cause, line.at,
                day if day != last else None, line.cells, line.url,
            )
        )  # fmt: skip
        last = day
    return tuple(marked)


def day(moment: datetime) -> str:
    """``今天 11月23日``, ``23 Nov``."""
    zone = services().settings.zone
    here, today = local(moment, zone).date(), local(services().clock.now(), zone).date()
    near = {0: _("今天"), 1: _("明天"), -1: _("昨天")}.get((here - today).days)
    shown = absolute(moment, zone, today, locale()).rpartition(" ")[0]
    return f"{near} {shown}" if near else shown


@bp.record_once
def _filters(state: BlueprintSetupState) -> None:
    state.app.jinja_env.filters.update(hour=clock, day=day, soon=soon)
