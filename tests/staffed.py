"""People whom many tests need: hired once, then laid into each test's own database."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert, select

from console import audit, schema
from console.database import Database
from console.people.rules.actor import Actor


@dataclass(frozen=True)
class Staffed:
    """A migrated database with these people in it, and nothing else."""

    path: Path
    people: dict[str, Actor]

    def lay(self, database: Database) -> dict[str, Actor]:
        """Add every row; refused by the database when somebody is there already."""
        if database.engine.dialect.name == "sqlite":
            self._attach(database)
        else:
            with database.engine.begin() as connection:
                for table, rows in self._rows:
                    connection.execute(insert(table), rows)
        return dict(self.people)

    @cached_property
    def _rows(self) -> list[tuple[Table, list[dict[str, Any]]]]:
        """Of the tables that have any."""
        database = Database(f"sqlite:///{self.path}")
        with database.engine.connect() as connection:
            found = [
                (table, [dict(row) for row in connection.execute(select(table)).mappings()])
                for table in schema.metadata.sorted_tables
            ]
        database.close()
        return [(table, rows) for table, rows in found if rows]

    def _attach(self, database: Database) -> None:
        with closing(sqlite3.connect(str(database.url.database))) as connection:
            connection.execute("ATTACH ? AS staffed", (str(self.path),))
            with connection:
                for table in schema.metadata.sorted_tables:
                    connection.execute(
                        f'INSERT INTO main."{table.name}" SELECT * FROM staffed."{table.name}"'  # noqa: S608 - our own tables
                    )


def staffed(path: Path, hire: Callable[[Database], dict[str, Actor]]) -> Staffed:
    """``path``: a migrated database, which ``hire`` fills."""
    database = Database(f"sqlite:///{path}", before_commit=[audit.append])
    people = hire(database)
    database.close()
    return Staffed(path, people)
