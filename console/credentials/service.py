"""Entering an application's key, connecting an account, taking both away; warning in good time."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from console import audit
from console.credentials import queries
from console.credentials.records import AccountCallback, AccountKey, AccountToken
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


def sealed_callback(keyring: Keyring, account: str, token: str, aes_key: str) -> Sealed:
    """Raises Invalid."""
    token, aes_key = token.strip(), aes_key.strip()
    if not re.fullmatch(r"[A-Za-z0-9]{3,32}", token):
        raise Invalid("credentials.callback_token", field="callback_token")
    if aes_key and not re.fullmatch(r"[A-Za-z0-9]{43}", aes_key):
        raise Invalid("credentials.aes_key", field="aes_key")
    return keyring.seal(json.dumps([token, aes_key]), _callback_of(account))


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
        _forget_token(tx, row)
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


def proven(tx: Session, at: datetime, actor: Actor, account: str) -> None:
    """Connected without an end: the platform has just given a token for the application's own key.
    Found so again, nothing changes. Raises NotNow, NotYou."""
    actor.require(P.ACCOUNT_MANAGE)
    row = tx.get(AccountKey, account, with_for_update=True)
    if row is None:
        raise NotNow("credentials.no_application")
    if row.connected_at is not None:
        return
    row.uid, row.connected_at = row.app_key, at
    _changed(tx, at, actor, row, audit.Event.ACCOUNT_CONNECTED, uid=row.app_key)


def hear(tx: Session, at: datetime, actor: Actor, account: str, secrets: Sealed) -> None:
    """What the platform signs its messages to us with. Raises NotNow, NotYou."""
    actor.require(P.ACCOUNT_MANAGE)
    row = tx.get(AccountKey, account, with_for_update=True)
    if row is None:
        raise NotNow("credentials.no_application")
    tx.merge(AccountCallback(account=account, secrets=secrets.text, secrets_key_id=secrets.key_id))
    _changed(tx, at, actor, row, audit.Event.ACCOUNT_ENTERED, callback="entered")


def note_cleared(tx: Session, at: datetime, actor: Actor, account: str) -> None:
    """Somebody had the platform begin the day's quotas anew. Raises NotNow, NotYou."""
    actor.require(P.ACCOUNT_MANAGE)
    row = tx.get(AccountKey, account, with_for_update=True)
    if row is None:
        raise NotNow("credentials.no_application")
    _changed(tx, at, actor, row, audit.Event.ACCOUNT_QUOTA_CLEARED)


def disconnect(tx: Session, at: datetime, actor: Actor, account: str) -> None:
    """Pressed twice, it is gone all the same. Raises NotYou."""
    actor.require(P.ACCOUNT_MANAGE)
    row = tx.get(AccountKey, account, with_for_update=True)
    if row is None or row.connected_at is None:
        return
    _forget_token(tx, row)
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

    def open_token(self, account: str, sealed: Sealed) -> str:
        """Raises NotNow."""
        return self.keyring.open(sealed, _token_of(account))

    def callback(self, account: str) -> tuple[str, str, str] | None:
        """AppID, token and AES key ("" : none) of an account that is told of its jobs."""
        with self.database.snapshot() as tx:
            known, sealed = queries.connection(tx, account), queries.sealed_callback(tx, account)
        if known is None or sealed is None:
            return None
        try:
            token, aes_key = json.loads(self.keyring.open(sealed, _callback_of(account)))
        except (FayanError, ValueError):
            return None
        return known.app_key, str(token), str(aes_key)


def _secret_of(account: str) -> str:
    return f"{account}:secret"


def _token_of(account: str) -> str:
    return f"{account}:token"


def _callback_of(account: str) -> str:
    return f"{account}:callback"


def _forget_token(tx: Session, row: AccountKey) -> None:
    tx.execute(delete(AccountToken).where(AccountToken.account == row.account))
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
