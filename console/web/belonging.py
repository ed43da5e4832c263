"""A pasted link has to lead to a post of our own account, also where it does not name one."""

import re
from uuid import UUID

from console.channels.belonging import Whose, of_wechat, of_weibo
from console.channels.weibo_api import WeiboApi
from console.credentials import platforms
from console.kernel.errors import Invalid
from console.publishing import queries
from console.publishing.rules.channel import Account, Action
from console.web.context import current_actor, services


def is_known_ours(delivery_id: UUID, link: str) -> bool:
    """False: it could not be looked at. Raises Invalid for somebody else's, and for one that no
    other address of the same post would leave in doubt."""
    given, link = services(), link.strip()
    with given.database.snapshot() as tx:
        row = queries.delivery(tx, delivery_id, current_actor(), given.policy.accounts)
    account = given.policy.accounts.get(row.channel)
    if account is None or row.action is not Action.PUBLISH or not link:
        return True
    if not re.fullmatch(account.link_pattern, link):
        return True  # refused where it is confirmed
    whose = _whose(account, link)
    name = account.title or account.name
    if whose is Whose.THEIRS:
        raise Invalid("delivery.not_our_post", field="link", account=name)
    if whose is Whose.UNKNOWN and account.channel == "weibo":
        raise Invalid("delivery.whose_link", field="link", account=name)
    return whose is not Whose.UNKNOWN


def _whose(account: Account, link: str) -> Whose:
    given = services()
    entries = given.settings.config.accounts
    owner = next((each.owner for each in entries if each.channel == account.channel), "")
    if account.channel == "wechat" and owner:
        return of_wechat(link, owner)
    where = platforms.of(given.settings, "weibo")
    if account.channel != "weibo" or where is None:
        return Whose.OURS
    token, uid = given.vault.token(account.key) or ("", "")
    if not (owner or uid):
        return Whose.OURS  # the pattern is all that is known of it
    return of_weibo(link, owner or uid, WeiboApi(where.api_address), token)
