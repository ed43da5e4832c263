"""人工代发: what to post, copied in one touch, and the link that confirms it."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.demo.house import posting_page
from console.files import queries as files
from console.kernel.errors import FayanError, Invalid, NotNow
from console.kernel.lengths import weibo_length
from console.people.rules.roles import P
from console.publishing import queries, service
from console.publishing.queries import BoardRow, HoldRow
from console.publishing.rules.channel import Action, Variant
from console.publishing.rules.plan import PORTAL
from console.publishing.rules.shelf import PublicFile
from console.publishing.rules.states import DeliveryState
from console.publishing.whereabouts import portal_links, posted_at
from console.releases import queries as releases
from console.releases.rules.variants import pointing
from console.web import attachments
from console.web.access import access
from console.web.acting import acting
from console.web.answer import answer, say, see_other
from console.web.belonging import is_known_ours
from console.web.context import current_actor, services
from console.web.delivery_cards import Card, cards, covers, narrowest, release_url
from console.web.rollout import seen_state
from console.web.translation import tell

bp = Blueprint("handover", __name__, url_prefix="/handover")


@dataclass(frozen=True)
class QueuePage:
    waiting: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to copy. ``counted`` of ``most`` characters, as the platform counts; most 0: it
    has no limit that we know."""

    id: str
    label: str
    text: str
    counted: int = 0
    most: int = 0

    @property
    def long(self) -> bool:
        return len(self.text) > 200


@dataclass(frozen=True)
class HandoverPage:
    card: Card
    pieces: tuple[Piece, ...]
    cover: str | None  # its address
    posters: int  # how many there are to go with the words
    pictures: tuple[PublicFile, ...]
    previous_url: str | None
    platform_url: str
    release_url: str
    hold: HoldRow | None
    link: str = ""
    picture: str = ""  # that came before, and stays
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        return self.card.row.state in {DeliveryState.HANDED_OVER, DeliveryState.UNKNOWN}


@bp.get("/")
@access(P.DELIVERY_HANDOVER)
def queue() -> Reply:
    given, actor = services(), current_actor()
    with given.database.snapshot() as tx:
        rows = queries.handover_queue(tx, actor, given.policy.accounts)
        page = QueuePage(cards(tx, given.clock.now(), rows))
    return answer("handover/queue.html", "content", page)


