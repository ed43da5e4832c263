"""How an account is connected; what is sealed stays so."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.credentials.records import AccountCallback, AccountKey
from console.people.sealing import Sealed


@dataclass(frozen=True, slots=True)
class Connection:
    """``expires_at``: of the authorisation; None: there is none, or it has no end."""

    account: str
    app_key: str
    has_secret: bool
    uid: str
    connected_at: datetime | None
    expires_at: datetime | None
    changed_by: UUID

    def holds(self, at: datetime) -> bool:
        """Connected; without an end where the platform knows none."""
        if self.expires_at is None:
            return self.connected_at is not None
        return self.expires_at > at


def connection(tx: Session, account: str) -> Connection | None:
    row = tx.get(AccountKey, account)
    return None if row is None else _view(row)


def connections(tx: Session) -> dict[str, Connection]:
    """By account."""
    return {row.account: _view(row) for row in tx.scalars(select(AccountKey))}


def sealed_secret(tx: Session, account: str) -> Sealed | None:
    row = tx.get(AccountKey, account)
    return Sealed(row.app_secret_key_id, row.app_secret) if row and row.app_secret else None


def sealed_token(tx: Session, account: str, at: datetime) -> tuple[Sealed, str] | None:
    """And whose it is; None where there is none that is still good."""
    row = tx.get(AccountKey, account)
    if row is None or not row.token or not _view(row).holds(at):
        return None
    return Sealed(row.token_key_id, row.token), row.uid


def sealed_callback(tx: Session, account: str) -> Sealed | None:
    row = tx.get(AccountCallback, account)
    return Sealed(row.secrets_key_id, row.secrets) if row else None


def _view(row: AccountKey) -> Connection:
    return Connection(
        row.account, row.app_key, bool(row.app_secret), row.uid, row.connected_at,
        row.expires_at, row.changed_by,
    )  # fmt: skip
