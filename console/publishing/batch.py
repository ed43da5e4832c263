"""Website and feeds: everything due in one turn, under the one lease of the tree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import structlog

from console.chores import leases
from console.kernel.errors import ChannelUnavailable, NotNow
from console.publishing import claim as claims
from console.publishing.close import close
from console.publishing.desk import (
    NOT_BEGUN,
    PAGE_FIRST,
    SHARED_AGAIN,
    Claim,
    Desk,
    Result,
    held,
)
from console.publishing.holds import in_force
from console.publishing.progress import Turn, is_held
from console.publishing.rules.channel import Bulletin, Finishing, Receipt
from console.publishing.rules.channel import Turn as Leave
from console.publishing.rules.urgency import by_time

log = structlog.get_logger()

TREE = "public-tree"
Deliver = Callable[[Sequence[Bulletin], Leave], Sequence[Receipt | Exception]]


def deliver_all(desk: Desk) -> None:
    """Turn after turn until nothing is due; most turns are of the urgent alone."""
    turn = 0
    while deliver_due(desk, late_first=by_time(turn)):
        turn += 1


def deliver_due(desk: Desk, *, late_first: bool = False) -> bool:
    """Claim, write, close; False when there was nothing to do, or another process has the tree.

    Taking over from a writer that died, and writing anew what we are in doubt about, is a turn of
    its own.
    """
    now = desk.clock.now()
    with desk.database.snapshot() as tx:
        if not desk.doubt.due(now) and not claims.anything(tx, now, desk.pages):
            return False
    with desk.database.transaction() as tx:
        tree = leases.acquire(tx, now, TREE, desk.holder, desk.lease)
        if tree is None:
            return False
        anew = tree.taken_over or desk.doubt.due(now)
        # What is claimed is listed: nothing may be, while lists are written without its page.
        taken = (
            []
            if anew
            else claims.take(
                tx, now, desk, tuple(desk.pages), limit=desk.batch * 2, by_time=late_first
            )
        )
    with desk.in_hand.of(taken), Turn(desk, tree, taken) as turn:
        if anew:
            _write_anew(desk, turn)
        if taken:
            _deliver(desk, turn, taken, tree)
        else:
            _give_back(desk, tree)
    return bool(taken) or anew


def refresh(desk: Desk) -> bool:
    """Write anew what many pages share, at the start. False while another has the tree: the next
    turn does it."""
    now = desk.clock.now()
    with desk.database.transaction() as tx:
        tree = leases.acquire(tx, now, TREE, desk.holder, desk.lease)
    if tree is None:
        desk.doubt.shared = now
        return False
    with Turn(desk, tree) as turn:
        _refresh(desk, turn)
    _give_back(desk, tree)
    return True


def _write_anew(desk: Desk, turn: Turn) -> None:
    """What many share, and what the deliveries we are in doubt about write, as it is by now."""
    doubted, desk.doubt.claims, desk.doubt.shared = desk.doubt.claims, set(), None
    _refresh(desk, turn)
    with desk.database.snapshot() as tx:
        out = claims.out_of(tx, [each.id for each in doubted])
    # They are out: no HOLD is asked again.
    going = [replace(each, passes_hold=True) for each in doubted if each.id in out]
    for name, channel in desk.pages.items():
        words = _bulletins(desk, [each for each in going if each.channel == name])
        pairs = [(each, found) for each, found in words.items() if isinstance(found, Bulletin)]
        _written(channel.deliver_batch, turn, pairs)
        if isinstance(channel, Finishing):
            _written(channel.finish, turn, pairs)


def _refresh(desk: Desk, turn: Turn) -> None:
    for name, channel in desk.pages.items():
        try:
            channel.refresh(turn.of(()))
        except Exception:
            desk.doubt.shared = desk.clock.now() + SHARED_AGAIN
            log.exception("shared pages not refreshed", channel=name)


def _deliver(desk: Desk, turn: Turn, taken: Sequence[Claim], tree: leases.Tenure) -> None:
    bulletins = _bulletins(desk, taken)
    closed: set[Claim] = set()
    results: dict[Claim, Result] = {
        each: words for each, words in bulletins.items() if isinstance(words, Exception)
    }
    for name, channel in desk.pages.items():
        mine = [each for each in taken if each.channel == name and each not in results]
        results |= _stopped(desk, mine, results)
        _close_failures(desk, results, closed)  # no list may name what did not get its page
        going = [each for each in mine if each not in results]
        pairs = [(each, words) for each in going if isinstance(words := bulletins[each], Bulletin)]
        results |= _written(channel.deliver_batch, turn, pairs)
    for name, channel in desk.pages.items():
        if isinstance(channel, Finishing):
            _close_failures(desk, results, closed)
            mine = [each for each in taken if each.channel == name and each not in closed]
            pairs = [
                (each, words) for each in mine if isinstance(words := bulletins[each], Bulletin)
            ]
            results |= _unfinished(channel, turn, pairs, results)
    with desk.database.transaction() as tx:
        now = desk.clock.now()
        left = [(each, results[each]) for each in taken if each not in closed]
        close(tx, now, desk, left)
        if not leases.release(tx, now, tree):
            desk.doubt.claims.update(taken)


def _stopped(
    desk: Desk, mine: Sequence[Claim], results: dict[Claim, Result]
) -> dict[Claim, Result]:
    """Those that may not go after all: held since the claim, or their page failed."""
    stopped: dict[Claim, Result] = {}
    failed = {each.page for each, result in results.items() if not isinstance(result, Receipt)}
    with desk.database.snapshot() as tx:
        holds = in_force(tx)
    for each in mine:
        if each.page in failed:
            stopped[each] = NotNow(PAGE_FIRST)
        elif is_held(holds, each):
            stopped[each] = held()
    return stopped


def _unfinished(
    channel: Finishing,
    turn: Turn,
    pairs: Sequence[tuple[Claim, Bulletin]],
    results: Mapping[Claim, Result],
) -> dict[Claim, Result]:
    """Those of which the end failed, and all that told of their page: delivered again together."""
    ends = _written(channel.finish, turn, pairs)
    failed = {each: end for each, end in ends.items() if not isinstance(end, Receipt)}
    pages = {each.page for each in failed}
    followers = {
        each: NotNow(PAGE_FIRST)
        for each, result in results.items()
        if each.page in pages and isinstance(result, Receipt)
    }
    return {**followers, **failed}


def _written(
    deliver: Deliver, turn: Turn, pairs: Sequence[tuple[Claim, Bulletin]]
) -> dict[Claim, Result]:
    """One outcome each. When the whole batch breaks, each goes by itself, so one fails alone."""
    if not pairs:
        return {}
    going = [each for each, _ in pairs]
    try:
        turn.still()
        outcomes = deliver([words for _, words in pairs], turn.of(going))
        return dict(zip(going, outcomes, strict=True))
    except NotNow as error:
        return dict.fromkeys(going, error)
    except Exception as error:
        log.exception("batch failed", channel=going[0].channel, items=len(pairs))
        if len(pairs) == 1:
            return {going[0]: error}
        return {
            each: result
            for pair in pairs
            for each, result in _written(deliver, turn, [pair]).items()
        }


def _close_failures(desk: Desk, results: dict[Claim, Result], closed: set[Claim]) -> None:
    failures = [
        (each, result)
        for each, result in results.items()
        if each not in closed and not isinstance(result, Receipt)
    ]
    if failures:
        with desk.database.transaction() as tx:
            close(tx, desk.clock.now(), desk, failures)
        closed.update(each for each, _ in failures)


def _bulletins(desk: Desk, taken: Sequence[Claim]) -> dict[Claim, Bulletin | Exception]:
    """The words of each; one whose words cannot be read fails alone."""
    if not taken:
        return {}
    try:
        found = desk.manuscripts.bulletins([each.id for each in taken])
        return dict(zip(taken, found, strict=True))
    except Exception:
        log.exception("not begun", deliveries=[str(each.id) for each in taken])
        if len(taken) == 1:
            return {taken[0]: ChannelUnavailable(NOT_BEGUN)}
        return {each: words for one in taken for each, words in _bulletins(desk, [one]).items()}


def _give_back(desk: Desk, tree: leases.Tenure) -> None:
    with desk.database.transaction() as tx:
        if not leases.release(tx, now := desk.clock.now(), tree):
            desk.doubt.shared = now
