"""Entering an application's key, connecting an account, taking both away; warning in good time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from console import audit
from console.credentials import queries
from console.credentials.records import AccountKey
from console.database import Database
from console.kernel.clock import Clock
from console.kernel.errors import FayanError, Invalid, NotNow
from console.notices import service as notices
from console.people.queries import holders
from console.people.rules.actor import Actor
from console.people.rules.roles import P
from console.people.sealing import Keyring, Sealed
from console.settings import Settings

PURPOSE: Final = b"fayan platform accounts 1"
WARN_BEFORE: Final = (timedelta(days=7), timedelta(days=1), timedelta(0))
LONGEST: Final = 200  # characters of a key or a secret


@dataclass(frozen=True, slots=True)
class Application:
    """As sealed before the transaction. ``secret`` None: the one that is there stays."""

    key: str
    secret: Sealed | None


def sealed_application(keyring: Keyring, account: str, key: str, secret: str) -> Application:
    """Raises Invalid."""
    key, secret = key.strip(), secret.strip()
    if not key:
        raise Invalid("credentials.no_key", field="app_key")
    if max(len(key), len(secret)) > LONGEST:
        raise Invalid("credentials.too_long", field="app_key", most=LONGEST)
    return Application(key, keyring.seal(secret, _secret_of(account)) if secret else None)


def enter(tx: Session, at: datetime, actor: Actor, account: str, given: Application) -> None:
    """Another application ends what the one before was authorised to. Raises Invalid, NotYou."""
    actor.require(P.ACCOUNT_MANAGE)
    row = tx.get(AccountKey, account, with_for_update=True)
    if given.secret is None and (row is None or not row.app_secret or row.app_key != given.key):
        raise Invalid("credentials.no_secret", field="app_secret")
    if row is None:
        row = AccountKey(account=account, app_key=given.key)
        tx.add(row)
    if row.app_key != given.key:
        _forget_token(row)
    row.app_key = given.key
    if given.secret is not None:
        row.app_secret, row.app_secret_key_id = given.secret.text, given.secret.key_id
    _changed(tx, at, actor, row, audit.Event.ACCOUNT_ENTERED)


def connect(
    tx: Session,
    at: datetime,
    actor: Actor,
    account: str,
    token: Sealed,
    *,
    uid: str,
    lives: timedelta,
) -> None:
    """Raises NotNow where the application was taken away meanwhile, NotYou."""
    actor.require(P.ACCOUNT_MANAGE)
    row = tx.get(AccountKey, account, with_for_update=True)
    if row is None:
        raise NotNow("credentials.no_application")
    row.token, row.token_key_id, row.uid = token.text, token.key_id, uid
    row.connected_at, row.expires_at = at, at + lives
    _changed(tx, at, actor, row, audit.Event.ACCOUNT_CONNECTED, uid=uid)


def disconnect(tx: Session, at: datetime, actor: Actor, account: str) -> None:
    """Pressed twice, it is gone all the same. Raises NotYou."""
    actor.require(P.ACCOUNT_MANAGE)
    row = tx.get(AccountKey, account, with_for_update=True)
    if row is None or not row.token:
        return
    _forget_token(row)
    _changed(tx, at, actor, row, audit.Event.ACCOUNT_DISCONNECTED)


def warn(tx: Session, at: datetime, titles: Mapping[str, str]) -> None:
    """Administrators are told a week before an authorisation ends, a day before, and when it has;
    each once for each authorisation. ``titles``: what people call each account."""
    for each in queries.connections(tx).values():
        if each.expires_at is None:
            continue
        reached = [before for before in WARN_BEFORE if each.expires_at - at <= before]
        if not reached:
            continue
        kind = "account.ended" if each.expires_at <= at else "account.ending"
        notices.tell(
            tx, at, holders(tx, P.ACCOUNT_MANAGE), kind, f"platform:{each.account}",
            {"account": titles.get(each.account, each.account)},
            f"{kind}:{each.account}:{each.expires_at.isoformat()}:{min(reached).days}",
        )  # fmt: skip


@dataclass(frozen=True)
class Vault:
    """Opens what is sealed, for the one call that needs it."""

    database: Database
    clock: Clock
    keyring: Keyring

    @classmethod
    def of(cls, settings: Settings, database: Database, clock: Clock) -> "Vault":
        secrets = (settings.secret_key, *settings.previous_secret_keys)
        return cls(database, clock, Keyring(secrets, PURPOSE))

    def token(self, account: str) -> tuple[str, str] | None:
        """Token and whose; None: not connected, ended, or sealed by a key that is not ours."""
        with self.database.snapshot() as tx:
            found = queries.sealed_token(tx, account, self.clock.now())
        if found is None:
            return None
        try:
            return self.keyring.open(found[0], _token_of(account)), found[1]
        except FayanError:
            return None

    def secret(self, account: str) -> str:
        """Of the application. Raises NotNow where there is none that can be opened."""
        with self.database.snapshot() as tx:
            sealed = queries.sealed_secret(tx, account)
        if sealed is None:
            raise NotNow("credentials.no_application")
        try:
            return self.keyring.open(sealed, _secret_of(account))
        except FayanError as error:
            raise NotNow("credentials.cannot_open") from error

    def sealed_token(self, account: str, token: str) -> Sealed:
        return self.keyring.seal(token, _token_of(account))


def _secret_of(account: str) -> str:
    return f"{account}:secret"


def _token_of(account: str) -> str:
    return f"{account}:token"


def _forget_token(row: AccountKey) -> None:
    row.token = row.token_key_id = row.uid = ""
    row.connected_at = row.expires_at = None


def _changed(
    tx: Session, at: datetime, actor: Actor, row: AccountKey, event: audit.Event, **more: str
) -> None:
    row.changed_at, row.changed_by = at, actor.id
    audit.record(
        tx, at, event, actor=actor.username, subject=f"platform:{row.account}",
        app_key=row.app_key, **more,
    )  # fmt: skip
