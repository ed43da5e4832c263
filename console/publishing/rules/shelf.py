"""What the public may know, and the ports through which channels read and write it.

Times are aware UTC; ``path`` is POSIX, relative to the public tree's root.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from console.publishing.rules.warning import PublicWarning, Sent


@dataclass(frozen=True, slots=True)
class PublicFile:
    """``shown``: a picture that stands on the page, and not among what is attached; of ``width`` by
    ``height`` pixels (0: not known), and ``narrow`` for small screens. ``fitted``: platform →
    SHA-256 of the same picture in the size that it takes."""

    sha256: str
    name: str
    media_type: str
    size: int  # bytes
    alt: str = ""
    shown: bool = False
    width: int = 0
    height: int = 0
    narrow: "PublicFile | None" = None
    fitted: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        return f"files/{self.sha256}/{self.name}"

    def for_platform(self, name: str) -> str:
        """SHA-256 of what goes there."""
        return dict(self.fitted).get(name, self.sha256)


@dataclass(frozen=True, slots=True)
class Reference:
    """Enough to link to another release."""

    number: str
    list_title: str


@dataclass(frozen=True, slots=True)
class Dated:
    """Another release as one links to it, and when it went out."""

    number: str
    list_title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """An incident as the public sees it."""

    number: str
    title: str
    place: str
    closed: bool
    occurred_at: datetime | None
    media_unit: str = ""  # 媒体接待部门
    media_telephone: str = ""
    spokesperson: str = ""  # name and post


@dataclass(frozen=True, slots=True)
class Mark:
    """Something said later about a published release: a correction or an erratum."""

    kind: str  # a release kind: correction | erratum
    number: str
    list_title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Verifying:
    """核实中: a line that was cleared beforehand stands on a release since ``at``."""

    line: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawal:
    at: datetime
    reason: str
    replaced_by: Reference | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A withdrawn release, for those who have its page open."""

    number: str
    at: datetime
    incident_number: str | None = None


