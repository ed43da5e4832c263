"""送审 from the forms: judge, draw, seal."""

from datetime import datetime
from uuid import UUID

from console.releases import service
from console.releases.preview import preview
from console.releases.service import Overtaken
from console.web import picturing, posters
from console.web.answer import say
from console.web.context import current_actor, services

TRIES = 3  # of drawing posters, while others take the number that was expected


def submit(release_id: UUID, version: int, now: datetime, *, meant: bool) -> None:
    """``meant``: a time just after midnight is what was meant. Raises as ``service.submit``."""
    for left in reversed(range(TRIES)):
        try:
            return _submit(release_id, version, now, meant=meant)
        except Overtaken:
            if not left:
                raise
    return None


def _submit(release_id: UUID, version: int, now: datetime, *, meant: bool) -> None:
    """Outside the transaction: what is slow."""
    given = services()
    with given.database.snapshot() as tx:
        judged = service.judge(tx, now, given.policy, release_id)
        wanted = service.to_draw(tx, now, given.policy, release_id)
        goes = wanted is not None and "weibo" in preview(tx, now, given.policy, release_id).variants
        brought = service.to_fit(tx, release_id)
    drawn = posters.drawn(wanted) if wanted else None
    fitted = picturing.fitted(brought) if brought else None
    with given.database.transaction() as tx:
        service.submit(
            tx, now, current_actor(), given.policy, release_id=release_id, version=version,
            after_midnight_meant=meant, judged=judged, drawn=drawn, fitted=fitted,
        )  # fmt: skip
    if drawn and goes and (told := posters.alone(len(drawn.posters))):
        say(told, "info")
