"""Random people do random things through the real services: nothing goes out without a complete
chain of signatures on exactly its words, and nobody signs what they wrote.

What must hold is read here from the rows alone, by no rule of the console.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.database import Database
from console.kernel.errors import FayanError
from console.people import queries as people
from console.people.rules.proof import Proof, act_of
from console.people.rules.roles import Role
from console.people.service import assign_role
from console.releases import queries, service
from console.releases.policy import from_settings
from console.releases.records import Release, Revision, Signature, WordingProposal
from console.releases.rules.body import from_input
from console.releases.rules.workflow import Stage
from console.settings import Settings
from tests.builders import Desk, staff, without_trigger
from tests.dispatching import Press
from tests.fakes import FixedClock
from tests.services.test_chains import LAW

WHO = ("spokesperson", "unit-head", "secrecy", "legal", "leader", "deputy", "auditor")
BOTH = {
    "spokesperson": Role.UNIT_HEAD, "unit-head": Role.EDITOR, "deputy": Role.SECRECY_REVIEWER,
    "leader": Role.LEGAL_REVIEWER,
}  # fmt: skip
OUT = {Stage.PUBLISHING, Stage.PUBLISHED, Stage.SUPERSEDED}
QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
Deed = tuple[str, str, int]
# What a review is made of comes often, what ends it seldom, so that some releases do go out.
DEEDS = st.tuples(
    st.sampled_from(
        ["sign"] * 8
        + ["submit"] * 3
        + ["write", "send_back", "recall", "propose", "accept", "tick"]
    ),
    st.sampled_from(WHO),
    st.integers(0, 7),
)


WHOLE_WAY: list[Deed] = [("sign", name, 7) for name in ("unit-head", "secrecy", "legal", "leader")]
EACH_REFUSAL: list[Deed] = [
    ("sign", "spokesperson", 7), ("sign", "secrecy", 7), ("recall", "spokesperson", 7),
    ("write", "spokesperson", 7),
    ("submit", "spokesperson", 7), ("sign", "unit-head", 0), ("sign", "unit-head", 1),
    ("sign", "unit-head", 2), ("sign", "unit-head", 3),
]  # fmt: skip


class Crowd:
    """One release at a time, and everybody at it."""

    def __init__(self, desk: Desk, clock: FixedClock) -> None:
        self.desk, self.clock = desk, clock
        self.press = Press(desk.database, desk.policy, clock)
        self.seen: list[str] = []
        self.came: Counter[str] = Counter()
        with desk.database.transaction() as tx:
            for name, role in BOTH.items():
                assign_role(tx, clock.now(), None, desk.people[name].id, role)
            desk.people |= {name: people.actor(tx, desk.people[name].id) for name in BOTH}

    def begin(self) -> UUID:
        release = self.desk.draft(self.clock.now())
        self.seen = [self.desk.submit(self.clock.now(), release)]
        return release

    def do(self, release: UUID, deed: Deed) -> None:
        verb, name, number = deed
        self.clock.at += timedelta(seconds=1)
        if verb == "tick":
            self.press.dispatcher().tick()
            return
        try:
            with self.desk.database.transaction() as tx:
                getattr(self, verb)(tx, release, name, number)
        except FayanError as refused:
            self.came[refused.code] += 1
        else:
            self.came[verb] += 1

    def sign(self, tx: Session, release: UUID, name: str, number: int) -> None:
        """Mostly the words of now, with a proof of one's own; sometimes older words, or another's
        proof, or one for another act."""
        actor, now = self.desk.people[name], self.clock.now()
        seen = self.seen[-1] if number else self.seen[0]
        other = self.desk.people["leader"] if number == 1 else actor
        act = act_of("sign", self.seen[0] if number == 2 else seen)
        service.sign(
            tx, now, actor, self.desk.policy, release_id=release, seen=seen,
            proof=Proof(other.id, now - timedelta(hours=number == 3), act),
        )  # fmt: skip

    def submit(self, tx: Session, release: UUID, name: str, number: int) -> None:
        del number
        version = queries.draft(tx, release)[0].version
        self.seen.append(
            service.submit(
                tx, self.clock.now(), self.desk.people[name], self.desk.policy,
                release_id=release, version=version, after_midnight_meant=True,
            )
        )  # fmt: skip

    def write(self, tx: Session, release: UUID, name: str, number: int) -> None:
        row, content = queries.draft(tx, release)
        service.save(
            tx, self.clock.now(), self.desk.people[name], self.desk.policy, release_id=release,
            version=row.version, content=replace(content, body=from_input(f"情况如下{number}。")),
        )  # fmt: skip

    def send_back(self, tx: Session, release: UUID, name: str, number: int) -> None:
        service.send_back(
            tx, self.clock.now(), self.desk.people[name], self.desk.policy, release_id=release,
            seen=self.seen[-1 if number else 0], comment="请改",
        )  # fmt: skip

    def recall(self, tx: Session, release: UUID, name: str, number: int) -> None:
        del number
        version = queries.draft(tx, release)[0].version
        service.recall(
            tx, self.clock.now(), self.desk.people[name], self.desk.policy, release_id=release,
            version=version, reason="再改",
        )  # fmt: skip

    def propose(self, tx: Session, release: UUID, name: str, number: int) -> None:
        service.propose(
            tx, self.clock.now(), self.desk.people[name], release_id=release, seen=self.seen[-1],
            place=0, text=f"改成这样{number}。",
        )  # fmt: skip

    def accept(self, tx: Session, release: UUID, name: str, number: int) -> None:
        del number
        row = tx.scalars(select(WordingProposal.id).where(WordingProposal.release_id == release))
        for proposal in row.fetchmany(1):
            service.accept(
                tx, self.clock.now(), self.desk.people[name], self.desk.policy,
                release_id=release, proposal_id=proposal,
            )  # fmt: skip

    def holds(self, release_id: UUID) -> Stage:
        """The two sentences at the head of this file."""
        with self.desk.database.snapshot() as tx:
            release = tx.get_one(Release, release_id)
            wrote = {release.created_by} | {
                each
                for row in tx.scalars(select(Revision).where(Revision.release_id == release_id))
                for each in (row.author_id, row.submitted_by)
            }
            valid = tx.scalars(
                select(Signature)
                .where(Signature.release_id == release_id, Signature.fell_at.is_(None))
                .order_by(Signature.step)
            ).all()
            assert not {each.person_id for each in valid} & wrote
            if release.stage in OUT | {Stage.SIGNED, Stage.SCHEDULED}:
                chain = json.loads(release.package)["chain"]
                words = hashlib.sha256(release.package.encode()).hexdigest()
                assert "secrecy_reviewer" in chain
                assert [each.role for each in valid] == chain
                assert {each.digest for each in valid} == {words}
                assert len({each.person_id for each in valid}) == len(chain)
                assert valid[-1].signed_at == max(each.signed_at for each in valid)
                assert valid[0].signed_at == min(each.signed_at for each in valid)
            return release.stage


def drive(crowd: Crowd, *, examples: int) -> Counter[Stage]:
    ends: Counter[Stage] = Counter()

    @settings(QUICK, max_examples=examples)
    @given(st.lists(DEEDS, min_size=6, max_size=16))
    @example(WHOLE_WAY)
    @example(EACH_REFUSAL)
    def everybody(deeds: list[Deed]) -> None:
        release = crowd.begin()
        for deed in deeds:
            crowd.do(release, deed)
        crowd.holds(release)
        crowd.press.dispatcher().tick()
        ends[crowd.holds(release)] += 1

    everybody()
    return ends


@pytest.mark.parametrize("chains", ["as configured", "side by side"])
def test_nothing_goes_out_unsigned_and_nobody_signs_their_own(
    desk: Desk, clock: FixedClock, chains: str
) -> None:
    if chains == "side by side":
        desk = Desk(desk.database, replace(desk.policy, chains=(LAW,)), desk.people)
    crowd = Crowd(desk, clock)
    ends = drive(crowd, examples=5)
    assert ends[Stage.PUBLISHED]  # the crowd did get somewhere, and was refused for each reason
    for code in (
        "release.author_signs", "release.not_your_step", "release.changed_since",
        "proof.not_fresh", "proof.for_another_act",
    ):  # fmt: skip
        assert crowd.came[code], code


@pytest.mark.postgres
def test_so_it_is_on_postgresql(cluster: Database, settings: Settings, clock: FixedClock) -> None:
    desk = Desk(cluster, from_settings(settings), staff(cluster, clock.now()))
    crowd = Crowd(desk, clock)
    assert drive(crowd, examples=2)[Stage.PUBLISHED]


def test_the_crowd_would_notice_a_forged_signature(desk: Desk, clock: FixedClock) -> None:
    """What is looked for can be found."""
    crowd = Crowd(desk, clock)
    forge: Callable[[Signature], None]
    for forge in (
        lambda row: setattr(row, "person_id", desk.people["spokesperson"].id),
        lambda row: setattr(row, "digest", "0" * 64),
        lambda row: setattr(row, "role", "legal_reviewer"),
        lambda row: setattr(row, "fell_at", clock.now()),
    ):
        release = desk.signed(clock.now(), by="spokesperson")
        assert crowd.holds(release) is Stage.SCHEDULED
        with desk.database.transaction() as tx:
            without_trigger(tx, "signatures_once", "signatures")
            forge(tx.scalars(select(Signature).where(Signature.release_id == release)).all()[1])
        with pytest.raises(AssertionError):
            crowd.holds(release)
