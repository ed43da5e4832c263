"""What the screens of one person and of a request show, and who is told of a change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Reply

from console.kernel.ids import new_id
from console.language import translate
from console.language.words import word
from console.notices import service as notices
from console.people import account_requests, accounts, factors, identities, invitations, queries
from console.people.account_requests import RequestView
from console.people.queries import OpenSession, PersonCard, PersonEntry
from console.people.rules.actor import Actor
from console.people.rules.changes import Account, Change, gives_anew, needs_second
from console.people.rules.roles import GRANTS, P, Role
from console.people.service import Particulars
from console.web.answer import answer
from console.web.context import current_actor, locale, services


@dataclass(frozen=True)
class RequestLine:
    """``mine``: asked for by whoever looks, who therefore does not confirm it. ``telephone`` and
    ``since`` of the account: what who confirms can ask the person about. ``anew``: with it the
    account's keys are given anew."""

    view: RequestView
    person: PersonCard
    telephone: str
    since: datetime
    asked_by: PersonCard
    mine: bool
    waits: bool
    anew: bool


@dataclass(frozen=True)
class AccountPart:
    """What an administrator sees beside particulars. ``choices``: the changes that make sense now.
    ``second``: those that another administrator has to confirm."""

    sessions: tuple[OpenSession, ...]
    invited_until: datetime | None
    failures: int
    requests: tuple[RequestLine, ...]
    choices: tuple[Change, ...]
    second: tuple[Change, ...]


@dataclass(frozen=True)
class PersonPage:
    """``wrong``: the form that ``errors`` belong to: particulars, roles or account."""

    person: PersonEntry
    particulars: Particulars
    is_self: bool
    account: AccountPart | None
    held: frozenset[Role]
    roles: tuple[tuple[Role, str], ...]
    permissions: tuple[P, ...]
    wrong: str = "particulars"
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CodePage:
    """Shown once: the code is kept nowhere."""

    person: PersonCard
    code: str
    address: str
    hours: int


def may_manage() -> bool:
    return current_actor().may(P.PEOPLE_MANAGE)


def person_page(
    person_id: UUID,
    *,
    particulars: Particulars | None = None,
    wrong: str = "particulars",
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> PersonPage:
    """Raises NotThere."""
    with services().database.snapshot() as tx:
        found = queries.person(tx, person_id)
        account = _account(tx, found) if may_manage() else None
    held, card = frozenset(each.role for each in found.roles), found.card
    return PersonPage(
        person=found,
        particulars=particulars or Particulars(card.name, card.post, card.unit, found.telephone),
        is_self=current_actor().id == card.id,
        account=account,
        held=held,
        roles=role_words(),
        permissions=tuple(sorted({one for role in held for one in GRANTS[role]})),
        wrong=wrong,
        errors=errors or {},
        typed=typed or {},
    )


def role_words() -> tuple[tuple[Role, str], ...]:
    return tuple((role, translate(word(role.value, "role"), locale())) for role in Role)


def code_page(person_id: UUID, code: str) -> Reply:
    given = services()
    with given.database.snapshot() as tx:
        card = queries.person(tx, person_id).card
    page = CodePage(
        card, code, f"{given.settings.console_url}/invitation",
        given.settings.config.console.invitation_hours,
    )  # fmt: skip
    return answer("accounts/code.html", None, page, status=201)


def request_lines(tx: Session, person_id: UUID | None = None) -> tuple[RequestLine, ...]:
    found = account_requests.waiting(tx, services().clock.now(), person_id)
    return tuple(request_line(tx, each) for each in found)


def request_line(tx: Session, view: RequestView) -> RequestLine:
    entry = queries.person(tx, view.person_id)
    return RequestLine(
        view=view,
        person=entry.card,
        telephone=entry.telephone,
        since=entry.created_at,
        asked_by=queries.person(tx, view.asked_by).card,
        mine=view.asked_by == current_actor().id,
        waits=view.waits(services().clock.now()),
        anew=gives_anew(
            queries.account(tx, view.person_id), frozenset(view.roles) - frozenset(view.seen)
        ),
    )


def tell_of(
    tx: Session,
    at: datetime,
    actor: Actor,
    kind: str,
    person_id: UUID,
    *,
    subject: str = "",
    **parameters: str,
) -> None:
    """The person and the other administrators: no administrator acts on people unseen."""
    name = queries.person(tx, person_id).card.name
    told = {person_id, *queries.administrators(tx)} - {actor.id}
    notices.tell(
        tx, at, told, kind, subject or f"person:{person_id}",
        {"name": name, "who": actor.name, **parameters}, f"{kind}:{new_id()}",
    )  # fmt: skip


def tell_asked(
    tx: Session, at: datetime, actor: Actor, change: Change, person_id: UUID, asked: UUID
) -> None:
    """The person reads of their own account; only administrators open the request."""
    name = queries.person(tx, person_id).card.name
    told = {"name": name, "who": actor.name, "change": change.value}
    others = {*queries.administrators(tx)} - {actor.id}
    key = f"account.asked:{asked}"
    notices.tell(tx, at, others, "account.asked", f"account_request:{asked}", told, key)
    own = {person_id} - others - {actor.id}
    notices.tell(tx, at, own, "account.asked_yours", f"account:{person_id}", told, key)


def _account(tx: Session, found: PersonEntry) -> AccountPart:
    given, now, person_id = services(), services().clock.now(), found.card.id
    failures = accounts.failures(tx, now - given.limits.window, person_id)
    return AccountPart(
        sessions=queries.open_sessions(tx, person_id, now, given.lifetime.idle),
        invited_until=invitations.waiting(tx, now, person_id),
        failures=failures,
        requests=request_lines(tx, person_id),
        choices=tuple(_choices(tx, found, failures)),
        second=_second(accounts.account(tx, now, given.terms, person_id)),
    )


def _second(account: Account) -> tuple[Change, ...]:
    return tuple(each for each in Change if needs_second(each, account))


def _choices(tx: Session, found: PersonEntry, failures: int) -> list[Change]:
    own = found.card.id == current_actor().id
    fits = {
        Change.INVITE: found.active and not own,
        Change.UNLOCK: failures > 0,
        Change.FACTORS: not own and factors.has_any(tx, found.card.id),
        Change.UNBIND: not own and identities.bound_since(tx, found.card.id) is not None,
        Change.CLOSE: found.active,
        Change.REOPEN: not found.active,
    }
    return [change for change, possible in fits.items() if possible]
