"""What a publication costs must not grow with the archive, nor a list with its length."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from console.database import Database
from console.releases.rules.workflow import Stage
from console.releases.shelf import DatabaseShelf
from tests.builders import Desk
from tests.dispatching import Press
from tests.fakes import FixedClock

WALK = re.compile(r"SCAN (releases|shelf_places|deliveries|audit_events)\b")
Asked = list[tuple[str, Any]]
READS: dict[str, Callable[[DatabaseShelf], object]] = {
    "latest": lambda shelf: shelf.latest_of((), 50),
    "latest_of": lambda shelf: shelf.latest_of(("bulletins", "advice"), 50),
    "front": lambda shelf: shelf.front(20),
    "column_page": lambda shelf: shelf.column_page("bulletins", None),
    "months": lambda shelf: shelf.months(),
    "page_of": lambda shelf: shelf.page_of("2026-0001"),
    "pages_of": lambda shelf: shelf.pages_of(["2026-0001", "2026-0002"]),
    "item": lambda shelf: shelf.item("2026-0001"),
    "current_incidents": lambda shelf: shelf.current_incidents(),
}


@contextmanager
def asked(database: Database) -> Iterator[Asked]:
    """Statements with their parameters, as they reach the database."""
    seen: Asked = []

    def note(_c: object, _k: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(database._reader, "before_cursor_execute", note)
    yield seen
    event.remove(database._reader, "before_cursor_execute", note)


@pytest.fixture
def shelf(desk: Desk) -> DatabaseShelf:
    return DatabaseShelf(desk.database, desk.policy, page_entries=20)


def publish(desk: Desk, press: Press, clock: FixedClock, count: int) -> None:
    for _ in range(count):
        desk.signed(clock.move(minutes=1))
    press.dispatcher().tick()


@pytest.mark.parametrize("name", READS)
def test_a_longer_list_takes_no_more_statements(
    name: str, shelf: DatabaseShelf, desk: Desk, press: Press, clock: FixedClock
) -> None:
    counts = []
    for more in (2, 5):
        publish(desk, press, clock, more)
        with asked(desk.database) as statements:
            READS[name](shelf)
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize("name", READS)
def test_no_list_walks_the_archive(
    name: str, shelf: DatabaseShelf, desk: Desk, press: Press, clock: FixedClock
) -> None:
    publish(desk, press, clock, 2)
    with asked(desk.database) as statements:
        READS[name](shelf)
    with desk.database.snapshot() as tx:
        for statement, parameters in statements:
            plan = tx.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for step in plan:
                assert not WALK.search(step.detail), (step.detail, statement)
                # Only withdrawn releases, of which there are few, may be found by their stage.
                by_stage = "ix_releases_stage" in step.detail
                assert not by_stage or parameters[0] == Stage.WITHDRAWN, (step.detail, statement)