@dataclass(frozen=True, slots=True)
class DayHead:
    """The last audit event of a UTC day: its number and hash, and nothing of what it says."""

    day: str  # 2026-11-23
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """One line of a list."""

    number: str
    kind: str
    column: str  # slug
    title: str
    list_title: str
    published_at: datetime
    updated_at: datetime
    incident_number: str | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact of the ledger that the words rest on, as it was signed. ``said``: the words."""

    key: str
    said: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """One published release, whole. ``body_html`` is canonical and safe; ``text`` derives from it.

    ``withdrawal`` set: the words are no longer shown, only that they were taken back and why.
    ``advice``: 公众须知, one line each. ``warned_before``: the warnings that this one continues or
    corrects, the oldest first; withdrawn ones stay among them, so that no message ever changes.
    ``lifts``: 解除预警, the warnings that it ends, the oldest first. ``ended``: what ended the
    warning that it sent out, while that stands. ``silenced``: it corrects a warning that had been
    lifted when it went out, whatever became of the lifting since, so that no message ever changes.
    """

    number: str
    kind: str
    column: str  # slug
    title: str
    list_title: str
    body_html: str
    text: str
    issuer: str
    source: str
    dateline: str  # 2026年11月23日, as printed under the text
    published_at: datetime
    updated_at: datetime
    digest: str
    files: tuple[PublicFile, ...] = ()
    incident: IncidentCard | None = None
    series_place: int | None = None
    previous: Reference | None = None
    next: Reference | None = None
    corrects: Reference | None = None
    marks: tuple[Mark, ...] = ()
    withdrawal: Withdrawal | None = None
    next_update_at: datetime | None = None  # 下次更新 … 前: promised to the public
    advice: str = ""
    warning: PublicWarning | None = None
    warned_before: tuple[Sent, ...] = ()
    lifts: tuple[Dated, ...] = ()
    ended: Dated | None = None
    silenced: bool = False
    facts: tuple[KnownFact, ...] = ()
    verifying: Verifying | None = None
    verified_at: datetime | None = None  # its words were confirmed after 核实中, as they stand
    portal: str = ""  # 集约化平台: the portal's link, which is its public page then

    @property
    def every_file(self) -> tuple[PublicFile, ...]:
        """All that lies in the public tree for it, each once."""
        narrow = (each.narrow for each in self.files if each.narrow)
        return tuple({each.path: each for each in (*self.files, *narrow)}.values())

    @property
    def alerts(self) -> PublicWarning | None:
        """The warning that it sends out. A correction of a warning that another has followed, or
        that was lifted, sends none: it would call the older instruction the newest."""
        told = [each.number for each in self.warned_before]
        outdated = self.corrects and self.corrects.number in told[:-1]
        return None if outdated or self.silenced else self.warning

    @property
    def warns(self) -> bool:
        """It belongs in the index of public warnings: it raises one or ends some."""
        return self.alerts is not None or bool(self.lifts)


@dataclass(frozen=True, slots=True)
class ListPage:
    """Page ``number`` of a list, counted from the oldest (page 1 never changes once full).

    The newest page is shown as the list's own index.
    """

    number: int
    last: int
    entries: tuple[ShelfEntry, ...]  # newest first


@dataclass(frozen=True, slots=True)
class MonthMap:
    """What the site map of a month names. ``incidents``: number → when its page last said
    something new, of those whose first release went out in that month."""

    year: int
    month: int
    entries: tuple[ShelfEntry, ...]
    incidents: Mapping[str, datetime] = field(default_factory=dict)


Latest = Mapping[str | None, tuple[ShelfItem, ...]]
"""By column; None: of everything."""


class Shelf(Protocol):
    """Read access to what is public, or is becoming public in this batch."""

    def item(self, number: str) -> ShelfItem: ...

    def latest_of(self, columns: Sequence[str], limit: int) -> Latest:
        """Newest first, then the last ``limit`` withdrawn ones (feeds must tell of them); of
        everything and of each column, in one reading, because most is in both."""

    def warnings(self, limit: int) -> tuple[ShelfItem, ...]:
        """Public warnings, newest first, the withdrawn ones that were among them included."""

    def incident_items(self, number: str) -> tuple[ShelfItem, ...]:
        """Every release of an incident, newest first, withdrawn ones included."""

    def incident(self, number: str) -> IncidentCard: ...

    def current_incidents(self) -> tuple[IncidentCard, ...]:
        """Open incidents with at least one public release, the latest word first."""

    def front(self, limit: int) -> tuple[ShelfEntry, ...]: ...

    def taken_back(self, limit: int) -> tuple[TakenBack, ...]:
        """The last ``limit`` that were withdrawn, the newest first."""

    def column_page(self, column: str, number: int | None) -> ListPage:
        """``None``: the newest page."""

    def month_page(self, year: int, month: int) -> tuple[ShelfEntry, ...]: ...

    def month_incidents(self, year: int, month: int) -> Mapping[str, datetime]:
        """For ``MonthMap``; in the order of their numbers, withdrawn releases counted too."""

    def months(self) -> tuple[tuple[int, int], ...]:
        """(year, month) in the bureau's zone that have a release, newest first."""

    def used_elsewhere(self, files: Sequence[PublicFile], number: str) -> frozenset[str]:
        """Paths of those that a standing release other than ``number`` shows."""

    def page_of(self, number: str) -> int:
        """The column list page on which this release stands."""

    def pages_of(self, numbers: Sequence[str]) -> Mapping[str, int]:
        """``page_of`` each of these."""

    def stamps(self) -> Mapping[str, datetime]:
        """Number → when it last changed, of every release that stands; the oldest first."""

    def day_heads(self) -> tuple[DayHead, ...]:
        """Of every finished day, the oldest first."""

    def several(self, numbers: Sequence[str]) -> tuple[ShelfItem, ...]:
        """In the order given; one that is not there is left out."""


