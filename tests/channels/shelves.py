"""A shelf, a tree and a turn in memory, for channels."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from console.kernel.clock import local
from console.kernel.errors import NotThere
from console.publishing.rules.channel import Account, Action, Bulletin, Variant
from console.publishing.rules.shelf import (
    DayHead,
    IncidentCard,
    ListPage,
    Part,
    PublicFile,
    ShelfEntry,
    ShelfItem,
    TakenBack,
)
from console.publishing.rules.writing import one_by_one
from tests.newsroom.items import HEADS, card, entry_of

ZONE = ZoneInfo("Asia/Shanghai")


class MemoryShelf:
    """Implements ``Shelf`` over a list of items, oldest first."""

    def __init__(self, *items: ShelfItem, per_page: int = 20) -> None:
        self.items = list(items)
        self.per_page = per_page

    def put(self, *items: ShelfItem) -> None:
        """Add, or replace what has the same number."""
        for item in items:
            places = [at for at, each in enumerate(self.items) if each.number == item.number]
            if places:
                self.items[places[0]] = item
            else:
                self.items.append(item)

    def day_heads(self) -> tuple[DayHead, ...]:
        return HEADS

    def item(self, number: str) -> ShelfItem:
        for each in self.items:
            if each.number == number:
                return each
        raise NotThere("release.not_there")

    def latest(self, limit: int) -> tuple[ShelfItem, ...]:
        return tuple(reversed(self.items))[:limit]

    def column_latest(self, column: str, limit: int) -> tuple[ShelfItem, ...]:
        return tuple(each for each in self.latest(10_000) if each.column == column)[:limit]

    def latest_of(
        self, columns: Sequence[str], limit: int
    ) -> dict[str | None, tuple[ShelfItem, ...]]:
        return {
            None: self.latest(limit),
            **{each: self.column_latest(each, limit) for each in columns},
        }

    def warnings(self, limit: int) -> tuple[ShelfItem, ...]:
        return tuple(each for each in self.latest(10_000) if each.warning)[:limit]

    def incident_items(self, number: str) -> tuple[ShelfItem, ...]:
        return tuple(
            each for each in self.latest(10_000) if each.incident and each.incident.number == number
        )

    def incident(self, number: str) -> IncidentCard:
        return card(number=number)

    def current_incidents(self) -> tuple[IncidentCard, ...]:
        found = [each.incident for each in self.latest(10_000) if each.incident]
        return tuple(dict.fromkeys(each for each in found if not each.closed))

    def front(self, limit: int) -> tuple[ShelfEntry, ...]:
        standing = [each for each in self.latest(10_000) if not each.withdrawal]
        return tuple(entry_of(each) for each in standing[:limit])

    def taken_back(self, limit: int) -> tuple[TakenBack, ...]:
        gone = [each for each in self.items if each.withdrawal]
        gone.sort(key=lambda each: each.updated_at, reverse=True)
        return tuple(
            TakenBack(each.number, each.updated_at, each.incident.number if each.incident else None)
            for each in gone[:limit]
        )

    def column_page(self, column: str, number: int | None) -> ListPage:
        places = [each for each in self.items if each.column == column]
        last = max(1, -(-len(places) // self.per_page))
        if number is None:
            shown = [each for each in reversed(places) if not each.withdrawal][: self.per_page]
            return ListPage(last, last, tuple(map(entry_of, shown)))
        own = places[(number - 1) * self.per_page : number * self.per_page]
        shown = [each for each in reversed(own) if not each.withdrawal]
        return ListPage(number, last, tuple(map(entry_of, shown)))

    def month_page(self, year: int, month: int) -> tuple[ShelfEntry, ...]:
        return tuple(
            each
            for each in self.front(10_000)
            if (local(each.published_at, ZONE).year, local(each.published_at, ZONE).month)
            == (year, month)
        )

    def month_incidents(self, year: int, month: int) -> dict[str, datetime]:
        found = {each.incident.number for each in self.items if each.incident}
        items = {number: self.incident_items(number) for number in sorted(found)}
        days = {number: local(held[-1].published_at, ZONE) for number, held in items.items()}
        return {
            number: max(each.updated_at for each in held)
            for number, held in items.items()
            if (days[number].year, days[number].month) == (year, month)
        }

    def months(self) -> tuple[tuple[int, int], ...]:
        days = [local(each.published_at, ZONE) for each in self.items]
        return tuple(sorted({(day.year, day.month) for day in days}, reverse=True))

    def used_elsewhere(self, files: Sequence[PublicFile], number: str) -> frozenset[str]:
        others = [each for each in self.items if each.number != number and not each.withdrawal]
        return frozenset(file.path for each in others for file in each.files) & {
            file.path for file in files
        }

    def page_of(self, number: str) -> int:
        column = self.item(number).column
        places = [each.number for each in self.items if each.column == column]
        return places.index(number) // self.per_page + 1

    def pages_of(self, numbers: Sequence[str]) -> dict[str, int]:
        return {number: self.page_of(number) for number in numbers}

    def stamps(self) -> dict[str, datetime]:
        return {each.number: each.updated_at for each in self.items if not each.withdrawal}

    def several(self, numbers: Sequence[str]) -> tuple[ShelfItem, ...]:
        known = {each.number: each for each in self.items if not each.withdrawal}
        return tuple(known[number] for number in numbers if number in known)


@dataclass
class MemorySearch:
    """Implements ``SearchIndex``: what can be found, by number."""

    found: dict[str, ShelfItem] = field(default_factory=dict)

    def put(self, items: Iterable[ShelfItem]) -> None:
        for each in items:
            self.found.pop(each.number, None)
            if not each.withdrawal:
                self.found[each.number] = each


@dataclass
class MemoryTree:
    """Implements ``PublicTree``; ``log`` tells every change in its order."""

    files: dict[str, bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def write(self, path: str, body: bytes) -> bool:
        if self.files.get(path) == body:
            return False
        self.files[path] = body
        self.log.append(path)
        return True

    def write_all(
        self, parts: Iterable[Part], still: Callable[[], None]
    ) -> Sequence[Exception | None]:
        return one_by_one(self.write, parts, still)

    def remove(self, path: str) -> bool:
        if self.files.pop(path, None) is None:
            return False
        self.log.append(f"- {path}")
        return True

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def paths(self, prefix: str = "") -> Iterator[str]:
        return (path for path in sorted(self.files) if path.startswith(prefix))

    def text(self, path: str) -> str:
        return self.files[path].decode()


@dataclass
class Leave:
    """Implements ``Turn`` and ``Progress``: leave to go on, but for the places in ``held``."""

    held: dict[int, Exception] = field(default_factory=dict)
    lost: Exception | None = None
    asked: int = 0
    done: dict[str, str] = field(default_factory=dict)

    def ready(self, *places: int) -> None:
        self.asked += 1
        self.still()
        for place in places or (0,):
            if place in self.held:
                raise self.held[place]

    def still(self) -> None:
        if self.lost:
            raise self.lost

    def load(self) -> dict[str, str]:
        return dict(self.done)

    def save(self, done: Mapping[str, str]) -> None:
        self.done = dict(done)


def bulletin(
    item: ShelfItem,
    action: Action = Action.PUBLISH,
    *,
    channel: str = "website",
    variant: Variant | None = None,
) -> Bulletin:
    return Bulletin(
        action=action,
        account=Account(channel),
        release=item,
        variant=variant or Variant(title="情况通报", text="【情况通报】我市发生一起情况。"),
        digest=item.digest,
        public_url=f"https://xinwen.shili.example/releases/{item.number}/",
    )
