"""The audit list."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from console import audit
from console.database import Database
from console.people.rules.actor import Actor
from tests.fakes import FixedClock
from tests.services.test_audit import VERIFIER
from tests.web.running import Night
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
        ("actor=某auditor", "角色 审计员", "角色 管理员"),
        ("actor=某auditor&name=people:session:", "登录", "角色 审计员"),
        ("number=2026-9999", "没有编号为“2026-9999”的通稿或事件", "角色 管理员"),
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


EXPORT = "/audit/export"


def test_what_was_found_is_exported_as_a_table_that_no_spreadsheet_runs(
    signed_in: Callable[[str], Visitor], database: Database, clock: FixedClock
) -> None:
    with database.transaction() as tx:
        for actor in ("=1+1", "＝1+1"):
            audit.record(
                tx, clock.now(), audit.Event.HELD, actor=actor, subject="hold:1", reason="急"
            )
    told = signed_in("auditor").post(EXPORT, {"form": "csv", "name": "publishing:hold:placed"})
    assert told.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in told.headers["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(told.text.lstrip("\ufeff")))
    assert head[:4] == ["序号", "时间", "用户名", "姓名"]
    assert {(row[2], row[4]) for row in rows} == {("'=1+1", "暂缓发布"), ("'＝1+1", "暂缓发布")}
    assert "急" in rows[0][6]


@pytest.mark.parametrize(("asked", "code", "said"), [
    ({}, 0, "链条完好"), ({"actor": "auditor"}, 3, "这是摘录"),
])  # fmt: skip
def test_an_export_is_told_in_the_audit_and_checked_without_us(
    signed_in: Callable[[str], Visitor], tmp_path: Path, asked: dict[str, str], code: int, said: str
) -> None:
    told = signed_in("auditor").post(EXPORT, {"form": "jsonl", **asked}).text
    assert "audit:export:made" in told.splitlines()[-1]
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), "-"],
        input=told, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, said in done.stdout) == (code, True), done.stderr


def test_an_export_is_for_those_who_read_the_audit_and_in_a_known_form(
    signed_in: Callable[[str], Visitor],
) -> None:
    assert signed_in("leader").post(EXPORT, {"form": "csv"}).status_code == 403
    auditor = signed_in("auditor")
    assert auditor.post(EXPORT, {"form": "xlsx"}).status_code == 422
    assert auditor.post(EXPORT, {"form": "csv", "number": "2026-9999"}).status_code == 422


def test_a_number_finds_the_release_its_deliveries_and_all_of_an_incident(
    signed_in: Callable[[str], Visitor], night: Night
) -> None:
    incident = night.incident()
    first = night.signed(incident_id=incident)
    night.signed(title="另一篇")
    auditor = signed_in("auditor")
    page = auditor.get("/audit/?number=2026-0001").text
    assert page.count("通稿 2026-0001</a>") > 3
    assert "安排发送" in page.partition("<tbody>")[2]
    assert "通稿 2026-0002</a>" not in page
    whole = auditor.get("/audit/?number=2026-e0001").text
    assert "事件 2026-E0001</a>" in whole
    assert f"/releases/{first}" in whole
    assert "通稿 2026-0002</a>" not in whole
