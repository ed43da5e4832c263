"""The named steps of a delivery, and a house whose dispatcher says when it comes to each.

Whoever listens may raise (the process dies here), kill or stop the process, or count. Nothing in
the console knows of it: the steps are met in the ports and hooks that it has anyway. Some are said
a second time with what they are about: ``claim weibo``, ``closing feeds``, ``rename feed.xml``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PosixPath
from typing import Final, TypeAlias

from sqlalchemy.orm import Session

from console.newsroom.tree import FileTree
from console.publishing.dispatcher import Dispatcher, Pace
from console.publishing.ports import Ledger, Manuscripts, Warrant
from console.publishing.records import Delivery
from console.publishing.rules.channel import (
    Account,
    BatchChannel,
    Bulletin,
    Channel,
    ClientRef,
    Progress,
    Receipt,
    Replay,
    Sighting,
)
from console.publishing.rules.shelf import Page, Part
from console.releases.service import ReleaseLedger, ReleaseWarrant
from console.releases.shelf import DatabaseManuscripts
from console.wiring import Wired, channels

Met: TypeAlias = Callable[[str], None]

STEPS: Final = (
    "claim",  # in the claim's transaction, the warrant was asked
    "commit",  # a transaction is about to commit
    "committed",  # and has
    "words",  # claimed; the words are about to be read
    "call",  # read; the channel is about to be called
    "leaving",  # lease and HOLD looked at once more; the request is about to leave
    "left",  # the platform answered, nothing of it is written down
    "write",  # a file of the tree is about to be written
    "rename",  # it lies beside its place, synced
    "renamed",  # it is in its place
    "closing",  # in the closing transaction, the release room was told
    "look",  # after a crash: the platform is about to be asked
    "looked",  # it answered
)
OF_POSTS: Final = ("claim", "commit", "committed", "words", "call", "leaving", "left", "closing")
OF_TREE: Final = ("claim", "commit", "committed", "words", "call", "write", "rename", "renamed",
                  "closing")  # fmt: skip


class SteppedWarrant:
    def __init__(self, inner: Warrant, met: Met) -> None:
        self._inner, self._met = inner, met

    def refusal(self, tx: Session, delivery: Delivery, at: datetime) -> str | None:
        return self._inner.refusal(tx, delivery, at)

    def refusals(
        self, tx: Session, deliveries: Sequence[Delivery], at: datetime
    ) -> Sequence[str | None]:
        refusals = self._inner.refusals(tx, deliveries, at)
        for each in deliveries:
            self._met("claim")
            self._met(f"claim {each.channel}")
        return refusals


class SteppedLedger:
    def __init__(self, inner: Ledger, met: Met) -> None:
        self._inner, self._met = inner, met

    def claimed(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        self._inner.claimed(tx, deliveries, at)

    def stopped(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        self._inner.stopped(tx, deliveries, at)

    def delivered(self, tx: Session, deliveries: Sequence[Delivery], at: datetime) -> None:
        self._inner.delivered(tx, deliveries, at)
        self._met("closing")
        for each in deliveries:
            self._met(f"closing {each.channel}")


class SteppedManuscripts:
    def __init__(self, inner: Manuscripts, met: Met) -> None:
        self._inner, self._met = inner, met

    def bulletins(self, deliveries: Sequence[object]) -> tuple[Bulletin, ...]:
        self._met("words")
        found = self._inner.bulletins(deliveries)  # type: ignore[arg-type] # as it was given them
        self._met("call")
        return found


class SteppedProgress:
    def __init__(self, inner: Progress, met: Met) -> None:
        self._inner, self._met = inner, met

    def load(self) -> Mapping[str, str]:
        return self._inner.load()

    def save(self, done: Mapping[str, str]) -> None:
        self._inner.save(done)

    def ready(self) -> None:
        self._inner.ready()
        self._met("leaving")


class SteppedPosts:
    def __init__(self, inner: Channel, met: Met) -> None:
        self._inner, self._met = inner, met
        self.name = inner.name

    def replay(self, account: Account) -> Replay:
        return self._inner.replay(account)

    def deliver(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Receipt:
        receipt = self._inner.deliver(bulletin, ref, SteppedProgress(progress, self._met))
        self._met("left")
        return receipt

    def find(self, bulletin: Bulletin, ref: ClientRef, progress: Progress) -> Sighting:
        self._met("look")
        seen = self._inner.find(bulletin, ref, progress)
        self._met("looked")
        return seen


class SteppedTree:
    """Implements ``PublicTree``."""

    def __init__(self, root: Path, met: Met, *, durable: bool = True) -> None:
        class Stepped(PosixPath):
            """A file written beside its place meets two steps on its way there."""

            def replace(self, target: object) -> Path:  # type: ignore[override] # as pathlib is called here
                path = Path(str(target)).relative_to(root)
                met("rename")
                met(f"rename {path}")
                there = super().replace(target)  # type: ignore[arg-type] # as it was given it
                met("renamed")
                met(f"renamed {path}")
                return there

        self._inner, self._met = FileTree(Stepped(root), durable=durable), met

    def write(self, path: str, body: bytes) -> bool:
        self._met("write")
        self._met(f"write {path}")
        return self._inner.write(path, body)

    def write_all(
        self, parts: Iterable[Part], still: Callable[[], None]
    ) -> Sequence[Exception | None]:
        pages: Iterator[Page] = iter(())

        def noted(part: Part) -> Part:
            def leave() -> None:
                nonlocal pages
                part.leave()
                pages = iter(part.pages)

            return Part(part.pages, leave)

        def about_to() -> None:
            still()
            self._met("write")
            self._met(f"write {next(pages).path}")

        return self._inner.write_all(map(noted, parts), about_to)

    def remove(self, path: str) -> bool:
        self._met("write")
        return self._inner.remove(path)

    def read(self, path: str) -> bytes | None:
        return self._inner.read(path)

    def paths(self, prefix: str = "") -> Iterator[str]:
        return self._inner.paths(prefix)


def listen(wired: Wired, met: Met) -> None:
    """Transactions of this house meet ``commit`` and ``committed`` from now on."""
    database = wired.database
    database._before = (*database._before, lambda _tx: met("commit"))
    database._after = (*database._after, lambda: met("committed"))


def stepped(
    wired: Wired,
    holder: str,
    met: Met,
    tree: SteppedTree,
    pace: Pace,
    posts: Sequence[Channel] = (),
) -> Dispatcher:
    """Over the real channels, but for ``posts`` in the place of those of the same name.

    ``wired`` must have been made known by ``listen``.
    """
    made: dict[str, Channel | BatchChannel] = {
        **channels(replace(wired, tree=tree)),  # type: ignore[arg-type] # fields by name, of any kind
        **{each.name: each for each in posts},
    }
    return Dispatcher(
        wired.database,
        wired.clock,
        SteppedWarrant(ReleaseWarrant(wired.policy), met),
        SteppedLedger(ReleaseLedger(wired.policy), met),
        SteppedManuscripts(DatabaseManuscripts(wired.database, wired.policy), met),
        {
            name: each if isinstance(each, BatchChannel) else SteppedPosts(each, met)
            for name, each in made.items()
        },
        pace,
        holder,
    )
