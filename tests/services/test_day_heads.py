"""The daily heads reach the public, and what the public kept finds a chain cut short."""

import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from console import audit
from console.audit import Event
from console.chores import leases
from console.kernel.errors import NotNow
from console.publishing.batch import TREE
from console.wiring import Wired, chores, note_heads
from tests.fakes import FixedClock
from tests.services.test_audit import VERIFIER, without_triggers


def day(wired: Wired, clock: FixedClock) -> None:
    with wired.database.transaction() as tx:
        audit.record(tx, clock.now(), Event.DRAFT_STARTED, actor="editor", subject="release:1")
    clock.move(hours=24)


def test_a_copy_of_the_public_page_tells_a_tail_that_was_cut_off(
    wired: Wired, clock: FixedClock, tmp_path: Path
) -> None:
    day(wired, clock)
    chores(wired, "test").start()
    chores(wired, "test").tick()
    day(wired, clock)
    note_heads(wired, "test")
    page, kept = (wired.tree.read(f"verify/heads{end}") or b"" for end in ("/index.html", ".txt"))
    assert b"2026-11-23" in page
    assert kept.decode().count("\n") == 3
    copy = tmp_path / "heads.html"
    copy.write_bytes(page)
    without_triggers(wired.database, "DELETE FROM audit_events WHERE seq > 1")
    exported = io.StringIO()
    with wired.database.snapshot() as tx:
        audit.export(tx, exported)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), "-", "--heads", str(copy)],
        input=exported.getvalue(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, "第 2 条。末尾被删" in done.stderr) == (1, True), done.stderr


def test_heads_wait_for_another_writer_of_the_tree(wired: Wired, clock: FixedClock) -> None:
    day(wired, clock)
    with wired.database.transaction() as tx:
        assert leases.acquire(tx, clock.now(), TREE, "dispatcher", timedelta(minutes=1))
    with pytest.raises(NotNow):
        note_heads(wired, "test")
    assert wired.tree.read("verify/heads.txt") is None
    clock.move(minutes=2)
    note_heads(wired, "test")
    assert b"2026-11-23 1:" in (wired.tree.read("verify/heads.txt") or b"")
