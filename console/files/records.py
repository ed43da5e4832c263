"""Attachments: the bytes lie in ``var/files/<sha256>``, one row each, never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base


class StoredFile(Base):
    __tablename__ = "files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    stored_at: Mapped[datetime]
    stored_by: Mapped[str] = mapped_column(String(80))


class FileBringer(Base):
    """Who brought these bytes, also after somebody else: they may see them before they belong to
    anything."""

    __tablename__ = "file_bringers"

    sha256: Mapped[str] = mapped_column(String(64), ForeignKey("files.sha256"), primary_key=True)
    username: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]
