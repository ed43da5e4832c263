"""What every public page and feed says about the site itself."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from console.settings import Settings


_CONTACTS: Final = {
    "zh-CN": ("电话", "24 小时电话", "传真", "电子邮箱", "受理时间"),
    "en": ("Telephone", "At any hour", "Fax", "Mail", "Hours"),
}


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    slug: str
    name: str
    type: str
    description: str
    english: str


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """``public_url`` has no slash at its end; the tree is served from that host's root."""

    title: str
    description: str
    bureau: str
    short_name: str
    press_office: str
    public_url: str
    domain: str
    feed_authority: str
    feed_since: date
    site_code: str
    icp_record: str
    psb_record: str
    host: str
    telephone: str
    email: str
    address: str
    press_telephone: str
    press_fax: str
    press_hours: str
    press_line: str
    press_email: str
    english_name: str
    hub: str  # WebSub, "" : none
    page_entries: int
    feed_entries: int
    government_mark: str  # 党政机关网站标识: the address of its certificate; "": none
    report_mistakes: str  # 我为政府网站找错
    columns: tuple[ColumnFacts, ...]
    zone: tzinfo

    @classmethod
    def from_settings(cls, settings: "Settings") -> "SiteFacts":
        site, bureau = settings.config.site, settings.config.bureau
        return cls(
            title=site.title,
            description=site.description,
            bureau=bureau.name,
            short_name=bureau.short_name,
            press_office=bureau.press_office,
            public_url=settings.public_url.rstrip("/"),
            domain=site.domain,
            feed_authority=site.feed_authority,
            feed_since=site.feed_since,
            site_code=site.site_code,
            icp_record=site.icp_record,
            psb_record=site.psb_record,
            host=site.host,
            telephone=site.telephone,
            email=site.email,
            address=site.address,
            press_telephone=site.press_telephone,
            press_fax=site.press_fax,
            press_hours=site.press_hours,
            press_line=site.press_line,
            press_email=site.press_email,
            english_name=bureau.english_name,
            hub=site.hub,
            page_entries=site.page_entries,
            feed_entries=site.feed_entries,
            government_mark=site.government_mark,
            report_mistakes=site.report_mistakes,
            columns=tuple(
                ColumnFacts(
                    column.slug, column.name, column.type, column.description, column.english
                )
                for column in settings.config.columns
            ),
            zone=settings.zone,
        )

    def column(self, slug: str) -> ColumnFacts:
        """A column that configuration no longer has is shown by its slug, never an error."""
        for column in self.columns:
            if column.slug == slug:
                return column
        return ColumnFacts(slug, slug, "工作动态", slug, slug)

    def press_contacts(self, lang: str) -> tuple[tuple[str, str], ...]:
        """How journalists reach the press office; what is not set is left out by the page."""
        values = (
            self.press_telephone, self.press_line, self.press_fax, self.press_email or self.email,
            self.press_hours,
        )  # fmt: skip
        return tuple(zip(_CONTACTS[lang], values, strict=True))

    def url(self, address: str) -> str:
        """The absolute form of an address on this site (``/releases/2026-0001/``)."""
        return self.public_url + address

    def tag(self, specific: str) -> str:
        """A tag URI (RFC 4151), the same for the life of what it names."""
        name = quote(specific, errors="replace")
        return f"tag:{self.feed_authority},{self.feed_since.isoformat()}:{name}"

    @property
    def since(self) -> datetime:
        """The first instant of ``feed_since`` here: the time of a feed in which nothing stands."""
        return datetime.combine(self.feed_since, time(), self.zone).astimezone(UTC)
