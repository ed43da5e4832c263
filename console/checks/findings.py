"""What the guard looks at, and what it says.

Offsets count characters of the plain text of the part they are in: ``text`` (the body), ``title``,
``list_title``, ``advice`` (公众须知), ``weibo``, ``wechat_title``, ``wechat_digest``, or
``attachments`` (then both 0).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TypeAlias

from console.kernel.errors import Parameter


class Severity(StrEnum):
    BLOCK = "block"  # stops submission, unless a second person overrides it 例外放行
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """``code`` is stable (design: §5). ``said`` names the sentence where a code has several; its
    parameters fill it. ``fix``: what to put in place of the excerpt; None: a person decides.
    ``entry``: the entry of the ledger that the fix is tied to, where it is."""

    code: str
    severity: Severity
    start: int
    end: int
    excerpt: str
    part: str = "text"
    said: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    fix: str | None = None
    entry: str = ""

    @property
    def sentence(self) -> str:
        """The code of its sentence in the catalogue: ``finding.pii.id_number``."""
        return f"finding.{self.said or self.code}"

    @property
    def key(self) -> str:
        """The same finding again after an edit elsewhere: what an override names."""
        return f"{self.code}|{self.part}|{self.excerpt}"


@dataclass(frozen=True, slots=True)
class Picture:
    """An attachment. ``metadata``: it carries place or camera data (EXIF)."""

    name: str
    media_type: str
    alt: str = ""
    metadata: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """The newest entry of one key in the ledger 情况台账. ``value`` None: unknown, never zero.

    Keys: nature course deaths serious_injuries minor_injuries injuries missing trapped evacuated
    property_loss suspects measures cause public_advice enquiry_phone, or free (named by its label).
    """

    key: str
    value: int | str | None
    as_of: datetime
    confirmed: bool
    releasable: bool
    label: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Tied:
    """A passage of the text that an entry stands behind. ``fact``: that entry, None: the ledger
    has none such; ``now``: the newest of the same key and label that may be released."""

    start: int
    end: int
    fact: Fact | None
    mistaken: bool = False
    now: Fact | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """``kind``: a release kind (initial, update, …). ``text``: the body's plain text, one line a
    paragraph. ``dateline``: 2026年10月9日 as printed under it. ``links``: addresses that the body
    links to. ``ties``: passages of ``text`` that name their entry."""

    kind: str
    text: str
    title: str = ""
    list_title: str = ""
    column: str = ""
    issuer: str = ""
    dateline: str = ""
    weibo: str = ""
    wechat_title: str = ""
    wechat_digest: str = ""
    wechat_text: str = ""
    advice: str = ""
    pictures: Sequence[Picture] = ()
    links: Sequence[str] = ()
    ties: Sequence[Tied] = ()
    next_update_at: datetime | None = None
    publishes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A published release of the same incident, the oldest first."""

    number: str
    kind: str
    text: str
    published_at: datetime
    title: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """``issuer``: who speaks when it is not us ("" : we do), with the link to quote."""

    title: str
    place: str
    level: str
    occurred_at: datetime | None
    detected_at: datetime
    facts: Sequence[Fact] = ()
    earlier: Sequence[Earlier] = ()
    issuer: str = ""
    issuer_link: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Characters, as each platform counts them."""

    title: int = 100
    list_title: int = 60
    body: int = 100_000
    weibo: int = 140
    wechat_title: int = 32
    wechat_digest: int = 128
    wechat_content: int = 19_999


@dataclass(frozen=True, slots=True)
class Context:
    """``own_numbers``: telephone numbers of ours, digits only; 110, 119, … need no mention.
    ``own_mails``: addresses that we give out ourselves. ``stale_after``: older figures of an
    incident under way are called stale.
    """

    now: datetime
    zone: tzinfo
    issuer: str = ""
    own_numbers: frozenset[str] = frozenset()
    own_mails: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    stale_after: timedelta = timedelta(hours=6)
    incident: Incident | None = None


Check: TypeAlias = Callable[[Draft, Context], Iterable[Finding]]
