"""Passkeys: challenges that are good once, and what the browser brings back for them.

A challenge lives here, bound to a person, an act and a session; the browser's answer is checked
outside a transaction. User verification (fingerprint, face, PIN) is always required.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from console.kernel.errors import TooMany
from console.kernel.ids import new_id
from console.people.records import Passkey, PasskeyChallenge
from console.people.rules.passkeys import RelyingParty, digest_of

LASTS = timedelta(minutes=5)
MOST = 30  # challenges that one session may leave unanswered within LASTS


@dataclass(frozen=True, slots=True)
class Key:
    """``credential_id`` and ``public_key`` in base64url."""

    id: UUID
    credential_id: str
    public_key: str
    sign_count: int
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey, as the browser made it."""

    credential_id: str
    public_key: str
    sign_count: int
    transports: tuple[str, ...]


def ask(tx: Session, now: datetime, *, person_id: UUID, holder: UUID, act: str) -> str:
    """A new challenge, in base64url. ``holder``: the session, or the sign-in under way."""
    waiting = select(func.count()).select_from(PasskeyChallenge)
    waiting = waiting.where(
        PasskeyChallenge.holder == holder, PasskeyChallenge.made_at > now - LASTS
    )
    if (tx.scalar(waiting) or 0) >= MOST:
        raise TooMany("proof.too_many_codes", minutes=int(LASTS.total_seconds() // 60))
    challenge = _text(secrets.token_bytes(32))
    tx.add(
        PasskeyChallenge(
            id=new_id(), person_id=person_id, holder=holder, act=digest_of(act),
            challenge=challenge, made_at=now,
        )
    )  # fmt: skip
    return challenge


def asked(
    tx: Session, now: datetime, *, person_id: UUID, holder: UUID | None, act: str
) -> str | None:
    """The newest challenge that waits for an answer; None: there is none."""
    query = select(PasskeyChallenge.challenge).where(
        *_waiting(now, person_id=person_id, holder=holder, act=act)
    )
    return tx.scalars(query.order_by(PasskeyChallenge.made_at.desc())).first()


def claim(
    tx: Session, now: datetime, answer: str, *, person_id: UUID, holder: UUID | None, act: str
) -> str | None:
    """The challenge that ``answer`` answers, used up by this, whether it is right or wrong. None
    for one that was used, is old, or was given for another person, act or session."""
    told = _challenge_in(answer)
    using = update(PasskeyChallenge).where(
        PasskeyChallenge.challenge == told,
        *_waiting(now, person_id=person_id, holder=holder, act=act),
    )
    used = using.values(used_at=now).returning(PasskeyChallenge.challenge)
    return next(iter(tx.scalars(used).all()), None) if told else None


def _waiting(now: datetime, *, person_id: UUID, holder: UUID | None, act: str) -> tuple[Any, ...]:
    return (
        PasskeyChallenge.person_id == person_id,
        PasskeyChallenge.holder == holder,
        PasskeyChallenge.act == digest_of(act),
        PasskeyChallenge.used_at.is_(None),
        PasskeyChallenge.made_at > now - LASTS,
    )


def keys_of(tx: Session, person_id: UUID) -> tuple[Key, ...]:
    found = tx.scalars(
        select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.made_at)
    )
    return tuple(
        Key(row.id, row.credential_id, row.public_key, row.sign_count, tuple(row.transports))
        for row in found
    )


def sweep(tx: Session, now: datetime) -> None:
    tx.execute(delete(PasskeyChallenge).where(PasskeyChallenge.made_at < now - LASTS))


def creation(
    party: RelyingParty, challenge: str, *, person_id: UUID, username: str, name: str,
    known: tuple[Key, ...],
) -> str:  # fmt: skip
    """What ``navigator.credentials.create`` is given, as JSON. No attestation is asked for: which
    make of authenticator it is does not matter to us, and would tell about the person."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=party.id, rp_name=party.name, user_name=username, user_display_name=name,
        user_id=person_id.bytes, challenge=_bytes(challenge),
        timeout=int(LASTS.total_seconds()) * 1000,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(each) for each in known],
    )  # fmt: skip
    return webauthn.options_to_json(options)


def request(party: RelyingParty, challenge: str, known: tuple[Key, ...]) -> str:
    """What ``navigator.credentials.get`` is given, as JSON."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=party.id, challenge=_bytes(challenge), timeout=int(LASTS.total_seconds()) * 1000,
        allow_credentials=[_descriptor(each) for each in known],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return webauthn.options_to_json(options)


def made(party: RelyingParty, challenge: str, answer: str) -> Made | None:
    """None for an answer that is not to this challenge, or from another place."""
    import webauthn

    try:
        found = webauthn.verify_registration_response(
            credential=answer, expected_challenge=_bytes(challenge), expected_rp_id=party.id,
            expected_origin=party.origin, require_user_verification=True,
        )  # fmt: skip
        told = json.loads(answer)["response"].get("transports") or []
    except _wrong():
        return None
    transports = tuple(each for each in told[:8] if isinstance(each, str) and len(each) < 20)
    return Made(
        _text(found.credential_id), _text(found.credential_public_key), found.sign_count, transports
    )


def counted(party: RelyingParty, challenge: str, answer: str, key: Key) -> int | None:
    """What the authenticator's counter says now; None where its signature is not right."""
    import webauthn

    try:
        found = webauthn.verify_authentication_response(
            credential=answer, expected_challenge=_bytes(challenge), expected_rp_id=party.id,
            expected_origin=party.origin, credential_public_key=_bytes(key.public_key),
            credential_current_sign_count=0,  # judged by rules.passkeys, which tells a copy apart
            require_user_verification=True,
        )  # fmt: skip
    except _wrong():
        return None
    return found.new_sign_count


def credential_in(answer: str) -> str:
    """Which passkey it claims to be; "" where it says nothing that can be read."""
    told = _read(answer).get("id")
    return told[:1400] if isinstance(told, str) else ""


def _challenge_in(answer: str) -> str:
    try:
        told = json.loads(_bytes(_read(answer)["response"]["clientDataJSON"]))["challenge"]
    except (ValueError, TypeError, KeyError):
        return ""
    return told if isinstance(told, str) else ""


def _read(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _wrong() -> tuple[type[Exception], ...]:
    """What the library raises for an answer that cannot be read or is not right."""
    from webauthn.helpers.exceptions import WebAuthnException

    return (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError)


def _descriptor(key: Key) -> Any:
    from webauthn.helpers import structs

    known = {each.value for each in structs.AuthenticatorTransport}
    transports = [structs.AuthenticatorTransport(t) for t in key.transports if t in known]
    return structs.PublicKeyCredentialDescriptor(
        id=_bytes(key.credential_id), transports=transports or None
    )


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
