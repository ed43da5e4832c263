"""预审: a version goes through the whole chain before anything happened; and comes to an end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.kernel.errors import Invalid, NotNow, NotThere
from console.notices.service import settle, tell
from console.people.queries import holders_of_role
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import P, Role, permissions
from console.people.rules.signing import Proofs, Standing, check_signer
from console.release_templates import queries
from console.release_templates.queries import ClearanceView
from console.release_templates.records import Clearance, ClearanceSignature, TemplateVersion
from console.release_templates.rules.clearing import BEFOREHAND, VERIFYING, Sealed, digest_of
from console.release_templates.rules.grammar import not_clearable, not_one_line, parse


@dataclass(frozen=True, slots=True)
class Terms:
    """``chain``: what a release of its kind in ``column`` has to pass. ``facts``: as in
    ``Vocabulary``. ``longest``: how long a clearance may count. ``longest_remark``: characters."""

    chain: tuple[Role, ...]
    column: str
    facts: frozenset[str]
    longest: timedelta
    longest_remark: int


def ask(
    tx: Session,
    at: datetime,
    actor: Actor,
    terms: Terms,
    *,
    template_id: UUID,
    seen: int,
    expires_at: datetime,
) -> UUID:
    """Send the newest version, ``seen`` on the screen, to be cleared until ``expires_at``.

    Raises Invalid, with the line of what cannot be cleared; NotNow while it is on its way.
    """
    actor.require(P.TEMPLATE_MANAGE)
    found = queries.template(tx, template_id)
    version = _lock(tx, found.newest.id)
    if found.retired_at is not None:
        raise NotNow("template.retired")
    if version.place != seen:
        raise Invalid("template.changed_meanwhile", field="", place=version.place)
    if version.kind not in BEFOREHAND:
        raise Invalid("clearance.kind", field="kind")
    read = parse(version.text, terms.facts)
    for problem in not_clearable(read):
        raise problem
    if version.kind == VERIFYING and (unfit := not_one_line(read)):
        raise unfit
    if not at < expires_at <= at + terms.longest:
        raise Invalid("clearance.expiry", field="expires_at", days=terms.longest.days)
    if any(each.pending(at) for each in found.clearances if each.version.id == version.id):
        raise NotNow("clearance.on_its_way")
    sealed = Sealed(
        version.id, found.newest.wording, terms.column, tuple(each.value for each in terms.chain),
        expires_at.replace(microsecond=0),
    )  # fmt: skip
    made = Clearance(
        version_id=version.id, package=sealed.package(), digest=digest_of(sealed.package()),
        chain=list(sealed.chain), expires_at=sealed.expires_at, asked_by=actor.id, asked_at=at,
    )  # fmt: skip
    tx.add(made)
    tx.flush()
    view = queries.clearance(tx, made.id)
    where = queries.standing(tx, view)
    for role in where.chain:
        if not set(holders_of_role(tx, role)) - where.authors:
            raise Invalid("chain.nobody_for_step", field="", role=role.value)
    audit.record(
        tx, at, audit.Event.CLEARANCE_ASKED, actor=actor.username, subject=f"clearance:{made.id}",
        template=found.name, revision=version.place, digest=made.digest, chain=list(sealed.chain),
        until=sealed.expires_at.isoformat(),
    )  # fmt: skip
    _tell(tx, at, view, where)
    return made.id


def sign(
    tx: Session,
    at: datetime,
    actor: Actor,
    proofs: Proofs,
    *,
    clearance_id: UUID,
    seen: str,
    proof: Proof,
    comment: str = "",
    longest_remark: int = 2000,
) -> bool:
    """The step whose turn it is; True when it was the last and the version is cleared.

    Touching twice signs once. Raises NotYou, NotNow, Stale.
    """
    row = _locked(tx, clearance_id)
    view = queries.clearance(tx, clearance_id)
    if seen and any(
        each.person_id == actor.id and each.digest == seen for each in view.signatures
    ):  # fmt: skip
        return row.cleared_at is not None
    _check_going(view, at)
    where = queries.standing(tx, view)
    check_signer(actor, where, seen=seen, of="clearance")
    actor.require(P.RELEASE_SIGN)
    proofs.require(proof, actor.id, at, act_of("clear", seen))
    if digest_of(row.package) != row.digest:
        raise NotNow("clearance.altered")
    if len(comment) > longest_remark:
        raise Invalid("remark.too_long", field="comment", length=len(comment), most=longest_remark)
    tx.add(
        ClearanceSignature(
            clearance_id=row.id, digest=row.digest, step=where.step, role=where.role.value,
            person_id=actor.id, person_name=actor.name, post=actor.post, signed_at=at,
            proof=proof.method, comment=comment.strip(),
        )
    )  # fmt: skip
    audit.record(
        tx, at, audit.Event.CLEARANCE_SIGNED, actor=actor.username, subject=f"clearance:{row.id}",
        template=view.version.name, digest=row.digest, step=where.step, role=where.role.value,
        proof=proof.method,
    )  # fmt: skip
    _settle(tx, at, view, where)
    tx.flush()
    if not where.last:
        signed = queries.clearance(tx, row.id)
        _tell(tx, at, signed, queries.standing(tx, signed))
        return False
    row.cleared_at = at
    audit.record(
        tx, at, audit.Event.CLEARED, actor=audit.SYSTEM, subject=f"clearance:{row.id}",
        template=view.version.name, digest=row.digest, until=row.expires_at.isoformat(),
    )  # fmt: skip
    tell(
        tx, at, [row.asked_by], "clearance.told_cleared", f"clearance:{row.id}",
        {"template": view.version.name}, f"cleared:{row.id}",
    )  # fmt: skip
    return True


def end(
    tx: Session,
    at: datetime,
    actor: Actor,
    *,
    clearance_id: UUID,
    reason: str,
    longest_remark: int = 2000,
) -> None:
    """Send back while it is on its way; withdraw once it is cleared. Whoever may sign releases by
    their role, or manages templates, may stop one at once. Pressed twice it ends once."""
    if P.RELEASE_SIGN not in permissions(actor.roles):
        actor.require(P.TEMPLATE_MANAGE)
    row = _locked(tx, clearance_id)
    said = reason.strip()
    if not said:
        raise Invalid("remark.missing", field="reason")
    if len(said) > longest_remark:
        raise Invalid("remark.too_long", field="reason", length=len(said), most=longest_remark)
    if row.ended_at is None:
        _end(tx, at, actor, row, "withdrawn" if row.cleared_at else "sent_back", said)


def end_all(tx: Session, at: datetime, actor: Actor, template_id: UUID, because: str) -> None:
    """Of every version of a template."""
    rows = tx.scalars(
        select(Clearance)
        .join(TemplateVersion, TemplateVersion.id == Clearance.version_id)
        .where(TemplateVersion.template_id == template_id, Clearance.ended_at.is_(None))
        .with_for_update()
    )
    for row in rows:
        _end(tx, at, actor, row, because, "")


def _end(
    tx: Session, at: datetime, actor: Actor, row: Clearance, because: str, reason: str
) -> None:
    view = queries.clearance(tx, row.id)
    where = queries.standing(tx, view)
    row.ended_at, row.ended_by, row.ended_because, row.reason = at, actor.id, because, reason
    audit.record(
        tx, at, audit.Event.CLEARANCE_ENDED, actor=actor.username, subject=f"clearance:{row.id}",
        template=view.version.name, digest=row.digest, because=because, reason=reason,
    )  # fmt: skip
    if not where.complete:
        _settle(tx, at, view, where)
    if row.asked_by != actor.id:
        tell(
            tx, at, [row.asked_by], "clearance.told_ended", f"clearance:{row.id}",
            {"template": view.version.name, "by": actor.name}, f"clearance_ended:{row.id}",
        )  # fmt: skip
    tx.flush()


def _check_going(view: ClearanceView, at: datetime) -> None:
    if view.ended_at is not None:
        raise NotNow("clearance.ended")
    if at >= view.expires_at:
        raise NotNow("clearance.expired")


def _tell(tx: Session, at: datetime, view: ClearanceView, where: Standing) -> None:
    wanted = set(holders_of_role(tx, where.role)) - where.authors - set(where.signers)
    tell(
        tx, at, sorted(wanted), "clearance.told_to_sign", f"clearance:{view.id}",
        {"template": view.version.name}, _asked(view, where),
    )  # fmt: skip


def _settle(tx: Session, at: datetime, view: ClearanceView, where: Standing) -> None:
    settle(tx, at, holders_of_role(tx, where.role), _asked(view, where))


def _asked(view: ClearanceView, where: Standing) -> str:
    return f"clear:{view.id}:{where.step}"


def _lock(tx: Session, version_id: UUID) -> TemplateVersion:
    return tx.scalars(
        select(TemplateVersion).where(TemplateVersion.id == version_id).with_for_update()
    ).one()


def _locked(tx: Session, clearance_id: UUID) -> Clearance:
    row = tx.get(Clearance, clearance_id, with_for_update=True)
    if row is None:
        raise NotThere("clearance.not_there")
    return row
