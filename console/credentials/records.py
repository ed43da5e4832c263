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
