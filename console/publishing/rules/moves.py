"""What a person may do about one delivery: one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.publishing.rules.channel import Action
from console.publishing.rules.plan import PUBLIC_PAGE
from console.publishing.rules.states import UNSENT
from console.publishing.rules.states import DeliveryState as S

PAGES = frozenset({PUBLIC_PAGE, "feeds"})


class Move(StrEnum):
    CONFIRM = "confirm"  # 确认已发: paste the link
    NOT_SENT = "not_sent"  # 未发布: looked, and it is not there
    RETRY = "retry"  # 重试
    CANCEL = "cancel"  # 取消


FROM: Mapping[Move, frozenset[S]] = {
    Move.CONFIRM: frozenset({S.HANDED_OVER, S.UNKNOWN}),
    Move.NOT_SENT: frozenset({S.HANDED_OVER, S.UNKNOWN}),
    Move.RETRY: frozenset({S.FAILED, S.RETRYING}),
    Move.CANCEL: UNSENT | {S.FAILED, S.HANDED_OVER},
}


@dataclass(frozen=True, slots=True)
class Offer:
    """``reason``: an error code saying why not; "": it may be pressed."""

    move: Move
    reason: str = ""

    @property
    def open(self) -> bool:
        return not self.reason


def refusal(move: Move, state: S, channel: str, action: Action) -> str:
    """Why this move cannot be made now (an error code); "": it can."""
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


def closed(state: S, channel: str, action: Action) -> tuple[Offer, ...]:
    """The other moves, each with the code of why it is not offered now."""
    return tuple(
        Offer(move, refusal(move, state, channel, action))
        for move in Move
        if state not in FROM[move]
    )


def offers(state: S, channel: str, action: Action, *, permitted: bool) -> tuple[Offer, ...]:
    """The moves that belong on this delivery's screen, closed ones with their reason."""
    fitting = [move for move in Move if state in FROM[move]]
    return tuple(
        Offer(move, refusal(move, state, channel, action) if permitted else "people.not_permitted")
        for move in fitting
    )
