"""Whatever stands in an address or a field, on either database: an answer, never a failure."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

from console import audit
from console.database import Database
from console.people.passwords import Passwords
from console.people.rules.actor import Actor
from console.people.rules.roles import Role
from console.releases import queries
from console.settings import Settings
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.web.conftest import _hire
from tests.web.editor import post, typed
from tests.web.visitor import PASSWORD, Visitor

ODD = (
    "0", "-1", "1" + "0" * 30, "²", "٣", "1.5", "a\0b", "\0", "长" * 3000, "x" * 6000, "%", "_\\",
    "0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59", "' OR 1=1 --", "[](){}*",
    "\ud7ff\U0010ffff", str(uuid4()), "column:" + "x" * 100,
)  # fmt: skip
OF_DATABASES = tuple(
    each for each in ODD if each not in {"0", "-1", "²", "٣", "1.5", "\0", "%", "_\\", "[](){}*"}
)
"""What a database may choke on: PostgreSQL is asked these; SQLite, all."""
LISTS = {
    "/releases/": (
        "q", "words", "stage", "kind", "column", "incident", "mine", "page", "lang", "sheet",
    ),
    "/audit/": ("name", "actor", "subject", "since", "until", "before"),
    "/audit/verified": ("name", "since", "until", "before"),
    "/releases/new": ("kind", "column", "incident", "corrects"),
    "/rollout/": ("seen", "page"),
    "/rollout/news": ("seen",),
    "/news": ("seen",),
    "/handover/": ("seen", "page"),
    "/incidents/": ("page", "status", "level"),
    "/notices/": ("page",),
    "/people/": ("page",),
    "/sign-in": ("next", "lang"),
    "/demo/live": ("who", "seen"),
}  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(
    request: pytest.FixtureRequest, settings: Settings, migrated: Path
) -> Iterator[Database]:
    if request.param == "postgresql":
        yield request.getfixturevalue("cluster")
        return
    settings.var.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated, settings.var / "fayan.sqlite3")
    made = Database(settings.database_url, before_commit=[audit.append])
    yield made
    made.close()


@pytest.fixture
def people(database: Database) -> dict[str, Actor]:
    kept = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)).hash(PASSWORD)
    with database.transaction() as tx:
        return {
            name: _hire(tx, name, role, kept)
            for name, role in (
                ("spokesperson", Role.SPOKESPERSON),
                ("auditor", Role.AUDITOR),
                ("admin", Role.ADMINISTRATOR),
            )
        }


@pytest.mark.slow
def test_no_odd_value_in_the_address_of_a_list_makes_it_fail(
    signed_in: Callable[[str], Visitor], desk: Desk, clock: FixedClock
) -> None:
    release_id = desk.draft(clock.now())
    own = {
        f"/releases/{release_id}": ("sheet", "page"),
        f"/releases/{release_id}/compare": ("old", "new"),
        f"/releases/{release_id}/preview": ("as",),
        f"/releases/{release_id}/review": ("sheet", "as"),
    }
    visitors = [signed_in(name) for name in ("spokesperson", "auditor", "admin")]
    values = ODD if desk.database.sqlite else OF_DATABASES
    failed = []
    for path, names in {**LISTS, **own}.items():
        visitor = visitors[1 if path.startswith("/audit") else 2 if "people" in path else 0]
        for name in names:
            for value in values:
                address = f"{path}?{name}={quote(value)}"
                if (answer := visitor.get(address)).status_code >= 500:
                    failed.append((address[:100], answer.status_code))
    assert failed == []


def test_a_column_and_titles_longer_than_lists_show_stay_in_the_draft(
    signed_in: Callable[[str], Visitor], desk: Desk, clock: FixedClock
) -> None:
    release_id, long = desk.draft(clock.now()), "x" * 100
    form = typed(desk, release_id, column=long, title="题" * 300, list_title="列" * 300)
    page = post(signed_in("spokesperson"), f"/releases/{release_id}/submit", form)
    assert page.status_code == 422
    with desk.database.snapshot() as tx:
        row, content = queries.draft(tx, release_id)
    assert content.column == long
    assert (content.title, content.list_title) == ("题" * 300, "列" * 300)
    assert (row.column, row.title, row.list_title) == ("x" * 31, "题" * 200, "列" * 200)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "²", "\0"])
def test_no_odd_time_in_a_form_makes_it_fail(
    signed_in: Callable[[str], Visitor], desk: Desk, clock: FixedClock, moment: str
) -> None:
    release_id = desk.draft(clock.now())
    writer = signed_in("spokesperson")
    form = typed(desk, release_id, when="chosen", at=moment)
    assert post(writer, f"/releases/{release_id}/submit", form).status_code == 422
    incident = {"title": "某厂爆炸", "place": "示例区", "level": "general", "level_basis": "依据"}
    answer = writer.post("/incidents/", {**incident, "detected_at": moment, "occurred_at": moment})
    assert answer.status_code == 422
