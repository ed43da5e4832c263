"""The newest entries of the feed, read from the very file that feed readers get."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

MOST = 6


@dataclass(frozen=True, slots=True)
class FeedLine:
    title: str
    link: str
    at: datetime | None


def newest(file: Path, zone: ZoneInfo) -> tuple[FeedLine, ...]:
    """Empty before the first release is out."""
    try:
        channel = ET.fromstring(file.read_bytes()).find("channel")  # noqa: S314 - our own
    except (FileNotFoundError, ET.ParseError):
        return ()
    items = [] if channel is None else channel.findall("item")[:MOST]
    return tuple(
        FeedLine(
            item.findtext("title", ""),
            item.findtext("link", ""),
            _moment(item.findtext("pubDate", ""), zone),
        )
        for item in items
    )


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(zone)
    except ValueError:
        return None
