"""Every channel in two: what is real goes to the platform, a drill to the board of drills.

This stands in ``wiring.channels`` around each channel there is, so that no client of a platform, no
public tree and no mail list is ever handed a bulletin of a drill, whatever the configuration says.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from console.kernel.ids import is_drill as is_number_of_drill
from console.publishing.rules.channel import (
    Account,
    BatchChannel,
    Bulletin,
    Channel,
    ClientRef,
    Finishing,
    Progress,
    Receipt,
    Replay,
    Sighting,
    Turn,
)


class Board(Protocol):
    """Where a drill is posted. The same bulletin twice is one post."""

    def put(self, bulletin: Bulletin) -> Receipt: ...

    def find(self, bulletin: Bulletin) -> Sighting: ...


def is_drill(bulletin: Bulletin) -> bool:
    """By the release's own mark, its number or its incident's: each of them is enough."""
    release = bulletin.release
    numbers = (release.number, release.incident.number if release.incident else "")
    return bulletin.drill or any(is_number_of_drill(each) for each in numbers)


def routed(real: Channel | BatchChannel, board: Board) -> Channel | BatchChannel:
    return Pages(real, board) if isinstance(real, BatchChannel) else Posts(real, board)


class Posts:
    """A channel that takes one item at a time."""

    def __init__(self, real: Channel, board: Board) -> None:
        self.name = real.name
        self.real = real
        self._board = board

    def replay(self, account: Account) -> Replay:
        return self.real.replay(account)

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        if not is_drill(bulletin):
            return self.real.deliver(bulletin, ref, progress)
        progress.ready()
        return self._board.put(bulletin)

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        if not is_drill(bulletin):
            return self.real.find(bulletin, ref, progress)
        return self._board.find(bulletin)


class Pages:
    """Website and feeds: the two halves of a batch go their own ways, what is real first."""

    def __init__(self, real: BatchChannel, board: Board) -> None:
        self.name = real.name
        self.real = real
        self._board = board

    def deliver_batch(
        self, bulletins: Sequence[Bulletin], turn: Turn
    ) -> Sequence[Receipt | Exception]:
        drills = [place for place, each in enumerate(bulletins) if is_drill(each)]
        reals = [place for place in range(len(bulletins)) if place not in set(drills)]
        outcomes: dict[int, Receipt | Exception] = {}
        if reals:
            own = [bulletins[place] for place in reals]
            done = self.real.deliver_batch(own, _Some(turn, reals))
            outcomes.update(zip(reals, done, strict=True))
        for place in drills:
            outcomes[place] = self._put(bulletins[place], place, turn)
        return [outcomes[place] for place in range(len(bulletins))]

    def finish(self, bulletins: Sequence[Bulletin], turn: Turn) -> Sequence[Receipt | Exception]:
        reals = [place for place, each in enumerate(bulletins) if not is_drill(each)]
        outcomes: list[Receipt | Exception] = [Receipt(url=each.public_url) for each in bulletins]
        if reals and isinstance(self.real, Finishing):
            own = [bulletins[place] for place in reals]
            done = self.real.finish(own, _Some(turn, reals))
            for place, outcome in zip(reals, done, strict=True):
                outcomes[place] = outcome
        return outcomes

    def refresh(self, turn: Turn) -> None:
        self.real.refresh(turn)

    def _put(self, bulletin: Bulletin, place: int, turn: Turn) -> Receipt | Exception:
        try:
            turn.ready(place)
            return self._board.put(bulletin)
        except Exception as error:  # noqa: BLE001 - one that breaks fails alone
            return error


class _Some:
    """The turn of a batch, as those at ``places`` of it see it."""

    def __init__(self, turn: Turn, places: Iterable[int]) -> None:
        self._turn = turn
        self._places = tuple(places)

    def ready(self, *places: int) -> None:
        self._turn.ready(*(self._places[place] for place in places))

    def still(self) -> None:
        self._turn.still()
