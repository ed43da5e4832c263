"""What a plan takes of the platforms' daily limits: said while it is planned, not when it fails."""

from datetime import datetime, time, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from console.credentials import platforms
from console.kernel.clock import local
from console.publishing.quota import planned
from console.publishing.rules.plan import Plan
from console.web.context import services

CHANNEL = "wechat"


def warning(tx: Session, release_id: UUID, plan: Plan) -> str:
    """A sentence; "": the day has room enough. Days are the bureau's."""
    given = services()
    terms, where = given.settings.config.wechat, platforms.of(given.settings, CHANNEL)
    if CHANNEL not in plan.channels or where is None or not where.by_api or terms.mode == "draft":
        return ""
    mass = terms.mode == "mass"
    most = terms.pushes_a_day if mass else terms.submits_a_day
    since = _day_of(plan.chosen_at or given.clock.now())
    left = most - planned(tx, CHANNEL, since, since + timedelta(days=1), besides=release_id)
    if left <= 0:
        return str(
            _(
                "公众号这一天已排满（每天 %(most)s 次），到时会转人工代发。请改天，或不发公众号。",
                most=most,
            )
        )
    if left > 1:
        return ""
    if mass:
        return str(_("这一篇会用掉公众号这一天最后一次群发。"))
    return str(_("这一篇会用掉公众号这一天最后一次发布。"))


def _day_of(at: datetime) -> datetime:
    zone = services().policy.zone
    return datetime.combine(local(at, zone).date(), time(), zone)
