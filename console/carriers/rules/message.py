"""What a carrier is given, and what it is: a protocol that four modules implement."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits. ``link`` leads into the console, where one signs in first."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """``to``: a mail address or a telephone number; "" for a group. ``mentions``: whom a robot
    calls by their user id on that platform. ``ref``: the same however often it is tried."""

    ref: str
    title: str
    lines: tuple[Line, ...]
    to: str = ""
    mentions: tuple[str, ...] = ()

    def plain(self) -> str:
        told = (f"{each.text}\n{each.link}" if each.link else each.text for each in self.lines)
        return "\n\n".join(told)

    def within(self, most: int) -> str:
        """``plain``, in at most ``most`` bytes of UTF-8: whole lines, then how many are left."""
        head = f"{self.title}\n\n"
        kept: list[str] = []
        for place, each in enumerate(self.lines):
            told = f"{each.text}\n{each.link}" if each.link else each.text
            left = len(self.lines) - place - 1
            rest = f"\n\n…… +{left}" if left else ""
            if len((head + "\n\n".join([*kept, told]) + rest).encode()) > most:
                return head + "\n\n".join([*kept, f"…… +{left + 1}"])
            kept.append(told)
        return head + "\n\n".join(kept)


class Carrier(Protocol):
    """``is_shared``: one message to a group, rather than one to a person. ``may_repeat``: a message
    whose fate is unknown may be sent again, because whoever gets it twice can tell.

    ``send`` raises ChannelUnavailable (nothing happened: again later), ChannelRejected (it will not
    do until somebody acts), ChannelUncertain (it left, and its answer is missing).
    """

    is_shared: bool
    may_repeat: bool

    def send(self, message: Message, secret: str) -> None: ...
