"""Tokens of an hour or two: one for all processes, and one process at a time that gets another.

Whoever finds none that is good claims the row, speaks to the platform outside of any transaction,
and writes what it got; the others wait for that. A claim ends by itself, so a crash stops nobody.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy.orm import Session

from console.credentials import queries
from console.credentials.records import AccountToken
from console.credentials.service import Vault
from console.database import insert_missing
from console.kernel.errors import ChannelUnavailable, FayanError
from console.people.sealing import Sealed

Fetch: TypeAlias = Callable[[str, str, bool], tuple[str, timedelta]]
"""Key and secret of the application, whether to end the token before; the token and how long it
lives. Raises what the platform's client raises."""
CLAIM: Final = timedelta(seconds=20)
MARGIN: Final = timedelta(minutes=4)
"""Not used so near its end: in the last five minutes the platform gives the next one."""
WAITS: Final = 50
PAUSE: Final = 0.1  # seconds


@dataclass(frozen=True)
class ShortTokens:
    vault: Vault
    fetch: Fetch
    pause: Callable[[float], None] = time.sleep

    def token(self, account: str, spent: str = "") -> str:
        """``spent``: the one that the platform would not take. Raises NotNow where there is no
        application, ChannelUnavailable, and what ``fetch`` raises."""
        for _ in range(WAITS):
            with self.vault.database.snapshot() as tx:
                if good := self._good(tx, account, spent):
                    return good
            if self._claimed(account, spent):
                return self._fetched(account, spent)
            self.pause(PAUSE)
        raise ChannelUnavailable("credentials.token_busy")

    def _good(self, tx: Session, account: str, spent: str) -> str:
        row = tx.get(AccountToken, account, populate_existing=True)
        if row is None or not row.token or row.expires_at <= self.vault.clock.now():
            return ""
        try:
            kept = self.vault.open_token(account, Sealed(row.token_key_id, row.token))
        except FayanError:
            return ""
        return "" if kept == spent else kept

    def _claimed(self, account: str, spent: str) -> bool:
        now = self.vault.clock.now()
        with self.vault.database.transaction() as tx:
            empty = {"account": account, "token": "", "token_key_id": "", "expires_at": now,
                     "fetching_until": now}  # fmt: skip
            insert_missing(tx, AccountToken, [empty])
            row = tx.get_one(AccountToken, account, with_for_update=True, populate_existing=True)
            if now < row.fetching_until <= now + 2 * CLAIM or self._good(tx, account, spent):
                return False
            row.fetching_until = now + CLAIM
            return True

    def _fetched(self, account: str, spent: str) -> str:
        token, lives = "", timedelta(0)
        try:
            with self.vault.database.snapshot() as tx:
                known = queries.connection(tx, account)
            secret = self.vault.secret(account)
            key = known.app_key if known else ""
            token, lives = self.fetch(key, secret, False)  # noqa: FBT003 - as ``Fetch`` says
            if token == spent:
                token, lives = self.fetch(key, secret, True)  # noqa: FBT003 - as above
            return token
        finally:
            self._keep(account, token, lives)

    def _keep(self, account: str, token: str, lives: timedelta) -> None:
        """And give the claim back; after a failure the token before stays as it was."""
        now: datetime = self.vault.clock.now()
        sealed = self.vault.sealed_token(account, token) if token else None
        with self.vault.database.transaction() as tx:
            row = tx.get(AccountToken, account, with_for_update=True, populate_existing=True)
            if row is None:
                return
            row.fetching_until = now
            if sealed is not None:
                row.token, row.token_key_id = sealed.text, sealed.key_id
                row.expires_at = now + max(lives - MARGIN, lives / 2)
