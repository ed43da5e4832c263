"""Chores of the house itself."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from console import audit
from console.chores.runner import Handler
from console.database import Database
from console.kernel.clock import Clock


def audit_heads(database: Database, clock: Clock) -> Handler:
    """Keep the head of the audit chain for every day that has ended."""

    def note(_payload: Mapping[str, Any]) -> None:
        with database.transaction() as tx:
            audit.note_heads(tx, clock.now())

    return Handler("audit_heads", note, every=timedelta(minutes=10))
