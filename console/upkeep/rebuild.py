"""``fayan rebuild``: the whole tree beside the old one, then swapped.

It is written without stopping anybody. What went out meanwhile is written again under the lease of
the tree, which no dispatcher has then, and the new tree takes its place under it. A bucket has no
name that could be moved: there only what differs is written, in the order of a publication.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.chores import leases
from console.kernel.errors import NotNow
from console.newsroom import swap
from console.newsroom.site_templates import TEMPLATES
from console.newsroom.tree import FileTree
from console.publishing.batch import TREE
from console.publishing.queries import written_since
from console.publishing.rules.channel import Account, Action, Bulletin, Finishing
from console.publishing.rules.plan import PUBLIC_PAGE
from console.publishing.rules.shelf import PublicTree
from console.releases import queries as releases
from console.releases.archive import DatabaseArchive
from console.upkeep import whole
from console.upkeep.whole import Progress
from console.wiring import Wired

SLACK = timedelta(minutes=2)  # what was being written when we began
PATIENCE = 120.0  # seconds for the writer before us to come to an end
PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``changed``: files that differ from the tree before, or are new."""

    releases: int
    changed: int
    seconds: float


def rebuild(wired: Wired, holder: str, progress: Progress) -> Rebuilt:
    """Raises NotNow when the writer at work does not come to an end."""
    began, started = time.monotonic(), wired.clock.now()
    root = wired.settings.public_tree
    root.parent.mkdir(parents=True, exist_ok=True)
    fresh = swap.beside(root, template_version())
    tree = FileTree(fresh, durable=False)
    try:
        count = whole.write(wired, tree, progress)
        turn = Holding(wired, holder)
        try:
            _catch_up(wired, tree, turn, started - SLACK)
            turn.still()
            if isinstance(wired.tree, FileTree):
                changed = swap.keep_dates(root, fresh) if root.exists() else count
                turn.still()
                swap.put_in_place(root, fresh)
            else:
                changed = wired.tree.become(tree, turn.still)
                swap.throw_away(fresh, root)
        except BaseException:
            turn.give_back()
            raise
        _settle(wired, turn, holder, started - SLACK)
    except BaseException:
        swap.throw_away(fresh, root)
        raise
    return Rebuilt(count, changed, time.monotonic() - began)


def template_version() -> str:
    """Of what pages are made from, eight characters."""
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(TEMPLATES).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


class Holding:
    """The lease of the tree, renewed whenever a third of it has gone. Implements ``Turn``."""

    def __init__(self, wired: Wired, holder: str) -> None:
        self._wired = wired
        self._lease = timedelta(seconds=wired.settings.config.dispatch.lease_seconds)
        self._tenure = self._acquire(holder)
        self._renewed = time.monotonic()

    def ready(self, *places: int) -> None:
        del places
        self.still()

    def still(self) -> None:
        if time.monotonic() - self._renewed < self._lease.total_seconds() / 3:
            return
        with self._wired.database.transaction() as tx:
            mine = leases.renew(tx, self._wired.clock.now(), self._tenure, self._lease)
        if not mine:
            raise NotNow("delivery.lease_lost")
        self._renewed = time.monotonic()

    def give_back(self) -> bool:
        """False: it was lost before."""
        with self._wired.database.transaction() as tx:
            return leases.release(tx, self._wired.clock.now(), self._tenure)

    def _acquire(self, holder: str) -> leases.Tenure:
        until = time.monotonic() + PATIENCE
        while True:
            with self._wired.database.transaction() as tx:
                found = leases.acquire(tx, self._wired.clock.now(), TREE, holder, self._lease)
            if found is not None:
                return found
            if time.monotonic() > until:
                raise NotNow("upkeep.tree_busy")
            time.sleep(PAUSE)


def _settle(wired: Wired, turn: Holding, holder: str, since: datetime) -> None:
    """Who froze past the lease, after having asked for it, put a tree in place that lacks what
    others wrote meanwhile: that is written into it, under a lease that lasts to the end."""
    while not turn.give_back():
        turn = Holding(wired, holder)
        try:
            _catch_up(wired, wired.tree, turn, since)
        except BaseException:
            turn.give_back()
            raise


def _catch_up(wired: Wired, tree: PublicTree, turn: Holding, since: datetime) -> None:
    """What the dispatcher wrote into another tree since then."""
    with wired.database.snapshot() as tx:
        rows = releases.rows(tx, written_since(tx, since))
    numbers = sorted(row.number for row in rows.values() if row.number)
    bulletins = [
        Bulletin(
            action=Action.WITHDRAW if item.withdrawal else Action.UPDATE,
            account=Account(PUBLIC_PAGE), release=item, variant=whole.NO_WORDS,
            digest=item.digest, public_url=wired.policy.page_url(item.number),
        )
        for item in DatabaseArchive(wired.database).any_of(numbers)
    ]  # fmt: skip
    for channel in whole.site(wired, tree):
        outcomes = list(channel.deliver_batch(bulletins, turn))
        if isinstance(channel, Finishing):
            outcomes += channel.finish(bulletins, turn)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
        channel.refresh(turn)