@bp.get("/<uuid:id>")
@access(P.DELIVERY_HANDOVER)
def show(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    return answer("handover/show.html", "content", _page(id))


def _confirmed(delivery_id: UUID, link: str, picture: str) -> str:
    """What to say of it. Raises Invalid, NotNow."""
    known, accounts = is_known_ours(delivery_id, link), services().policy.accounts
    with acting() as (tx, now, actor):
        service.confirm_handover(
            tx, now, actor, delivery_id, link, accounts, screenshot=picture, seen=seen_state(),
            watched=services().settings.config.outside.look,
        )  # fmt: skip
    if known:
        return str(_("已确认。"))
    return str(_("已确认发出。没能打开这个链接核对账号，请您再核对一遍。"))


@bp.post("/<uuid:id>/confirm")
@access(P.DELIVERY_HANDOVER)
def confirm(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    link, picture = request.form.get("link", "")[:2000], ""
    try:
        picture = picture_brought()
        say(_confirmed(id, link, picture))
    except (Invalid, NotNow) as error:
        return _again(id, error, link, picture)
    return see_other(url_for(".show", id=id))


@bp.post("/<uuid:id>/not-sent")
@access(P.DELIVERY_HANDOVER)
def not_sent(id: UUID) -> Reply:  # noqa: A002 - the word of the address
    reason = request.form.get("reason", "")[:2000]
    try:
        with acting() as (tx, now, actor):
            service.mark_not_sent(tx, now, actor, id, reason, seen=seen_state())
    except (Invalid, NotNow) as error:
        return _again(id, error, "")
    say(_not_sent_now())
    return see_other(url_for("rollout.delivery", id=id))


def _not_sent_now() -> str:
    if seen_state() is DeliveryState.UNKNOWN:
        return str(_("已记为未发布，将重新发送。"))
    return str(_("已改回待人工代发。"))


def picture_brought() -> str:
    """SHA-256 of the screenshot that came with the form, or with the one before it. Raises
    Invalid."""
    upload, before = request.files.get("screenshot"), request.form.get("screenshot_kept", "")
    if upload and upload.filename:
        return attachments.stored(upload, P.DELIVERY_HANDOVER, picture=True).sha256
    with services().database.snapshot() as tx:
        return before if files.brought(tx, [before], current_actor().username) else ""


def pieces(
    channel: str, variant: Variant, page_url: str, most: dict[str, int]
) -> tuple[Piece, ...]:
    """In the order in which the platform's form asks for them."""
    if channel == "weibo":
        counted = weibo_length(variant.text)
        return (Piece("text", str(_("微博正文")), variant.text, counted, most["weibo"]),)
    if channel == PORTAL:
        given = (("title", _("标题"), variant.title), ("text", _("正文"), variant.text))
        return tuple(Piece(name, str(label), text) for name, label, text in given)
    return tuple(
        piece
        for piece in (
            Piece("title", str(_("标题")), variant.title, len(variant.title), most["title"]),
            Piece("digest", str(_("摘要")), variant.summary, len(variant.summary), most["digest"]),
            Piece("text", str(_("正文")), variant.text),
            Piece("source", str(_("原文链接")), page_url),
        )
        if piece.text
    )


def _page(
    id: UUID,  # noqa: A002 - the word of the address
    *,
    errors: dict[str, str] | None = None,
    link: str = "",
    picture: str = "",
) -> HandoverPage:
    given, actor = services(), current_actor()
    now = given.clock.now()
    with given.database.snapshot() as tx:
        row = queries.delivery(tx, id, actor, given.policy.accounts)
        variant, page_url = _words(tx, row)
        limits = given.policy.limits
        most = {
            "weibo": limits.weibo, "title": limits.wechat_title, "digest": limits.wechat_digest
        }  # fmt: skip
        return HandoverPage(
            card=cards(tx, now, [row])[0],
            pieces=_to_copy(tx, row, variant, page_url, most),
            cover=_cover(row, variant),
            posters=len(releases.posters(tx, row.release_id)),
            pictures=releases.shown_pictures(tx, row.release_id),
            previous_url=_previous(tx, row),
            platform_url=_platform(row),
            release_url=release_url(row.release_id),
            hold=narrowest(each for each in queries.holds(tx) if covers(each, row)),
            link=link,
            picture=picture,
            errors=errors or {},
        )


def _to_copy(
    tx: Session, row: BoardRow, variant: Variant, page_url: str, most: dict[str, int]
) -> tuple[Piece, ...]:
    """Of a post that was corrected since: what points from it to the correction."""
    if row.action is Action.WITHDRAW:
        return ()
    if row.action is Action.PUBLISH:
        return pieces(row.channel, variant, page_url, most)
    where = posted_at(tx, row.cause, row.channel, row.account)
    where = where or services().policy.page_url(row.cause)
    note = f"【更正】本文内容有更正，请以更正（编号 {row.cause}）为准：{where}"
    return (Piece("note", str(_("更正说明")), note),)


def _words(tx: Session, row: BoardRow) -> tuple[Variant, str]:
    """The words as they were signed, and the address of the public page."""
    view, policy = releases.release(tx, row.release_id, current_actor()), services().policy
    own = policy.page_url(view.row.number or "")
    portal = portal_links(tx, [row.release_id]).get(row.release_id, "")
    if row.channel == PORTAL:
        return Variant(title=view.content.title, text=view.content.text), ""
    variant = view.content.variants.get(row.channel, Variant())
    return pointing(variant, own, portal, policy.limits), portal or own


def _cover(row: BoardRow, variant: Variant) -> str | None:
    """Of an article; where it has none of its own, the plain one that the preview shows."""
    if row.channel == "weibo" or row.action is not Action.PUBLISH:
        return None
    if sha256 := variant.cover_sha256:
        return url_for("picturing.show", id=row.release_id, sha256=sha256)
    wanted = row.channel == "wechat"
    return url_for("posters.article_cover", id=row.release_id) if wanted else None


def _previous(tx: Session, row: BoardRow) -> str | None:
    if row.action is Action.PUBLISH:
        return None
    receipt = queries.receipt_of_publish(tx, row.release_id, row.channel, row.account)
    return receipt.url if receipt else None


def _platform(row: BoardRow) -> str:
    """Where the operator posts; "" where the configuration does not say."""
    settings = services().settings
    found = next(
        (
            each.posting_page
            for each in settings.config.accounts
            if (each.channel, each.name) == (row.channel, row.account)
        ),
        "",
    )
    return found or posting_page(settings, row.channel)


def _again(
    id: UUID,  # noqa: A002 - the word of the address
    error: FayanError,
    link: str,
    picture: str = "",
) -> Reply:
    """The page as it is now, with what stopped the act."""
    errors = {getattr(error, "field", None) or "": tell(error)}
    page = _page(id, errors=errors, link=link, picture=picture)
    return answer("handover/show.html", "content", page, status=error.status)
