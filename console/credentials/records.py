"""One row for an account that is, or is to be, connected."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base


class AccountKey(Base):
    """``account``: ``weibo:main``. ``app_key`` is public; ``app_secret`` and ``token`` are sealed,
    each with the id of the key that sealed it; "" : there is none. ``uid``: the account's number on
    the platform."""

    __tablename__ = "account_keys"

    account: Mapped[str] = mapped_column(String(60), primary_key=True)
    app_key: Mapped[str] = mapped_column(String(100))
    app_secret: Mapped[str] = mapped_column(String(2000), default="")
    app_secret_key_id: Mapped[str] = mapped_column(String(16), default="")
    token: Mapped[str] = mapped_column(String(4000), default="")
    token_key_id: Mapped[str] = mapped_column(String(16), default="")
    uid: Mapped[str] = mapped_column(String(60), default="")
    connected_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))


class AccountToken(Base):
    """A token of an hour or two, shared by all processes. ``fetching_until``: one of them is
    getting another just now."""

    __tablename__ = "account_tokens"

    account: Mapped[str] = mapped_column(String(60), primary_key=True)
    token: Mapped[str] = mapped_column(String(4000), default="")
    token_key_id: Mapped[str] = mapped_column(String(16), default="")
    expires_at: Mapped[datetime]
    fetching_until: Mapped[datetime]


class AccountCallback(Base):
    """What a platform signs its messages to us with: token and AES key, sealed as one."""

    __tablename__ = "account_callbacks"

    account: Mapped[str] = mapped_column(String(60), primary_key=True)
    secrets: Mapped[str] = mapped_column(String(2000))
    secrets_key_id: Mapped[str] = mapped_column(String(16))


class PlatformCall(Base):
    """How often we called: ``day`` in the bureau's zone (2026-11-23), ``call``: submit, poll …"""

    __tablename__ = "platform_calls"

    account: Mapped[str] = mapped_column(String(60), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    call: Mapped[str] = mapped_column(String(20), primary_key=True)
    used: Mapped[int] = mapped_column(default=0)


class PlatformEvent(Base):
    """The end of a job, as the platform told it. ``key``: the same when it is told again."""

    __tablename__ = "platform_events"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(String(60))
    job: Mapped[str] = mapped_column(String(64), index=True)
    status: Mapped[str] = mapped_column(String(40))
    article_id: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(1000))
    told_at: Mapped[datetime]
