"""The demonstration's templates: the house's own; one holding statement and the line of 核实中 are
cleared."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from console.demo import acts
from console.demo.cast import SIGNERS
from console.kernel.errors import FayanError
from console.people.rules.proof import Proof, act_of
from console.release_templates import queries, service
from console.release_templates.rules.clearing import BEFOREHAND
from console.release_templates.service.clearing import Terms
from console.releases.policy import PLAYED, ReleasePolicy
from console.releases.rules.kinds import Kind
from console.releases.rules.signing import chain_for
from console.releases.templating import VOCABULARY
from console.wiring import Wired

COLUMN = "bulletins"
LASTS = timedelta(days=90)


def seed_clearance(wired: Wired, now: datetime) -> None:
    """Once, and again when it has expired; what a visitor withdrew or wrote stays as it is, and
    what cannot be cleared any more is theirs to mend."""
    with wired.database.transaction() as tx:
        service.plant(tx, now, VOCABULARY)
    for kind in sorted(BEFOREHAND):
        with suppress(FayanError), wired.database.transaction() as tx:
            _clear(tx, wired.policy, now, kind)


def _clear(tx: Session, policy: ReleasePolicy, now: datetime, kind: str) -> None:
    chain = chain_for(policy.chains, Kind.INITIAL, COLUMN).steps
    longest = policy.pre_cleared.longest
    terms = Terms(chain, COLUMN, VOCABULARY.facts, longest, policy.longest_remark)
    found = next((each for each in queries.templates(tx) if each.newest.wording.kind == kind), None)
    if found is None or any(each.expires_at > now for each in found.clearances):
        return
    clearance = service.ask(
        tx, now, acts.person(tx, "admin"), terms, template_id=found.id, seen=found.newest.place,
        expires_at=now + min(LASTS, longest),
    )  # fmt: skip
    for role in chain:
        signer = acts.person(tx, SIGNERS[role])
        digest = queries.clearance(tx, clearance).digest
        service.sign(
            tx, now, signer, policy, clearance_id=clearance, seen=digest,
            proof=Proof(signer.id, now, act_of("clear", digest), PLAYED),
        )  # fmt: skip
