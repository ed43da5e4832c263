"""What a person may do about one delivery: one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.publishing.rules.channel import Action
from console.publishing.rules.plan import PORTAL, PUBLIC_PAGE
from console.publishing.rules.states import UNSENT
from console.publishing.rules.states import DeliveryState as S

PAGES = frozenset({PUBLIC_PAGE, "feeds"})


class Move(StrEnum):
    CONFIRM = "confirm"  # 确认已发: paste the link
    NOT_SENT = "not_sent"  # 未发布: looked, and it is not there; or it was confirmed by mistake
    RETRY = "retry"  # 重试
    CANCEL = "cancel"  # 取消
    RELINK = "relink"  # 更正链接: it was confirmed with a wrong one


FROM: Mapping[Move, frozenset[S]] = {
    Move.CONFIRM: frozenset({S.HANDED_OVER, S.UNKNOWN}),
    Move.NOT_SENT: frozenset({S.HANDED_OVER, S.UNKNOWN, S.CONFIRMED}),
    Move.RETRY: frozenset({S.FAILED, S.RETRYING}),
    Move.CANCEL: UNSENT | {S.FAILED, S.HANDED_OVER},
    Move.RELINK: frozenset({S.CONFIRMED}),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """``reason``: an error code saying why not; "": it may be pressed."""

    move: Move
    reason: str = ""

    @property
    def open(self) -> bool:
        return not self.reason


def has_link(channel: str, action: Action) -> bool:
    """A person pastes one of such a delivery, where it is posted by hand."""
    return action is Action.PUBLISH and channel not in PAGES


def refusal(move: Move, state: S, channel: str, action: Action, *, by_hand: bool = False) -> str:
    """Why this move cannot be made now (an error code); "": it can. ``by_hand``: a person posted
    it, or said that it is there."""
    if move is Move.RELINK:
        return _no_other_link(state, channel, action, by_hand=by_hand)
    if move is Move.NOT_SENT and state is S.CONFIRMED:
        return _not_taken_back(channel, by_hand=by_hand)
    if move is Move.CANCEL and channel in PAGES:
        return "delivery.page_not_alone" if action is Action.PUBLISH else "delivery.page_must_go"
    if state in FROM[move]:
        return ""
    if state is S.UNKNOWN:
        return "delivery.look_first"
    if state is S.SENDING:
        return "delivery.on_its_way"
    if state is S.CANCELLED:
        return "delivery.is_cancelled"
    return "delivery.is_out" if state in {S.SENT, S.CONFIRMED} else "delivery.other_state"


def _no_other_link(state: S, channel: str, action: Action, *, by_hand: bool) -> str:
    if not has_link(channel, action):
        return "delivery.has_no_link"
    if state in {S.HANDED_OVER, S.UNKNOWN}:
        return "delivery.confirm_first"
    if state in {S.SENT, S.CONFIRMED}:
        return "" if by_hand and state in FROM[Move.RELINK] else "delivery.posted_by_us"
    return "delivery.is_cancelled" if state is S.CANCELLED else "delivery.no_link_yet"


def _not_taken_back(channel: str, *, by_hand: bool) -> str:
    """The county portal's page is the public one by then, and is looked at from outside."""
    if not by_hand:
        return "delivery.is_out"
    return "delivery.portal_is_watched" if channel == PORTAL else ""


def closed(state: S, channel: str, action: Action, *, by_hand: bool = False) -> tuple[Offer, ...]:
    """The other moves, each with the code of why it is not offered now."""
    return tuple(
        Offer(move, refusal(move, state, channel, action, by_hand=by_hand))
        for move in Move
        if not _fits(move, state, by_hand=by_hand)
        and (move is not Move.RELINK or has_link(channel, action))
    )


def offers(
    state: S, channel: str, action: Action, *, permitted: bool, by_hand: bool = False
) -> tuple[Offer, ...]:
    """The moves that belong on this delivery's screen, closed ones with their reason."""
    fitting = [
        move
        for move in Move
        if _fits(move, state, by_hand=by_hand)
        and (move is not Move.RELINK or has_link(channel, action))
    ]
    return tuple(
        Offer(
            move,
            refusal(move, state, channel, action, by_hand=by_hand)
            if permitted
            else "people.not_permitted",
        )
        for move in fitting
    )


def _fits(move: Move, state: S, *, by_hand: bool) -> bool:
    needs_hand = move is Move.RELINK or (move is Move.NOT_SENT and state is S.CONFIRMED)
    return state in FROM[move] and (by_hand or not needs_hand)
