"""The disclosure guard over a draft of 2,000 characters with its whole context: every check.

Each round examines another text (a number in it moves, as in typing), so nothing of the draft is
remembered; the earlier releases stay, as they do while a person writes. Figure: p99 ≤ 20 ms.
"""

import argparse
import gc
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from console.checks.findings import Context, Draft, Earlier, Fact, Finding, Incident, Picture
from console.checks.guard import examine

CHARACTERS = 2000
NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
OPENING = (
    "11月23日20时10分许，示例区平安路南段一厂房发生爆炸并引发火灾。接报后，市公安局、消防救援支队、"
    "应急管理局立即组织力量赶赴现场，开展搜救、伤员救治、交通管制和周边群众疏散工作。\n"
    "截至23日21时20分，事故造成2人死亡、5人受伤（其中2人重伤、3人轻伤），1人失联，已转移周边群众1200余人。"
    "伤者张某某（男，35岁）等5人在市人民医院救治，无生命危险。\n"
)
PARAGRAPHS = (
    (
        "公安机关已对平安路（民生街至团结路段）实施交通管制，过往车辆请从新区大道、滨河路绕行，请市民不要前往围观，"
        "为救援车辆让出通道。第{n}批救援人员共86人已于21时许到达。\n"
    ),
    (
        "经初步核查，厂房面积约3000平方米，主要存放五金配件。犯罪嫌疑人王某已被公安机关依法控制，案件正在进一步侦办中。"
        "起火原因正在调查，现场第{n}次复燃已于20时50分扑灭。\n"
    ),
    (
        "网传“爆炸造成30人死亡”系谣言，公安机关已依法对编造、散布谣言的李某某处以行政拘留10日的处罚。请广大网民不信谣、"
        "不传谣，以官方发布为准。家属咨询电话：0954-2088110，第{n}条线路已开通。\n"
    ),
    (
        "市委、市政府主要负责同志在现场指挥，要求全力搜救失联人员，妥善做好善后工作，举一反三开展安全隐患排查，"
        "坚决防止类似事故再次发生。{n}号安置点已启用，可容纳300人。\n"
    ),
)
CLOSING = "后续情况将及时通报，下次更新时间为11月23日23时前。"
BEFORE = (
    "11月23日20时10分许，示例区平安路南段一厂房发生爆炸。截至20时40分，事故造成1人死亡、5人受伤，2人失联。"
    "救援正在进行，请过往车辆绕行。后续情况将及时通报。"
)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--n", type=int, default=1000, help="drafts examined (1000)")


def draft(number: int) -> Draft:
    text, place = OPENING, 0
    while len(text) < CHARACTERS - len(CLOSING):
        text += PARAGRAPHS[place % len(PARAGRAPHS)].format(n=number + place)
        place += 1
    text = text[: CHARACTERS - len(CLOSING)] + CLOSING
    return Draft(
        "update",
        text,
        title="情况通报（三）",
        list_title=f"情况通报（三）｜平安路厂房爆炸｜11月23日21时{number % 60}分",
        column="bulletins",
        issuer="示例市公安局",
        dateline="2026年11月23日",
        weibo=f"【情况通报（三）】{OPENING[:90]}…全文：http://xinwen.example/{number}",
        wechat_title=f"平安路厂房爆炸情况通报（三）{number}",
        wechat_digest=f"{text[200:300]}{number}",
        pictures=(Picture("现场.jpg", "image/jpeg", "消防车在厂门口"),),
        next_update_at=NOW + timedelta(hours=2),
    )


def context() -> Context:
    entries = {
        "deaths": 2, "serious_injuries": 2, "minor_injuries": 3, "missing": 1, "evacuated": 1240,
        "cause": None, "property_loss": None, "suspects": 1, "nature": "爆炸事故",
        "measures": "交通管制、伤员救治、周边群众疏散", "public_advice": "请从新区大道、滨河路绕行",
        "enquiry_phone": "0954-2088110",
    }  # fmt: skip
    facts = tuple(
        Fact(key, value, NOW - timedelta(minutes=10), confirmed=True, releasable=True)
        for key, value in entries.items()
    )
    earlier = tuple(
        Earlier(f"2026-000{n}", kind, BEFORE * 8, NOW - timedelta(minutes=60 - 20 * n))
        for n, kind in enumerate(("initial", "update"))
    )
    incident = Incident(
        "平安路厂房爆炸",
        "示例区平安路",
        "larger",
        NOW - timedelta(minutes=80),
        NOW - timedelta(minutes=75),
        facts,
        earlier,
    )
    return Context(
        NOW,
        ZoneInfo("Asia/Shanghai"),
        "示例市公安局",
        frozenset({"09542088110"}),
        incident=incident,
    )


def run(arguments: argparse.Namespace) -> dict[str, object]:
    surroundings = context()
    findings: tuple[Finding, ...] = ()
    for number in range(20):  # to warm up
        examine(draft(number), surroundings)
    times = []
    gc.collect()
    for number in range(1000, 1000 + arguments.n):
        each = draft(number)
        now = replace(surroundings, now=NOW + timedelta(milliseconds=number))
        began = time.perf_counter()
        findings = examine(each, now)
        times.append((time.perf_counter() - began) * 1000)
    said = ", ".join(sorted({finding.code for finding in findings})) or "none"
    print(f"{arguments.n} drafts, findings in the last: {said}", file=sys.stderr)
    ordered = sorted(times)
    return {
        "chars": len(draft(1000).text),
        "p50_ms": round(statistics.median(ordered), 2),
        "p99_ms": round(ordered[round(0.99 * (len(ordered) - 1))], 2),
    }
