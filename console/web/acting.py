"""What nearly every form does: the signed-in person acts, now, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from console.people.rules.actor import Actor
from console.web.context import current_actor, services


@contextmanager
def acting() -> Iterator[tuple[Session, datetime, Actor]]:
    """Commits at the end, rolls back on any exception. Raises SignInRequired."""
    given, actor = services(), current_actor()
    with given.database.transaction() as tx:
        yield tx, given.clock.now(), actor
