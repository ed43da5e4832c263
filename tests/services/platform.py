"""A platform at the wire that does what it is told to, and keeps what it took."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from console.kernel.errors import ChannelRejected, ChannelUnavailable, ChannelUncertain
from console.publishing.rules.channel import (
    Absent,
    Account,
    Action,
    Bulletin,
    CannotTell,
    ClientRef,
    Found,
    Progress,
    Receipt,
    Replay,
    Sighting,
)


class Fault(StrEnum):
    REFUSED = "refused"  # no effect; the platform says no
    BEFORE = "timed out before"  # no effect, and it is known
    LOST = "lost on the way"  # no effect, and nobody knows
    AFTER = "timed out after"  # the effect, no answer
    BROKEN = "500 after success"  # the effect
    MALFORMED = "wrong JSON"  # the effect
    SLOW = "slow"  # the effect; meanwhile the lease runs out and others look
    FROZEN = "frozen"  # the same, before the request could leave


EFFECTLESS = frozenset({Fault.REFUSED, Fault.BEFORE, Fault.LOST})
BLIND = "cannot tell"


@dataclass(frozen=True)
class Taken:
    ref: str
    number: str
    action: Action
    digest: str
    text: str


@dataclass
class Platform:
    """``taking``: told of each effect at its moment; ``meanwhile``: what happens while a call
    takes longer than its lease."""

    name: str
    kind: Replay
    taking: Callable[[Taken], None]
    meanwhile: Callable[[], None]
    ledger: list[Taken] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    blind: int = 0

    def replay(self, account: Account) -> Replay:
        del account
        return self.kind

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        if bulletin.action is Action.UPDATE:
            return Receipt(handed_over=True)
        fault = self.faults.pop(0) if self.faults else None
        if fault is Fault.FROZEN:
            self.meanwhile()
        progress.ready()
        if fault in EFFECTLESS:
            raise {
                Fault.REFUSED: ChannelRejected("weibo.words"),
                Fault.BEFORE: ChannelUnavailable("weibo.unreachable"),
                Fault.LOST: ChannelUncertain("weibo.no_answer"),
            }[fault]
        taken = Taken(
            ref.value, bulletin.release.number, bulletin.action, bulletin.digest,
            bulletin.variant.text,
        )  # fmt: skip
        self.ledger.append(taken)
        self.taking(taken)
        if fault is Fault.SLOW:
            self.meanwhile()
        if fault in {Fault.AFTER, Fault.BROKEN}:
            raise ChannelUncertain("weibo.no_answer")
        if fault is Fault.MALFORMED:
            raise ValueError("Expecting value: line 1 column 1 (char 0)")
        return self._receipt(ref)

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        del bulletin
        progress.ready()
        if self.blind:
            self.blind -= 1
            return CannotTell(BLIND)
        return Found(self._receipt(ref)) if self.took(ref.value) else Absent()

    def took(self, ref: str) -> bool:
        return any(each.ref == ref for each in self.ledger)

    def link(self, ref: str) -> str:
        """As the demonstration's accounts write them."""
        if self.name == "weibo":
            return f"http://localhost:8090/weibo/1234567890/{ref[:9]}"
        return f"http://localhost:8090/wechat/s/{ref[:22]}"

    def _receipt(self, ref: ClientRef) -> Receipt:
        return Receipt(self.link(ref.value))
