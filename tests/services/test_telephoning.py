"""电话核签: what two people attest, what a wrong code does, and the signer's last word."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from console.audit import Event
from console.audit.queries import Filter, events
from console.kernel.errors import FayanError, Invalid, NotNow, NotThere, NotYou, Stale
from console.notices.queries import for_person
from console.people import queries as people_queries
from console.people.records import Person, RoleAssignment
from console.people.rules.roles import Role
from console.people.service import assign_role
from console.publishing import queries as publishing
from console.publishing.records import Delivery
from console.publishing.rules.channel import Variant
from console.releases import queries, service
from console.releases.queries import CallView
from console.releases.records import TelephoneCall
from console.releases.rules.kinds import Kind
from console.releases.rules.telephone import code_of
from tests.builders import Desk, without_trigger
from tests.fakes import FixedClock
from tests.scened import Scene

FIGURES = ("11", "23", "20", "10")


class Call:
    """A notice waits for its leader, who is on the telephone; deputy calls, legal witnesses."""

    def __init__(self, desk: Desk, clock: FixedClock) -> None:
        self.desk, self.clock = desk, clock
        with desk.database.transaction() as tx:
            tx.execute(update(Person).where(Person.username != "legal").values(telephone="0954-1"))
        self.release = desk.draft(
            clock.now(), kind=Kind.NOTICE, column="notices", title="交通管制通告"
        )
        self.digest = desk.submit(clock.now(), self.release)
        for by in ("unit-head", "secrecy"):
            desk.sign(clock.now(), self.release, self.digest, by)

    def begin(self, caller: str = "deputy", signer: str = "leader") -> UUID:
        with self.desk.database.transaction() as tx:
            return service.begin_call(
                tx, self.clock.now(), self.desk.people[caller], self.desk.policy,
                release_id=self.release, signer_id=self.desk.people[signer].id,
            )  # fmt: skip

    def check(
        self, call_id: UUID, *, caller: str = "deputy", witness: str = "legal", code: str = "",
        figures: tuple[str, ...] = FIGURES,
    ) -> FayanError | None:  # fmt: skip
        with self.desk.database.transaction() as tx:
            return service.check_call(
                tx, self.clock.now(), self.desk.people[caller], self.desk.policy, call_id=call_id,
                code=code or code_of(self.digest), repeated=figures,
                witness_id=self.desk.people[witness].id,
            )  # fmt: skip

    def sign(
        self, call_id: UUID, *, caller: str = "deputy", witness: str = "legal",
        proved: tuple[str, str] | None = None, code: str = "",
    ) -> bool:  # fmt: skip
        at = self.clock.now()
        mine, theirs = proved or (caller, witness)
        with self.desk.database.transaction() as tx:
            return service.sign_by_telephone(
                tx, at, self.desk.people[caller], self.desk.policy, call_id=call_id,
                code=code or code_of(self.digest), repeated=FIGURES,
                witness_id=self.desk.people[witness].id, proof=self.desk.proof(mine, at),
                witness_proof=self.desk.proof(theirs, at),
            )  # fmt: skip

    def confirm(self, call_id: UUID, by: str = "leader") -> None:
        at = self.clock.now()
        with self.desk.database.transaction() as tx:
            service.confirm_call(
                tx, at, self.desk.people[by], self.desk.policy, call_id, self.desk.proof(by, at)
            )

    def deny(self, call_id: UUID, by: str = "leader") -> None:
        with self.desk.database.transaction() as tx:
            service.deny_call(tx, self.clock.now(), self.desk.people[by], call_id)

    def see(self, call_id: UUID) -> CallView:
        with self.desk.database.snapshot() as tx:
            return queries.call(tx, self.clock.now(), call_id)

    def refusal(self) -> str | None:
        with self.desk.database.snapshot() as tx:
            row = tx.query(Delivery).filter_by(release_id=self.release).first()
            assert row is not None
            return service.ReleaseWarrant(self.desk.policy).refusal(tx, row, self.clock.now())

    def signed(self) -> str | None:
        return self.desk.see(self.release).chain[-1].signed_by

    def audited(self, name: Event) -> list[dict[str, object]]:
        with self.desk.database.snapshot() as tx:
            return [dict(each.details) for each in events(tx, Filter(name=name))]


@pytest.fixture
def call(desk: Desk, clock: FixedClock) -> Call:
    return Call(desk, clock)


def test_two_people_attest_and_the_signers_signature_stands_unconfirmed(call: Call) -> None:
    call_id = call.begin()
    assert call.check(call_id) is None
    assert call.sign(call_id)
    assert call.signed() == "某leader"
    view = call.see(call_id)
    assert (view.state, view.owed) == ("signed", True)
    assert (view.caller_name, view.witness_name) == ("某deputy", "某legal")
    assert view.confirm_by == call.clock.now() + timedelta(hours=24)
    said = call.audited(Event.CALL_ATTESTED)[0]
    assert (said["caller"], said["witness"], said["signer"]) == ("deputy", "legal", "leader")
    signed = call.audited(Event.SIGNED)[0]
    assert (signed["proof"], signed["signer"]) == ("telephone", "leader")
    assert "0954-1" not in str(said)
    assert call.refusal() is None
    with call.desk.database.snapshot() as tx:
        told = [row.kind for row in for_person(tx, call.desk.people["leader"].id)]
    assert "telephone.confirm" in told
    call.confirm(call_id)
    call.confirm(call_id)
    assert call.see(call_id).state == "confirmed"
    assert len(call.audited(Event.CALL_CONFIRMED)) == 1


@pytest.mark.parametrize(
    ("caller", "witness", "code"),
    [
        ("deputy", "deputy", "same_person"),
        ("deputy", "spokesperson", "witness_wrote"),
        ("deputy", "leader", "witness_signs"),
        ("deputy", "unit-head", "witness_signed"),
        ("deputy", "media-reception", "not_permitted"),
    ],
)
def test_who_may_not_witness(call: Call, caller: str, witness: str, code: str) -> None:
    call_id = call.begin(caller)
    with pytest.raises(NotYou, match=code):
        call.sign(call_id, caller=caller, witness=witness)
    assert call.signed() is None


def test_neither_author_nor_signer_calls_nor_who_may_not_hold(call: Call) -> None:
    for caller, code in (
        ("spokesperson", "caller_wrote"), ("leader", "caller_signs"), ("admin", "not_permitted"),
        ("secrecy", "caller_signed"), ("editor", "not_permitted"),
    ):  # fmt: skip
        with pytest.raises(NotYou, match=code):
            call.begin(caller)
    call_id = call.begin()
    with pytest.raises(NotYou, match="not_permitted"):
        call.sign(call_id, witness="admin")


def test_only_whoever_is_next_is_called_and_on_a_registered_number(call: Call) -> None:
    with pytest.raises(NotYou, match="not_your_step"):
        call.begin(signer="legal")
    with pytest.raises(NotYou, match="signed_already"):
        call.begin(signer="secrecy")
    with call.desk.database.transaction() as tx:
        tx.execute(update(Person).values(telephone=""))
    with pytest.raises(Invalid, match="no_number"):
        call.begin()


def test_a_wrong_code_is_recorded_and_three_end_the_call(call: Call) -> None:
    call_id = call.begin()
    for left in (2, 1, 0):
        refused = call.check(call_id, code="222222")
        assert refused
        assert refused.parameters == {"left": left}
    assert len(call.audited(Event.CALL_WRONG_CODE)) == 3
    with pytest.raises(NotNow, match="over"):
        call.sign(call_id)
    assert call.signed() is None


def test_figures_of_advice_and_of_each_channels_words_are_repeated(
    desk: Desk, clock: FixedClock
) -> None:
    made = desk.draft(clock.now(), kind=Kind.NOTICE, column="notices", title="交通管制通告")
    desk.write(
        clock.now(), made, advice="绕行三公里",
        variants={"weibo": Variant(text="11月23日，管制七小时，详见45号通告")},
    )  # fmt: skip
    desk.submit(clock.now(), made)
    with desk.database.snapshot() as tx:
        assert service.spoken_figures_of(tx, made) == (*FIGURES, "三", "七", "45")


def test_a_code_of_other_words_and_a_figure_that_was_not_repeated_sign_nothing(call: Call) -> None:
    call_id = call.begin()
    assert call.check(call_id, code=code_of("0" * 64))
    with pytest.raises(Invalid, match="figure_missing"):
        call.check(call_id, figures=FIGURES[1:])
    with pytest.raises(Invalid, match="wrong_code"):
        call.sign(call_id, code=code_of("0" * 64))
    assert call.signed() is None


@pytest.mark.parametrize("proved", [("deputy", "deputy"), ("legal", "legal"), ("leader", "legal")])
def test_each_attests_with_their_own_proof(call: Call, proved: tuple[str, str]) -> None:
    call_id = call.begin()
    with pytest.raises(NotYou, match="not_fresh"):
        call.sign(call_id, proved=proved)
    assert call.signed() is None


def test_a_changed_text_voids_a_half_done_call(call: Call) -> None:
    call_id = call.begin()
    with call.desk.database.transaction() as tx:
        service.recall(
            tx, call.clock.now(), call.desk.people["spokesperson"], call.desk.policy,
            release_id=call.release, version=call.desk.see(call.release).row.version, reason="改",
        )  # fmt: skip
    call.desk.write(call.clock.now(), call.release, advice="请绕行。")
    digest = call.desk.submit(call.clock.now(), call.release)
    for by in ("unit-head", "secrecy"):
        call.desk.sign(call.clock.now(), call.release, digest, by)
    with pytest.raises(Stale, match="text_changed"):
        call.sign(call_id)
    call.digest = digest
    with pytest.raises(Stale, match="text_changed"):
        call.sign(call_id)
    assert call.see(call_id).state == "void"


def test_a_call_is_over_at_its_last_second_and_is_only_the_callers(call: Call) -> None:
    call_id = call.begin()
    with pytest.raises(NotYou, match="not_your_call"):
        call.sign(call_id, caller="unit-head")
    call.clock.at += timedelta(minutes=30)
    with pytest.raises(NotNow, match="over"):
        call.sign(call_id)


def test_one_call_signs_once(call: Call) -> None:
    call_id = call.begin()
    call.sign(call_id)
    with pytest.raises(NotNow, match="signed_already"):
        call.sign(call_id)


def test_i_did_not_sign_holds_the_release_at_once(call: Call) -> None:
    call_id = call.begin()
    call.sign(call_id)
    for other in ("deputy", "legal", "leader-2"):
        with pytest.raises(NotThere):
            call.deny(call_id, other)
    call.deny(call_id)
    call.deny(call_id)
    with call.desk.database.snapshot() as tx:
        holds = publishing.holds(tx)
        told = [row.kind for row in for_person(tx, call.desk.people["leader-2"].id)]
    assert [hold.release_id for hold in holds] == [call.release]
    assert "telephone.was_denied" in told
    assert call.refusal() == "warrant.telephone"
    with pytest.raises(NotNow, match="denied_already"):
        call.confirm(call_id)


def test_nobody_else_confirms_and_an_overdue_one_is_told(call: Call) -> None:
    call_id = call.begin()
    call.sign(call_id)
    with pytest.raises(NotThere):
        call.confirm(call_id, "deputy")

    def escalated() -> int:
        with call.desk.database.transaction() as tx:
            return service.escalate_calls(tx, call.clock.now())

    assert escalated() == 0
    call.clock.at += timedelta(hours=24)
    assert escalated() == escalated() == 1
    assert len(call.audited(Event.CALL_OVERDUE)) == 1
    with call.desk.database.snapshot() as tx:
        told = [row.kind for row in for_person(tx, call.desk.people["leader-2"].id)]
    assert told.count("telephone.overdue") == 1
    call.confirm(call_id)
    assert escalated() == 0


def test_config_says_what_is_signed_by_telephone(call: Call, clock: FixedClock) -> None:
    told = call.desk.policy.telephone
    call.desk.policy = replace(call.desk.policy, telephone=replace(told, kinds=frozenset()))
    with pytest.raises(NotNow, match="not_allowed"):
        call.begin()


def test_a_release_has_one_signature_by_telephone_and_no_more(call: Call) -> None:
    call.release = call.desk.draft(
        call.clock.now(), kind=Kind.NOTICE, column="notices", title="又一个通告"
    )
    call.digest = call.desk.submit(call.clock.now(), call.release)
    call.sign(call.begin(signer="unit-head"))
    with pytest.raises(NotNow, match="one_only"):
        call.begin(signer="secrecy")


def test_what_was_typed_on_scene_is_not_signed_by_telephone(call: Call) -> None:
    scene = Scene.of(call.desk, call.clock)
    call.release = scene.put()
    with pytest.raises(NotNow, match="not_allowed"):
        call.begin(signer="commander")


def test_a_telephone_signature_without_its_call_does_not_go_out(call: Call) -> None:
    call.sign(call.begin())
    with call.desk.database.transaction() as tx:
        without_trigger(tx, "telephone_calls_update", "telephone_calls")
        tx.execute(update(TelephoneCall).values(witness_id=TelephoneCall.caller_id))
    assert call.refusal() == "warrant.telephone"


def test_two_who_sign_nothing_do_not_stand_for_a_signer(call: Call) -> None:
    at, people = call.clock.now(), call.desk.people
    with call.desk.database.transaction() as tx:
        for name in ("media-reception", "editor"):
            assign_role(tx, at, None, people[name].id, Role.SPOKESPERSON)
        for name in ("media-reception", "editor"):
            people[name] = people_queries.actor(tx, people[name].id)
    call_id = call.begin("editor")
    with pytest.raises(NotYou, match="no_signer_attests"):
        call.check(call_id, caller="editor", witness="media-reception")
    with pytest.raises(NotYou, match="no_signer_attests"):
        call.sign(call_id, caller="editor", witness="media-reception")
    with call.desk.database.snapshot() as tx:
        able = service.callable_witnesses(tx, people["editor"], call.release)
        named = {who for who, each in people.items() if each.id in able}
    assert named == {"legal", "deputy", "leader", "leader-2", "commander"}
    assert call.sign(call_id, caller="editor", witness="legal")
    assert call.refusal() is None


def test_attested_by_a_signer_then_counts_whatever_became_of_the_role(call: Call) -> None:
    call.sign(call.begin())
    with call.desk.database.transaction() as tx:
        for name in ("deputy", "legal"):
            tx.execute(
                update(RoleAssignment)
                .where(RoleAssignment.person_id == call.desk.people[name].id)
                .values(revoked_at=call.clock.move(minutes=1))
            )
    assert call.refusal() is None
    with call.desk.database.transaction() as tx:
        tx.execute(update(RoleAssignment).values(assigned_at=call.clock.now()))
    assert call.refusal() == "warrant.telephone"


def test_whoever_attested_signs_no_step_of_it(call: Call) -> None:
    """The leader's turn is last: a first step is signed by telephone, then its witness tries."""
    made = call.desk.draft(call.clock.now(), kind=Kind.NOTICE, column="notices", title="提示")
    call.release, call.digest = made, call.desk.submit(call.clock.now(), made)
    assert not call.sign(call.begin(signer="unit-head"), witness="leader")
    call.desk.sign(call.clock.now(), made, call.digest, "secrecy")
    with pytest.raises(NotYou, match="attested_call"):
        call.desk.sign(call.clock.now(), made, call.digest, "leader")
    assert call.desk.sign(call.clock.now(), made, call.digest, "leader-2")
    assert call.refusal() is None


def test_the_database_keeps_what_was_said(call: Call) -> None:
    call_id = call.begin()
    call.sign(call_id)
    call.deny(call_id)
    for statement in (
        "UPDATE telephone_calls SET telephone = '1'",
        "UPDATE telephone_calls SET witness_name = 'x'",
        "UPDATE telephone_calls SET denied_at = NULL",
        "DELETE FROM telephone_calls",
    ):
        with (
            pytest.raises(DBAPIError, match="keep what was said"),
            call.desk.database.transaction() as tx,
        ):
            tx.execute(text(statement))
