"""The audit list."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from console.database import Database
from console.people.rules.actor import Actor
from tests.fakes import FixedClock
from tests.web.visitor import Visitor


def test_events_are_told_in_plain_words(
    signed_in: Callable[[str], Visitor], people: dict[str, Actor]
) -> None:
    page = signed_in("auditor").get("/audit/").text
    assert "分配角色" in page
    assert "角色 管理员" in page
    assert "某auditor" in page
    assert "people:role:assigned</" not in page


@pytest.mark.parametrize(
    ("question", "there", "not_there"),
    [
        ("actor=auditor", "登录", "角色 管理员"),
        ("name=people:role:assigned", "角色 管理员", "地址 127.0.0.1"),
        ("actor=nobody", "没有符合条件的记录", "角色 管理员"),
        ("until=2026-11-22", "没有符合条件的记录", "角色 管理员"),
        ("since=2026-11-23&until=2026-11-23", "角色 管理员", "没有符合条件的记录"),
        ("since=yesterday", "看不懂这个日期", "没有符合条件的记录"),
    ],
)
def test_the_list_can_be_filtered(
    signed_in: Callable[[str], Visitor], question: str, there: str, not_there: str
) -> None:
    page = signed_in("auditor").get(f"/audit/?{question}").text
    body = page.partition('</form>\n<div class="card">')[2] or page
    assert there in page
    assert not_there not in body


def test_a_day_is_a_day_of_the_bureau(
    signed_in: Callable[[str], Visitor], clock: FixedClock
) -> None:
    clock.move(hours=5)  # 2026-11-24 01:00 in Shanghai, still the 23rd in UTC
    auditor = signed_in("auditor")
    assert "地址 127.0.0.1" in auditor.get("/audit/?since=2026-11-24").text
    assert "地址 127.0.0.1" not in auditor.get("/audit/?until=2026-11-23").text


def test_older_events_are_a_page_further(signed_in: Callable[[str], Visitor]) -> None:
    auditor = signed_in("auditor")
    for _ in range(30):
        signed_in("editor").post("/sign-out")
    first = auditor.get("/audit/").text
    older = first.partition("before=")[2].partition('"')[0]
    assert older.isdigit()
    second = auditor.get(f"/audit/?before={older}").text
    assert f">{older}</td>" in first
    assert f">{int(older) - 1}</td>" in second
    assert f">{older}</td>" not in second


def test_verifying_says_that_the_chain_holds(signed_in: Callable[[str], Visitor]) -> None:
    assert "链条完好" in signed_in("auditor").get("/audit/verified", htmx=True).text


def test_verifying_finds_what_was_altered(
    signed_in: Callable[[str], Visitor], database: Database
) -> None:
    auditor = signed_in("auditor")
    with database.engine.begin() as connection:
        for name in connection.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE audit_events SET actor = 'somebody' WHERE seq = 3"))
    page = auditor.get("/audit/verified", htmx=True).text
    assert "链条断裂" in page
    assert "从第 3 条起对不上" in page
