"""A pattern that looks back over the whole text again and again would stop the editor."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from console.checks.findings import Context, Draft, Earlier, Fact, Incident
from console.checks.guard import FACTS

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG = 10_000  # characters
PATIENCE = 2.0  # seconds; each takes about a twentieth
FACTS_KNOWN = (
    Fact("deaths", 2, NOW, confirmed=True, releasable=True),
    Fact("cause", None, NOW, confirmed=True, releasable=True),
    Fact("enquiry_phone", "0954-1234567", NOW, confirmed=True, releasable=True),
)
EARLIER = (Earlier("2026-0001", "initial", "2人死亡。", NOW),)
CONTEXT = Context(
    NOW,
    ZoneInfo("Asia/Shanghai"),
    incident=Incident("爆炸", "平安路", "general", None, NOW, FACTS_KNOWN, EARLIER),
)


@pytest.mark.parametrize(
    "piece",
    [
        *("3人", "1", "一", "人", "某", "张某、", "死亡", "死亡累计共已为有"),
        *("（", "（3男", "3人，"),
        *("由2人", "3人死亡，", "2死", "死2", "11月23日", "12月13日20时发生", "1:", "1,111,", "因"),
        *("经济损失", "约3万", "网传3人死亡，", "“3人死亡"),
        *("截至", "示例区", "后续", "3人中", "救出"),
    ],
)  # fmt: skip
def test_a_monotonous_text_is_read_in_time(piece: str) -> None:
    text = (piece * LONG)[:LONG]
    draft = Draft("initial", text, title=text[:200], weibo=text[:200])
    began = time.perf_counter()
    for check in FACTS:
        list(check(draft, CONTEXT))
    assert time.perf_counter() - began < PATIENCE
