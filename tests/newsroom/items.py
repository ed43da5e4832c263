"""Short builders of what stands on the shelf."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from console.newsroom.facts import ColumnFacts, SiteFacts
from console.publishing.rules.shelf import (
    DayHead,
    IncidentCard,
    ListPage,
    Mark,
    PublicFile,
    Reference,
    ShelfEntry,
    ShelfItem,
    Withdrawal,
)
from console.publishing.rules.warning import (
    Category,
    Certainty,
    PublicWarning,
    Severity,
    Urgency,
)

HEADS = tuple(
    DayHead(f"2026-11-{day}", 40 * (day - 20), hashlib.sha256(bytes([day])).hexdigest())
    for day in (21, 22, 23)
)
EVENING = datetime(2026, 11, 23, 12, 10, tzinfo=UTC)  # 20:10 in the bureau's zone

SITE = SiteFacts(
    title="示例公安新闻发布",
    description="示例市公安局新闻发言人办公室权威发布",
    bureau="示例市公安局",
    short_name="示例公安",
    press_office="示例市公安局新闻发言人办公室",
    public_url="https://xinwen.shili.example",
    domain="xinwen.shili.example",
    feed_authority="xinwen.shili.example",
    feed_since=date(2026, 1, 1),
    site_code="6404000000",
    icp_record="",
    psb_record="示公网安备00000000000000号",
    host="示例市公安局",
    telephone="0000-0000000",
    email="xinwen@shili.example",
    address="示例市示例区平安路1号",
    press_telephone="0000-0000110",
    press_fax="0000-0000111",
    press_hours="工作日 8:30—18:00",
    press_line="0000-0000120",
    press_email="",
    english_name="Shili Municipal Public Security Bureau",
    page_entries=20,
    hub="",
    feed_entries=50,
    government_mark="https://bszs.conac.cn/sitename?method=show&id=0",
    report_mistakes="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=6404000000",
    columns=(
        ColumnFacts("news", "公安要闻", "工作动态", "公安工作的重要新闻", "Headlines"),
        ColumnFacts("advice", "警方提示", "回应关切", "安全防范提示", "Police advice"),
        ColumnFacts(
            "bulletins", "警情通报", "回应关切", "案事件与突发事件情况通报", "Police bulletins"
        ),
    ),
    zone=ZoneInfo("Asia/Shanghai"),
)

PARAGRAPHS = (
    "11月23日19时42分许，示例区平安路一厂房发生爆炸。",
    "截至20时，已造成2人受伤，均已送医救治，无生命危险。",
    "事故原因正在调查中，后续情况将及时通报。",
)

ADVICE = "请工业大道以东居民立即向西疏散。\n咨询电话 0000-0000110。"
WARNING = PublicWarning(
    Category.FIRE, Urgency.IMMEDIATE, Severity.SEVERE, Certainty.OBSERVED,
    "原州区工业大道以东", EVENING + timedelta(hours=6),
)  # fmt: skip


def card(**fields: Any) -> IncidentCard:
    known: dict[str, Any] = {
        "number": "2026-E0001",
        "title": "示例区一厂房爆炸",
        "place": "示例区平安路",
        "closed": False,
        "occurred_at": EVENING - timedelta(minutes=28),
    }
    return IncidentCard(**known | fields)


def item(place: int = 1, **fields: Any) -> ShelfItem:
    """Release ``2026-<place>``, published ``place`` minutes after the first evening's start."""
    number = fields.get("number", f"2026-{place:04d}")
    at = EVENING + timedelta(minutes=place)
    paragraphs = fields.pop("paragraphs", PARAGRAPHS)
    known: dict[str, Any] = {
        "number": number,
        "kind": "initial",
        "column": "bulletins",
        "title": "情况通报",
        "list_title": f"情况通报（{place}）｜示例区一厂房爆炸｜11月23日20时",
        "body_html": "".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs),
        "text": "\n".join(paragraphs),
        "issuer": "示例市公安局",
        "source": "示例市公安局新闻发言人办公室",
        "dateline": "2026年11月23日",
        "published_at": at,
        "updated_at": at,
        "digest": hashlib.sha256(number.encode(errors="replace")).hexdigest(),
    }
    return ShelfItem(**known | fields)


def entry(place: int = 1, **fields: Any) -> ShelfEntry:
    return entry_of(item(place), **fields)


def entry_of(whole: ShelfItem, **fields: Any) -> ShelfEntry:
    known: dict[str, Any] = {
        "number": whole.number,
        "kind": whole.kind,
        "column": whole.column,
        "title": whole.title,
        "list_title": whole.list_title,
        "published_at": whole.published_at,
        "updated_at": whole.updated_at,
        "incident_number": whole.incident.number if whole.incident else None,
        "corrected": bool(whole.marks),
    }
    return ShelfEntry(**known | fields)


def correction_of(old: ShelfItem, place: int = 9, **fields: Any) -> tuple[ShelfItem, ShelfItem]:
    """The old release with its mark, and the correction."""
    told = item(
        place,
        kind="correction",
        title="关于情况通报的更正",
        list_title=f"关于{old.number}号通报的更正｜11月23日21时",
        paragraphs=("原文“2人受伤”，现更正为“3人受伤”。",),
        corrects=Reference(old.number, old.list_title),
        **fields,
    )
    mark = Mark("correction", told.number, told.list_title, told.published_at)
    return replace(old, marks=(mark,), updated_at=told.published_at), told


def withdrawn(old: ShelfItem, **fields: Any) -> ShelfItem:
    known: dict[str, Any] = {"at": EVENING + timedelta(hours=2), "reason": "误发，内容未经核实。"}
    taken = Withdrawal(**known | fields)
    return replace(old, withdrawal=taken, updated_at=taken.at)


def drill(place: int = 1, **fields: Any) -> ShelfItem:
    known: dict[str, Any] = {
        "number": f"Y-2026-{place:04d}",
        "incident": card(number="Y-2026-E0001"),
    }
    return item(place, **known | fields)


def attachment(**fields: Any) -> PublicFile:
    known: dict[str, Any] = {
        "sha256": "ab" * 32,
        "name": "现场位置图.png",
        "media_type": "image/png",
        "size": 204800,
        "alt": "现场位置图",
    }
    return PublicFile(**known | fields)


def list_page(entries: tuple[ShelfEntry, ...], number: int = 1, last: int = 1) -> ListPage:
    return ListPage(number, last, entries)
