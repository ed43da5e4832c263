"""The guard in the workflow on PostgreSQL, and over any words: nothing slips past it."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.checks.findings import Severity
from console.database import Database
from console.kernel.errors import Invalid
from console.releases import queries, service
from tests.builders import Desk
from tests.fakes import FixedClock
from tests.staffed import Staffed

PASSAGES = (
    "2月30日20时许发生一起情况。",
    "民警已到场处置。",
    "13月1日发布。",
    "死亡2人。",
    "截止20时，情况稳定。",
)


def blocks(desk: Desk, clock: FixedClock, release_id: UUID) -> list[str]:
    with desk.database.snapshot() as tx:
        said = service.findings(tx, clock.now(), desk.policy, release_id)
    return [each.key for each in said if each.severity is Severity.BLOCK]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    passages=st.lists(st.sampled_from(PASSAGES), min_size=1, max_size=4),
    let_through=st.booleans(),
)
def test_whatever_is_submitted_has_no_block_but_those_a_non_author_let_through(
    desk: Desk, clock: FixedClock, passages: list[str], *, let_through: bool
) -> None:
    release_id = desk.draft(clock.now(), text="\n".join(passages))
    stopping = blocks(desk, clock, release_id)
    for key in dict.fromkeys(stopping) if let_through else ():
        with desk.database.transaction() as tx:
            service.override(
                tx, clock.now(), desk.people["legal"], desk.policy, release_id=release_id,
                key=key, reason="已核对", proof=desk.proof("legal", clock.now()),
            )  # fmt: skip
    if stopping and not let_through:
        with pytest.raises(Invalid, match="finding"):
            desk.submit(clock.now(), release_id)
        return
    desk.submit(clock.now(), release_id)
    with desk.database.snapshot() as tx:
        findings, overrides = queries.sealed(tx, release_id)
    assert {each.key for each in findings if each.severity is Severity.BLOCK} == {
        each.key for each in overrides
    }
    assert {each.by for each in overrides} <= {"某legal"}


@pytest.mark.postgres
def test_an_override_is_sealed_and_goes_out_on_postgresql(
    cluster: Database, clock: FixedClock, desk: Desk, office: Staffed
) -> None:
    policy = desk.policy
    desk = Desk(cluster, policy, office.lay(cluster))
    release_id = desk.draft(clock.now(), text=PASSAGES[0])
    (key,) = blocks(desk, clock, release_id)
    with cluster.transaction() as tx:
        service.override(
            tx, clock.now(), desk.people["legal"], policy, release_id=release_id, key=key,
            reason="已核对", proof=desk.proof("legal", clock.now()),
        )  # fmt: skip
    desk.sign_all(clock.now(), release_id, desk.submit(clock.now(), release_id))
    with cluster.snapshot() as tx:
        _, (sealed,) = queries.sealed(tx, release_id)
    assert sealed.key == key
