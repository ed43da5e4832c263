"""People, their roles, sessions and second factors, and the attempts to sign in or to prove."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from console.database import Base, words
from console.kernel.ids import new_id
from console.people.rules.changes import Change, Outcome
from console.people.rules.roles import Role


class Person(Base):
    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(80))
    telephone: Mapped[str] = mapped_column(String(30), default="")
    locale: Mapped[str] = mapped_column(String(10), default="zh_CN")
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class RoleAssignment(Base):
    """Append-only but for its revocation."""

    __tablename__ = "role_assignments"
    __table_args__ = (Index("ix_role_assignments_current", "person_id", "revoked_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Role] = mapped_column(words(Role))
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[str] = mapped_column(String(80))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(80))


class SignInSession(Base):
    """A session lives here; the cookie holds only a random token, kept as its SHA-256: the first
    one here, the later ones as ``SessionToken``."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]  # by a person's act; polls and autosave do not count
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(60))
    browser: Mapped[str] = mapped_column(String(200))
    token_until: Mapped[datetime | None]  # since a later token came: see SessionToken


class SessionToken(Base):
    """A later token of the same session, given at each proof of person. ``used_at``: when the
    browser came with it first; the earlier ones end soon after (``until``)."""

    __tablename__ = "session_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sign_in_sessions.id"), index=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    until: Mapped[datetime | None]


class SignInAttempt(Base):
    """Failures only. ``known``: from an address where this name has signed in before."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_address_at", "address", "at"),
        Index("ix_sign_in_attempts_username_at", "username", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    username: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(60))
    known: Mapped[bool] = mapped_column(default=False)


class Invitation(Base):
    """A code with which somebody sets their first password, once. Kept as its SHA-256."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccountRequest(Base):
    """A change of a signer's or an administrator's account that another administrator has to
    confirm. ``telephone``: the new number; for that change only."""

    __tablename__ = "account_requests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    change: Mapped[Change] = mapped_column(words(Change))
    roles: Mapped[list[Any]]
    seen: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(String(500))
    telephone: Mapped[str] = mapped_column(String(30), default="")
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome))


class ProviderIdentity(Base):
    """Who somebody is at the bureau's identity provider: ``iss`` and ``sub`` of its ID tokens."""

    __tablename__ = "provider_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    bound_at: Mapped[datetime]


class KnownAddress(Base):
    """Where a name has signed in: an attacker elsewhere does not lock this one out."""

    __tablename__ = "known_addresses"

    username: Mapped[str] = mapped_column(String(40), primary_key=True)
    address: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime]


class TotpFactor(Base):
    """An authenticator. The secret is sealed (``people.sealing``); until ``confirmed_at`` it proves
    nothing. ``last_step``: the newest time step that was used; none before it is taken again."""

    __tablename__ = "totp_factors"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    secret: Mapped[str] = mapped_column(String(200))
    key_id: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """``credential_id`` and ``public_key`` in base64url. ``sign_count``: what the authenticator
    said last; it may not go back (WebAuthn 6.1.1)."""

    __tablename__ = "passkeys"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(3000))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[Any]]
    name: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """Kept as its Argon2id; good once."""

    __tablename__ = "recovery_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What a passkey is asked to sign: for one person, one act and one session, once.
    ``holder``: the session, or the sign-in that is under way. ``act``: SHA-256 of what for."""

    __tablename__ = "passkey_challenges"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    holder: Mapped[UUID] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(64))
    challenge: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class PendingSignIn(Base):
    """The password was right and the second factor is still owed: this opens nothing else. The
    cookie holds only a random token, kept as its SHA-256."""

    __tablename__ = "pending_sign_ins"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
