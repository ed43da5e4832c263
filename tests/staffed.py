"""People whom many tests need: hired once, then laid into each test's own database."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

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
        with closing(sqlite3.connect(str(database.url.database))) as connection:
            connection.execute("ATTACH ? AS staffed", (str(self.path),))
            with connection:
                for table in schema.metadata.sorted_tables:
                    connection.execute(
                        f'INSERT INTO main."{table.name}" SELECT * FROM staffed."{table.name}"'  # noqa: S608 - our own tables
                    )
        return dict(self.people)


def staffed(path: Path, hire: Callable[[Database], dict[str, Actor]]) -> Staffed:
    """``path``: a migrated database, which ``hire`` fills."""
    database = Database(f"sqlite:///{path}", before_commit=[audit.append])
    people = hire(database)
    database.close()
    return Staffed(path, people)
