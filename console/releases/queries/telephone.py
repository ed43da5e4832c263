"""Reading 电话核签: a call under way, who attested, and whether the signer has confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from console.kernel.errors import NotThere
from console.releases.records import Release, Signature, TelephoneCall


@dataclass(frozen=True, slots=True)
class CallView:
    """``state``: open, over, void (other words since), signed, confirmed or denied. ``owed``: the
    signature stands, and its signer has not said that it is theirs."""

    id: UUID
    release_id: UUID
    number: str
    title: str
    step: int
    role: str
    digest: str
    signer_id: UUID
    signer_name: str
    signer_post: str
    caller_id: UUID
    caller_name: str
    caller_post: str
    witness_name: str
    witness_post: str
    telephone: str
    started_at: datetime
    ends_at: datetime
    wrong: int
    signed_at: datetime | None
    confirm_by: datetime | None
    confirmed_at: datetime | None
    denied_at: datetime | None
    state: str
    owed: bool


def call(tx: Session, at: datetime, call_id: UUID) -> CallView:
    """Raises NotThere."""
    found = tx.execute(_asked().where(TelephoneCall.id == call_id)).first()
    if found is None:
        raise NotThere("telephone.not_there")
    return _view(at, *found)


def calls_of(tx: Session, at: datetime, release_id: UUID) -> tuple[CallView, ...]:
    """The newest first."""
    rows = tx.execute(_asked().where(Release.id == release_id).order_by(TelephoneCall.id.desc()))
    return tuple(_view(at, *each) for each in rows)


def by_step(tx: Session, at: datetime, release_id: UUID) -> Mapping[int, CallView]:
    """The calls behind the signatures that stand now."""
    views = calls_of(tx, at, release_id)
    return {view.step: view for view in reversed(views) if view.signed_at and view.state != "void"}


def unconfirmed(tx: Session, at: datetime, person_id: UUID | None = None) -> tuple[CallView, ...]:
    """Signatures that stand and that their signer has not confirmed, the first due first."""
    asked = _asked().where(
        TelephoneCall.signed_at.is_not(None), TelephoneCall.confirmed_at.is_(None),
        TelephoneCall.denied_at.is_(None),
    )  # fmt: skip
    if person_id:
        asked = asked.where(TelephoneCall.signer_id == person_id)
    rows = tx.execute(asked.order_by(TelephoneCall.confirm_by))
    return tuple(view for each in rows for view in [_view(at, *each)] if view.owed)


def behind(tx: Session, signature: Signature) -> TelephoneCall | None:
    """The call that this signature came from."""
    return tx.scalars(
        select(TelephoneCall).where(TelephoneCall.signature_id == signature.id)
    ).first()


def _asked() -> Select[TelephoneCall, Release, Signature]:
    return (
        select(TelephoneCall, Release, Signature)
        .join(Release, Release.id == TelephoneCall.release_id)
        .outerjoin(Signature, Signature.id == TelephoneCall.signature_id)
    )


def _view(
    at: datetime, row: TelephoneCall, release: Release, signature: Signature | None
) -> CallView:
    stands = release.digest == row.digest and (signature is None or signature.fell_at is None)
    return CallView(
        id=row.id, release_id=row.release_id, number=release.number or "",
        title=release.list_title or release.title, step=row.step, role=row.role, digest=row.digest,
        signer_id=row.signer_id, signer_name=row.signer_name, signer_post=row.signer_post,
        caller_id=row.caller_id, caller_name=row.caller_name, caller_post=row.caller_post,
        witness_name=row.witness_name, witness_post=row.witness_post, telephone=row.telephone,
        started_at=row.started_at, ends_at=row.ends_at, wrong=row.wrong, signed_at=row.signed_at,
        confirm_by=row.confirm_by, confirmed_at=row.confirmed_at, denied_at=row.denied_at,
        state=_state(at, row, stands=stands),
        owed=stands and row.signed_at is not None and not (row.confirmed_at or row.denied_at),
    )  # fmt: skip


def _state(at: datetime, row: TelephoneCall, *, stands: bool) -> str:
    if row.denied_at is not None:
        return "denied"
    if not stands:
        return "void"
    if row.confirmed_at is not None:
        return "confirmed"
    if row.signed_at is not None:
        return "signed"
    return "over" if row.ended_at is not None or row.ends_at <= at else "open"
