"""The bell and the list of notices."""

from collections.abc import Callable

import pytest

from console.database import Database
from console.notices import service
from console.people.rules.actor import Actor
from tests.fakes import FixedClock
from tests.web.visitor import Visitor


@pytest.fixture
def told(database: Database, people: dict[str, Actor], clock: FixedClock) -> None:
    """Two notices for the editor. Any code with a sentence will do."""
    person = people["editor"].id
    with database.transaction() as tx:
        for n in (1, 2):
            service.tell(
                tx,
                clock.now(),
                [person],
                "person.username_taken",
                f"person:{person}",
                {"username": f"甲{n}"},
                f"key-{n}",
            )


def test_the_bell_counts_what_was_not_seen(signed_in: Callable[[str], Visitor], told: None) -> None:
    assert "2 条未读" in signed_in("editor").get("/notices/bell", htmx=True).text
    assert "未读" not in signed_in("leader").get("/notices/bell", htmx=True).text


def test_a_notice_is_a_sentence_in_the_readers_language(
    signed_in: Callable[[str], Visitor], told: None
) -> None:
    visitor = signed_in("editor")
    assert "用户名 甲1 已有人使用" in visitor.get("/notices/").text
    visitor.post("/language", {"locale": "en"})
    assert "The user name 甲1 is taken." in visitor.get("/notices/").text


def test_opening_a_notice_leads_there_and_marks_it_seen(
    signed_in: Callable[[str], Visitor], told: None, people: dict[str, Actor]
) -> None:
    visitor = signed_in("editor")
    path = visitor.get("/notices/").text.partition('action="/notices/')[2]
    path = path.partition('action="/notices/')[2].partition('"')[0]
    opened = visitor.post(f"/notices/{path}")
    assert opened.headers["Location"] == f"/people/{people['editor'].id}/"
    assert "1 条未读" in visitor.get("/notices/bell").text


def test_all_can_be_marked_at_once(signed_in: Callable[[str], Visitor], told: None) -> None:
    visitor = signed_in("editor")
    assert visitor.post("/notices/seen").status_code == 303
    page = visitor.get("/notices/").text
    assert "已全部标为已读" in page
    assert "条未读" not in page


def test_an_empty_list_says_what_would_be_here(signed_in: Callable[[str], Visitor]) -> None:
    assert "有稿件等您审签" in signed_in("leader").get("/notices/").text
