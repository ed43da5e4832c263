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
    if mass and terms.monthly:
        return _of_the_month(tx, release_id, plan.chosen_at or given.clock.now(), terms.pushes)
    most = terms.pushes if mass else terms.submits_a_day
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


def _of_the_month(tx: Session, release_id: UUID, at: datetime, most: int) -> str:
    """服务号: its followers get so many a calendar month, whichever days."""
    since = _day_of(at).replace(day=1)
    until = (since + timedelta(days=32)).replace(day=1)
    left = most - planned(tx, CHANNEL, since, until, besides=release_id)
    if left <= 0:
        return str(
            _(
                "服务号这个月已排满（每月 %(most)s 次群发），到时会转人工代发。"
                "请改到下月，或不发公众号。",
                most=most,
            )
        )
    return str(_("这一篇会用掉服务号这个月最后一次群发。")) if left == 1 else ""


def _day_of(at: datetime) -> datetime:
    zone = services().policy.zone
    return datetime.combine(local(at, zone).date(), time(), zone)
