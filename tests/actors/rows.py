"""The tables as they lie, by SQL: nothing of ``console`` is asked what they mean."""

import json
import re
from datetime import UTC, datetime
from functools import cached_property
from types import SimpleNamespace as Row
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

TABLES = (
    "releases", "revisions", "signatures", "authorisations", "role_assignments", "people",
    "telephone_calls", "after_reviews", "guard_overrides", "holds", "deliveries",
    "template_clearances", "template_versions", "clearance_signatures", "duty_shifts", "incidents",
)  # fmt: skip
ACTS = ("people:account:closed", "people:account:reopened", "publishing:hold:passed")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.0-9]*(\+00:00)?")


def moment(text: str | datetime) -> datetime:
    read = datetime.fromisoformat(text) if isinstance(text, str) else text
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def plain(value: Any) -> Any:
    """Ids as 32 hex digits, moments aware: SQLite and PostgreSQL alike."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, str) and 19 <= len(value) <= 32 and MOMENT.fullmatch(value):
        return moment(value)
    return value


def loaded(value: Any) -> Any:
    """A column of JSON: SQLite gives its text."""
    return json.loads(value) if isinstance(value, str) else value


class Rows:
    """Each table is read when it is first asked for: one of these is of one moment."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read: dict[str, list[Row]] = {}

    def table(self, name: str) -> list[Row]:
        if name not in self._read:
            assert name in TABLES
            with self._engine.connect() as connection:
                found = connection.exec_driver_sql(f"SELECT * FROM {name}")  # noqa: S608 - of this file
                keys = tuple(found.keys())
                self._read[name] = [
                    Row(**dict(zip(keys, map(plain, row), strict=True))) for row in found
                ]
        return self._read[name]

    @cached_property
    def acts(self) -> list[Row]:
        """Accounts closed and opened, and releases sent through a hold, as the audit tells."""
        names = ", ".join(f"'{each}'" for each in ACTS)
        asked = f"SELECT at, name, subject FROM audit_events WHERE name IN ({names}) ORDER BY seq"  # noqa: S608
        with self._engine.connect() as connection:
            return [
                Row(at=plain(at), name=name, subject=subject.replace("-", ""))
                for at, name, subject in connection.exec_driver_sql(asked)
            ]

    def of(self, table: str, **wanted: Any) -> list[Row]:
        return [
            row
            for row in self.table(table)
            if all(getattr(row, key) == value for key, value in wanted.items())
        ]

    def held(self, person: str, role: str, at: datetime) -> bool:
        """The role was theirs at ``at``, and their account open."""
        return self.there(person, at) and any(
            row.assigned_at <= at and (row.revoked_at is None or row.revoked_at > at)
            for row in self.of("role_assignments", person_id=person, role=role)
        )

    def there(self, person: str, at: datetime) -> bool:
        last = [
            each.name
            for each in self.acts
            if each.subject == f"person:{person}" and each.at <= at and "account" in each.name
        ]
        return not last or last[-1].endswith("reopened")

    def authors(self, release: Row) -> set[str]:
        wrote = self.of("revisions", release_id=release.id)
        named = {each for row in wrote for each in (row.author_id, row.submitted_by)}
        return (named | {release.created_by}) - {None}

    def standing(self, release: Row) -> list[Row]:
        found = [row for row in self.of("signatures", release_id=release.id) if not row.fell_at]
        return sorted(found, key=lambda row: row.step)
