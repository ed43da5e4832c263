"""Who tried a screen or an act that their roles do not allow: told to the audit, once a minute, so
that a key held down does not fill it."""

from console import audit
from console.audit import Event
from console.people.rules.actor import Actor
from console.web.context import services


def tell(actor: Actor, view: str) -> None:
    given = services()
    now = given.clock.now()
    if not given.denials.is_due((actor.id, view), now):
        return
    with given.database.transaction() as tx:
        audit.record(
            tx, now, Event.ACCESS_DENIED, actor=actor.username, subject=f"person:{actor.id}",
            view=view,
        )  # fmt: skip