@dataclass(frozen=True, slots=True)
class Page:
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that appear in this order, once ``leave`` has let them. ``leave`` raises when they may
    not; it is asked at the last moment, when all that is slow is done."""

    pages: Sequence[Page]
    leave: Callable[[], None]


class PublicTree(Protocol):
    """A complete static site. Every write is atomic and durable when it returns."""

    def write(self, path: str, body: bytes) -> bool:
        """False: the same bytes were there already, and nothing was touched."""

    def write_all(
        self, parts: Iterable[Part], still: Callable[[], None]
    ) -> Sequence[Exception | None]:
        """Every part, in order; for each what kept it, or the rest of it, from being written.
        ``still``: before each page; what it raises ends that part, too."""

    def remove(self, path: str) -> bool: ...

    def read(self, path: str) -> bytes | None: ...

    def paths(self, prefix: str = "") -> Iterator[str]: ...


class Bucket(PublicTree, Protocol):
    """A tree whose root has no name that could be moved."""

    def become(self, other: PublicTree, still: Callable[[], None]) -> int:
        """Write what differs from ``other``, in the order of a publication, and remove what it has
        not; how many were written. ``still`` raises when the lease of the tree is gone."""


class SearchIndex(Protocol):
    """What readers may find by words. Public words only; it can always be made again."""

    def put(self, items: Iterable[ShelfItem]) -> None:
        """Each is found by its present words from now on; a withdrawn one by none, for good."""


class Pages(Protocol):
    """Renders the public pages; pure, the same state gives the same bytes."""

    def release(self, item: ShelfItem) -> tuple[Page, ...]:
        """The CAP message of a warning, the page that verifies it, then the page; for a withdrawn
        item its ``gone.html``."""

    def incident(self, card: IncidentCard, items: Sequence[ShelfItem]) -> Page: ...

    def column(self, column: str, page: ListPage) -> tuple[Page, ...]:
        """The list page, and the column's index when it is the newest."""

    def month(self, year: int, month: int, entries: Sequence[ShelfEntry]) -> Page: ...

    def home(
        self,
        current: Sequence[tuple[IncidentCard, ShelfItem]],
        entries: Sequence[ShelfEntry],
        months: Sequence[tuple[int, int]],
    ) -> Page:
        """``current``: each open incident with its latest word."""

    def home_in_english(
        self,
        current: Sequence[tuple[IncidentCard, ShelfItem]],
        entries: Sequence[ShelfEntry],
    ) -> Page: ...

    def press(self, current: Sequence[IncidentCard]) -> tuple[Page, ...]:
        """How journalists reach us, and who receives them in each open incident."""

    def signage(
        self,
        current: Sequence[tuple[IncidentCard, ShelfItem]],
        entries: Sequence[ShelfEntry],
    ) -> tuple[Page, ...]:
        """What screens in lobbies show, as a page and as data."""

    def latest(self, entries: Sequence[ShelfEntry], taken_back: Sequence[TakenBack] = ()) -> Page:
        """``latest.json``: what an open page polls."""

    def sitemap(self, month: MonthMap) -> Page:
        """One month, without touching the others; the index is ``sitemap_index``."""

    def sitemap_index(self, months: Sequence[tuple[int, int]]) -> Page: ...

    def day_heads(self, heads: Sequence[DayHead]) -> tuple[Page, ...]:
        """The daily heads of the audit: a text to keep, and a page that tells what they are."""

    def fixed(self) -> tuple[Page, ...]:
        """Style sheet, 404, about, subscribe, robots.txt: what depends on configuration alone."""


class Feeds(Protocol):
    """Renders feeds; the same items give the same bytes."""

    def everything(self, items: Sequence[ShelfItem]) -> tuple[Page, ...]: ...

    def column(self, column: str, items: Sequence[ShelfItem]) -> tuple[Page, ...]: ...

    def incident(self, card: IncidentCard, items: Sequence[ShelfItem]) -> tuple[Page, ...]: ...

    def directory(self, current: Sequence[IncidentCard]) -> Page:
        """OPML: where every feed stands."""

    def warnings(self, items: Sequence[ShelfItem]) -> Page:
        """``cap.atom``: an index of the CAP messages."""
