"""电话核签: call the signer back, hear code and figures repeated, attest by two people. The signer
confirms in person by a deadline, or says that they did not sign: then the release is held at once.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from console import audit
from console.authorisations.queries import able_to_sign, granted_to
from console.kernel.clock import whole_seconds
from console.kernel.errors import FayanError, Invalid, NotNow, NotThere, NotYou, Stale
from console.notices.service import settle, tell
from console.people import queries as people
from console.people.rules.actor import Actor
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import P, Role, permissions
from console.people.rules.signing import check_signer
from console.publishing.rules.states import HoldScope
from console.publishing.service import place_hold
from console.releases.policy import ReleasePolicy
from console.releases.queries.telephone import behind, unconfirmed
from console.releases.records import Release, Signature, TelephoneCall
from console.releases.rules.body import text_of
from console.releases.rules.package import content_of, opened
from console.releases.rules.scene import is_on_scene
from console.releases.rules.telephone import (
    METHOD,
    MOST_WRONG,
    check_figures,
    check_people,
    check_weight,
    figures_in,
    is_allowed,
    same_code,
)
from console.releases.rules.workflow import Action, Stage
from console.releases.service import found, relying
from console.releases.service.approval import enter
from console.releases.standing import matter_of, signatures, standing

LEADERS = (Role.UNIT_HEAD, Role.BUREAU_LEADER)
DENIED = "电话核签：签字人说“我没有签”"


def attest_act(call_id: UUID, digest: str) -> str:
    """What caller and witness each prove who they are for."""
    return act_of("attest", call_id, digest)


def figures_of(release: Release) -> tuple[str, ...]:
    """Of all that goes out: title, text, 公众须知, and the words of every channel."""
    content = content_of(release.package)
    written = [
        w for each in content.variants.values() for w in (each.title, each.text, each.summary)
    ]
    return figures_in(content.title, text_of(content.body), content.advice, *written)


def begin_call(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    release_id: UUID,
    signer_id: UUID,
) -> UUID:
    """The caller begins; on the signer's registered number. Raises NotYou, NotNow, Invalid."""
    release = found.locked(tx, release_id)
    actor.require(P.TELEPHONE_ATTEST)
    check_allowed(policy, release)
    _check_only_one(tx, release)
    where = standing(tx, release)
    signer = _signer(tx, at, signer_id)
    check_people(actor.id, UUID(int=0), signer.id, where.authors, where.signers)
    acting, _ = relying.signer(tx, at, signer, release, where)
    check_signer(acting, where, seen=release.digest)
    number = people.person(tx, signer.id).telephone
    if not number:
        raise Invalid("telephone.no_number", field="signer")
    step = where.step_of(acting)
    row = TelephoneCall(
        release_id=release.id, digest=release.digest, step=step, role=where.chain[step].value,
        signer_id=signer.id, signer_name=signer.name, signer_post=signer.post, telephone=number,
        caller_id=actor.id, caller_name=actor.name, caller_post=actor.post, started_at=at,
        ends_at=(at + policy.telephone.lasts).replace(microsecond=0), figures=[],
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    _record(tx, at, audit.Event.CALL_BEGUN, actor.username, release, row)
    return row.id


def _check_only_one(tx: Session, release: Release) -> None:
    """Two people beside the telephone may stand for one signer, never for a whole chain."""
    if any(each.proof == METHOD for each in signatures(tx, release)):
        raise NotNow("telephone.one_only")


def check_allowed(policy: ReleasePolicy, release: Release) -> None:
    """Raises NotNow: not in review, of a kind or level that config keeps in person, or on scene."""
    if release.stage is not Stage.IN_REVIEW or not release.package:
        raise NotNow("telephone.not_in_review")
    package = opened(release.package)
    told = policy.telephone
    if is_on_scene(package) or not is_allowed(
        told.kinds, told.levels, release.kind, package["level"]
    ):
        raise NotNow("telephone.not_allowed")


def check_call(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    call_id: UUID,
    code: str,
    repeated: Collection[str],
    witness_id: UUID,
) -> FayanError | None:
    """Before anybody proves who they are: is the call good, and was it repeated right? A wrong code
    is written down, so the caller commits and raises what comes back. Raises what is not recorded.
    """
    row, release = _open_call(tx, at, actor, call_id)
    check_allowed(policy, release)
    where = standing(tx, release)
    check_people(actor.id, witness_id, row.signer_id, where.authors, where.signers)
    check_weight(actor.roles, people.actor(tx, witness_id).roles)
    if not same_code(code, row.digest):
        row.wrong += 1
        if row.wrong >= MOST_WRONG:
            row.ended_at = at
        _record(tx, at, audit.Event.CALL_WRONG_CODE, actor.username, release, row, count=row.wrong)
        return Invalid("telephone.wrong_code", field="code_heard", left=MOST_WRONG - row.wrong)
    check_figures(figures_of(release), repeated)
    return None


def sign_by_telephone(
    tx: Session,
    at: datetime,
    actor: Actor,
    policy: ReleasePolicy,
    *,
    call_id: UUID,
    code: str,
    repeated: Collection[str],
    witness_id: UUID,
    proof: Proof,
    witness_proof: Proof,
) -> bool:
    """Caller and witness attest; the signer's signature stands, to be confirmed by its deadline.
    True when it was the last of the chain. Raises what ``check_call`` says, and what signing does.
    """
    refused = check_call(
        tx, at, actor, policy, call_id=call_id, code=code, repeated=repeated, witness_id=witness_id
    )
    if refused:
        raise refused
    row, release = _open_call(tx, at, actor, call_id)
    witness = people.actor(tx, witness_id)
    act = attest_act(row.id, row.digest)
    policy.require(proof, actor.id, at, act)
    policy.require(witness_proof, witness.id, at, act)
    where = standing(tx, release)
    signer, relied = relying.signer(tx, at, _signer(tx, at, row.signer_id), release, where)
    _check_only_one(tx, release)
    found.may_move(release, Action.SIGN, signer)
    check_signer(signer, where, seen=row.digest)
    row.witness_id, row.witness_name, row.witness_post = witness.id, witness.name, witness.post
    row.caller_proof, row.witness_proof = proof.method, witness_proof.method
    row.figures = sorted(repeated)
    row.signed_at = row.ended_at = at
    row.confirm_by = (at + policy.telephone.confirm_within).replace(microsecond=0)
    _record(
        tx, at, audit.Event.CALL_ATTESTED, actor.username, release, row,
        caller=actor.username, witness=witness.username, proof=proof.method,
        witness_proof=witness_proof.method, until=whole_seconds(row.confirm_by),
    )  # fmt: skip
    last = enter(tx, at, signer, policy, release, where, relied, METHOD, entered_by=actor.username)
    tx.flush()
    row.signature_id = next(
        each.id for each in signatures(tx, release) if each.person_id == signer.id
    )
    tell(
        tx, at, [signer.id], "telephone.confirm", found.subject(release),
        {"number": release.number or "", "name": actor.name}, f"telephone:{row.id}",
    )  # fmt: skip
    return last


def confirm(
    tx: Session, at: datetime, actor: Actor, policy: ReleasePolicy, call_id: UUID, proof: Proof
) -> None:
    """In person, by the signer. Twice is once."""
    row, release = _theirs(tx, actor, call_id)
    if row.confirmed_at is not None:
        return
    if row.denied_at is not None:
        raise NotNow("telephone.denied_already")
    policy.require(proof, actor.id, at, act_of("confirm-call", row.id))
    row.confirmed_at, row.confirm_proof = at, proof.method
    settle(tx, at, [actor.id], f"telephone:{row.id}")
    late = row.confirm_by is not None and at > row.confirm_by
    _record(
        tx, at, audit.Event.CALL_CONFIRMED, actor.username, release, row, late=late,
        proof=proof.method,
    )  # fmt: skip


def deny(tx: Session, at: datetime, actor: Actor, call_id: UUID) -> None:
    """我没有签: the release is held at once, and everybody who leads is told. No proof is asked: it
    stops words, it sends none. Twice is once; also after a confirmation somebody else may have
    given in their name."""
    row, release = _theirs(tx, actor, call_id)
    if row.denied_at is not None:
        return
    row.denied_at = at
    place_hold(tx, at, actor, HoldScope.RELEASE, release_id=release.id, reason=DENIED)
    settle(tx, at, [actor.id], f"telephone:{row.id}")
    _record(tx, at, audit.Event.CALL_DENIED, actor.username, release, row)
    leaders = {each for role in LEADERS for each in people.holders_of_role(tx, role)}
    told = {*leaders, row.caller_id, release.created_by, row.witness_id or row.caller_id}
    tell(
        tx, at, sorted(told - {actor.id}), "telephone.was_denied", found.subject(release),
        {"number": release.number or "", "name": actor.name}, f"telephone:{row.id}:denied",
    )  # fmt: skip


def escalate_calls(tx: Session, now: datetime) -> int:
    """Past the deadline: the signer and the leaders, once, and the audit; how many are overdue."""
    late = 0
    for view in unconfirmed(tx, now):
        if view.confirm_by is None or now < view.confirm_by:
            continue
        late += 1
        row, release = tx.get_one(TelephoneCall, view.id), tx.get_one(Release, view.release_id)
        if row.overdue_at is None:
            row.overdue_at = now
            _record(tx, now, audit.Event.CALL_OVERDUE, audit.SYSTEM, release, row)
        leaders = {each for role in LEADERS for each in people.holders_of_role(tx, role)}
        tell(
            tx, now, sorted({*leaders, row.signer_id}), "telephone.overdue", found.subject(release),
            {"number": release.number or "", "name": view.signer_name},
            f"telephone:{row.id}:overdue",
        )  # fmt: skip
    return late


def unattested(tx: Session, signed: Iterable[Signature], wrote: frozenset[UUID]) -> bool:
    """A signature by telephone without its call, without two other people of whom one signs, or
    that its signer says is not theirs; and more than one, by which two people would stand for a
    whole chain."""
    by = list(signed)
    called = [each for each in by if each.proof == METHOD]
    others = [each.person_id for each in by if each.proof != METHOD]
    return len(called) > 1 or any(not _attested(tx, each, wrote, others) for each in called)


def _attested(
    tx: Session, signed: Signature, wrote: frozenset[UUID], others: Collection[UUID]
) -> bool:
    """``others``: who signed the other steps. Roles count as they were when the call was signed."""
    row = behind(tx, signed)
    if row is None or row.denied_at is not None or row.witness_id is None or not row.signed_at:
        return False
    try:
        check_people(row.caller_id, row.witness_id, signed.person_id, wrote, others)
        check_weight(
            people.roles_then(tx, row.caller_id, row.signed_at),
            people.roles_then(tx, row.witness_id, row.signed_at),
        )
    except NotYou:
        return False
    said = (row.signer_id, row.digest, row.step)
    return said == (signed.person_id, signed.digest, signed.step)


def _open_call(
    tx: Session, at: datetime, actor: Actor, call_id: UUID
) -> tuple[TelephoneCall, Release]:
    seen = tx.get(TelephoneCall, call_id)
    if seen is None:
        raise NotThere("telephone.not_there")
    release = found.locked(tx, seen.release_id)
    row = tx.get_one(TelephoneCall, call_id, with_for_update=True, populate_existing=True)
    if actor.id != row.caller_id:
        raise NotYou("telephone.not_your_call")
    if row.signed_at is not None:
        raise NotNow("telephone.signed_already")
    if release.digest != row.digest:
        raise Stale("telephone.text_changed")
    if row.ended_at is not None or row.ends_at <= at:
        raise NotNow("telephone.over")
    return row, release


def _theirs(tx: Session, actor: Actor, call_id: UUID) -> tuple[TelephoneCall, Release]:
    seen = tx.get(TelephoneCall, call_id)
    if seen is None or seen.signed_at is None or seen.signer_id != actor.id:
        raise NotThere("telephone.not_there")
    release = found.locked(tx, seen.release_id)
    row = tx.get_one(TelephoneCall, call_id, with_for_update=True, populate_existing=True)
    return row, release


def _signer(tx: Session, at: datetime, person_id: UUID) -> Actor:
    return replace(people.actor(tx, person_id), granted=granted_to(tx, at, person_id))


def _record(
    tx: Session,
    at: datetime,
    event: audit.Event,
    by: str,
    release: Release,
    row: TelephoneCall,
    **details: str | int | bool,
) -> None:
    """The number called stays out of the audit."""
    signer = people.names(tx, [row.signer_id])[row.signer_id].username
    audit.record(
        tx, at, event, actor=by, subject=found.subject(release), number=release.number,
        digest=row.digest, step=row.step, role=row.role, signer=signer, call=str(row.id), **details,
    )  # fmt: skip


def telephone_refusal(tx: Session, policy: ReleasePolicy, release_id: UUID) -> NotNow | None:
    """Why nobody signs this by telephone; None: they may."""
    release = tx.get(Release, release_id)
    if release is None:
        raise NotThere("release.not_there")
    try:
        check_allowed(policy, release)
    except NotNow as refused:
        return refused
    return None


def callable_signers(tx: Session, at: datetime, release_id: UUID) -> set[UUID]:
    """Whose turn it is, and who neither wrote it nor signed another step."""
    release = tx.get_one(Release, release_id)
    where, matter = standing(tx, release), matter_of(tx, release)
    able = {
        each
        for role in where.roles
        for each in able_to_sign(tx, at, role, matter, spoken=where.spoken)
    }
    return able - where.authors - where.spoken


def callable_witnesses(tx: Session, caller: Actor, release_id: UUID) -> set[UUID]:
    """Who may witness this caller's call, whoever is called."""
    where = standing(tx, tx.get_one(Release, release_id))
    signs = P.RELEASE_SIGN in permissions(caller.roles)
    able = people.holders(tx, P.TELEPHONE_ATTEST if signs else P.RELEASE_SIGN)
    return set(able) - where.authors - set(where.signers) - {caller.id}


def spoken_figures_of(tx: Session, release_id: UUID) -> tuple[str, ...]:
    return figures_of(tx.get_one(Release, release_id))
