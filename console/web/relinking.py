"""更正链接: a post by hand was confirmed with a wrong link; what went out with it is named."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Reply

from console.kernel.errors import FayanError, Invalid, NotNow, Stale
from console.people.rules.roles import P
from console.publishing import queries, service
from console.publishing.rules.moves import Move, refusal
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.belonging import is_known_ours
from console.web.context import current_actor, services
from console.web.delivery_cards import Card, cards, release_url, told
from console.web.former_links import Former, carried, former
from console.web.handover import picture_brought
from console.web.translation import tell

bp = Blueprint("relinking", __name__, url_prefix="/handover")


@dataclass(frozen=True)
class RelinkPage:
    """``refused``: why there is nothing to put right, a sentence. ``carried``: what may have
    used the link that counts now."""

    card: Card
    release_url: str
    former: tuple[Former, ...]
    carried: tuple[Card, ...]
    refused: str
    link: str = ""
    reason: str = ""
    picture: str = ""
    mixed_up: str = ""  # the number of the release that has the link that was typed
    errors: dict[str, str] = field(default_factory=dict)


@bp.get("/<uuid:id>/link")
@access(P.DELIVERY_HANDOVER)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("relinking/show.html", "content", _page(id))


@bp.post("/<uuid:id>/link")
@access(P.DELIVERY_HANDOVER)
def relink(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    typed = {name: request.form.get(name, "")[:2000] for name in ("link", "reason")}
    picture = ""
    try:
        picture = picture_brought()
        say(_relinked(id, picture=picture, **typed))
    except (Invalid, NotNow, Stale) as error:
        return _again(id, error, picture=picture, **typed)
    return see_other(url_for("rollout.delivery", id=id))


def _relinked(delivery_id: UUID, *, link: str, reason: str, picture: str) -> str:
    """What to say of it. Raises Invalid, NotNow, Stale."""
    known, given = is_known_ours(delivery_id, link), services()
    with acting() as (tx, now, actor):
        service.relink(
            tx, now, actor, delivery_id, link, reason, given.policy.accounts, screenshot=picture,
            seen=_seen(), swap="swap" in request.form, watched=given.settings.config.outside.look,
        )  # fmt: skip
    if known:
        return str(_("链接已更正。"))
    return str(_("链接已更正。没能打开这个链接核对账号，请您再核对一遍。"))


def _seen() -> int:
    """How often the link had been put right on the screen that the form was on."""
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _page(
    id: UUID,  # noqa: A002 - the word of the address
    *,
    errors: dict[str, str] | None = None,
    link: str = "",
    reason: str = "",
    picture: str = "",
    mixed_up: str = "",
) -> RelinkPage:
    given, now = services(), services().clock.now()
    with given.database.snapshot() as tx:
        row = queries.delivery(tx, id, current_actor(), given.policy.accounts)
        code = refusal(Move.RELINK, row.state, row.channel, row.action, by_hand=row.by_hand)
        before = former(tx, now, row)
        since = before[0].at if before else row.out_at or now
        return RelinkPage(
            card=cards(tx, now, [row])[0],
            release_url=release_url(row.release_id),
            former=before,
            carried=() if code else carried(tx, now, row, since),
            refused=told(code) if code else "",
            link=link,
            reason=reason,
            picture=picture,
            mixed_up=mixed_up,
            errors=errors or {},
        )


def _again(
    id: UUID,  # noqa: A002 - the word of the address
    error: FayanError,
    *,
    link: str,
    reason: str,
    picture: str,
) -> Reply:
    """The page as it is now, with what stopped the act and what was typed."""
    errors = {getattr(error, "field", None) or "": tell(error)}
    other = str(error.parameters.get("number", "")) if error.code == "delivery.link_used" else ""
    page = _page(id, errors=errors, link=link, reason=reason, picture=picture, mixed_up=other)
    return answer("relinking/show.html", "content", page, status=error.status)
