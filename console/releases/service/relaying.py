"""转发权威发布: a draft that only points to the word of whoever speaks about the incident."""

import html
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console.incidents.queries import of_id
from console.incidents.queries.issuers import speaking
from console.kernel.errors import Invalid, NotNow
from console.people.rules.actor import Actor
from console.releases.policy import ReleasePolicy
from console.releases.rules.kinds import Kind
from console.releases.service.drafting import Started, start


def start_relay(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    incident_id: UUID,
    column: str,
) -> Started:
    """It gives no figure of its own. Raises NotNow while we speak ourselves, Invalid while the link
    to the issuer's release is not entered."""
    incident, who = of_id(tx, incident_id), speaking(tx, incident_id)
    if who.ours:
        raise NotNow("issuer.ours")
    if not who.link:
        raise Invalid("issuer.no_link", field="link")
    link = html.escape(who.link, quote=True)
    body = (
        f"<p>关于{html.escape(incident.title)}，{html.escape(who.name)}已发布权威信息，"
        f'原文：<a href="{link}">{link}</a></p>\n'
        f"<p>有关情况请以{html.escape(who.name)}发布为准。</p>"
    )
    return start(
        tx, at, actor, policy,
        kind=Kind.STATEMENT, column=column, incident_id=incident_id,
        title=f"转发：{who.name}权威发布", body=body,
    )  # fmt: skip
