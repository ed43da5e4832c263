"""Search as the newsroom answers it: rare and common words, names, numbers, dates, by turns.

The index is filled by the very class that publishing uses; each question goes through the WSGI
callable, page and all.
"""

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bench.publish import percentile
from console.newsroom.search.index import SearchIndex
from console.newsroom.search.service import PLACE, SHELL, Search
from console.publishing.rules.shelf import ShelfItem

PLACES = ("原州", "西吉", "隆德", "泾源", "彭阳", "清河", "中山", "文化", "开城", "三营")
HAPPENED = (
    "厂房爆炸",
    "民房火灾",
    "交通事故",
    "山体滑坡",
    "电信诈骗",
    "打架斗殴",
    "燃气泄漏",
    "走失",
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
ALWAYS = (
    "接报后公安机关立即组织警力赶赴现场开展处置工作。目前情况正在进一步核查之中，相关人员已送医救治，"
    "无生命危险。请广大群众不信谣、不传谣，以官方发布为准。后续情况将及时通报。"
)
QUESTIONS = (
    "公安", "爆炸", "厂房爆炸", "火灾 原州", "诈骗", "2人死亡", "11月23日", "2026-", "张某",
    "情况通报", "公安机关立即组织警力", "燃气泄漏 3人", "的", "没有这样的词", "山体滑坡 中山 死亡",
)  # fmt: skip


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--archive", type=int, default=100_000, help="releases (100000)")
    parser.add_argument("--n", type=int, default=1500, help="questions asked (1500)")


def run(arguments: argparse.Namespace) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="fayan-search-") as folder:
        root, path = Path(folder) / "public", Path(folder) / "search" / "index.sqlite3"
        shell = root / SHELL
        shell.parent.mkdir(parents=True)
        shell.write_text(f'<input name="q" value="">{PLACE}', encoding="utf-8")
        index = SearchIndex(path)
        fill(index, arguments.archive)
        one = _timed(lambda: index.put(releases(arguments.archive, 1)))
        times = ask(Search(root, path, ZoneInfo("Asia/Shanghai")), arguments.n)
        with sqlite3.connect(path) as at:
            found = at.execute("SELECT count(*) FROM releases").fetchone()[0]
        size = path.stat().st_size
    return {
        "archive": found,
        "n": len(times),
        "p50_ms": round(statistics.median(times), 2),
        "p99_ms": round(percentile(times, 99), 2),
        "put_ms": round(one, 2),
        "megabytes": round(size / 1e6),
    }


def fill(index: SearchIndex, count: int) -> None:
    step = 2000
    for start in range(0, count, step):
        index.put(releases(start, min(step, count - start)))
        print(f"\rindexed {start + step} of {count}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def releases(start: int, count: int) -> Iterator[ShelfItem]:
    for place in range(start, start + count):
        draw = random.Random(place)
        at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * place)
        where, what = draw.choice(PLACES), draw.choice(HAPPENED)
        dead, hurt = draw.randint(0, 9), draw.randint(0, 40)
        text = (
            f"{at.month}月{at.day}日{at.hour}时许，我市{where}区发生一起{what}，造成{dead}人死亡、"
            f"{hurt}人受伤。{draw.choice(SURNAMES)}某{draw.choice(SURNAMES)}等人已到案。"
            + ALWAYS
            * draw.randint(1, 5)
        )
        yield ShelfItem(
            number=f"{at.year}-{place:06d}", kind="statement", column="bulletins", title="情况通报",
            list_title=f"情况通报｜{where}区{what}｜{at.month}月{at.day}日{at.hour}时",
            body_html="", text=text, issuer="", source="", dateline="", published_at=at,
            updated_at=at, digest="",
        )  # fmt: skip


def ask(search: Search, count: int) -> list[float]:
    draw = random.Random(20261123)

    def answered(**query: object) -> None:
        told: list[Any] = []
        environ = {"REQUEST_METHOD": "GET", "QUERY_STRING": urlencode(query)}
        b"".join(search(environ, lambda *given: told.extend(given)))  # type: ignore[arg-type] # all of WSGI that it asks for
        assert told[0] == "200 OK", told

    times = []
    for turn in range(count):
        question = QUESTIONS[turn % len(QUESTIONS)]
        page = draw.randint(1, 3)
        times.append(_timed(partial(answered, q=question, page=page)))
    return times


def _timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
